"""What people do around a text under debate: announce, comment, answer."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from members.models import Association, Instance, Personne
from pacte.consolidation import Arbre
from pacte.models import Commentaire, Consultation, VersionPacte
from pacte.notifications_debat import CommentaireAConfirmer, CommentaireRepondu, ConsultationAnnoncee
from pacte.queries.consultations import said_by
from pacte.tree import digest
from socle import journal
from socle.notifications import notify
from socle.permissions import can, require

Moderation = Commentaire.Moderation
NOT_OPEN = "Cette consultation n’est pas ouverte : on y écrit de son ouverture à sa clôture."
GONE = "Ce bloc n’est pas dans le texte mis en débat : choisissez-en un dans le sommaire."
NOT_QUOTED = "Ce passage n’est pas dans le bloc : copiez les mots tels qu’ils y sont, ou laissez vide."


@transaction.atomic
def announce_consultation(
    version: VersionPacte,
    *,
    ouverture: datetime,
    depot_fin: datetime,
    cloture: datetime,
    is_publique: bool = False,
    presentation: str = "",
    commission: Instance | None = None,
    by: Personne,
) -> Consultation:
    """Put a draft under debate: its text is frozen from now on, and every member reads it."""
    require(by, "pacte.announce_consultation", version)
    standing = VersionPacte.objects.select_for_update(of=("self",)).select_related("pacte").get(pk=version.pk)
    if standing.etat != VersionPacte.Etat.BROUILLON:
        raise ValidationError("Cette version vient de changer : relisez-la avant de la mettre en débat.")
    texte = standing.read()
    if not texte.noeuds:
        raise ValidationError("Ce pacte est vide : ajoutez au moins un bloc avant de le mettre en débat.")
    if cloture <= timezone.now():
        raise ValidationError({"cloture": "Cette date est passée : choisissez un jour à venir."})
    consultation = Consultation(
        version=standing,
        ouverture=ouverture,
        depot_fin=depot_fin,
        cloture=cloture,
        is_publique=is_publique,
        presentation=presentation,
        commission=commission,
        empreinte=digest(texte, standing.numero),
        par=by,
    )
    consultation.full_clean()
    consultation.save()
    standing.etat = VersionPacte.Etat.SOUMISE
    standing.save(update_fields=["etat"])
    version.etat = standing.etat
    journal.record("met en débat", standing, by=by, empreinte=consultation.empreinte)
    notify(ConsultationAnnoncee(consultation))
    return consultation


@transaction.atomic
def withdraw_consultation(consultation: Consultation, *, by: Personne) -> VersionPacte:
    """Take a text back to writing, as long as nobody said anything of it."""
    require(by, "pacte.manage_consultation")
    standing = lock_consultation(consultation)
    standing.commentaires.perimes().delete()
    said = (standing.commentaires, standing.amendements, standing.scrutins, standing.conciliations)
    if any(rows.exists() for rows in said) or hasattr(standing, "consolidation"):
        raise ValidationError("Quelqu’un s’est déjà exprimé : le texte reste en débat jusqu’à la clôture.")
    version = standing.version
    journal.record("retire du débat", version, by=by)
    standing.delete()
    version.etat = VersionPacte.Etat.BROUILLON
    version.save(update_fields=["etat"])
    return version


@transaction.atomic
def move_ends(consultation: Consultation, *, depot_fin: datetime, cloture: datetime, by: Personne) -> Consultation:
    """Change the last days, sooner or later, of what is not over."""
    require(by, "pacte.manage_consultation")
    standing = lock_consultation(consultation)
    now = timezone.now()
    if standing.is_close or (standing.is_depot_clos and depot_fin != standing.depot_fin):
        raise ValidationError("C’est terminé : cette date ne change plus.")
    moved = ((depot_fin, standing.depot_fin), (cloture, standing.cloture))
    if any(asked != before and asked < now for asked, before in moved):
        raise ValidationError("Cette date est passée : choisissez maintenant ou plus tard.")
    standing.depot_fin, standing.cloture = depot_fin, cloture
    standing.full_clean()
    standing.save(update_fields=["depot_fin", "cloture"])
    journal.record("change les dates de", standing.version, by=by, cloture=cloture.isoformat())
    return standing


@transaction.atomic
def comment(
    consultation: Consultation,
    *,
    bloc: UUID,
    texte: str,
    citation: str = "",
    association: Association | None = None,
    by: Personne,
) -> Commentaire:
    """Say something of a block, or of words quoted from it; in the name of an association only if one is of it."""
    require(by, "pacte.comment")
    if association is not None and not _is_of(by, association):
        raise ValidationError({"association": "Vous n’êtes pas de cette association aujourd’hui."})
    written = Commentaire(
        bloc=bloc, texte=texte, citation=citation.strip(), association=association, auteur=by,
        confirme_le=timezone.now(),
    )  # fmt: skip
    return _keep(lock_consultation(consultation), written)


def _is_of(personne, association) -> bool:
    tied = any(tie.association_id == association.pk for tie in personne.rattachements_en_cours)
    return tied or can(personne, "pacte.speak_for", association)


@transaction.atomic
def comment_publicly(
    consultation: Consultation, *, bloc: UUID, texte: str, nom: str, courriel: str, citation: str = ""
) -> Commentaire:
    """Keep what a visitor wrote until they confirm their address by mail; then it is read before it shows."""
    standing = lock_consultation(consultation)
    if not standing.is_publique:
        raise ValidationError("Cette consultation est réservée aux membres.")
    written = Commentaire(
        bloc=bloc, texte=texte, citation=citation.strip(), nom=nom, courriel=courriel, moderation=Moderation.ATTEND
    )
    kept = _keep(standing, written)
    notify(CommentaireAConfirmer(kept))
    return kept


def _keep(consultation, commentaire) -> Commentaire:
    if not consultation.is_ouverte:
        raise ValidationError(NOT_OPEN)
    noeud = Arbre(consultation.version.read().noeuds).noeuds.get(commentaire.bloc)
    if noeud is None:
        raise ValidationError(GONE)
    if commentaire.citation and commentaire.citation not in said_by(noeud):
        raise ValidationError({"citation": NOT_QUOTED})
    commentaire.consultation = consultation
    commentaire.full_clean()
    commentaire.save()
    return commentaire


@transaction.atomic
def confirm_commentaire(jeton: str) -> Commentaire:
    """Note that the address was theirs, and forget it; done twice, it is done once."""
    rows = Commentaire.objects.select_for_update().filter(jeton=jeton)
    commentaire = rows.exclude(pk__in=Commentaire.objects.perimes().values("pk")).first()
    if commentaire is None:
        raise ValidationError("Ce commentaire n’existe plus.")
    if commentaire.confirme_le is None:
        commentaire.confirme_le, commentaire.courriel = timezone.now(), ""
        commentaire.save(update_fields=["confirme_le", "courriel"])
    return commentaire


def forget_commentaires() -> int:
    """Erase what visitors wrote and never confirmed, with the address they gave; return how many."""
    return Commentaire.objects.perimes().delete()[0]


@transaction.atomic
def moderate_commentaire(commentaire: Commentaire, *, moderation: str, by: Personne) -> Commentaire:
    """Show what a visitor wrote, or put it aside."""
    require(by, "pacte.manage_consultation")
    standing = Commentaire.objects.select_for_update().get(pk=commentaire.pk)
    if standing.auteur_id is not None or standing.confirme_le is None:
        raise ValidationError("Ce commentaire ne se relit pas avant d’être montré.")
    standing.moderation, standing.modere_par, standing.modere_le = moderation, by, timezone.now()
    standing.full_clean()
    standing.save(update_fields=["moderation", "modere_par", "modere_le"])
    journal.record("relit un commentaire sur", standing.consultation.version, by=by, moderation=moderation)
    return standing


@transaction.atomic
def answer_commentaire(
    commentaire: Commentaire, *, suite: str, reponse: str, lu: str = "", by: Personne
) -> Commentaire:
    """Say what is made of a comment, in a word and a sentence; `lu` is the state that was read before answering."""
    require(by, "pacte.manage_consultation")
    rows = Commentaire.objects.select_for_update(of=("self",)).select_related("consultation__version", "auteur")
    standing = rows.get(pk=commentaire.pk)
    if standing.suite != lu:
        who = standing.repondu_par or "Quelqu’un"
        raise ValidationError(f"{who} vient de répondre « {standing.reponse} » : relisez avant d’envoyer.")
    standing.suite, standing.reponse = suite, reponse
    standing.repondu_par, standing.repondu_le = by, timezone.now()
    standing.full_clean()
    standing.save(update_fields=["suite", "reponse", "repondu_par", "repondu_le"])
    journal.record("répond à un commentaire sur", standing.consultation.version, by=by, suite=suite)
    notify(CommentaireRepondu(standing))
    return standing


def lock_consultation(consultation: Consultation) -> Consultation:
    """Hold a consultation: one deposit, decision or consolidation at a time."""
    rows = Consultation.objects.select_for_update(of=("self",)).select_related("version__pacte")
    return rows.get(pk=consultation.pk)
