"""The portal's settings, the same for every mode but for the few lines that name `MODE`."""

import os
from pathlib import Path

from celery.schedules import crontab
from csp.constants import NONE, SELF

from federation.environment import (
    read_broker,
    read_cache,
    read_database,
    read_hosts,
    read_list,
    read_mode,
    read_required,
    read_storage,
    read_var,
)

ROOT = Path(__file__).resolve().parent.parent
MODE = read_mode()
PRODUCTION = MODE == "production"
DEMO = MODE == "demo"
DEBUG = False
VAR = read_var(ROOT, MODE)

SECRET_KEY = read_required("PORTAIL_SECRET_KEY")
MASTER_KEYS = read_list("PORTAIL_MASTER_KEYS") or [read_required("PORTAIL_MASTER_KEYS")]
ALLOWED_HOSTS = read_hosts(MODE)
PORTAIL_URL = os.environ.get("PORTAIL_URL", "http://localhost:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [PORTAIL_URL]
BENCH = not PRODUCTION and os.environ.get("PORTAIL_BENCH") == "1"

INSTALLED_APPS = [
    "federation",
    "rapports",
    "pacte",
    "cooperation",
    "collectifs",
    "accompagnement",
    "formations",
    "outiltheque",
    "members",
    "socle",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "heroicons",
    "pghistory",
    "pgtrigger",
    "rules.apps.AutodiscoverRulesConfig",
    "template_partials.apps.SimpleAppConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "socle.middleware.FreshPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "socle.fichiers.envois.SendLimit",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "socle.middleware.IconsWithin",
    "socle.middleware.SecondFactor",
    "members.middleware.FreshSignIn",
    "django_htmx.middleware.HtmxMiddleware",
    "socle.middleware.HistoryContext",
    "socle.middleware.GetCannotWrite",
]

ROOT_URLCONF = "federation.urls"
WSGI_APPLICATION = "federation.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "django.templatetags.cache",
                "django.templatetags.static",
                "socle.templatetags.components",
                "socle.templatetags.socle",
                "members.templatetags.telephones",
                "template_partials.templatetags.partials",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "federation.context.portal",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {
    "default": {
        **read_database(read_required("DATABASE_URL")),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "application_name": "portail",
            "options": "-c statement_timeout=60s -c lock_timeout=10s -c idle_in_transaction_session_timeout=120s "
            "-c jit=off "  # compiling a page's question takes longer than answering it
            "-c random_page_cost=1.1 "  # on a solid disk an index is worth it: a search does not read every row
            "-c pg_trgm.word_similarity_threshold=0.45",  # how far a typo may go, see members.models.recherche
        },
        "TEST": {
            "NAME": os.environ.get("PORTAIL_TEST_DB", "test_portail"),
            "TEMPLATE": os.environ.get("PORTAIL_TEST_TEMPLATE"),
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PGHISTORY_APPEND_ONLY = True

REDIS_URL = read_required("REDIS_URL")
CACHES = {
    "default": {"BACKEND": "socle.cache.ForgivingRedisCache", "LOCATION": read_cache(REDIS_URL)},
    "process": {  # what is the same for everybody, and pieces of pages under all that they say
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
}

CELERY_BROKER_URL = read_broker(REDIS_URL)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
    "max_retries": 1,
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Europe/Paris"
NIGHT = crontab(hour=3, minute=10)
CELERY_BEAT_SCHEDULE = {
    "heartbeat": {"task": "socle.tasks.beat", "schedule": 15},
    "sweep": {"task": "socle.tasks.sweep", "schedule": 20},
    "demandes-echues": {"task": "accompagnement.tasks.settle_demandes", "schedule": 900},
    "demandes-a-garder": {"task": "accompagnement.tasks.guard_demandes", "schedule": 900},
    "demandes-a-rappeler": {"task": "accompagnement.tasks.remind_demandes", "schedule": 3600},
    "demandes-a-effacer": {"task": "accompagnement.tasks.anonymize_demandes", "schedule": 6 * 3600},
    "demandes-a-prevenir": {"task": "accompagnement.tasks.warn_demandes", "schedule": 6 * 3600},
    "avis-a-demander": {"task": "accompagnement.tasks.ask_opinions", "schedule": 12 * 3600},
    "messages-passes": {"task": "socle.tasks.forget_past", "schedule": 12 * 3600},
    "departs-a-annoncer": {"task": "members.tasks.announce_departs", "schedule": 12 * 3600},
    "departs-a-effacer": {"task": "members.tasks.erase_departs", "schedule": 12 * 3600},
    "demandes-d-adhesion-a-oublier": {"task": "members.tasks.forget_demandes", "schedule": 24 * 3600},
    "affectations-a-calculer": {"task": "accompagnement.tasks.compute_affectations", "schedule": NIGHT},
    "echeances-des-prestataires": {"task": "accompagnement.tasks.mind_prestataires", "schedule": 6 * 3600},
    "liens-des-prestataires": {"task": "accompagnement.tasks.refresh_all_liens", "schedule": 6 * 3600},
    "naissances-a-oublier": {"task": "members.tasks.forget_birth_dates", "schedule": 6 * 3600},
    "agrements-a-renouveler": {"task": "members.tasks.remind_agrements", "schedule": 6 * 3600},
    "mercis-a-transmettre": {"task": "outiltheque.tasks.transmit_thanks", "schedule": 6 * 3600},
    "fichiers-a-lire": {"task": "outiltheque.tasks.read_fichiers", "schedule": 60},
    "fichiers-sans-ligne": {"task": "outiltheque.tasks.sweep_fichiers", "schedule": NIGHT},
    "actions-a-rappeler": {"task": "collectifs.tasks.remind_actions", "schedule": 1800},
    "places-a-reproposer": {"task": "formations.tasks.settle_offres", "schedule": 300},
    "signatures-du-pacte": {"task": "pacte.tasks.settle_ceremonies", "schedule": 6 * 3600},
    "fin-du-pacte": {"task": "pacte.tasks.remind_expiry", "schedule": 12 * 3600},
    "commentaires-a-oublier": {"task": "pacte.tasks.forget_commentaires", "schedule": 6 * 3600},
    "acces-pour-signer-a-oublier": {"task": "pacte.tasks.forget_acces", "schedule": NIGHT},
    "avis-de-formation": {"task": "formations.tasks.ask_opinions", "schedule": 6 * 3600},
    "preuves-de-formation-a-oublier": {"task": "formations.tasks.forget_evidence", "schedule": NIGHT},
    "amenagements-a-oublier": {"task": "formations.tasks.forget_amenagements", "schedule": 6 * 3600},
}

# What a person takes part in, asked of each app: (personne, debut, fin=None) -> list[socle.moment.RendezVous].
# What is confidential is never a source.
AGENDA_SOURCES = [
    "collectifs.queries.get_rendez_vous",
    "collectifs.queries.get_rendez_vous_ateliers",
    "formations.queries.get_rendez_vous",
    "pacte.queries.get_rendez_vous",
]

# What each app knows of somebody, for the file they may ask for: (personne) -> list[socle.donnees.Rubrique].
DONNEES_SOURCES = [
    "members.queries.donnees.get_donnees",
    "accompagnement.donnees.get_donnees",
    "formations.donnees.get_donnees",
    "outiltheque.queries.donnees.get_donnees",
    "pacte.queries.consultations.get_donnees",
    "pacte.queries.signatures.get_donnees",
    "pacte.queries.bilans.get_donnees",
    "pacte.queries.reprises.get_donnees",
]

# Texts whose pieces other pages may point to: (personne, identifiants=None) -> list[socle.reperes.Repere].
REPERES_SOURCES = ["pacte.reperes.get_reperes"]

# What an app says beside a page of another: (personne, page, objet) -> socle.encarts.Encart or None.
ENCARTS_SOURCES = ["pacte.encarts.get_encart"]

# What may answer a need that another app keeps: socle.reponses.Source.
REPONSES_SOURCES = ["collectifs.reponses.ACTIONS"]

AUTH_USER_MODEL = "members.Personne"
AUTHENTICATION_BACKENDS = ["members.backends.PersonneBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("prenom", "nom", "email", "identifiant")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 14},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
if MODE == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accueil"
ACCOUNT_ADAPTER = "members.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = "identifiant"
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "20/m/ip,5/300s/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("PORTAIL_PROXIES", "0"))
MFA_ADAPTER = "members.accounts.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Portail fédéral"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
SECOND_FACTOR_REQUIRED = "members.rules.must_have_second_factor"

SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 7 * 24 * 3600
SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "session"
SESSION_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "csrf"
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "socle.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if PRODUCTION:
    SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^sante/"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [ROOT / "static"]
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
MEDIA_ROOT = VAR / "fichiers"
FILE_UPLOAD_PERMISSIONS = 0o600
STORAGES = {
    "default": read_storage(os.environ.get("PORTAIL_FICHIERS", "")),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE == "test"
        else "socle.staticfiles.BundledManifestStorage"
    },
}
# The portal's seal on the pact: its own certificate, or a bought one (PKCS#12); who dates it, and by which roots
SCEAU_DOSSIER = VAR / "sceaux"
SCEAU_FICHIER = os.environ.get("PORTAIL_SCEAU", "")
SCEAU_MOT_DE_PASSE = os.environ.get("PORTAIL_SCEAU_MOT_DE_PASSE", "")
HORODATAGE_URL = os.environ.get("PORTAIL_HORODATAGE", "")
HORODATAGE_RACINES = os.environ.get("PORTAIL_HORODATAGE_RACINES", "")
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "socle.fichiers.envois.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend" if PRODUCTION else "socle.mail.DatabaseBackend"
EMAIL_HOST = os.environ.get("SMTP_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("SMTP_TLS") == "1"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("PORTAIL_FROM", "Portail fédéral <portail@solidaubrelle.example>")

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_I18N = True
LANGUAGES = [("fr", "français")]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "socle.logs.AllowListFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.server": {"handlers": ["console"], "propagate": False},
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "WARNING"},
    },
}
