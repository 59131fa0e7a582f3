"""What a session that runs or is over expects: a half-day to sign now, an opinion, a complaint to answer."""

from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast
from django.utils import timezone

from formations.models import DemiJournee, Emargement, FeuillePresence, Inscription, Reclamation, SessionFormation
from formations.models.emargements import APRES, AVANT
from formations.queries.questionnaires import get_awaited
from socle.addresses import find_address
from socle.moment import Attente

SIGN, TEACH, OPINION = "signer", "animer", "avis"


def get_suites(personne) -> list[Attente]:
    """Return them: one question for everybody, one more for the team."""
    found = [_say(*row) for row in _get_rows(personne)]
    return found + ([_say_complaint(row) for row in _get_complaints()] if personne.is_federation_team else [])


def _get_rows(personne):
    now = timezone.localtime()
    starts, ends = (now + AVANT).time(), (now - APRES).time()
    today = DemiJournee.objects.filter(date=now.date(), session__etat__in=["ouverte", "confirmee", "tenue"])
    # Past midnight a window would turn around: sessions are held by day
    today = today.filter(debut__lte=starts, fin__gte=ends)
    seated = Inscription.objects.filter(session=OuterRef("session"), personne=personne.pk).inscrites()
    signed = Emargement.objects.filter(demi_journee=OuterRef("pk"))
    signed = signed.filter(Q(inscription__personne=personne.pk) | Q(formateur__personne=personne.pk))
    closed = FeuillePresence.objects.filter(demi_journee=OuterRef("pk"))
    open_now = today.filter(Exists(seated), ~Exists(signed), ~Exists(closed)).order_by()
    rows = open_now.values_list(Value(SIGN), Cast("pk", CharField()), "session__formation__titre")
    taught = SessionFormation.formateurs.through.objects.filter(
        sessionformation=OuterRef("session"), formateur__personne=personne.pk
    )
    led = today.filter(Exists(taught), ~Exists(signed), ~Exists(closed)).order_by()
    led = led.values_list(Value(TEACH), Cast("pk", CharField()), "session__formation__titre")
    asked = get_awaited(personne).order_by()
    asked = asked.values_list(Value(OPINION), Cast("pk", CharField()), "session__formation__titre")
    return rows.union(led, asked, all=True)


def _say(kind, key, titre) -> Attente:
    if kind == SIGN:
        return Attente(
            title=f"Signer votre présence : {titre}",
            detail="Avec le code affiché dans la salle",
            due=timezone.localdate(),
            link=find_address("formations:presence_sign", int(key)),
            icon="pencil-square",
            tone="late",
            badge="Maintenant",
        )
    if kind == TEACH:
        return Attente(
            title=f"Feuille à signer maintenant : {titre}",
            detail="Vous animez : signez, puis montrez le code",
            due=timezone.localdate(),
            link=find_address("formations:presence_sign", int(key)),
            icon="pencil-square",
            tone="late",
            badge="Maintenant",
        )
    return Attente(
        title=f"Votre avis : {titre}",
        detail="Deux minutes, sans nom",
        link=find_address("formations:avis_answer", key),
        icon="chat-bubble-left-right",
        tone="wait",
        badge="À donner",
    )


def _get_complaints():
    return Reclamation.objects.filter(etat__in=["deposee", "accusee"]).order_by("deposee_le", "pk")[:20]


def _say_complaint(reclamation) -> Attente:
    is_new = reclamation.etat == Reclamation.Etat.DEPOSEE
    return Attente(
        title=f"Réclamation : {reclamation.objet}",
        detail="Accuser réception" if is_new else "Répondre",
        link=find_address("formations:reclamation_detail", reclamation.pk),
        icon="exclamation-triangle",
        tone=reclamation.tone,
        badge="En retard" if reclamation.is_en_retard else "À traiter",
        due=reclamation.echeance,
    )
