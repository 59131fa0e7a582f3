"""Who may do what in collectives. A right to see asks the same QuerySet as the lists do."""

from collectifs.models import (
    ActionDecidee,
    Atelier,
    Collectif,
    CompteRendu,
    Contribution,
    Decision,
    DemandeParticipation,
    Participation,
    Question,
    Reunion,
    Synthese,
)
from collectifs.models.collectifs import belongs_to_network
from members.rules import is_admin_portail, is_connected, is_federation_team
from socle.permissions import add_perm, predicate


def collectif_of(obj):
    """Return the collective that a row belongs to."""
    if obj is None or isinstance(obj, Collectif):
        return obj
    if isinstance(obj, Reunion | ActionDecidee | Participation | Atelier):
        return obj.collectif
    if hasattr(obj, "question"):
        return obj.question.collectif
    if hasattr(obj, "atelier"):
        return obj.atelier.collectif
    if hasattr(obj, "collectif"):
        return obj.collectif
    return obj.reunion.collectif


def reunion_of(obj):
    """Return the meeting that a row belongs to, if any."""
    return obj if isinstance(obj, Reunion) else getattr(obj, "reunion", None)


@predicate
def is_referent(personne, obj):
    """Hold today the function that leads this collective."""
    collectif = collectif_of(obj)
    may_be = personne.is_authenticated and collectif is not None and bool(personne.fonctions)
    return may_be and personne in collectif.referents


@predicate
def is_secretaire(personne, obj):
    """Hold the pen of this meeting."""
    reunion = reunion_of(obj)
    return personne.is_authenticated and reunion is not None and reunion.secretaire_id == personne.pk


@predicate
def is_internal_participant(personne, obj):
    """Take part today as somebody of the network: an invited outsider does not."""
    running = Participation.objects.en_cours().filter(collectif=collectif_of(obj), is_externe=False)
    return personne.is_authenticated and running.filter(personne=personne).exists()


@predicate
def is_participant(personne, obj):
    """Take part today, from the network or from outside."""
    running = Participation.objects.en_cours().filter(collectif=collectif_of(obj))
    return personne.is_authenticated and running.filter(personne=personne).exists()


@predicate
def is_collectif_ouvert(personne, obj):
    """The collective was not closed."""
    return collectif_of(obj).clos_le is None


def enters(politique):
    """Make the predicate of who may enter in this way: somebody of the network, in an open collective they read."""

    @predicate(f"enters_{politique}")
    def may_enter(personne, collectif):
        if not personne.is_authenticated or collectif.clos_le or collectif.politique != politique:
            return False
        return belongs_to_network(personne) and (
            collectif.visibilite == Collectif.Visibilite.RESEAU
            or Collectif.objects.visible_to(personne).filter(pk=collectif.pk).exists()
        )

    return may_enter


@predicate
def takes_part(personne, obj):
    """Take part today, from the network or not, or be convened to this meeting."""
    if not (personne.is_authenticated and personne.is_active):
        return False
    reunion = reunion_of(obj)
    if reunion is not None and reunion.presences.filter(personne=personne).exists():
        return True
    return Participation.objects.en_cours().filter(collectif=collectif_of(obj), personne=personne).exists()


@predicate
def is_responsable(personne, action):
    return personne.is_authenticated and action.responsable_id == personne.pk


@predicate
def has_a_place(personne, obj):
    """Be of the network or of its federation today: whoever left keeps no address that follows their agenda."""
    if not (personne.is_authenticated and personne.is_active):
        return False
    held = personne.rattachements_en_cours or personne.fonctions or personne.roles
    return bool(held) or personne.mandats.en_cours().exists()


@predicate
def is_open_for_minutes(personne, obj):
    """The minutes were not circulated yet: from then on nothing moves."""
    minutes = obj if isinstance(obj, CompteRendu) else getattr(obj, "compte_rendu", None)
    return minutes is not None and minutes.is_ouvert


@predicate
def was_present(personne, compte_rendu):
    """Be recorded present at the meeting: nobody else may ask that its minutes be corrected (§2.6)."""
    if not personne.is_authenticated:
        return False
    reunion = compte_rendu.reunion
    if (read := getattr(reunion, "presents_lus", None)) is not None:
        return personne.pk in read
    return reunion.presences.filter(personne=personne, is_presente=True).exists()


