"""What the process is told by its environment, read once by the settings."""

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

MODES = ("production", "demo", "test")


def read_mode() -> str:
    """Return how the portal runs: production unless `PORTAIL_MODE` says `demo` or `test`."""
    mode = os.environ.get("PORTAIL_MODE", "production")
    if mode not in MODES:
        raise ImproperlyConfigured(f"PORTAIL_MODE vaut « {mode} » ; attendu : {', '.join(MODES)}.")
    return mode


def read_required(name: str) -> str:
    """Return a variable without which the portal must not start."""
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"{name} manque dans l’environnement : le portail ne démarre pas sans elle.")
    return value


def read_list(name: str, default: str = "") -> list[str]:
    """Return a comma-separated variable as a list without empty values."""
    return [item.strip() for item in os.environ.get(name, default).split(",") if item.strip()]


def read_hosts(mode: str) -> list[str]:
    """Return the host names answered for; the demo answers on this machine only, whatever is asked."""
    if mode == "demo":
        return ["localhost", "127.0.0.1", "[::1]"]
    return read_list("PORTAIL_HOSTS", "testserver,localhost,127.0.0.1" if mode == "test" else "")


def read_database(url: str) -> dict:
    """Turn `postgres://user:password@host:port/name?host=/socket` into Django's database settings."""
    parts = urlsplit(url)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or query.get("user", "")),
        "PASSWORD": unquote(parts.password or query.get("password", "")),
        "HOST": parts.hostname or query.get("host", ""),
        "PORT": str(parts.port or query.get("port", "")),
    }


def read_broker(url: str) -> str:
    """Turn a Redis address into the one that Celery understands for Unix sockets."""
    if url.startswith("unix://"):
        parts = urlsplit(url)
        return f"redis+socket://{parts.path}?virtual_host={parse_qs(parts.query).get('db', ['0'])[0]}"
    return url


def read_cache(url: str) -> str:
    """Return the same Redis, in the database next to the broker's."""
    separator = "&" if "?" in url else "?"
    return f"{url}{separator}db=1" if "db=" not in url else url


def read_var(root: Path, mode: str) -> Path:
    """Return the folder of collected and produced files, made if it is missing."""
    folder = Path(os.environ.get("PORTAIL_VAR", root / "var" / mode))
    (folder / "static").mkdir(parents=True, exist_ok=True)
    return folder


def read_storage(url: str) -> dict:
    """Turn `s3://key:secret@host:port/bucket/folder?region=…` into Django's storage of files; a folder by default.

    The bucket is private and nobody is ever given an address in it: the portal reads the file, after its own checks.
    """
    if not url:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    parts = urlsplit(url)
    bucket, _, folder = parts.path.strip("/").partition("/")
    if parts.scheme not in ("s3", "s3+http") or not (parts.hostname and parts.username and parts.password and bucket):
        raise ImproperlyConfigured("PORTAIL_FICHIERS s’écrit s3://clé:secret@serveur/compartiment?region=…")
    host = parts.hostname + (f":{parts.port}" if parts.port else "")
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "endpoint_url": f"{'http' if parts.scheme == 's3+http' else 'https'}://{host}",
            "access_key": unquote(parts.username),
            "secret_key": unquote(parts.password),
            "bucket_name": bucket,
            "location": folder,
            "region_name": parse_qs(parts.query).get("region", ["us-east-1"])[0],
            "addressing_style": "path",
            "signature_version": "s3v4",
            "default_acl": None,  # what the bucket says: private
            "file_overwrite": False,
            "querystring_auth": True,
            "max_memory_size": 1_000_000,
        },
    }
