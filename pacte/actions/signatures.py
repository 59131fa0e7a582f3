"""Sign, refuse, enter a paper, open a personal link: each signatory answers once, and nothing undoes it (R8)."""

from datetime import date
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from members.models import Mandat, Personne
from members.models.invitations import MOST_TRIES, new_alea, new_code
from pacte.actions.ceremonies import finish_if_complete, lock_ceremonie, lock_running
from pacte.actions.publications import put_in_force
from pacte.models import (
    AccesSignature,
    CeremonieSignature,
    SeanceSignature,
    Signataire,
    SignaturePacte,
    SignaturePapier,
)
from pacte.models.reponses import DUREE_ACCES
from pacte.notifications import AccesEnvoye, RefusAnnonce
from pacte.queries import find_earliest_start
from pacte.queries.signatures import get_signataires, has_every_required
from socle import journal
from socle.notifications import notify
from socle.permissions import require

Sens, Voie = SignaturePacte.Sens, SignaturePacte.Voie


class CodeRefuse(Exception):
    """The code is wrong; `left` says how many tries remain."""

    def __init__(self, left: int):
        super().__init__(left)
        self.left = left


class AccesCree(NamedTuple):
    """A personal link, and the code that is told apart (shown once, kept nowhere)."""

    acces: AccesSignature
    code: str


@transaction.atomic
def sign_pacte(signataire: Signataire, *, empreinte: str, by: Personne) -> SignaturePacte:
    """Sign with one's account the text whose digest was read."""
    require(by, "pacte.sign", signataire)
    ceremonie, locked = _lock(signataire)
    _check_mandat(locked)
    return _answer(ceremonie, locked, Sens.SIGNEE, Voie.PORTAIL, empreinte=empreinte, par=by)


@transaction.atomic
def refuse_pacte(signataire: Signataire, *, empreinte: str, motif: str, by: Personne) -> SignaturePacte:
    """Refuse to sign, and say why: those who signed already are told (the motive is theirs to read)."""
    require(by, "pacte.sign", signataire)
    ceremonie, locked = _lock(signataire)
    return _answer(ceremonie, locked, Sens.REFUSEE, Voie.PORTAIL, empreinte=empreinte, motif=motif, par=by)


@transaction.atomic
def answer_by_link(acces: AccesSignature, *, sens: str, empreinte: str, motif: str = "") -> SignaturePacte:
    """Answer by a personal link whose code was checked; the link opens nothing afterwards."""
    ceremonie, locked = _lock(acces.signataire)
    standing = AccesSignature.objects.select_for_update().filter(pk=acces.pk, alea=bytes(acces.alea)).first()
    if standing is None or not is_acces_open(standing):
        raise ValidationError("Ce lien ne s’ouvre plus : demandez-en un autre à la fédération.")
    return _answer(ceremonie, locked, sens, Voie.LIEN, empreinte=empreinte, motif=motif, par=None)


def is_acces_open(acces: AccesSignature) -> bool:
    """Say whether a link may still be used: in time, and its code not tried too often."""
    return acces.expire_le > timezone.now() and acces.essais < MOST_TRIES


def check_acces_code(acces: AccesSignature, typed: str) -> None:
    """Let through whoever knows the code; the try is counted under a lock even when it fails."""
    with transaction.atomic():
        standing = AccesSignature.objects.select_for_update().get(pk=acces.pk)
        is_right = is_acces_open(standing) and standing.is_code(typed)
        if not is_right:
            standing.essais = min(standing.essais + 1, MOST_TRIES)
            standing.save(update_fields=["essais"])
    if not is_right:
        raise CodeRefuse(MOST_TRIES - standing.essais)


@transaction.atomic
def send_acces(signataire: Signataire, *, by: Personne) -> AccesCree:
    """Send a personal link by mail, and return the code that goes by voice; an earlier link opens nothing any more."""
    standing = lock_ceremonie(signataire.ceremonie, by=by)
    if not standing.is_running:
        raise ValidationError("Ouvrez d’abord la cérémonie : le lien mène à la page de signature.")
    locked = Signataire.objects.select_for_update(of=("self",)).get(pk=signataire.pk)
    if locked.reponse is not None or not locked.courriel:
        raise ValidationError("Cette personne a déjà répondu, ou n’a pas d’adresse : il n’y a rien à envoyer.")
    acces = AccesSignature.objects.filter(signataire=locked).first() or AccesSignature(signataire=locked)
    code = new_code()
    acces.alea, acces.essais, acces.envoye_par = new_alea(), 0, by
    acces.envoye_le, acces.expire_le = timezone.now(), timezone.now() + DUREE_ACCES
    acces.set_code(code)
    acces.save()
    journal.record("envoie un lien pour signer", standing, by=by, signataire=str(locked))
    notify(AccesEnvoye(acces))
    return AccesCree(acces, code)


