"""What the pact asks of somebody: to sign, to vote, to answer, to read over. One question to the database."""

from django.db.models import CharField, Exists, F, OuterRef, Value
from django.db.models.functions import TruncDate
from django.urls import reverse

from members.models import Electeur, Personne, Representant
from members.rules import is_membre
from pacte.models import Amendement, CeremonieSignature, Commentaire, Emargement, ScrutinPacte, Signataire
from socle.moment import Attente
from socle.permissions import can

TITLES = {
    "signer": ("Signer le pacte", "pencil-square", "late", "pacte:ceremonie_detail"),
    "vote": ("Voter sur le pacte", "hand-raised", "late", "pacte:scrutin_detail"),
    "contre": ("La commission propose d’autres mots", "chat-bubble-left-right", "wait", "pacte:amendement_detail"),
    "relire": ("Un commentaire du public à relire", "eye", "wait", "pacte:commentaire_list"),
}


def get_attentes_debat(personne: Personne) -> list[Attente]:
    """Return what one is asked to sign, to vote on for one’s association, to answer, to read over."""
    parts = []
    if is_membre(personne) or not (personne.roles or personne.fonctions):
        parts.append(_to_sign(personne))
    if is_membre(personne):
        mine = Representant.objects.en_cours().filter(personne=personne).values("association")
        parts += [_votes(mine), _counters(mine)]
    if can(personne, "pacte.manage_consultation"):
        parts.append(_to_read())
    if not parts:
        return []
    rows = parts[0].union(*parts[1:]) if len(parts) > 1 else parts[0]
    return [_say(*row) for row in rows]


def _to_sign(personne):
    rows = Signataire.objects.filter(personne=personne, signature=None, papier=None)
    rows = rows.filter(ceremonie__in=CeremonieSignature.objects.ouvertes())
    return _lines(rows, "signer", F("ceremonie"), F("organisme"), F("ceremonie__fin"))


def _votes(mine):
    voters = Electeur.objects.filter(association__in=mine, motif="", assemblee=OuterRef("assemblee"))
    voted = Emargement.objects.filter(scrutin=OuterRef(OuterRef("pk")), electeur=OuterRef("pk"))
    rows = ScrutinPacte.objects.ouverts().filter(Exists(voters.exclude(Exists(voted))))
    return _lines(rows, "vote", F("pk"), F("intitule"), TruncDate("cloture"))


def _counters(mine):
    rows = Amendement.objects.debattus().filter(association__in=mine, contre_reponse="").exclude(contre_le=None)
    return _lines(rows.order_by(), "contre", F("pk"), F("objet"), TruncDate("consultation__depot_fin"))


def _to_read():
    rows = Commentaire.objects.a_moderer().order_by()
    return _lines(rows, "relire", F("consultation"), F("nom"), TruncDate("consultation__cloture"))


def _lines(rows, kind, key, said, due):
    named = {"sorte": Value(kind, CharField()), "cle": key, "dit": said, "pour_le": due}
    return rows.order_by().annotate(**named).values_list(*named)


def _say(kind, key, said, due) -> Attente:
    title, icon, tone, page = TITLES[kind]
    return Attente(title=title, detail=said, link=reverse(page, args=[key]), icon=icon, tone=tone, due=due)
