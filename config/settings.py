"""All of Daylight's settings: they work on a bare clone and refuse to be wrong in production."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()  # type: ignore[no-untyped-call]

# --- where state lives, and in which shape Daylight runs ---------------------------------------
DATA_DIR = Path(env.str("DAYLIGHT_DATA", default=str(BASE_DIR / "data"))).resolve()
# "embedded": one process, SQLite, no services. "production": separate processes and services.
MODE = env.str("DAYLIGHT_MODE", default="embedded")
if MODE not in {"embedded", "production"}:
    raise ImproperlyConfigured("DAYLIGHT_MODE must be 'embedded' or 'production'.")
EMBEDDED = MODE == "embedded"
# One-click sign-in as the made-up people of the sample programme: set by `bin/run` alone.
DEMO = env.bool("DAYLIGHT_DEMO", default=False)
if DEMO and not EMBEDDED:
    raise ImproperlyConfigured(
        "DAYLIGHT_DEMO signs people in without a password: it works in embedded mode only."
    )


def _embedded_secret() -> str:
    """Return the key kept beside the database, making it (mode 0600) the first time."""
    path = DATA_DIR / "secret"
    if not path.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        # Linked into place whole: another process that starts at this moment reads one key or the other.
        with NamedTemporaryFile("w", dir=DATA_DIR, encoding="ascii") as made:
            made.write(secrets.token_urlsafe(64))
            made.flush()
            with suppress(FileExistsError):
                os.link(made.name, path)
    return path.read_text(encoding="ascii").strip()


DEBUG = env.bool("DAYLIGHT_DEBUG", default=False)
SECRET_KEY = env.str("DAYLIGHT_SECRET_KEY", default="") or (_embedded_secret() if EMBEDDED else "")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "Set DAYLIGHT_SECRET_KEY: production does not start without a secret of its own."
    )
ALLOWED_HOSTS = env.list("DAYLIGHT_HOSTS", default=["127.0.0.1", "localhost", "[::1]"] if EMBEDDED else [])
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("Set DAYLIGHT_HOSTS to the names this site answers to, separated by commas.")
# Where people find this site: the beginning of addresses in its mail.
_HERE = "http://127.0.0.1:8000" if EMBEDDED else f"https://{ALLOWED_HOSTS[0].lstrip('.')}"
SITE_URL = (env.str("DAYLIGHT_URL", default="") or _HERE).rstrip("/")
CSRF_TRUSTED_ORIGINS = env.list("DAYLIGHT_ORIGINS", default=[])

# --- apps --------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",  # lets config.forms find the widgets we do not restyle
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "config.apps.ConfigConfig",
    "jobs",
    "organisations",
    "live",
    "dataflows",
]

# The first three write headers and go outermost, so that probes, static files, redirects and errors have
# them too; of the three, only the last may answer, with a redirect to HTTPS.
MIDDLEWARE = [
    "config.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "config.health.ProbesMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "organisations.middleware.ActorMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION, ASGI_APPLICATION = "config.wsgi.application", "config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "organisations.context_processors.actor",
            ],
        },
    },
]
FORM_RENDERER = "config.forms.DaylightFormRenderer"

# --- database ----------------------------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'daylight.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # WAL lets readers go on during a write; IMMEDIATE takes the write lock at BEGIN, so a
    # transaction waits (up to `timeout` seconds) instead of failing half-way.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
        # Or INSERT OR REPLACE would delete from an append-only table without its trigger hearing of it.
        "PRAGMA recursive_triggers=ON;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("DAYLIGHT_CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES: dict[str, dict[str, object]] = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
}
if cache_url := env.str("CACHE_URL", default=""):
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": cache_url}}

# --- background work: the job table is the truth, Celery only rings (docs/architecture.md) -----
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="memory://localhost//")
if not EMBEDDED and CELERY_BROKER_URL.startswith("memory"):
    raise ImproperlyConfigured("Set CELERY_BROKER_URL: production needs Redis or RabbitMQ.")
CELERY_TASK_ACKS_LATE = True
# True would run an aborting task for ever: the job table retries, at most three times.
CELERY_TASK_REJECT_ON_WORKER_LOST = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT, CELERY_TASK_SOFT_TIME_LIMIT = 60, 45
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Whoever rings waits no longer than this for a broker that takes connections and says nothing.
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, float] = {}
if CELERY_BROKER_URL.startswith("redis"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 300,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 2,
        "socket_timeout": 5,
        "health_check_interval": 30,
    }
elif CELERY_BROKER_URL.startswith("amqp"):
    # Durable classic queues: they work on every RabbitMQ, and a ring that is lost is rung again (ADR 8).
    CELERY_BROKER_TRANSPORT_OPTIONS = {"confirm_publish": True, "read_timeout": 3, "write_timeout": 3}
elif CELERY_BROKER_URL.startswith("memory"):
    # The in-memory transport polls once a second unless told otherwise.
    CELERY_BROKER_TRANSPORT_OPTIONS = {"polling_interval": 0.005}
# A sweep that nobody was there to do is not done later: the next one does all of it.
CELERY_BEAT_SCHEDULE = {"sweep": {"task": "jobs.sweep", "schedule": 5.0, "options": {"expires": 10}}}

# How streams hear of news: over the "database", where it can, or a Redis's address.
LIVE_NUDGES = env.str("DAYLIGHT_NUDGES", default="database")

# --- people and sign-in ------------------------------------------------------------------------
AUTH_USER_MODEL = "organisations.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "organisations.adapters.AccountAdapter"
# In the demo people change who they are without signing out first.
ACCOUNT_AUTHENTICATED_LOGIN_REDIRECTS = not DEMO
ACCOUNT_FORMS = {
    "login": "organisations.forms.SignIn",
    "request_login_code": "organisations.forms.AskForCode",
    "reset_password": "organisations.forms.AskForNewPassword",
    "add_email": "organisations.forms.AddAddress",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Daylight: "
MFA_ADAPTER = "organisations.adapters.SecondFactorAdapter"
# What second-factor secrets are encrypted with. To change the key, put the new one first and keep the old.
FIELD_KEYS = env.list("DAYLIGHT_FIELD_KEYS", default=[SECRET_KEY])
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "account_login"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_SAMESITE = "Lax"

# --- mail --------------------------------------------------------------------------------------
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 10  # a mail server that answers nobody holds up no work: the message is tried again
DEFAULT_FROM_EMAIL = env.str("DAYLIGHT_FROM_EMAIL", default="Daylight <daylight@localhost>")

# --- pages -------------------------------------------------------------------------------------
LANGUAGE_CODE, LANGUAGES = "en-gb", [("en-gb", "English")]
TIME_ZONE = "Europe/London"
USE_TZ = True
STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("DAYLIGHT_STATIC", default=str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.storage.HashedStaticFiles"},
}
WHITENOISE_USE_FINDERS = EMBEDDED
FILE_UPLOAD_MAX_MEMORY_SIZE, DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 2**20, 8 * 2**20
# A preview of an import lists 500 rows, each with a box to leave it out and one for each fact that differs.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

# --- headers -----------------------------------------------------------------------------------
# Whoever asks the probes asks without HTTPS.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}
if not EMBEDDED:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    SECURE_SSL_REDIRECT = env.bool("DAYLIGHT_SSL_REDIRECT", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = env.int("DAYLIGHT_HSTS_SECONDS", default=31536000)
    ALLAUTH_TRUSTED_PROXY_COUNT = env.int("DAYLIGHT_PROXIES", default=1)

# Whether subdomains and browsers' preload lists follow is the decision of whoever owns the whole domain.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

# --- API ---------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "dataflows.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],  # services and selectors decide
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["config.api_body.Json"],
    "DEFAULT_PAGINATION_CLASS": "config.api.Cursor",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "config.api.problem_json",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Daylight",
    "DESCRIPTION": "Read maps, change the register they draw on, bring flow lists in and take maps out.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("DAYLIGHT_LOG_LEVEL", default="WARNING")},
}
