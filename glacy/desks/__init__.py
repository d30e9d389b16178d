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
    "glacy.desks.verification",
    "glacy.desks.statistics",
    "glacy.desks.treaty",
    "glacy.desks.api",
)
"""The Django apps of the desks, in the order in which their templates are found."""

MIDDLEWARE: Final = (
    "glacy.desks.frame.headers.guard",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
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
)
"""What every template may show."""

FORM_RENDERER: Final = "glacy.desks.frame.forms.FieldTemplates"
LANGUAGES: Final = (("en", "English"), ("es", "Español"), ("fr", "Français"), ("pt", "Português"))
LOGIN_URL: Final = "people:sign_in"