@transaction.atomic
def enter_paper(
    signataire: Signataire, *, le: date, seance: SeanceSignature | None, scan: UploadedFile, by: Personne
) -> SignaturePapier:
    """Enter a signature made on paper, with the page; somebody else confirms it."""
    standing = lock_ceremonie(signataire.ceremonie, by=by)
    locked = Signataire.objects.select_for_update(of=("self",)).get(pk=signataire.pk)
    if not standing.is_running or locked.reponse is not None:
        raise ValidationError("Cette personne a déjà répondu, ou la cérémonie n’est pas ouverte.")
    if le > timezone.localdate():
        raise ValidationError({"le": "Ce jour n’est pas encore venu."})
    if not standing.debut <= le <= standing.fin:
        raise ValidationError({"le": f"La signature va du {standing.debut:%d/%m/%Y} au {standing.fin:%d/%m/%Y}."})
    if SignaturePapier.objects.filter(signataire=locked).exists():
        raise ValidationError("Un papier attend déjà d’être confirmé pour cette personne.")
    papier = SignaturePapier.objects.create(signataire=locked, le=le, seance=seance, scan=scan, par=by)
    journal.record("saisit un papier signé", standing, by=by, signataire=str(locked))
    return papier


@transaction.atomic
def confirm_paper(papier: SignaturePapier, *, by: Personne) -> SignaturePacte:
    """Confirm what another person entered, the page in front of one's eyes: the signature counts from there."""
    require(by, "pacte.manage_ceremonie", papier.signataire.ceremonie)
    if papier.par_id == by.pk:
        raise ValidationError("Vous avez saisi ce papier : une autre personne le confirme.")
    ceremonie, locked = _lock(papier.signataire)
    standing = SignaturePapier.objects.select_for_update(of=("self",)).filter(pk=papier.pk).first()
    if standing is None:
        raise ValidationError("Ce papier n’attend plus : quelqu’un l’a confirmé ou écarté.")
    fields = {"le": standing.le, "seance": standing.seance, "scan": standing.scan.name, "par": standing.par}
    empreinte = ceremonie.version.empreinte
    standing.delete()
    return _answer(ceremonie, locked, Sens.SIGNEE, Voie.PAPIER, empreinte=empreinte, confirmee_par=by, **fields)


@transaction.atomic
def discard_paper(papier: SignaturePapier, *, by: Personne) -> None:
    """Set aside a paper entered by mistake, before it counts; the scanned page goes with it."""
    standing = lock_ceremonie(papier.signataire.ceremonie, by=by)
    for waiting in SignaturePapier.objects.select_for_update(of=("self",)).filter(pk=papier.pk):
        waiting.discard()
    journal.record("écarte un papier", standing, by=by, signataire=str(papier.signataire))


def _lock(signataire) -> tuple[CeremonieSignature, Signataire]:
    """Lock the ceremony, then the signatory: closing and signing go one after the other."""
    ceremonie = lock_running(signataire.ceremonie)
    locked = Signataire.objects.select_for_update(of=("self",)).get(pk=signataire.pk)
    if locked.reponse is not None:
        raise ValidationError("La réponse est déjà donnée : elle ne change plus.")
    return ceremonie, locked


def _answer(ceremonie, signataire, sens, voie, *, empreinte, par, **fields: Any) -> SignaturePacte:
    today = timezone.localdate()
    fields.setdefault("le", today)
    if not ceremonie.is_running or not ceremonie.debut <= fields["le"] <= ceremonie.fin:
        raise ValidationError("La signature n’est pas ouverte aujourd’hui : rien n’a été enregistré.")
    if empreinte != ceremonie.version.empreinte:
        raise ValidationError("Le texte affiché n’était pas celui qui a été adopté : relisez-le avant de répondre.")
    fields.setdefault("seance", ceremonie.seances.filter(le=fields["le"]).first())
    answer = SignaturePacte(signataire=signataire, sens=sens, voie=voie, empreinte=empreinte, par=par, **fields)
    answer.full_clean(exclude=["par"])  # nobody with an account, by a link: the database says which
    answer.save()
    verb = "refuse de signer" if answer.is_refus else "signe"
    journal.record(verb, ceremonie.version, by=par, signataire=str(signataire), voie=str(voie), empreinte=empreinte)
    if answer.is_refus:
        notify(RefusAnnonce(answer, get_signataires(ceremonie)))
    else:
        _put_in_force_if_signed(ceremonie)
    finish_if_complete(ceremonie, by=par)
    return answer


def _put_in_force_if_signed(ceremonie) -> None:
    """Once the required signatures are there the version holds from its day, or from today if that day is past."""
    version = ceremonie.version
    if version.is_publiee or not has_every_required(ceremonie):
        return
    start = max(ceremonie.vigueur_du, timezone.localdate(), find_earliest_start(version))
    if start > version.pacte.fin:
        raise ValidationError("Les années de ce pacte sont passées : il ne peut plus entrer en vigueur.")
    put_in_force(version, start, by=None)
    journal.record("entre en vigueur", version, by=None, vigueur_du=start.isoformat())


def _check_mandat(signataire) -> None:
    """Refuse somebody whose mandate is over today, as written on the list or as the portal knows it (R8)."""
    today = timezone.localdate()
    over = signataire.mandat_fin is not None and signataire.mandat_fin < today
    early = signataire.mandat_debut is not None and signataire.mandat_debut > today
    known = (
        Mandat.objects.filter(personne=signataire.personne_id, instance__association=signataire.association_id)
        if signataire.association_id
        else Mandat.objects.none()
    )
    lapsed = known.exists() and not known.en_cours(today).exists()
    if over or early or lapsed:
        raise ValidationError(
            "Votre mandat ne court pas aujourd’hui : demandez à la fédération qui signe pour votre association."
        )
