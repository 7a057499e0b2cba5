"""Settings for every environment; LIAISON_ENV chooses development (default), test or production."""

import os
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from liaison import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent
environ.Env.read_env(BASE_DIR / ".env")  # a missing file is fine; the real environment wins

MODE = env.mode()
PRODUCTION = MODE == "production"
DEBUG = env.flag("DEBUG", False)
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("LIAISON_ENV=production 时不能打开 DEBUG。")

os.environ["OPENPYXL_LXML"] = "False"  # reports.services.paper writes rows through et_xmlfile, and lxml may come with other packages

DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / "var")))
DATA_DIR.mkdir(parents=True, exist_ok=True)

# Keys -----------------------------------------------------------------------------------------------------------------
_made = {} if PRODUCTION else env.development_keys(DATA_DIR / "keys.json")
SECRET_KEY = env.text("SECRET_KEY", None if PRODUCTION else _made["secret"])
FIELD_KEYS = env.keyring("FIELD_KEYS", {"d1": _made["field"]} if _made else {})
INDEX_KEY = env.keyring("INDEX_KEY", {"i1": _made["index"]} if _made else {})
AUDIT_KEY = env.keyring("AUDIT_KEY", {"a1": _made["audit"]} if _made else {})
CODE_KEY = env.keyring("CODE_KEY", {"c1": _made["code"]} if _made else {})

# Site -----------------------------------------------------------------------------------------------------------------
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", None if PRODUCTION else "localhost,127.0.0.1,[::1],testserver")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", "")
TRUSTED_PROXIES = env.words("TRUSTED_PROXIES", "127.0.0.1,::1")  # whose X-Forwarded-For is believed
ROOT_URLCONF = "liaison.urls"
WSGI_APPLICATION = "liaison.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

INSTALLED_APPS = [
    "desk",
    "portal",
    "reports",
    "opinions",
    "constituents",
    "enrolment",
    "deputies",
    "stations",
    "notices",
    "jobs",
    "accounts",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "import_export",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "accounts.proxy.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.AccountMiddleware",
    "stations.middleware.ActingPostMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["common.tags"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "desk.context.frame",
            ],
        },
    }
]

# Data -----------------------------------------------------------------------------------------------------------------
DATABASES = {"default": env.database("DATABASE_URL", DATA_DIR / "liaison.sqlite3")}
REDIS_URL = env.text("REDIS_URL", "")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
PRIVATE_DIR = DATA_DIR / "private"  # uploads and produced files: encrypted, never served by the web server

# Language and time ----------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
CLOCK_OFFSET_SECONDS = 0 if PRODUCTION else env.number("CLOCK_OFFSET_SECONDS", 0, -(10**10), 10**10)

# Login ----------------------------------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "desk:home"
LOGOUT_REDIRECT_URL = "accounts:login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ("username", "name")}},
    {"NAME": "accounts.passwords.LengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.passwords.CharacterClassValidator"},
]
PASSWORD_MAX_AGE_DAYS = env.number("PASSWORD_MAX_AGE_DAYS", 90, 0, 3650)  # 等保: 90 days; 0 = never
SESSION_COOKIE_AGE = env.number("SESSION_IDLE_MINUTES", 30, 5, 1440) * 60  # accounts.middleware lets it run from the last request
SESSION_COOKIE_HTTPONLY = True
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # a whole office shares one address: never by address alone
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "accounts.lockout.locked_out"
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_VERBOSE = False

# Pages ----------------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles" if PRODUCTION else None  # elsewhere whitenoise asks the finders
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": PRIVATE_DIR}},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
FORM_RENDERER = "common.forms.Renderer"  # says what to do with an empty field
CSRF_FAILURE_VIEW = "desk.views.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]  # no plain temporary files on disk
FILE_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000

# Safety ---------------------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
HTTPS = PRODUCTION and env.flag("HTTPS", True)
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz(/work)?$"]  # asked from the machine itself, without nginx
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS

