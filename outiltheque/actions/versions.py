"""A version is written, proposed, reviewed, published; the published one stays while the next is reviewed (§10)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from members.models import Personne
from outiltheque.actions.copies import carry_fichiers
from outiltheque.actions.lectures import learn_words
from outiltheque.actions.ressemblances import note_ressemblances
from outiltheque.licences import find_licence_refusal
from outiltheque.models import Adaptation, LienOutil, Outil, VersionOutil
from outiltheque.models.versions import PARTS, SPOKEN
from outiltheque.notifications.outils import OutilPropose, VersionPubliee, VersionRelue
from outiltheque.rules import is_auteur
from socle import journal
from socle.empreintes import EcritParUnAutre
from socle.notifications import notify
from socle.permissions import require

Etat = VersionOutil.Etat
EN_COURS = (Etat.BROUILLON, Etat.PROPOSEE, Etat.RELUE)
PARTS_OF = {
    Outil.Genre.VIDEO: (("transcription", "La transcription est attendue : tout le monde ne peut pas écouter."),),
    Outil.Genre.EXPERIENCE: (
        ("constat", "Dites le constat de départ."),
        ("action", "Dites l’action que vous avez menée."),
        ("resultats", "Dites les résultats obtenus, et s’ils répondent au constat."),
    ),
    Outil.Genre.JURIDIQUE: (("droit_au", "Dites à quelle date le droit est à jour."),),
}


def hold_version(version: VersionOutil) -> VersionOutil:
    """Lock a version and its tool: what follows reads what stands."""
    outil = Outil.objects.select_for_update().get(pk=version.outil_id)
    held = VersionOutil.objects.select_for_update().get(pk=version.pk)
    held.outil = outil
    return held


@transaction.atomic
def start_version(outil: Outil, *, by: Personne) -> VersionOutil:
    """Begin the next version, from the one that is published; the network goes on reading that one."""
    outil = Outil.objects.select_for_update().get(pk=outil.pk)
    require(by, "outiltheque.write_outil", outil)
    if outil.etat != Outil.Etat.PUBLIE:
        raise ValidationError("Seul un outil publié a une version suivante.")
    if outil.versions.filter(etat__in=EN_COURS).exists():
        raise ValidationError("Une version est déjà en cours : reprenez celle-là.")
    former = outil.versions.order_by("-numero")[0]
    texts = {name: getattr(outil.courante, name) for name in PARTS}
    version = VersionOutil.objects.create(outil=outil, numero=former.numero + 1, ecrite_par=by, **texts)
    links = [LienOutil(version=version, titre=x.titre, adresse=x.adresse) for x in outil.courante.liens.all()]
    LienOutil.objects.bulk_create(links)
    carry_fichiers(outil.courante, version)
    journal.record("outiltheque.start_version", outil, by=by, version=version.numero)
    return version


@transaction.atomic
def edit_version(version: VersionOutil, *, lu: str, by: Personne, **fields: Any) -> VersionOutil:
    """Write the texts of a version, if they are still those that were read."""
    held = hold_version(version)
    require(by, "outiltheque.write_version", held)
    moved = any(getattr(held, name) != value for name, value in fields.items())
    if moved and held.empreinte != lu:
        raise EcritParUnAutre(held)
    for name, value in fields.items():
        setattr(held, name, value)
    held.full_clean()
    held.save()
    if not held.outil.is_paru:
        _say_on_tool(held)
    return held


def _say_on_tool(version) -> None:
    for name in ("titre", "resume", "licence"):
        setattr(version.outil, name, getattr(version, name))
    version.outil.save(update_fields=["titre", "resume", "licence"])


@transaction.atomic
def add_lien(version: VersionOutil, *, titre: str, adresse: str, by: Personne) -> LienOutil:
    """Point from a version being written to an address."""
    held = hold_version(version)
    require(by, "outiltheque.write_version", held)
    lien = LienOutil(version=held, titre=titre, adresse=adresse)
    lien.full_clean()
    lien.save()
    return lien


@transaction.atomic
def remove_lien(lien: LienOutil, *, by: Personne) -> None:
    require(by, "outiltheque.write_version", hold_version(lien.version))
    lien.delete()


@transaction.atomic
def propose_version(version: VersionOutil, *, by: Personne) -> VersionOutil:
    """Ask the federation's team to review a version that is whole."""
    held = hold_version(version)
    require(by, "outiltheque.write_version", held)
    _check_whole(held, by)
    held.etat, held.proposee_le, held.proposee_par = Etat.PROPOSEE, timezone.now(), by
    held.save(update_fields=["etat", "proposee_le", "proposee_par"])
    _follow(held, Outil.Etat.PROPOSE)
    note_ressemblances(held.outil)
    learn_words(*(getattr(held, name) for name in SPOKEN))
    journal.record("outiltheque.propose_version", held.outil, by=by, version=held.numero)
    notify(OutilPropose(held))
    return held


