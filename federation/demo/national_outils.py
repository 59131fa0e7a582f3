"""Tools of a national federation, to measure their list and their search at full size: 20,000, each with a file."""

from datetime import timedelta
from hashlib import sha256
from itertools import cycle, product

from django.db.models import F, Func, OuterRef, Subquery, Value
from django.utils import timezone

from members.models import Association, Personne
from members.normalisation import normalise
from outiltheque.actions.lectures import learn_words
from outiltheque.models import Fichier, Outil, Passage, VersionOutil

OUTILS = 20_000
PASSAGES = 2
KINDS = ("Trame", "Méthode", "Grille", "Guide", "Fiche", "Jeu", "Feuille", "Modèle", "Carnet", "Repères")
ABOUT = (
    "d’entretien", "de budget", "de réunion", "d’accueil", "de projet", "de bilan", "d’animation", "de convention",
    "de recrutement", "d’évaluation", "de médiation", "d’enquête", "de charte", "de gouvernance", "de transition",
)  # fmt: skip
WITH = (
    "avec les aînés", "avec les familles", "avec la jeunesse", "avec les bénévoles", "avec l’équipe", "en quartier",
    "en milieu rural", "avec la caisse", "avec la mairie", "entre associations", "pour la parentalité", "à distance",
)  # fmt: skip
SAID = (
    "On prépare la salle, on accueille chacune et chacun, puis on note ce qui a été dit.",
    "La feuille des dépenses compte le transport, les entrées, le goûter et ce qui reste à charge.",
    "Ce que l’équipe a changé la deuxième année : commencer plus tard, et finir par un repas partagé.",
    "Les indicateurs retenus avec la caisse : présence, diversité, initiatives nées du groupe.",
    "Un conseil citoyen s’est monté à partir de ces ateliers ; la mairie prête la salle le mercredi.",
    "La convention précise les moyens, la durée, ce que chacun apporte et comment on se sépare.",
    "L’entretien commence par une question ouverte, sans formulaire, et se termine par une suite datée.",
)
RARE = ("ludothèque", "caravane", "jardinage", "philosophie", "théâtre", "couture", "réparation", "compostage")


def load(save) -> None:
    """Add tools, their published version, a file each with its text; the stored file itself is not made."""
    by = Personne.objects.order_by("pk").first()
    known = Outil.objects.count()
    outils = save(Outil, (_outil(rank, by) for rank in range(known, OUTILS)))
    wrote = Outil.associations.through
    places = cycle(Association.objects.order_by("-pk").values_list("pk", flat=True)[:1000])
    save(wrote, (wrote(outil_id=outil.pk, association_id=next(places)) for outil in outils))
    versions = save(VersionOutil, (_version(rank, outil, by) for rank, outil in enumerate(outils)))
    now = timezone.now()
    courante = VersionOutil.objects.filter(outil=OuterRef("pk"), etat="publiee").values("pk")[:1]
    Outil.objects.filter(pk__in=[outil.pk for outil in outils]).update(
        etat="publie", courante=Subquery(courante), publie_le=now - timedelta(hours=1) * F("pk") / 100
    )
    files = save(Fichier, (_fichier(rank, version, by) for rank, version in enumerate(versions)))
    save(Passage, _passages(files))
    learn_words(*KINDS, *ABOUT, *WITH, *SAID, *RARE)


def _title(rank) -> str:
    names = list(product(KINDS, ABOUT, WITH))
    kind, about, used = names[rank * 7 % len(names)]
    return f"{kind} {about} {used}, n° {rank}"


def _outil(rank, by):
    titre, resume = _title(rank), f"Pour {SAID[rank % len(SAID)][:80].lower()}"
    genres = [genre for genre in Outil.Genre if genre not in ("video", "experience", "juridique")]
    return Outil(
        titre=titre, resume=resume, genre=genres[rank % len(genres)], etat="relu", cree_par=by,
        relu_le=timezone.localdate() - timedelta(days=rank % 700), recherche=normalise(f"{titre} {resume}"),
    )  # fmt: skip


def _version(rank, outil, by):
    said = " ".join(SAID[(rank + step) % len(SAID)] for step in range(3))
    return VersionOutil(
        outil=outil, etat="publiee", titre=outil.titre, resume=outil.resume, description=said, ecrite_par=by,
        relue_par=by, relue_le=timezone.now(), mot_relecture="Clair et prêt à servir.", publiee_le=timezone.now(),
        mots_fichiers=Func(Func(Value(" ".join(_pages(rank))), function="outiltheque_vecteur"), function="strip"),
    )  # fmt: skip


def _fichier(rank, version, by):
    return Fichier(
        version=version, nom=f"annexe-{rank}.pdf", genre="pdf", taille=40_000 + rank, pages=PASSAGES, depose_par=by,
        empreinte=sha256(str(rank).encode()).hexdigest(), fichier=f"outils/national/{rank}", extraction="lu",
    )  # fmt: skip


def _passages(files):
    for rank, fichier in enumerate(files):
        for page, texte in enumerate(_pages(rank), start=1):
            yield Passage(fichier=fichier, rang=page, page=page, texte=texte)


def _pages(rank):
    for page in range(1, PASSAGES + 1):
        rare = RARE[(rank // 97 + page) % len(RARE)] if rank % 97 == 0 else ""
        said = " ".join(SAID[(rank + page + step) % len(SAID)] for step in range(6))
        yield f"Annexe {rank}, page {page}. {said} {rare}"
