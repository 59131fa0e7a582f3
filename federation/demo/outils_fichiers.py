"""Files of the demo's tools: a table, a text, a method, a picture; their text is read, so that search finds it."""

import io
from hashlib import sha256

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from federation.demo.world import World
from outiltheque.actions.copies import share
from outiltheque.actions.lectures import learn_words, read_fichier
from outiltheque.models import Fichier, Passage, VersionOutil

TABLE = """Poste;Qui s’en charge;Montant
Transport en car;L’association;180 €
Entrées du parc;La caisse;96 €
Goûter des enfants;Les familles;24 €
"""
METHOD = """# Animer la soirée

1. Accueillir chacune et chacun avec une boisson chaude.
2. Poser la question de départ : « Qu’est-ce qui vous rendrait la semaine plus légère ? »
3. Écrire chaque réponse sur un carton, sans la reformuler.
4. Ranger les cartons ensemble ; les mots des habitantes et des habitants font les titres.
"""
LETTER = """Madame, Monsieur,

Notre ludothèque mobile passe dans votre commune le premier mercredi du mois. Les jeux sont prêtés aux familles,
l’adhésion est libre. Venez avec les grands-parents : ils gagnent souvent.
"""
FILES = (
    ("Budget de la sortie.csv", "csv", TABLE),
    ("Déroulé.md", "md", METHOD),
    ("Lettre aux familles.txt", "txt", LETTER),
)


def load(world: World, versions: list[VersionOutil]) -> None:
    """Join them to versions being written: a text is read here, the picture is drawn once."""
    by, room, drawn = world.personne("Aïssatou Diomberé"), _draw_room(), None
    for version in versions:
        for nom, genre, text in FILES:
            fichier = _join(version, nom, genre, text.encode(), by, extraction="lu", extrait_le=version.ecrite_le)
            Passage.objects.create(fichier=fichier, rang=1, texte=text)
        plan = _join(version, "Plan de la salle.png", "png", room, by, twin=drawn)
        if drawn is None:
            read_fichier(plan.pk)
            drawn = Fichier.objects.get(pk=plan.pk)
    learn_words(*(text for _, _, text in FILES))


def _join(version, nom, genre, content, by, *, twin=None, **fields) -> Fichier:
    fichier = Fichier(
        version=version, nom=nom, genre=genre, taille=len(content), empreinte=sha256(content).hexdigest(),
        depose_par=by, depose_le=version.ecrite_le, **fields,
    )  # fmt: skip
    if twin:
        share(twin, fichier)
    else:
        fichier.fichier.save("", ContentFile(content), save=False)
    fichier.save()
    return fichier


def _draw_room() -> bytes:
    """A room seen from above: tables in a circle, a door."""
    picture = Image.new("RGB", (600, 400), "#fbf7f0")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((20, 20, 580, 380), outline="#3b2a3f", width=6)
    pen.rectangle((260, 374, 340, 386), fill="#fbf7f0")
    for x, y in ((180, 110), (300, 80), (420, 110), (180, 270), (300, 300), (420, 270)):
        pen.ellipse((x - 34, y - 34, x + 34, y + 34), fill="#e7b24a", outline="#3b2a3f", width=3)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