def _check_whole(version, by) -> None:
    missing = [said for name, said in PARTS_OF.get(version.outil.genre, ()) if not getattr(version, name)]
    if version.numero > 1 and not version.changements:
        missing.append("Dites ce qui a changé depuis la version d’avant.")
    origin = Adaptation.objects.filter(outil=version.outil).select_related("source__outil").first()
    if origin and not is_auteur(by, origin.source.outil):
        missing += filter(None, [find_licence_refusal(origin.source.licence, version.licence)])
    if missing:
        raise ValidationError(missing)


def _follow(version, etat) -> None:
    """Until it was published once, a tool is where its first version is."""
    if not version.outil.is_paru and version.outil.etat != etat:
        version.outil.etat = etat
        version.outil.save(update_fields=["etat"])


@transaction.atomic
def take_back_version(version: VersionOutil, *, by: Personne) -> None:
    """Write again what was proposed or reviewed, and is not published."""
    held = hold_version(version)
    require(by, "outiltheque.write_outil", held.outil)
    if held.etat not in (Etat.PROPOSEE, Etat.RELUE):
        raise ValidationError(f"Cette version est {held.get_etat_display()} : elle ne se reprend pas.")
    held.etat = Etat.BROUILLON
    held.save(update_fields=["etat"])
    _follow(held, Outil.Etat.BROUILLON)
    journal.record("outiltheque.take_back_version", held.outil, by=by, version=held.numero)


@transaction.atomic
def review_version(version: VersionOutil, *, accepte: bool, mot: str, by: Personne) -> VersionOutil:
    """Say what the federation's team thinks of a version, with a word: it may come out, or is to be written again."""
    held = hold_version(version)
    require(by, "outiltheque.review_version", held)
    if held.etat != Etat.PROPOSEE:
        raise ValidationError(f"Cette version est {held.get_etat_display()} : elle n’attend pas de relecture.")
    if not mot.strip():
        raise ValidationError("Laissez un mot : celles et ceux qui ont écrit cet outil le liront.")
    held.etat = Etat.RELUE if accepte else Etat.BROUILLON
    held.relue_le, held.relue_par, held.mot_relecture = timezone.now(), by, mot.strip()
    held.full_clean()
    held.save()
    _follow(held, Outil.Etat.RELU if accepte else Outil.Etat.BROUILLON)
    journal.record("outiltheque.review_version", held.outil, by=by, version=held.numero, accepte=accepte)
    notify(VersionRelue(held))
    return held


@transaction.atomic
def publish_version(version: VersionOutil, *, by: Personne) -> VersionOutil:
    """Put a reviewed version in the hands of all; the one before stays in the history."""
    held = hold_version(version)
    require(by, "outiltheque.publish_version", held)
    if held.etat != Etat.RELUE or held.outil.etat not in (Outil.Etat.RELU, Outil.Etat.PUBLIE):
        raise ValidationError(f"Cette version est {held.get_etat_display()} : elle ne peut pas être publiée.")
    outil = held.outil
    outil.versions.filter(etat=Etat.PUBLIEE).update(etat=Etat.REMPLACEE)
    held.etat, held.publiee_le = Etat.PUBLIEE, timezone.now()
    held.save(update_fields=["etat", "publiee_le"])
    outil.etat, outil.courante, outil.relu_le = Outil.Etat.PUBLIE, held, timezone.localdate(held.relue_le)
    outil.publie_le = outil.publie_le or held.publiee_le
    outil.titre, outil.resume, outil.licence = held.titre, held.resume, held.licence
    outil.save()
    journal.record("outiltheque.publish_version", outil, by=by, version=held.numero)
    notify(VersionPubliee(held, by))
    return held


@transaction.atomic
def confirm_outil(outil: Outil, *, by: Personne) -> None:
    """Say that a published tool was read again and is still right: its eighteen months begin again."""
    outil = Outil.objects.select_for_update().get(pk=outil.pk)
    require(by, "outiltheque.confirm_outil", outil)
    outil.relu_le = timezone.localdate()
    outil.save(update_fields=["relu_le"])
    journal.record("outiltheque.confirm_outil", outil, by=by)


@transaction.atomic
def drop_version(version: VersionOutil, *, by: Personne) -> None:
    """Give up the next version while it is written; what is published does not move."""
    held = hold_version(version)
    require(by, "outiltheque.write_version", held)
    if held.numero == 1:
        raise ValidationError("C’est la première version de l’outil : reprenez-la quand vous voudrez.")
    for fichier in held.fichiers.all():
        fichier.delete()
    journal.record("outiltheque.drop_version", held.outil, by=by, version=held.numero)
    held.delete()
