"""What drawing a pact of forty pages costs: the file of record, tagged and archived, as the worker makes it."""

import time
from importlib import import_module

from django.apps import apps

from stack.machine import say

NAME, CHALLENGES, LEAST_PAGES = "pacte-pdf", 9, 40
PARAGRAPH = (
    "Les maisons signataires se disent ce qu’elles entreprennent, ouvrent leurs salles et leurs savoir-faire, et "
    "tiennent le compte de ce qui a changé pour les habitantes et les habitants. "
)


def measure_pacte(bare_ms: float, only: str) -> list[dict]:
    """Draw a pact of forty pages three times; keep the middle one."""
    if only not in NAME:
        return []
    documents, pdf = import_module("pacte.documents"), import_module("socle.documents")
    params = {"version": apps.get_model("pacte.VersionPacte").objects.filter(etat="publiee").order_by("pk")[0].pk}
    context = documents.PactePdf.context(params)
    context["texte"].noeuds = write_noeuds()
    context["sommaire"] = list(documents.write_contents(context["texte"].noeuds))
    spent, begun = [], time.process_time()
    for _ in range(3):
        start = time.perf_counter()
        made = pdf.render_pdf(documents.PactePdf.template, context, documents.PactePdf.inside(params))
        spent.append(1000 * (time.perf_counter() - start))
    cpu_ms = 1000 * (time.process_time() - begun) / len(spent)
    pages = len(import_module("pypdfium2").PdfDocument(made))
    say(f"{NAME} : {pages} pages en {sorted(spent)[1] / 1000:.1f} s, dont {cpu_ms / 1000:.1f} s de calcul")
    if pages < LEAST_PAGES:
        raise AssertionError(f"ce pacte n’a que {pages} pages")
    row = dict.fromkeys(("p50_ms", "p95_ms", "p99_ms"), round(sorted(spent)[1], 2))
    row |= {
        "name": NAME,
        "n": 3,
        "queries": 0,
        "bytes": len(made),
        "peak_mb": 0.0,
        "cpu_ms": round(cpu_ms, 2),
        "cpu_ratio": 0,
    }
    return [row | {"ratio": round(sorted(spent)[1] / bare_ms, 2), "pages": pages}]


def write_noeuds() -> list:
    """Return as many challenges as it takes, each with its qualities, its collectives and its commitments."""
    noeud, genre = import_module("pacte.tree").Noeud, import_module("pacte.genres").Genre
    return [noeud(genre.DEFI, f"Défi numéro {rank}", PARAGRAPH * 4, enfants=write_challenge(noeud, genre))
            for rank in range(1, CHALLENGES + 1)]  # fmt: skip


def write_challenge(noeud, genre) -> list:
    marks = [noeud(genre.QUALITE, f"un réseau qui tient sa parole, {rank}") for rank in range(6)]
    questions = [noeud(genre.QUESTION, "Comment le faire avec celles et ceux qui ne viennent pas ?")] * 2
    collectives = [
        noeud(genre.COLLECTIF, f"Collectif {rank}", PARAGRAPH * 2, "Chargée de mission réseau",
              enfants=[noeud(genre.AXE, "Se former", PARAGRAPH, enfants=questions)])
        for rank in range(6)
    ]  # fmt: skip
    return [*marks, *collectives, *(noeud(genre.ENGAGEMENT, f"Engagement {rank}", PARAGRAPH) for rank in range(6))]
