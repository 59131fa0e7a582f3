"""Messages to people: written once in the transaction of what they tell, delivered by a worker.

`notify` writes the in-portal notification and the mail to send (the outbox) in the caller's transaction; a
Celery task, told of it on commit, sends the mail, and a periodic sweep finds what was left. Redis may be
emptied and workers killed: nothing is lost, and a mail's row is locked while it is sent, so nothing goes twice.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from socle.contrat import check_whole
from socle.crypto import seal_alone, unseal_alone
from socle.models import Envoi, Notification, PreferenceNotification
from socle.queue import enqueue

CONFIDENTIAL_SUBJECT = "Vous avez un message sur le portail"
RETRY_DELAYS = [timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720)]

registry: dict[str, type["Message"]] = {}


@dataclass(frozen=True)
class Exterieur:
    """Somebody who has no account: an address, kept sealed until the mail has left, and blanked then."""

    adresse: str

    @property
    def pk(self) -> str:
        return self.adresse.lower()


class Message(ABC):
    """One kind of message. A subclass says to whom, about what, and where the page is.

    `category` and `label` are what people read on the page of their preferences.

    A `confidential` message has a constant subject and body, is kept for nobody, and is not listed in the
    portal: the page it leads to is where the person finds out.
    """

    slug: ClassVar[str] = ""
    category: ClassVar[str] = ""
    label: ClassVar[str] = ""
    can_be_disabled: ClassVar[bool] = True
    confidential: ClassVar[bool] = False
    do_not_call_in_templates: ClassVar[bool] = True  # a page lists the kinds themselves
    in_portal: ClassVar[bool] = True  # False: a mail only, nothing in the list of notifications

    def __init_subclass__(cls):
        super().__init_subclass__()
        if not (cls.slug and cls.category and cls.label):
            raise TypeError(f"{cls.__name__} needs a slug, a category and a label")
        if registry.get(cls.slug, cls).__qualname__ != cls.__qualname__:
            raise TypeError(f"{cls.slug} is already the slug of {registry[cls.slug].__qualname__}")
        check_whole(cls)
        registry.setdefault(cls.slug, cls)

    @abstractmethod
    def title(self) -> str:
        """Return the subject of the mail, which is also the line read in the portal."""

    @abstractmethod
    def link(self) -> str:
        """Return the path of the page where the person acts."""

    @abstractmethod
    def recipients(self) -> Iterable[Any]:
        """Return the people it is for; an `Exterieur` gets the mail and nothing else."""

    def context(self, personne: Any) -> dict[str, Any]:
        """Return what the mail's templates need for this person, JSON-able, frozen when it is written."""
        return {}

    def key(self, personne: Any) -> str | None:
        """Return a name under which this message goes to this person only once, or None."""
        return None

    def address(self, personne: Any) -> str:
        """Return where the mail goes; empty if the person has no address."""
        return personne.adresse

    @classmethod
    def attachments(cls, contexte: dict[str, Any]) -> list[tuple[str, bytes, str]]:
        """Return the files to join (name, content, type), made from the frozen context when the mail leaves."""
        return []

    @classmethod
    def secrets(cls, contexte: dict[str, Any]) -> dict[str, Any]:
        """Return what only the mail may hold, computed when it leaves and kept nowhere: the secret of a link."""
        return {}


def notify(message: Message) -> None:
    """Write `message` to each of its recipients; must be called inside the transaction of what it tells."""
    people = list({personne.pk: personne for personne in message.recipients()}.values())
    outside = [personne for personne in people if isinstance(personne, Exterieur)]
    people = [personne for personne in people if not isinstance(personne, Exterieur)]
    if message.confidential:
        envois = [_confidential_envoi(message, personne) for personne in people if message.address(personne)]
    else:
        if message.in_portal:
            _write_notifications(message, people)
        envois = [_envoi(message, personne) for personne in _wanting_mail(message, people)]
        envois += [_outside_envoi(message, personne) for personne in outside if personne.adresse]
    kept = Envoi.objects.bulk_create(envois, ignore_conflicts=True)
    _announce([envoi.identifiant for envoi in kept])