# Reminders outside the app: a way whose address is empty is not there --------------------------------------------------
SITE_URL = env.text("SITE_URL", f"https://{ALLOWED_HOSTS[0]}" if PRODUCTION else "http://127.0.0.1:8000").rstrip("/")  # links lead there
GATEWAY_TIMEOUT = env.number("GATEWAY_TIMEOUT", 10, 1, 30)  # seconds; well under the lease of a reminder (60 s)
EMAIL_HOST = env.text("EMAIL_HOST", "")
EMAIL_SECURITY = env.choice("EMAIL_SECURITY", ("ssl", "starttls", "none"))
EMAIL_PORT = env.number("EMAIL_PORT", {"ssl": 465, "starttls": 587, "none": 25}[EMAIL_SECURITY], 1, 65535)
EMAIL_USE_SSL, EMAIL_USE_TLS = EMAIL_SECURITY == "ssl", EMAIL_SECURITY == "starttls"
EMAIL_HOST_USER = env.text("EMAIL_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_PASSWORD", "")
EMAIL_FROM = env.text("EMAIL_FROM", EMAIL_HOST_USER or "liaison@localhost")
SMS_GATEWAY = env.web_address("SMS_GATEWAY").rstrip("/")
SMS_TOKEN = env.text("SMS_TOKEN", "")
ROBOTS = {
    "wecom": {"url": env.web_address("WECOM_ROBOT"), "secret": ""},
    "dingtalk": {"url": env.web_address("DINGTALK_ROBOT"), "secret": env.text("DINGTALK_SECRET", "")},
    "feishu": {"url": env.web_address("FEISHU_ROBOT"), "secret": env.text("FEISHU_SECRET", "")},
}

# Background work ------------------------------------------------------------------------------------------------------
_BROKER_DIR = DATA_DIR / "broker"
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"
if not REDIS_URL:
    for _name in ("queue", "processed", "control"):
        (_BROKER_DIR / _name).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_BROKER_DIR / "queue"),
        "data_folder_out": str(_BROKER_DIR / "queue"),
        "processed_folder": str(_BROKER_DIR / "processed"),
        "control_folder": str(_BROKER_DIR / "control"),
        "store_processed": False,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "short"
CELERY_TASK_ROUTES = {name: {"queue": "long"} for name in ("jobs.tasks.run", "reports.tasks.make_quarter_summaries")}  # minutes, not seconds
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_TIME_LIMIT = 900  # each task says its own (common.tasks); this is for one that forgot
CELERY_TASK_SOFT_TIME_LIMIT = 840
CELERY_WORKER_PREFETCH_MULTIPLIER = 1  # nobody holds back work that another could do
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULER = "jobs.scheduler:Scheduler"
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
# Beat only wakes what the database already knows to be due; a lost or doubled tick changes nothing. Tests may let it tick faster.
BEAT_PACE = 1 if PRODUCTION else env.number("BEAT_PACE", 1, 1, 60)
CELERY_BEAT_SCHEDULE = {
    "plan-reminders": {"task": "notices.tasks.plan", "schedule": 60.0 / BEAT_PACE, "options": {"expires": 55}},
    "dispatch-reminders": {"task": "notices.tasks.dispatch", "schedule": 30.0 / BEAT_PACE, "options": {"expires": 25}},
    "plan-reception-days": {"task": "constituents.tasks.plan_days", "schedule": 3600.0, "options": {"expires": 3000}},
    "quarter-summaries": {"task": "reports.tasks.make_quarter_summaries", "schedule": 3600.0, "options": {"expires": 3000}},
    "settle-deadlines": {"task": "stations.tasks.settle_deadlines", "schedule": 60.0, "options": {"expires": 55}},
    "sweep-jobs": {"task": "jobs.tasks.sweep", "schedule": 20.0, "options": {"expires": 15}},
}

# Logs -----------------------------------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {"django.request": {"level": "ERROR"}, "django.security.DisallowedHost": {"level": "CRITICAL"}, "axes": {"level": "WARNING"}},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
