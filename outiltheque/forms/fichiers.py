"""A file to join to a version of a tool."""

from socle.fichiers import TOUS, FichierField
from socle.forms import Formulaire


class FichierForm(Formulaire):
    fichier = FichierField(label="Le fichier", genres=TOUS)

    @property
    def given(self):
        sent = self.cleaned_data["fichier"]
        known = sent.reconnu
        return {
            "nom": sent.name,
            "genre": known.genre.suffixe,
            "taille": known.taille,
            "empreinte": known.empreinte,
            "contenu": sent,
        }