def _write_notifications(message, people) -> None:
    said = {"genre": message.slug, "titre": message.title(), "lien": message.link()}
    rows = [Notification(destinataire=personne, cle=message.key(personne), **said) for personne in people]
    Notification.objects.bulk_create(rows, ignore_conflicts=True)


def _wanting_mail(message, people) -> list:
    refused = set()
    if message.can_be_disabled:
        choices = PreferenceNotification.objects.filter(genre=message.slug, personne__in=people)
        refused = set(choices.filter(par_courriel=False).values_list("personne", flat=True))
    return [p for p in people if p.pk not in refused and message.address(p)]


def _envoi(message, personne) -> Envoi:
    return Envoi(
        genre=message.slug,
        cle=message.key(personne),
        destinataire=personne,
        titre=message.title(),
        contexte={**message.context(personne), "lien": settings.PORTAIL_URL + message.link()},
    )


def _outside_envoi(message, personne) -> Envoi:
    envoi = Envoi(
        genre=message.slug,
        cle=message.key(personne),
        titre=message.title(),
        contexte={**message.context(personne), "lien": settings.PORTAIL_URL + message.link()},
    )
    envoi.adresse_scellee = seal_alone(personne.adresse, f"envoi:{envoi.identifiant}")
    return envoi


def _confidential_envoi(message, personne) -> Envoi:
    envoi = Envoi(genre=message.slug, titre=CONFIDENTIAL_SUBJECT)
    envoi.adresse_scellee = seal_alone(message.address(personne), f"envoi:{envoi.identifiant}")
    return envoi


def _announce(identifiants) -> None:
    def tell():
        for identifiant in identifiants:
            enqueue("socle.tasks.deliver_notification", str(identifiant))

    transaction.on_commit(tell)


@transaction.atomic
def deliver(identifiant: str) -> bool:
    """Send one mail of the outbox if it still waits; return whether it left.

    The row stays locked until the mail is sent and marked: a second worker steps over it.
    """
    waiting = Envoi.objects.select_for_update(skip_locked=True, of=("self",)).select_related("destinataire")
    envoi = waiting.filter(identifiant=identifiant, envoye_le=None).first()
    if envoi is None:
        return False
    try:
        with transaction.atomic():
            _compose(envoi).send()
    except Exception as error:
        _postpone(envoi, error)
        return False
    envoi.envoye_le = timezone.now()
    if envoi.adresse_scellee is not None:
        envoi.adresse_scellee = None
    envoi.save(update_fields=["envoye_le", "adresse_scellee"])
    return True


def _postpone(envoi, error) -> None:
    delay = RETRY_DELAYS[min(envoi.essais, len(RETRY_DELAYS) - 1)]
    envoi.essais += 1
    envoi.prochain_essai_le = timezone.now() + delay
    envoi.probleme = type(error).__name__
    envoi.save(update_fields=["essais", "prochain_essai_le", "probleme"])


def _compose(envoi) -> EmailMultiAlternatives:
    kind = registry[envoi.genre]
    app, _, name = envoi.genre.partition(".")
    base = "socle/emails/confidentiel" if kind.confidential else f"{app}/emails/{name}"
    context = {
        **envoi.contexte,
        **kind.secrets(envoi.contexte),
        "titre": envoi.titre,
        "accueil": settings.PORTAIL_URL,
        "personne": envoi.destinataire,
        "can_be_disabled": kind.can_be_disabled,
    }
    mail = EmailMultiAlternatives(
        subject=" ".join(envoi.titre.split()),  # a line break would make a header that no mail server takes
        body=render_to_string(f"{base}.txt", context),
        to=[_address(envoi)],
        headers={
            "Message-ID": f"<{envoi.identifiant}@portail.solidaubrelle.example>",
            "X-Portail-Envoi": str(envoi.identifiant),
            "Auto-Submitted": "auto-generated",
        },
    )
    mail.attach_alternative(render_to_string(f"{base}.html", context), "text/html")
    for name, content, mimetype in kind.attachments(envoi.contexte):
        mail.attach(name, content, mimetype)
    return mail


def _address(envoi) -> str:
    if envoi.adresse_scellee is None:
        return envoi.destinataire.adresse
    return unseal_alone(envoi.adresse_scellee, f"envoi:{envoi.identifiant}")
