"""The web desks: one Django app to each kind of work, and what the settings need to know of them."""

from __future__ import annotations

from typing import Final

APPS: Final = (
    "django.forms",
    "glacy.desks.frame",
    "glacy.desks.people",
    "glacy.desks.shift",
    "glacy.desks.cases",
    "glacy.desks.routes",
    "glacy.desks.requests",
    "glacy.desks.inbox",
    "glacy.desks.paper",
    "glacy.desks.evidence",
    "glacy.desks.carriers",
    "glacy.desks.verification",
    "glacy.desks.statistics",
    "glacy.desks.journal",
    "glacy.desks.authority",
    "glacy.desks.directory",
    "glacy.desks.treaty",
    "glacy.desks.legislation",
    "glacy.desks.api",
)
"""The Django apps of the desks, in the order in which their templates are found."""

SIGN_IN_APPS: Final = ("allauth", "allauth.account", "allauth.mfa")
"""What keeps passkeys, authenticator apps and recovery codes; none of its own pages is served."""

MIDDLEWARE: Final = (
    "glacy.desks.frame.headers.guard",
    "glacy.desks.treaty.accepted.use",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "glacy.desks.people.sessions.keep",
    "allauth.account.middleware.AccountMiddleware",
    "glacy.desks.frame.language.speak",
    "django.contrib.messages.middleware.MessageMiddleware",
    "glacy.desks.frame.faults.Explain",
)
"""Every step between the socket and a view, outermost first."""

CONTEXT_PROCESSORS: Final = (
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "django.template.context_processors.i18n",
    "glacy.desks.frame.context.frame",
    "glacy.desks.authority.ringing.alarms",
)
"""What every template may show."""

_RULES: Final = "django.contrib.auth.password_validation"
PASSWORD_RULES: Final = (
    {"NAME": f"{_RULES}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {
        "NAME": f"{_RULES}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email", "authority")},
    },
    {"NAME": f"{_RULES}.CommonPasswordValidator"},
    {"NAME": f"{_RULES}.NumericPasswordValidator"},
)
"""What a password that an officer chooses must be."""

UPLOAD_HANDLERS: Final = (
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "glacy.desks.frame.uploads.VeiledUploads",
)
FORM_RENDERER: Final = "glacy.desks.frame.forms.FieldTemplates"
LANGUAGES: Final = (("en", "English"), ("es", "Español"), ("fr", "Français"), ("pt", "Português"))
LOGIN_URL: Final = "people:sign_in"
MFA: Final = {
    "MFA_ADAPTER": "glacy.desks.people.adapter.Adapter",
    "MFA_SUPPORTED_TYPES": ("totp", "webauthn", "recovery_codes"),
    "MFA_PASSKEY_LOGIN_ENABLED": True,
    "MFA_WEBAUTHN_USER_VERIFICATION": "required",
    "MFA_TOTP_TOLERANCE": 1,
    "MFA_RECOVERY_CODE_COUNT": 10,
    "MFA_RECOVERY_CODE_DIGITS": 12,
}
"""How second factors are made: a passkey asks for finger, face or PIN; a code may be thirty seconds off."""
