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
    by = {"personne": personne}
    return [
        Rubrique("Outils que vous avez commencés", _rows(Outil, "titre", "cree_le", cree_par=personne)),
        Rubrique(
            "Versions que vous avez écrites", _rows(VersionOutil, "titre", "numero", "ecrite_le", ecrite_par=personne)
        ),
        Rubrique(
            "Relectures que vous avez faites",
            _rows(VersionOutil, "titre", "numero", "relue_le", "mot_relecture", relue_par=personne),
        ),
        Rubrique("Fichiers que vous avez déposés", _rows(Fichier, "nom", "depose_le", depose_par=personne)),
        Rubrique(
            "Adaptations que vous avez faites", _rows(Adaptation, "outil__titre", "faite_le", faite_par=personne)
        ),
        Rubrique(
            "Usages que vous avez dits",
            _rows(UsageOutil, "outil__titre", "association__nom", "debut", "fin", dit_par=personne),
        ),
        Rubrique(
            "Vos retours d’usage",
            _rows(RetourUsage, "outil__titre", "contexte", "a_marche", "a_change", "ecrit_le", auteur=personne),
        ),
        Rubrique(
            "Vos réponses à des retours",
            _rows(RetourUsage, "outil__titre", "reponse", "repondu_le", repondu_par=personne),
        ),
        Rubrique("Vos mercis", _rows(Remerciement, "outil__titre", "mot", "dit_le", **by)),
        Rubrique(
            "Vos constats de terrain", _rows(ConstatTerrain, "titre", "vu", "besoin", "ecrit_le", auteur=personne)
        ),
        Rubrique(
            "Outils que vous avez proposés en réponse à un constat",
            _rows(ReponseConstat, "outil__titre", "constat__titre", "comment", "proposee_le", proposee_par=personne),
        ),
        Rubrique(
            "Actions que vous avez reliées à un constat",
            _rows(ActionQuiRepond, "constat__titre", "comment", "proposee_le", proposee_par=personne),
        ),
        Rubrique(
            "Versions que vous avez montrées à tous",
            _rows(Vitrine, "version__titre", "montree_le", montree_par=personne),
        ),
        Rubrique("Votre dernière visite de l’outilthèque", _rows(VisiteOutiltheque, "vue_le", **by)),
    ]


def _rows(model, *names, **of):
    return list(model._default_manager.filter(**of).order_by("pk").values(*names))
