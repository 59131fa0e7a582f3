"""Invite the people of an import, when whoever imports asks for it: nobody enters an association unasked."""

from django.core.exceptions import ValidationError
from django.db import transaction

from members.actions.imports import Verdict
from members.actions.invitations import invite_personne
from members.imports.personnes import find_protected
from members.models import Association, ImportFiches, Invitation, LigneImport, Personne, Rattachement
from members.queries.oppositions import is_opposed
from socle.travaux import Advance

READ = (Verdict.CREEE, Verdict.MODIFIEE, Verdict.INCHANGEE)
OPPOSED = "Pas d’invitation : cette adresse a demandé à ne plus recevoir nos messages."
NO_ADDRESS = "Pas d’invitation : sans adresse personnelle, invitez cette personne depuis la fiche de son association."
OPEN = "Pas de nouvelle invitation : une autre attend déjà sa réponse."


def invite_people(lot: ImportFiches, actor: Personne, advance: Advance) -> None:
    """Invite whoever the lines tie to an association and who is not there with an account; each line once."""
    protected = find_protected(actor)
    waiting = lot.lignes.filter(verdict__in=READ, lu__has_key="association_pk").exclude(fiche=None)
    waiting = waiting.exclude(ecrit__has_key="invitation").order_by("numero")
    pks = list(waiting.values_list("pk", flat=True))
    for rank, pk in enumerate(pks, start=1):
        _invite_line(pk, actor, protected)
        if rank % 50 == 0:
            advance(rank, len(pks))


@transaction.atomic
def _invite_line(pk, actor, protected) -> None:
    line = LigneImport.objects.select_for_update().get(pk=pk)
    personne = Personne.objects.filter(pk=line.fiche, fondue_dans=None).first()
    if "invitation" in line.ecrit or personne is None or personne.pk in protected:
        return
    invitation, reason = _invite(line, personne, actor)
    line.ecrit |= {"invitation": invitation}
    line.raison = f"{line.raison} {reason}".strip()
    line.save(update_fields=["ecrit", "raison"])


def _invite(line, personne, actor) -> tuple[int | None, str]:
    association = Association.objects.filter(pk=line.lu["association_pk"], fondue_dans=None).first()
    tied = Rattachement.objects.en_cours().filter(personne=personne, association=association)
    if association is None or (personne.is_active and tied.exists()):
        return None, ""
    if not personne.email:
        return None, NO_ADDRESS
    if is_opposed(personne.email):
        return None, OPPOSED
    if Invitation.objects.ouvertes().filter(personne=personne, association=association).exists():
        return None, OPEN
    place = {"genre": line.lu["place"], "fonction": line.lu.get("fonction", "")}
    try:
        with transaction.atomic():
            sent = invite_personne(personne, association=association, by=actor, **place)
    except ValidationError as refusal:
        return None, f"Pas d’invitation : {' '.join(refusal.messages)}"
    return sent.invitation.pk, "Une invitation est partie."
