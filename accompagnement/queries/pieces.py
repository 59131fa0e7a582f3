"""What somebody may do with the pieces of a case, closed: how many there are, whether one may be joined."""

from dataclasses import dataclass

from accompagnement.models import (
    ACCOMPAGNEES,
    CLES_DU_ROLE,
    VIVANTS,
    Acces,
    Demande,
    Genre,
    Lecture,
    PieceScellee,
    Role,
)
from accompagnement.models.echanges import COTE_DEMANDEUR


@dataclass(frozen=True)
class Dossier:
    """The pieces of a case as their reader finds them, closed."""

    total: int
    nouvelles: int
    may_join: bool
    role: Role


def may_join(demande: Demande, role: str) -> bool:
    """Say whether a piece may be joined: by the person while the case lives, by a provider while they help."""
    return demande.etat_reel in (VIVANTS if role in COTE_DEMANDEUR else ACCOMPAGNEES)


def may_remove(piece: PieceScellee, acces: Acces) -> bool:
    """The person takes back any piece; the others, what they joined themselves."""
    return acces.role == Role.DEMANDEUR or (piece.role, piece.auteur_id) == (acces.role, acces.personne_id)


def get_dossier(demande: Demande, personne) -> Dossier | None:
    """Return the pieces of a case as this person may have them, or None: the coordinators never do."""
    acces = Acces.objects.opened_for(personne).filter(demande=demande).first()
    if acces is None or Genre.PIECES not in CLES_DU_ROLE[Role(acces.role)]:
        return None
    mine = (acces.role, acces.personne_id)
    read = Lecture.objects.filter(demande=demande, genre=Genre.LISTE, role=acces.role, lecteur=acces.personne_id)
    last = read.values_list("faite_le", flat=True).first()
    joined = list(demande.pieces.values_list("role", "auteur", "jointe_le"))
    return Dossier(
        total=len(joined),
        nouvelles=sum((role, par) != mine and (last is None or day > last) for role, par, day in joined),
        may_join=may_join(demande, acces.role),
        role=Role(acces.role),
    )
