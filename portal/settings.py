"""All settings of the portal: safe by default, loosened only by the environment variables in `.env.example`."""

from pathlib import Path
from zoneinfo import available_timezones

import environ
from django.core.exceptions import ImproperlyConfigured

from media.files.formats import ENDINGS
from portal.kept_secrets import kept_secret
from portal.page_cache.edge_places import backends_of

env = environ.Env()

# --- Paths -----------------------------------------------------------------------------------

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env("PERIGEE_DATA_DIR", default=str(BASE_DIR / "var"))).resolve()

# --- Who may start it ------------------------------------------------------------------------

DEBUG = env.bool("PERIGEE_DEBUG", default=False)
DEMO = env.bool("PERIGEE_DEMO", default=False)
SECRET_KEY = env("PERIGEE_SECRET_KEY", default="")
if not SECRET_KEY and DEMO:
    SECRET_KEY = kept_secret(DATA_DIR / "secret_key")
if len(SECRET_KEY) < 32:
    raise ImproperlyConfigured(
        "PERIGEE_SECRET_KEY is missing or shorter than 32 characters. Set it to a long random text "
        "(python -c 'import secrets; print(secrets.token_urlsafe(50))') and keep it; "
        "for a look at the demonstration run `make demo`, which makes its own."
    )
SECRET_KEY_FALLBACKS = env.list("PERIGEE_OLD_SECRET_KEYS", default=[])

PORT = env.int("PORT", default=8000)
BASE_URL = env("PERIGEE_BASE_URL", default=f"http://127.0.0.1:{PORT}")
HTTPS = BASE_URL.startswith("https://")
ALLOWED_HOSTS = env.list(
    "PERIGEE_HOSTS", default=["127.0.0.1", "localhost", "[::1]"] if DEMO or DEBUG else []
)
CSRF_TRUSTED_ORIGINS = [BASE_URL]
CSRF_FAILURE_VIEW = "portal.views.errors.lacks_token"
TRUSTED_PROXIES = env.int("PERIGEE_TRUSTED_PROXIES", default=0)
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Apps and middleware ---------------------------------------------------------------------

INSTALLED_APPS = [
    "portal",
    "missions",
    "media",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.users",
    "wagtail.sites",
    "wagtail.snippets",
    "wagtail.images",
    "wagtail.documents",
    "wagtail.admin",
    "wagtail.search",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django_tasks_db",
    "axes",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "portal.middleware.answer_health",
    "portal.middleware.public_caching",
    "portal.middleware.guard_text_parameters",
    "portal.views.errors.UnavailableDatabaseMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.content_policy.admin_content_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "portal.page_cache.shelves.keep_what_all_are_shown",
    "media.desk.typed.KeepTypedMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.redirects.RedirectMiddleware",
    "media.desk.unseen.UnseenMiddleware",
    "media.desk.failed_steps.WhatIsLeftMiddleware",
    "media.desk.refusals.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- Database, cache, tasks ------------------------------------------------------------------

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'perigee.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Its own, which can be opened on a full disk, too.
    DATABASES["default"]["ENGINE"] = "portal.sqlite"
    # Opening it costs more than many a page.
    DATABASES["default"]["CONN_MAX_AGE"] = None
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
            "PRAGMA cache_size=-20000; PRAGMA journal_size_limit=67108864;"
        ),
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["OPTIONS"] = {
        "pool": {"min_size": 1, "max_size": 8, "timeout": 5},
        "connect_timeout": 3,
        **DATABASES["default"].get("OPTIONS", {}),
    }

CACHE_URL = env("CACHE_URL", default="locmemcache://").replace("valkey", "redis", 1)
CACHES = {"default": env.cache_url_config(CACHE_URL)}
# Whether all processes see the same cache; else what is counted is counted in the database.
CACHE_IS_SHARED = "redis" in CACHES["default"]["BACKEND"].lower()
if CACHE_IS_SHARED:
    CACHES["default"]["BACKEND"] = "portal.cache.ForgivingRedisCache"
    CACHES["default"]["OPTIONS"] = {"socket_connect_timeout": 1, "socket_timeout": 1}

# What visitors got is kept in each web process; 0 keeps nothing.
PAGE_CACHE_BYTES = env.int("PERIGEE_PAGE_CACHE", default=0 if DEBUG else 64) * 2**20
# Caches in front that the worker tells of changes.
WAGTAILFRONTENDCACHE = backends_of(env.list("PERIGEE_PURGE", default=[]))

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- Accounts and sessions -------------------------------------------------------------------

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# Wrong passwords within the quarter of an hour: for one name from one network, which a success
# forgives, and for a name or a network whatever stands beside it, which nothing forgives.
AXES_FAILURE_LIMIT = 5
FAILURES_OF_ONE_NAME = FAILURES_OF_ONE_NETWORK = 10
AXES_HANDLER = "portal.lockout.LockoutHandler"
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_LOCKOUT_TEMPLATE = "portal/locked_out.html"
AXES_CLIENT_IP_CALLABLE = "media.visitors.network.network_of"

SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS

# Mail goes to the log until a server is named; then editors can have their password reset and
# answer visitors, whose addresses do not belong into a log.
EMAIL_CONFIG = env.email("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 10  # seconds; an editor waits meanwhile
DEFAULT_FROM_EMAIL = env("PERIGEE_MAIL_FROM", default="perigee@localhost")
SENDS_MAIL = WAGTAIL_PASSWORD_RESET_ENABLED = "EMAIL_URL" in env.ENVIRON
# Who hears of faults: Django mails each answer of 500, the portal each new kind of thing left out.
ADMINS = [(address, address) for address in env.list("PERIGEE_ADMINS", default=[]) if SENDS_MAIL]
DEFAULT_EXCEPTION_REPORTER_FILTER = "portal.fault_mails.WithoutVisitors"
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_SUBJECT_PREFIX = "[Perigee] "

# --- Language and time -----------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
TIME_ZONE = env("PERIGEE_TIME_ZONE", default="UTC")
if TIME_ZONE not in available_timezones():
    raise ImproperlyConfigured(
        f"PERIGEE_TIME_ZONE is “{TIME_ZONE}”, which is no time zone. Write one of the IANA names: Europe/Paris."
    )

# --- Files -----------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    # Every upload and everything prepared: only signed-in editors read from it.
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        # Text, not a path: Wagtail's tasks that delete files keep it as JSON.
        "OPTIONS": {"location": str(DATA_DIR / "private"), "base_url": "/admin/files/"},
    },
    # The files of released images and nothing else: may be served blindly.
    "public": {
        "BACKEND": "media.files.whole_files.WholeFileStorage",
        "OPTIONS": {
            "location": str(DATA_DIR / "public"),
            "base_url": "/files/",
            "allow_overwrite": True,
        },
    },
    "staticfiles": {"BACKEND": "portal.static_files.HashedStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 60 * 60
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# --- Images ----------------------------------------------------------------------------------

WAGTAILIMAGES_IMAGE_MODEL = "media.ImageAsset"
WAGTAILIMAGES_IMAGE_FORM_BASE = "media.intake.forms.AssetForm"
WAGTAILIMAGES_EXTENSIONS = sorted(ENDINGS)
# Thumbnails in the admin; Wagtail knows no way to draw one of a TIFF.
WAGTAILIMAGES_FORMAT_CONVERSIONS = {"tiff": "jpeg"}
WAGTAILIMAGES_MAX_UPLOAD_SIZE = env.int("PERIGEE_UPLOAD_MB", default=500) * 2**20
WAGTAILIMAGES_MAX_IMAGE_PIXELS = env.int("PERIGEE_PICTURE_MEGAPIXELS", default=100) * 1_000_000
ENCODER_MEMORY_BYTES = env.int("PERIGEE_ENCODER_MEMORY_MB", default=3072) * 2**20
ENCODER_SECONDS = env.int("PERIGEE_ENCODER_SECONDS", default=180)

# --- Descriptions ----------------------------------------------------------------------------

APPROVE_DESCRIPTIONS = env.bool("PERIGEE_APPROVE_DESCRIPTIONS", default=False)
# Languages beside `LANGUAGE_CODE` in which pictures are to be described.
DESCRIPTION_LANGUAGES = env.list("PERIGEE_DESCRIPTION_LANGUAGES", default=[])

# --- Likes and reports -----------------------------------------------------------------------

LIKES_PER_MINUTE = env.int("PERIGEE_LIKES_PER_MINUTE", default=60)
LIKES_PER_DAY = env.int("PERIGEE_LIKES_PER_DAY", default=1000)
REPORTS_PER_MINUTE = env.int("PERIGEE_REPORTS_PER_MINUTE", default=5)

# --- Security headers ------------------------------------------------------------------------

SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("PERIGEE_HSTS_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = env.bool("PERIGEE_HSTS_PRELOAD", default=False)
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
# Wagtail shows its previews in a frame of the same origin.
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # it wants DENY

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'self'"],
        "object-src": ["'none'"],
    }
}

# --- Wagtail ---------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Perigee"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ALLOW_UNICODE_SLUGS = False
TAGGIT_CASE_INSENSITIVE = True

# --- Logging ---------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "perigee": {"level": "INFO"},
    },
}
