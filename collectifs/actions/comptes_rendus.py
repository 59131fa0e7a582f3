from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from collectifs.actions.approbations import ask_approval
from collectifs.actions.editions import Genre as Edition
from collectifs.actions.editions import print_again, publish_edition
from collectifs.completude import missing_for_approval
from collectifs.models import CompteRendu, Note, Reunion
from collectifs.notifications import CompteRenduDiffuse
from collectifs.queries import get_checklist
from members.models import Personne
from socle import journal
from socle.notifications import notify
from socle.permissions import require

Etat = CompteRendu.Etat


class EcritureConcurrente(Exception):
    """Somebody else wrote this note since the page was read; `note` is what they wrote. Nothing was overwritten."""

    def __init__(self, note: Note):
        super().__init__(note.pk)
        self.note = note


def hold_minutes(reunion: Reunion) -> CompteRendu | None:
    """Return the minutes of a meeting as they stand, held: they do not circulate while something is written."""
    held = CompteRendu.objects.select_for_update(of=("self",))
    return held.select_related("reunion__collectif__fonction_referente").filter(reunion=reunion).first()


@transaction.atomic
def save_note(note: Note, *, texte: str, version: int, page: str, by: Personne) -> Note:
    """Keep what was typed, if nobody else wrote since; raises EcritureConcurrente otherwise.

    One UPDATE decides: it only matches the version that was read, or the same page's own last writing (a page
    whose answer was lost on the way does not quarrel with itself). Saving the same text changes nothing.
    """
    require(by, "collectifs.edit_compte_rendu", note.compte_rendu)
    texte = texte.replace("\r\n", "\n")
    if not _lock(note.compte_rendu).is_ouvert:
        raise ValidationError("Ce compte rendu vient d’être diffusé : il ne change plus.")
    read = Q(version=version) | (Q(page=page, version__gt=version) & ~Q(page=""))
    same = Note.objects.filter(pk=note.pk, texte=texte)
    if not same.exists():
        wrote = Note.objects.filter(read, pk=note.pk).update(
            texte=texte, version=F("version") + 1, page=page, modifiee_par=by, modifiee_le=timezone.now()
        )
        if not wrote:
            raise EcritureConcurrente(_current(note))
    return _current(note)


def _lock(compte_rendu) -> CompteRendu:
    return CompteRendu.objects.select_for_update().get(pk=compte_rendu.pk)


def _current(note) -> Note:
    return Note.objects.select_related("modifiee_par", "point", "compte_rendu__reunion").get(pk=note.pk)


@transaction.atomic
def circulate_compte_rendu(compte_rendu: CompteRendu, *, by: Personne) -> CompteRendu:
    """Circulate the minutes: made into a PDF, everybody convened is told, the next meeting will approve them.

    From then on only accepted corrections change them. What is missing warns and does not prevent it (R22).
    """
    require(by, "collectifs.circulate_compte_rendu", compte_rendu)
    _move_to(compte_rendu, Etat.DIFFUSE)
    compte_rendu.diffuse_le = timezone.now()
    compte_rendu.save()
    publish_edition(compte_rendu, Edition.DIFFUSION, by=by)
    ask_approval(compte_rendu.reunion.collectif)
    journal.record("collectifs.circulate_compte_rendu", compte_rendu, by=by)
    notify(CompteRenduDiffuse(compte_rendu))
    return compte_rendu


@transaction.atomic
def take_back_compte_rendu(compte_rendu: CompteRendu, *, by: Personne) -> CompteRendu:
    """Write again minutes that circulate and cannot be approved as they are (R22); the papers made stay."""
    require(by, "collectifs.circulate_compte_rendu", compte_rendu)
    if not missing_for_approval(get_checklist(compte_rendu)):
        raise ValidationError("Rien n’empêche d’approuver ce compte rendu : proposez plutôt une correction.")
    _move_to(compte_rendu, Etat.PROJET)
    compte_rendu.save()
    journal.record("collectifs.take_back_compte_rendu", compte_rendu, by=by)
    return compte_rendu


@transaction.atomic
def prepare_pdf(compte_rendu: CompteRendu, *, by: Personne) -> CompteRendu:
    """Make the PDF of circulated minutes that have none, or whose making failed."""
    require(by, "collectifs.view_compte_rendu", compte_rendu)
    locked = _lock(compte_rendu)
    if locked.etat not in CompteRendu.DIFFUSES:
        raise ValidationError("Le PDF se prépare quand le compte rendu est diffusé.")
    if locked.document is None or locked.document.has_failed:
        print_again(compte_rendu, by=by)
    return compte_rendu


def _move_to(compte_rendu, etat) -> None:
    compte_rendu.etat = _lock(compte_rendu).etat
    if not compte_rendu.can_become(etat):
        now = compte_rendu.get_etat_display()
        raise ValidationError(f"Ce compte rendu est au stade « {now} » : il ne peut pas devenir {Etat(etat).label}.")
    compte_rendu.etat = etat
