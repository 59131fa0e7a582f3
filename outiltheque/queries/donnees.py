"""What the library knows of a person, for the file that they may ask for."""

from members.models import Personne
from outiltheque.models import (
    ActionQuiRepond,
    Adaptation,
    ConstatTerrain,
    Fichier,
    Outil,
    Remerciement,
    ReponseConstat,
    RetourUsage,
    UsageOutil,
    VersionOutil,
    VisiteOutiltheque,
    Vitrine,
)
from socle.donnees import Rubrique


def get_donnees(personne: Personne) -> list[Rubrique]:
    """Return what somebody wrote, said and read in the library."""
    visit = Rubrique("Votre dernière visite de l’outilthèque", _rows(VisiteOutiltheque, "vue_le", personne=personne))
    return [*_say_written(personne), *_say_given_back(personne), *_say_seen(personne), visit]


def _say_written(personne) -> list[Rubrique]:
    texts = _rows(VersionOutil, "titre", "numero", "ecrite_le", ecrite_par=personne)
    reviews = _rows(VersionOutil, "titre", "numero", "relue_le", "mot_relecture", relue_par=personne)
    adapted = _rows(Adaptation, "outil__titre", "faite_le", faite_par=personne)
    shown = _rows(Vitrine, "version__titre", "montree_le", montree_par=personne)
    return [
        Rubrique("Outils que vous avez commencés", _rows(Outil, "titre", "cree_le", cree_par=personne)),
        Rubrique("Versions que vous avez écrites", texts),
        Rubrique("Relectures que vous avez faites", reviews),
        Rubrique("Fichiers que vous avez déposés", _rows(Fichier, "nom", "depose_le", depose_par=personne)),
        Rubrique("Adaptations que vous avez faites", adapted),
        Rubrique("Versions que vous avez montrées à tous", shown),
    ]


def _say_given_back(personne) -> list[Rubrique]:
    uses = _rows(UsageOutil, "outil__titre", "association__nom", "debut", "fin", dit_par=personne)
    told = _rows(RetourUsage, "outil__titre", "contexte", "a_marche", "a_change", "ecrit_le", auteur=personne)
    answers = _rows(RetourUsage, "outil__titre", "reponse", "repondu_le", repondu_par=personne)
    return [
        Rubrique("Usages que vous avez dits", uses),
        Rubrique("Vos retours d’usage", told),
        Rubrique("Vos réponses à des retours", answers),
        Rubrique("Vos mercis", _rows(Remerciement, "outil__titre", "mot", "dit_le", personne=personne)),
    ]


def _say_seen(personne) -> list[Rubrique]:
    said = ("constat__titre", "comment", "proposee_le")
    seen = _rows(ConstatTerrain, "titre", "vu", "besoin", "ecrit_le", auteur=personne)
    tools = _rows(ReponseConstat, "outil__titre", *said, proposee_par=personne)
    actions = _rows(ActionQuiRepond, *said, proposee_par=personne)
    return [
        Rubrique("Vos constats de terrain", seen),
        Rubrique("Outils que vous avez proposés en réponse à un constat", tools),
        Rubrique("Actions que vous avez reliées à un constat", actions),
    ]


def _rows(model, *names, **of):
    return list(model._default_manager.filter(**of).order_by("pk").values(*names))
