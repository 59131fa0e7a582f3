"""Make two sheets one without losing anything, and undo it for thirty days."""

import json
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from members.deplacements import move_back, move_references
from members.fiches import CHOSEN, has_login
from members.models import Association, Doublon, Invitation, Personne, Regroupement, RoleFederal
from members.models.associations import APART as PLACES
from members.normalisation import normalise
from members.notifications.doublons import CompteReuni, FichesReunies
from members.signals import compte_rejoint, fiches_regroupees, fiches_separees
from socle import journal
from socle.notifications import notify
from socle.permissions import can, require

Genre, Role = Doublon.Genre, RoleFederal.Role
MODELS: dict[str, Any] = {Genre.ASSOCIATIONS: Association, Genre.PERSONNES: Personne}
UNDOABLE = timedelta(days=30)
PERSONAL = (Role.COORDINATION_NEUTRE, Role.PRESTATAIRE)
FILLED = {
    Genre.ASSOCIATIONS: (),
    Genre.PERSONNES: ("date_naissance", "parents_informes_le", "autorisation_le", "conservation_acceptee_le"),
}
UNIQUE = {Genre.ASSOCIATIONS: ("siret",), Genre.PERSONNES: ("email",)}
KEPT_OUT = {"id", "password", "last_login", "cree_le"}
GONE = "Une de ces fiches n’est plus là, ou une autre la remplace déjà."
OWN = "Votre propre fiche est l’une des deux : demandez à quelqu’un d’autre de les réunir."
SUPERUSER = "Une de ces fiches maintient le portail : elle ne se réunit avec aucune autre."
IN_ACCOMPAGNEMENT = (
    "Une de ces personnes tient ou a tenu un rôle du dispositif d’accompagnement : ce qui lui a été confié l’est à "
    "elle seule, et sa fiche ne se réunit avec aucune autre."
)
HOLDS_ROLE = "Une de ces personnes tient un rôle fédéral : seule l’administration du portail peut réunir leurs fiches."
TWO_LOGINS = (
    "Ces deux fiches ont chacune leur connexion : une personne de l’administration du portail doit dire "
    "laquelle reste."
)
WRONG_LOGIN = "La fiche gardée doit être celle qui garde sa connexion."
TOO_OLD = "Trente jours sont passés : ce regroupement ne se défait plus."
ALREADY = "Ce regroupement est déjà défait."
IN_ANOTHER = "La fiche gardée a été réunie à une autre depuis : défaites d’abord ce regroupement-là."


def check_merge(gardee, absorbee, *, by: Personne) -> None:
    """Refuse, with its reason, to make these two sheets one; a right that lacks raises PermissionDenied."""
    if isinstance(gardee, Association):
        require(by, "members.merge_associations", (gardee, absorbee))
        return
    require(by, "members.merge_personnes")
    pair = [gardee, absorbee]
    if by in pair:
        raise ValidationError(OWN)
    if any(personne.is_superuser for personne in pair):
        raise ValidationError(SUPERUSER)
    roles = RoleFederal.objects.filter(personne__in=pair)
    if roles.filter(role__in=PERSONAL).exists():
        raise ValidationError(IN_ACCOMPAGNEMENT)
    is_admin = can(by, "members.choose_connexion")
    if roles.en_cours().exists() and not is_admin:
        raise ValidationError(HOLDS_ROLE)
    if all(map(has_login, pair)) and not is_admin:
        raise ValidationError(TWO_LOGINS)


