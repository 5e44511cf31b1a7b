"""Settings of the site. Everything that differs between places comes from the environment.

``NIANGJIA_ENV`` is ``development`` (default), ``test`` or ``production``. In production nothing has a default that
could be guessed: see ``docs/how-to/production.md``.
"""

from __future__ import annotations

import os
from pathlib import Path

from niangjia.site.environment import database_from_url, secret_from_file, token_from_file
from niangjia.site.windows import WINDOWS

ENVIRONMENT = os.environ.get("NIANGJIA_ENV", "development")
PRODUCTION = ENVIRONMENT == "production"
HOME = Path(os.environ.get("NIANGJIA_HOME", "var")).resolve()

DEBUG = ENVIRONMENT == "development" and os.environ.get("NIANGJIA_DEBUG") == "1"
SECRET_KEY = secret_from_file(HOME / "secret.key", variable="NIANGJIA_SECRET_KEY_FILE", create=not PRODUCTION)
NIANGJIA_KEY_FILE = Path(os.environ.get("NIANGJIA_KEY_FILE", HOME / "data.keys"))
NIANGJIA_CREATE_KEYS = not PRODUCTION
ALLOWED_HOSTS = [host for host in os.environ.get("NIANGJIA_HOSTS", "").split(",") if host] or (
    [] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]", "testserver"]
)
NIANGJIA_IDENTITY = os.environ.get("NIANGJIA_IDENTITY", "" if PRODUCTION else "local")
NIANGJIA_IDENTITY_TOKEN = token_from_file(os.environ.get("NIANGJIA_IDENTITY_TOKEN_FILE", ""))
NIANGJIA_TRUSTED_PROXIES = [
    one.strip() for one in os.environ.get("NIANGJIA_TRUSTED_PROXIES", "").split(",") if one.strip()
]
NIANGJIA_SECOND_FACTOR = os.environ.get("NIANGJIA_SECOND_FACTOR", "required" if PRODUCTION else "offered")
NIANGJIA_MESSAGES = os.environ.get("NIANGJIA_MESSAGES", "" if PRODUCTION else "console")
NIANGJIA_MESSAGES_TOKEN = token_from_file(os.environ.get("NIANGJIA_MESSAGES_TOKEN_FILE", ""))
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if PRODUCTION else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "niangjia.web",
    "niangjia.records.trail",
    "niangjia.records.unions",
    "niangjia.records.people",
    "niangjia.records.papers",
    "niangjia.records.practices",
    "niangjia.records.cases",
    "niangjia.records.accounts",
    "niangjia.records.notices",
    "niangjia.records.placements",
    "niangjia.records.provisions",
    "niangjia.records.tasks",
    "niangjia.records.visits",
    "niangjia.records.credentials",
    "niangjia.records.surveys",
    "niangjia.records.joinings",
    "niangjia.reports",
    *(f"niangjia.programmes.{key}" for key in WINDOWS),
    "niangjia.site",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "niangjia.web.language.ChosenLanguageMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "niangjia.casework.access.gate.GateMiddleware",
]

ROOT_URLCONF = "niangjia.site.urls"
WSGI_APPLICATION = "niangjia.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "niangjia.web.context.page",
                "niangjia.site.letterhead.letterhead",
            ],
        },
    },
]

DATABASES = {"default": database_from_url(os.environ.get("DATABASE_URL", ""), sqlite_file=HOME / "niangjia.sqlite3")}
FORM_RENDERER = "niangjia.web.forms.HouseRenderer"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ATOMIC_REQUESTS = False

AUTH_USER_MODEL = "unions.Account"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "inbox"
LOGOUT_REDIRECT_URL = "login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if ENVIRONMENT == "test"
    else ["django.contrib.auth.hashers.ScryptPasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
)

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "niangjia.web.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
if PRODUCTION:
    SESSION_COOKIE_NAME = "__Host-niangjia"
    CSRF_COOKIE_NAME = "__Host-csrf"
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"scrub": {"()": "niangjia.site.logs.Scrub"}},
    "formatters": {"line": {"()": "niangjia.site.logs.LineFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["scrub"], "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "niangjia": {"level": "INFO"},
        "django.request": {"level": "ERROR"},
        # these two tell what is on a page and in a query: never, however much else is asked for
        "django.template": {"level": "WARNING"},
        "django.db.backends": {"level": "WARNING"},
    },
}