@predicate
def is_author(personne, contribution):
    """Have signed this text."""
    return personne.is_authenticated and contribution.auteur_id == personne.pk


@predicate
def is_draft(personne, synthese):
    """Nobody may write in what was published."""
    return not synthese.is_publiee


@predicate
def holds_a_pen_now(personne, obj):
    """Hold the pen of a meeting of this collective that is under way."""
    live = Reunion.objects.filter(collectif=collectif_of(obj), etat=Reunion.Etat.EN_COURS, secretaire=personne.pk)
    return personne.is_authenticated and live.exists()


def sees(model):
    """Make the predicate that asks a model's own QuerySet."""

    @predicate(f"sees_{model._meta.model_name}")
    def is_visible(personne, obj):
        return model.objects.visible_to(personne).filter(pk=obj.pk).exists()

    return is_visible


holds_the_pen = is_referent | is_secretaire

add_perm("collectifs.view_collectif", sees(Collectif))
add_perm("collectifs.view_reunion", sees(Reunion))
add_perm("collectifs.view_compte_rendu", sees(CompteRendu))
add_perm("collectifs.view_decision", sees(Decision))
add_perm("collectifs.view_action", sees(ActionDecidee))
add_perm("collectifs.view_list", is_connected)

add_perm("collectifs.add_collectif", is_federation_team)
add_perm("collectifs.edit_collectif", is_referent | is_admin_portail)
add_perm("collectifs.join_collectif", enters(Collectif.Politique.LIBRE))
add_perm("collectifs.ask_collectif", enters(Collectif.Politique.DEMANDE))
add_perm("collectifs.view_demande", sees(DemandeParticipation))
add_perm("collectifs.settle_demande", is_referent)
add_perm("collectifs.invite_member", is_referent | is_internal_participant)
add_perm("collectifs.invite_outsider", is_referent)
add_perm("collectifs.end_participation", is_referent)

add_perm("collectifs.view_question", sees(Question))
add_perm("collectifs.work_on_question", (is_participant | is_referent) & is_collectif_ouvert)
add_perm("collectifs.edit_apport", is_author & is_collectif_ouvert)
add_perm("collectifs.edit_reponse", is_author & is_collectif_ouvert)
add_perm("collectifs.adopt_reponse", holds_the_pen)
add_perm("collectifs.reopen_question", is_referent)

add_perm("collectifs.add_reunion", is_referent)
add_perm("collectifs.edit_reunion", is_referent)
add_perm("collectifs.run_reunion", holds_the_pen)
add_perm("collectifs.propose_point", takes_part | holds_the_pen)
add_perm("collectifs.withdraw_proposition", is_author)
add_perm("collectifs.answer_for_somebody", is_referent)

add_perm("collectifs.edit_compte_rendu", holds_the_pen & is_open_for_minutes)
add_perm("collectifs.circulate_compte_rendu", is_referent)
add_perm("collectifs.approve_compte_rendu", is_referent)
add_perm("collectifs.review_decision", is_referent | holds_a_pen_now)
add_perm("collectifs.propose_correction", was_present)
add_perm("collectifs.view_corrections", was_present | holds_the_pen)
add_perm("collectifs.answer_correction", holds_the_pen)
add_perm("collectifs.add_erratum", holds_the_pen)

add_perm("collectifs.finish_action", is_responsable | is_referent)
add_perm("collectifs.drop_action", is_responsable | is_referent)
add_perm("collectifs.edit_action", is_responsable | is_referent)

add_perm("collectifs.view_agenda", is_connected)
add_perm("collectifs.subscribe_agenda", has_a_place)

add_perm("collectifs.view_atelier", sees(Atelier))
add_perm("collectifs.view_contribution", sees(Contribution))
add_perm("collectifs.view_synthese", sees(Synthese))
add_perm("collectifs.add_atelier", is_referent)
add_perm("collectifs.run_atelier", is_referent)
add_perm("collectifs.contribute", sees(Atelier))
add_perm("collectifs.withdraw_consent", is_author)
add_perm("collectifs.edit_synthese", is_referent & is_draft)