@transaction.atomic
def merge_fiches(
    gardee, absorbee, *, choix: dict[str, str], connexion: int | None = None, by: Personne
) -> Regroupement:
    """Make one sheet of two: `choix` names the fields whose value comes from the absorbed one.

    When both open the portal, `connexion` is the key of the one that goes on doing so, and it is the one kept.
    """
    genre = Genre.ASSOCIATIONS if isinstance(gardee, Association) else Genre.PERSONNES
    gardee, absorbee = _lock(genre, gardee, absorbee)
    check_merge(gardee, absorbee, by=by)
    both = has_login(gardee) and has_login(absorbee)
    if has_login(absorbee) and not (both and connexion == gardee.pk):
        raise ValidationError(WRONG_LOGIN)
    before = {"gardee": _snapshot(gardee), "absorbee": _snapshot(absorbee)}
    closed = _close_invitations(absorbee) if genre == Genre.PERSONNES else []
    moved, stayed = move_references(MODELS[genre], absorbee.pk, gardee.pk)
    _join(genre, gardee, absorbee, choix)
    wrote = {"gardee": _written(gardee, before["gardee"]), "absorbee": _written(absorbee, before["absorbee"])}
    regroupement = Regroupement.objects.create(
        genre=genre,
        gardee=gardee.pk,
        absorbee=absorbee.pk,
        nom_absorbee=str(absorbee)[:200],
        etat_avant={**before, "ecrit": wrote, "restes": stayed, "invitations": closed, "deux_connexions": both},
        deplacements=moved,
        par=by,
    )
    journal.record("members.merge_fiches", gardee, by=by, absorbee=absorbee.pk, regroupement=regroupement.pk)
    fiches_regroupees.send(MODELS[genre], gardee=gardee, absorbee=absorbee)
    _tell(genre, regroupement, gardee, absorbee)
    return regroupement


@transaction.atomic
def undo_merge(regroupement: Regroupement, *, by: Personne) -> Regroupement:
    """Make two sheets again of one; what changed since stays on the kept sheet, and is said."""
    standing = Regroupement.objects.select_for_update().get(pk=regroupement.pk)
    gardee, absorbee = _lock(standing.genre, *_find_both(standing), merged=standing)
    check_undo(standing, gardee, absorbee, by=by)
    state = standing.etat_avant
    kept = _restore(gardee, state["gardee"], state["ecrit"]["gardee"])
    _restore(absorbee, state["absorbee"], state["ecrit"]["absorbee"])
    left = move_back(standing.deplacements, absorbee.pk, gardee.pk)
    Invitation.objects.filter(pk__in=state["invitations"]).update(annulee_le=None)
    standing.defait_le = timezone.now()
    standing.etat_avant = {**state, "non_rendus": left, "champs_gardes": kept}
    standing.save()
    journal.record("members.undo_merge", gardee, by=by, absorbee=absorbee.pk, regroupement=standing.pk)
    fiches_separees.send(MODELS[standing.genre], gardee=gardee, absorbee=absorbee)
    return standing


def check_undo(regroupement, gardee, absorbee, *, by: Personne) -> None:
    """Refuse, with its reason, to undo this merge."""
    if regroupement.genre == Genre.ASSOCIATIONS:
        require(by, "members.merge_associations", (gardee, absorbee))
    else:
        require(by, "members.merge_personnes")
        holds = RoleFederal.objects.en_cours().filter(personne=gardee).exists()
        if (holds or regroupement.etat_avant["deux_connexions"]) and not can(by, "members.choose_connexion"):
            raise ValidationError(HOLDS_ROLE if holds else TWO_LOGINS)
    if regroupement.defait_le:
        raise ValidationError(ALREADY)
    if regroupement.le < timezone.now() - UNDOABLE:
        raise ValidationError(TOO_OLD)
    if gardee.fondue_dans_id or absorbee.fondue_dans_id != gardee.pk:
        raise ValidationError(IN_ANOTHER)


@transaction.atomic
def join_account(regroupement: Regroupement, *, by: Personne) -> None:
    """The person, signed in, came with the link sent to their other address: both accounts are theirs."""
    if by.pk != regroupement.gardee or regroupement.defait_le or not regroupement.etat_avant["deux_connexions"]:
        raise ValidationError("Ce lien ne concerne pas votre compte, ou n’ouvre plus rien.")
    compte_rejoint.send(Personne, gardee=by, absorbee=Personne.objects.get(pk=regroupement.absorbee))


@transaction.atomic
def dismiss_pair(genre: str, one, other, *, by: Personne) -> None:
    """Say that two sheets are not one: they are not proposed again."""
    if genre == Genre.ASSOCIATIONS:
        require(by, "members.merge_associations", (one, other))
    else:
        require(by, "members.merge_personnes")
    first, second = sorted((one.pk, other.pk))
    Doublon.objects.get_or_create(genre=genre, premiere=first, seconde=second, defaults={"ecarte_par": by})
    journal.record("members.dismiss_pair", one, by=by, autre=other.pk)


