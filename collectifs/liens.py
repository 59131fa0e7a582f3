"""The links of mails: one person, one thing, one purpose, for a time. Visiting one changes nothing."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from collectifs.models import ActionDecidee, PersonneSondee, Presence
from socle import signatures

PURPOSE = "collectifs:presence"
SONDAGE = "collectifs:sondage"
LATE_DAYS = 15  # a poll may be given more time: its links still open it
FINISH = "collectifs:action_faite"
FINISH_DAYS = 21
CHOIX = {
    "je-viens": Presence.Reponse.VIENT,
    "je-ne-viens-pas": Presence.Reponse.NE_VIENT_PAS,
    "je-donne-pouvoir": Presence.Reponse.POUVOIR,
}


def make_token(reunion, personne) -> str:
    """Return the token of a person for a meeting, good until the day after it."""
    days = max((reunion.debut - timezone.now()).days, 0) + 2
    told = {"reunion": reunion.pk, "personne": personne.pk, "debut": reunion.debut.isoformat()}
    return signatures.sign(PURPOSE, told, days=days)


def answer_links(reunion, personne) -> dict[str, str]:
    """Return the three addresses that a mail offers."""
    token = make_token(reunion, personne)
    return {
        name.replace("-", "_"): settings.PORTAIL_URL + reverse("collectifs:presence_answer", args=[token, name])
        for name in CHOIX
    }


def find_presence(token: str) -> Presence | None:
    """Return what the token opens, None if it is forged, expired or its person is no longer convened."""
    try:
        content = signatures.read(PURPOSE, token)
    except signatures.LienInvalide:
        return None
    found = Presence.objects.select_related("personne", "pouvoir_a", "reunion__collectif__fonction_referente")
    presence = found.filter(reunion=content["reunion"], personne=content["personne"]).first()
    if presence is not None:
        presence.date_dite = content.get("debut", "")
    return presence


def make_sondage_token(sondee: PersonneSondee) -> str:
    """Return the token by which a person says when they can come, good a while after the poll's last day."""
    days = max((sondee.sondage.jusqu_au - timezone.localdate()).days, 0) + LATE_DAYS
    return signatures.sign(SONDAGE, {"sondage": sondee.sondage_id, "personne": sondee.personne_id}, days=days)


def sondage_link(sondee: PersonneSondee) -> str:
    """Return the address that a mail offers."""
    return settings.PORTAIL_URL + reverse("collectifs:sondage_tap", args=[make_sondage_token(sondee)])


def find_sondee(token: str) -> PersonneSondee | None:
    """Return what the token opens, None if it is forged, expired, or its person is no longer asked."""
    try:
        content = signatures.read(SONDAGE, token)
    except signatures.LienInvalide:
        return None
    found = PersonneSondee.objects.select_related("personne", "sondage__reunion__collectif", "sondage__retenue")
    return found.filter(sondage=content["sondage"], personne=content["personne"]).first()


def make_finish_token(action: int, personne: int) -> str:
    """Return the token by which a person says that an action is done, good for three weeks."""
    return signatures.sign(FINISH, {"action": action, "personne": personne}, days=FINISH_DAYS)


def finish_link(action: int, personne: int) -> str:
    """Return the address that a reminder offers."""
    return settings.PORTAIL_URL + reverse("collectifs:action_tap", args=[make_finish_token(action, personne)])


def find_action(token: str) -> ActionDecidee | None:
    """Return what the token opens, None if it is forged, expired, or the action is now somebody else's."""
    try:
        content = signatures.read(FINISH, token)
    except signatures.LienInvalide:
        return None
    found = ActionDecidee.objects.publiques().select_related("responsable", "collectif__fonction_referente")
    return found.filter(pk=content["action"], responsable=content["personne"]).first()
