"""Begin a pact, import one, amend it."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from members.models import Federation, Personne
from pacte.models import Bloc, Pacte, VersionPacte
from pacte.queries import get_next_version
from pacte.tree import Noeud, Texte
from socle import journal
from socle.permissions import require

UNTITLED = "Pacte sans titre"


@transaction.atomic
def start_pacte(*, titre: str, debut: date, fin: date, territoire: str = "", by: Personne) -> VersionPacte:
    """Begin a pact with an empty draft."""
    require(by, "pacte.add_pacte")
    return _create(Texte(titre=titre, territoire=territoire, debut=debut, fin=fin), by=by)


@transaction.atomic
def import_pacte(texte: Texte, *, source: str = "", by: Personne) -> VersionPacte:
    """Keep a recognised text as a preview, which is corrected block by block, then kept or thrown away."""
    require(by, "pacte.add_pacte")
    return _create(texte, by=by, source=source, etat=VersionPacte.Etat.APERCU)


def _create(texte, *, by, **fields) -> VersionPacte:
    federation = Federation.objects.order_by("pk").first()
    if federation is None:
        raise ValidationError("Aucune fédération n’est encore décrite dans ce portail : un pacte est celui d’une.")
    year = timezone.localdate().year
    pacte = Pacte(
        federation=federation,
        titre=texte.titre or UNTITLED,
        territoire=texte.territoire[:100],
        debut=texte.debut or date(year, 1, 1),
        fin=texte.fin or date(year + 3, 12, 31),
    )
    pacte.full_clean()
    pacte.save()
    version = VersionPacte.objects.create(pacte=pacte, cree_par=by, **fields)
    write_blocs(version, texte.noeuds, by=by)
    journal.record("importe" if version.is_apercu else "commence", version, by=by)
    return version


def write_blocs(version: VersionPacte, noeuds: list[Noeud], *, by: Personne | None) -> None:
    """Write a tree as rows, one query for each level."""
    level: list[tuple[Bloc | None, Noeud, int]] = [(None, noeud, rang) for rang, noeud in enumerate(noeuds)]
    while level:
        blocs = Bloc.objects.bulk_create(
            Bloc(
                version=version,
                parent=parent,
                rang=rang,
                identifiant=noeud.identifiant,
                genre=noeud.genre,
                titre=noeud.titre,
                texte=noeud.texte,
                referent=noeud.referent,
                indicateur=noeud.indicateur,
                echeance=noeud.echeance,
                modifie_par=by,
            )
            for parent, noeud, rang in level
        )
        level = [
            (bloc, enfant, rang)
            for bloc, (_, noeud, _) in zip(blocs, level, strict=True)
            for rang, enfant in enumerate(noeud.enfants)
        ]


@transaction.atomic
def edit_pacte(version: VersionPacte, *, titre: str, territoire: str, debut: date, fin: date, by: Personne) -> Pacte:
    """Change the cover: the title, the territory, the years."""
    require(by, "pacte.edit_version", version)
    pacte = version.pacte
    if pacte.versions.figees().exists():
        raise ValidationError("La couverture d’un pacte adopté ne change plus : elle vaut pour toutes ses versions.")
    pacte.titre, pacte.territoire, pacte.debut, pacte.fin = titre, territoire, debut, fin
    pacte.full_clean()
    pacte.save()
    journal.record("change la couverture de", version, by=by)
    return pacte


@transaction.atomic
def keep_apercu(version: VersionPacte, *, by: Personne) -> VersionPacte:
    """Make a draft of a preview once it was read."""
    require(by, "pacte.edit_version", version)
    version.etat = VersionPacte.Etat.BROUILLON
    version.save(update_fields=["etat"])
    journal.record("garde l’import de", version, by=by)
    return version


@transaction.atomic
def discard_version(version: VersionPacte, *, by: Personne) -> None:
    """Throw a draft away, and its pact with it if it held nothing else."""
    require(by, "pacte.edit_version", version)
    pacte = version.pacte
    journal.record("abandonne", version, by=by)
    version.delete()
    if not pacte.versions.exists():
        pacte.delete()


@transaction.atomic
def add_avenant(version: VersionPacte, *, by: Personne) -> VersionPacte:
    """Begin the next version of a pact as a copy of a published one; each block keeps its identifier."""
    require(by, "pacte.add_avenant", version)
    majeure, avenant = get_next_version(version)
    copy = VersionPacte(pacte=version.pacte, majeure=majeure, avenant=avenant, cree_par=by)
    copy.federation_id = version.pacte.federation_id
    copy.full_clean()
    copy.save()
    write_blocs(copy, version.read().noeuds, by=None)
    journal.record("commence un avenant", copy, by=by)
    return copy