def _find_both(regroupement):
    model = MODELS[regroupement.genre]
    found = model.objects.in_bulk([regroupement.gardee, regroupement.absorbee])
    if len(found) < 2:
        raise ValidationError(GONE)
    return found[regroupement.gardee], found[regroupement.absorbee]


def _lock(genre, gardee, absorbee, merged=None):
    rows = MODELS[genre].objects.select_for_update(of=("self",)).order_by("pk")
    found = rows.in_bulk([gardee.pk, absorbee.pk])
    if len(found) < 2 or (merged is None and any(row.fondue_dans_id for row in found.values())):
        raise ValidationError(GONE)
    return found[gardee.pk], found[absorbee.pk]


def _close_invitations(absorbee) -> list[int]:
    """A link that waits in the absorbed sheet's mailbox must not open the kept account."""
    opened = Invitation.objects.ouvertes().filter(personne=absorbee)
    pks = list(opened.values_list("pk", flat=True))
    Invitation.objects.filter(pk__in=pks).update(annulee_le=timezone.now())
    return pks


def _join(genre, gardee, absorbee, choix) -> None:
    """Write on the kept sheet the values chosen, and those it lacked; the absorbed one leads to it."""
    locked = {"email"} if has_login(gardee) or has_login(absorbee) else set()
    for name in {*CHOSEN[genre], *FILLED[genre]} - locked:
        ours, theirs = getattr(gardee, name), getattr(absorbee, name)
        if theirs and (choix.get(name) == "absorbee" or not ours):
            setattr(gardee, name, theirs)
            if name in UNIQUE[genre]:
                setattr(absorbee, name, None)
    absorbee.fondue_dans = gardee
    if genre == Genre.PERSONNES:
        absorbee.is_active = False
    else:
        _keep_coherent(gardee, absorbee)
    absorbee.save()
    gardee.validate_constraints()
    gardee.save()


def _keep_coherent(gardee, absorbee) -> None:
    """A SIREN follows its SIRET; a point on the map is a pair."""
    if gardee.siret:
        gardee.siren = gardee.siret[:9]
    if gardee.latitude is None:
        gardee.latitude, gardee.longitude = absorbee.latitude, absorbee.longitude


def _snapshot(fiche) -> dict[str, Any]:
    values = {f.attname: getattr(fiche, f.attname) for f in fiche._meta.concrete_fields if f.name not in KEPT_OUT}
    return json.loads(json.dumps(values, cls=DjangoJSONEncoder))


def _written(fiche, before) -> dict[str, Any]:
    now = _snapshot(fiche)
    return {name: value for name, value in now.items() if value != before[name]}


def _restore(fiche, before, wrote) -> list[str]:
    """Give back the fields that still say what the merge wrote; return the names of the others."""
    now, changed = _snapshot(fiche), []
    for name, value in wrote.items():
        field = next(f for f in fiche._meta.concrete_fields if f.attname == name)
        if now[name] == value or name == "recherche":
            setattr(fiche, name, field.to_python(before[name]) if not field.is_relation else before[name])
        else:
            changed.append(str(field.verbose_name))
    fiche.save()
    if "recherche" in wrote:
        type(fiche).objects.filter(pk=fiche.pk).update(recherche=_search_text(fiche, before["recherche"]))
    return changed


def _search_text(fiche, before) -> str:
    """Return what search read of a sheet, its places included, whose rows come back a moment later."""
    own = normalise(f"{fiche.nom} {fiche.commune}" if isinstance(fiche, Association) else str(fiche))
    return before if before.partition(PLACES)[0] == own else own


def _tell(genre, regroupement, gardee, absorbee) -> None:
    if genre == Genre.PERSONNES:
        notify(FichesReunies(regroupement, gardee))
        if regroupement.etat_avant["deux_connexions"]:
            notify(CompteReuni(regroupement, absorbee))
