"""Whether the portal is whole: database, Redis, worker, beat."""

from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone
from redis import Redis
from redis.exceptions import RedisError

from socle.models import Battement, Envoi

SILENCE = timedelta(seconds=60)
LATE = timedelta(minutes=10)


def sign(nom: str) -> None:
    """Note that the process called `nom` is alive now."""
    Battement.objects.update_or_create(nom=nom, defaults={"vu_le": timezone.now()})


def check() -> dict[str, str]:
    """Return, for each part of the portal, `ok` or a sentence that says what is wrong."""
    database = _database()
    if database != "ok":
        return {"base de données": database}
    return {
        "base de données": database,
        "redis": _redis(),
        "tâches de fond": _workers(),
        "courriels": _outbox(),
    }


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "ne répond pas"
    return "ok"


def _redis() -> str:
    try:
        Redis.from_url(settings.REDIS_URL, socket_timeout=2).ping()
    except (RedisError, OSError):
        return "ne répond pas"
    return "ok"


def _workers() -> str:
    battement = Battement.objects.filter(nom="worker").first()
    if battement is None:
        return "aucun signe de vie"
    if battement.vu_le < timezone.now() - SILENCE:
        return f"aucun signe de vie depuis {battement.vu_le.isoformat(timespec='seconds')}"
    return "ok"


def _outbox() -> str:
    late = Envoi.objects.filter(envoye_le=None, cree_le__lt=timezone.now() - LATE).count()
    return "ok" if late == 0 else f"{late} en attente depuis plus de dix minutes"
