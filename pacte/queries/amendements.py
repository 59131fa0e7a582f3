"""Questions about amendments: the list, who touches the same words, what they make of the text."""

from uuid import UUID

from django.db.models import Count, Q, QuerySet

from members.models import Affectation, FonctionMission, Personne
from pacte.consolidation import Arbre, Changement, Choix, Conflit, Resultat, consolidate, find_collision
from pacte.differences import diff_words
from pacte.models import Amendement, Collision, Conciliation, Consultation
from pacte.tree import Noeud

Operation = Amendement.Operation


def get_amendements(personne: Personne) -> QuerySet[Amendement]:
    """Return the amendments that somebody may read, each with how many associations support it."""
    rows = Amendement.objects.visible_to(personne).select_related("association", "auteur", "consultation__version")
    rows = rows.annotate(nombre_soutiens=Count("soutiens", filter=Q(soutiens__retire_le=None)))
    return rows.order_by("numero")


def get_functions_held() -> list[str]:
    """Return the functions of the federation's team that somebody holds today: a pact may name them (R9)."""
    held = Affectation.objects.en_cours().values("fonction")
    return list(FonctionMission.objects.filter(pk__in=held).order_by("intitule").values_list("intitule", flat=True))


def filter_amendements(rows: QuerySet, *, bloc=None, etat="", association=None, operation="") -> QuerySet:
    """Keep the amendments of a block, of a state, of an association, of a kind; nothing said keeps all."""
    if bloc:
        rows = rows.filter(bloc=bloc)
    if etat:
        rows = rows.in_state(etat)
    if association:
        rows = rows.filter(association=association)
    return rows.filter(operation=operation) if operation else rows


def to_changement(amendement: Amendement) -> Changement:
    """Return what an amendment does, in the words on which it is decided."""
    return Changement(
        numero=amendement.numero,
        operation=amendement.operation,
        bloc=amendement.bloc,
        base=amendement.base,
        genre=amendement.genre,
        titre=amendement.titre_final,
        texte=amendement.texte_final,
        referent=amendement.referent_change,
        cible=amendement.cible,
        place=amendement.place,
        nouveau=amendement.nouveau,
    )


def find_colliding(amendement: Amendement, noeuds: list[Noeud]) -> list[tuple[Amendement, str]]:
    """Return the standing amendments that cannot be written together with one, each with the reason."""
    others = amendement.consultation.amendements.exclude(pk=amendement.pk).filter(retire_le=None)
    others = others.exclude(decision__in=[Amendement.Decision.REJETE, Amendement.Decision.TOMBE])
    arbre, mine = Arbre(noeuds), to_changement(amendement)
    found = ((other, find_collision(arbre, mine, to_changement(other))) for other in others.select_related("auteur"))
    return [(other, raison) for other, raison in found if raison]


def get_collisions(consultation: Consultation) -> dict[int, list[Collision]]:
    """Return the collisions of each amendment, by its number, those withdrawn left out."""
    rows = Collision.objects.filter(premier__consultation=consultation)
    rows = rows.filter(premier__retire_le=None, second__retire_le=None).select_related("premier", "second")
    found: dict[int, list[Collision]] = {}
    for row in rows:
        for numero in (row.premier.numero, row.second.numero):
            found.setdefault(numero, []).append(row)
    return found


def get_rivals(amendement: Amendement) -> list[tuple[Amendement, str]]:
    """Return the amendments that meet one, each with the words at stake."""
    rows = Collision.objects.filter(Q(premier=amendement) | Q(second=amendement))
    rows = rows.select_related("premier__association", "second__association")
    pairs = ((row.second if row.premier_id == amendement.pk else row.premier, row.raison) for row in rows)
    return sorted(((rival, raison) for rival, raison in pairs if not rival.retire_le), key=lambda p: p[0].numero)


def get_conflits(consultation: Consultation, noeuds: list[Noeud]) -> Resultat:
    """Return the text made of what was adopted, with what nobody settled yet."""
    adopted = [to_changement(row) for row in consultation.amendements.adoptes()]
    return consolidate(noeuds, adopted, get_choix(consultation))


def get_choix(consultation: Consultation) -> dict[Conflit, Choix]:
    rows = Conciliation.objects.filter(consultation=consultation).select_related("retenu")
    return {
        Conflit(row.bloc, row.sujet, tuple(row.numeros)): Choix(
            titre=row.titre, texte=row.texte, referent=row.referent, retenu=row.retenu.numero if row.retenu else None
        )
        for row in rows
    }


def describe_change(amendement: Amendement, noeuds: dict[UUID, Noeud]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what an amendment changes, word by word: pairs of a heading and pieces equal, deleted, inserted."""
    if amendement.operation == Operation.DEPLACER:
        near = noeuds.get(amendement.cible)
        said = f"{amendement.get_place_display()} « {near.libelle if near else '…'} »"
        return [("Le bloc", [("equal", amendement.avant_titre or amendement.avant_texte)]), ("Va", [("insert", said)])]
    return describe_words(amendement, amendement.titre, amendement.texte)


def describe_words(amendement: Amendement, titre: str, texte: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the difference between the block as it stood and a title and a text."""
    before = (
        ("", "") if amendement.operation == Operation.INSERER else (amendement.avant_titre, amendement.avant_texte)
    )
    after = ("", "") if amendement.operation == Operation.SUPPRIMER else (titre, texte)
    fields = zip(("Titre", "Texte"), before, after, strict=True)
    words = [(name, diff_words(old, new)) for name, old, new in fields if old or new]
    if amendement.referent_change is None:
        return words
    return [*words, ("Fonction référente", diff_words(amendement.avant_referent, amendement.referent))]
