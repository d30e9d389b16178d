"""Settings of a node: the only reader of the environment (GLACY_NODE, DATABASE_URL, GLACY_SECRET_KEY)."""

from __future__ import annotations

import os
import secrets
import tomllib
from pathlib import Path
from typing import Any  # Django's settings are untyped mappings
from urllib.parse import parse_qsl, unquote, urlsplit

from glacy import desks

HERE = Path(__file__).resolve().parent
NODE_PATH: Path | None = Path(os.environ["GLACY_NODE"]).resolve() if os.environ.get("GLACY_NODE") else None
_toml = NODE_PATH / "node.toml" if NODE_PATH else None
NODE: dict[str, Any] = tomllib.loads(_toml.read_text("utf-8")) if _toml and _toml.is_file() else {}
_LOCAL = ["localhost", "127.0.0.1", "[::1]"]


def _database(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme in ("postgres", "postgresql"):
        found = dict(parse_qsl(parts.query))
        host = found.pop("host", "") or parts.hostname or ""
        names = {"NAME": parts.path.strip("/"), "USER": unquote(parts.username or ""), "HOST": unquote(host)}
        more = {"PASSWORD": unquote(parts.password or ""), "PORT": str(parts.port or ""), "OPTIONS": found}
        kept = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}  # a line that the server cut is made anew
        return {"ENGINE": "django.db.backends.postgresql", **kept, **names, **more}
    start = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
    options: dict[str, Any] = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": start}
    name = unquote(parts.path) if parts.scheme == "sqlite" else url
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "OPTIONS": options, "CONN_MAX_AGE": None}


def _secret() -> str:
    kept = NODE_PATH / "keys" / "session.key" if NODE_PATH else None
    return kept.read_text("ascii").strip() if kept and kept.is_file() else secrets.token_urlsafe(48)


_url = NODE.get("database") or os.environ.get("DATABASE_URL", "")
DATABASES = {"default": _database(_url or str(NODE_PATH / "glacy.sqlite3" if NODE_PATH else ":memory:"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DEBUG = False
SECRET_KEY = os.environ.get("GLACY_SECRET_KEY") or _secret()
LOCAL_ONLY = not os.environ.get("GLACY_SECRET_KEY")
ALLOWED_HOSTS = _LOCAL if LOCAL_ONLY else [*_LOCAL, urlsplit(NODE.get("url", "")).hostname or "localhost"]
_secure = NODE.get("url", "").startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _secure
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 24 * 3600
_host = "__Host-" if _secure else ""  # a browser then takes them from this very host alone
SESSION_COOKIE_NAME = f"{_host}glacy_{NODE.get('country', 'none').lower()}_session"
CSRF_COOKIE_NAME = f"{_host}glacy_{NODE.get('country', 'none').lower()}_csrf"
SECURE_HSTS_SECONDS = 31536000 if _secure else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _secure else None
FILE_UPLOAD_HANDLERS = [*desks.UPLOAD_HANDLERS]
FILE_UPLOAD_MAX_MEMORY_SIZE, DATA_UPLOAD_MAX_MEMORY_SIZE = 2**20, 12 * 2**20

_django = ["contenttypes", "auth", "sessions", "messages", "staticfiles"]
INSTALLED_APPS = [
    *(f"django.contrib.{name}" for name in _django),
    "glacy.store",
    *desks.APPS,
    *desks.SIGN_IN_APPS,
]
MIDDLEWARE = ["glacy.site.nearby.keep_near", *desks.MIDDLEWARE]
ROOT_URLCONF = "glacy.site.urls"
WSGI_APPLICATION = "glacy.site.wsgi.application"
AUTH_USER_MODEL = "store.OfficerRow"
AUTH_PASSWORD_VALIDATORS = [*desks.PASSWORD_RULES]
LOGIN_URL = desks.LOGIN_URL
globals().update(desks.MFA)
FORM_RENDERER = desks.FORM_RENDERER
TEMPLATES = [
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [HERE / "templates"]}
    | {"APP_DIRS": True, "OPTIONS": {"context_processors": [*desks.CONTEXT_PROCESSORS]}}
]
STATIC_URL, WHITENOISE_USE_FINDERS = "/static/", True
WHITENOISE_IMMUTABLE_FILE_TEST = r"\.[0-9a-f]{12}\."
STATICFILES_DIRS = [HERE / "static" / "built"] if (HERE / "static" / "built").is_dir() else []
LANGUAGES = [*desks.LANGUAGES]
LANGUAGE_CODE, TIME_ZONE, USE_TZ, LOCALE_PATHS = "en", "UTC", True, [HERE / "locale"]
_log = "json" if os.environ.get("GLACY_LOG") == "json" else "line"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": _log}},
    "formatters": {"line": {"()": "glacy.node.logs.Plain"}, "json": {"()": "glacy.node.logs.JsonLines"}},
    "loggers": {name: {"handlers": ["stderr"], "level": "ERROR"} for name in ("django", "glacy")},
}
