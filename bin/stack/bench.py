"""`bin/bench`: how long each page takes, beside a bare page of the same server in the same run."""

import argparse
import json
import os
import re
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from urllib.parse import urlencode

import django
from django.apps import apps
from django.urls import reverse

from stack import servers
from stack.base import open_base
from stack.bench_affectation import measure_affectations
from stack.bench_fichiers import measure_extraction
from stack.bench_pacte import measure_pacte
from stack.bench_secret import measure_secrets
from stack.demo import running
from stack.machine import ROOT, RefusalError, choose_port, say
from stack.portal import PREPARATION, Portal, make_environment
from stack.processes import stop_on_signals
from stack.visitor import Answer, Visitor

REFERENCE = "page-nue"
WARM_UP = 20
DIRECTRICE = "Aïssatou Diomberé"
COORDINATION = "Hervé Montclausel"
COMITE = "Thibault Lormesnil"
ADMINISTRATEUR = "Bastien Orvelin"
IMPORT, LINES = "import-10000", 10_000


@dataclass
class Page:
    """One page of the bench: its name in the results, who reads it, where it is (asked once Django runs)."""

    name: str
    persona: str
    path: Callable[[], str]
    answers: list[Answer] = field(default_factory=list)


def first_of(model: str, column: str = "pk", **wanted) -> int:
    """Return the key of the first row of a model, or another number that its address is made of."""
    return apps.get_model(model).objects.filter(**wanted).order_by("pk").values_list(column, flat=True)[0]


def search(words: str) -> str:
    """Return the directory's address for these words."""
    return f"{reverse('members:association_list')}?{urlencode({'q': words})}"


PAGES = [
    Page(REFERENCE, "", lambda: "/page-nue/"),
    Page("accueil", DIRECTRICE, lambda: reverse("accueil")),
    Page("annuaire-liste", DIRECTRICE, lambda: reverse("members:association_list")),
    Page("outils-liste", DIRECTRICE, lambda: reverse("outiltheque:outil_list")),
    Page(
        "annuaire-fiche",
        DIRECTRICE,
        lambda: reverse("members:association_detail", args=[first_of("members.Association")]),
    ),
    Page("annuaire-recherche", DIRECTRICE, lambda: search("palier")),
    Page("collectif-liste", DIRECTRICE, lambda: reverse("collectifs:collectif_list")),
    Page(
        "collectif",
        DIRECTRICE,
        lambda: reverse("collectifs:collectif_detail", args=[first_of("collectifs.Collectif")]),
    ),
    Page(
        "collectif-hub",
        DIRECTRICE,
        lambda: reverse("collectifs:collectif_detail", args=[first_of("collectifs.Participation", "collectif")]),
    ),
    Page(
        "reunion",
        DIRECTRICE,
        lambda: reverse("collectifs:reunion_detail", args=[first_of("collectifs.CompteRendu", "reunion")]),
    ),
    Page("agenda", DIRECTRICE, lambda: reverse("agenda:agenda_month")),
    Page("decisions", DIRECTRICE, lambda: reverse("collectifs:decision_list")),
    Page(
        "compte-rendu",
        DIRECTRICE,
        lambda: reverse("collectifs:compte_rendu_detail", args=[first_of("collectifs.CompteRendu", "reunion")]),
    ),
    Page("pacte-version", DIRECTRICE, lambda: reverse("pacte:version_detail", args=[first_of("pacte.VersionPacte")])),
    Page(
        "pacte-editeur",
        ADMINISTRATEUR,
        lambda: reverse("pacte:version_edit", args=[first_of("pacte.VersionPacte", etat="brouillon")]),
    ),
    Page("annuaire-carte", DIRECTRICE, lambda: f"{reverse('members:association_list')}?vue=carte"),
    Page(
        "liste-electorale",
        ADMINISTRATEUR,
        lambda: reverse("members:liste_electorale", args=[first_of("members.Assemblee", figee_le=None)]),
    ),
    Page(
        "outils-recherche",
        DIRECTRICE,
        lambda: f"{reverse('outiltheque:outil_list')}?{urlencode({'q': 'ludothèque goûter'})}",
    ),
    Page("accompagnement-accueil", DIRECTRICE, lambda: reverse("accompagnement:accueil")),
    Page("coordination-liste", COORDINATION, lambda: reverse("accompagnement:coordination_list")),
    Page(
        "classement-demande",
        COORDINATION,
        lambda: reverse(
            "accompagnement:coordination_detail", args=[first_of("accompagnement.Demande", etat="qualifiee")]
        ),
    ),
    Page("formations-catalogue", DIRECTRICE, lambda: reverse("formations:formation_list")),
    Page("affectation-liste", COORDINATION, lambda: reverse("accompagnement:affectation_list")),
    Page(
        "rapport",
        COMITE,
        lambda: reverse("rapports:rapport_detail", args=[first_of("rapports.RapportPilotage", "annee")]),
    ),
]


def main(arguments: list[str]) -> int:
    """Measure the pages, print the table, write `var/bench.json`."""
    parser = argparse.ArgumentParser(prog="bin/bench", description="Mesure les pages du portail.")
    parser.add_argument("--rounds", type=int, default=200, help="tours de mesure (200)")
    parser.add_argument("--only", default="", help="ne mesure que les pages dont le nom contient ce texte")
    options = parser.parse_args(arguments)
    pages = [page for page in PAGES if page.name == REFERENCE or options.only in page.name]
    stop_on_signals()
    try:
        with open_base("bench", private_redis=True) as base:
            database = base.database
            if not base.is_private:
                database = servers.sibling_url(database, "portail_bench")
                servers.make_database(database)
            results = run(database, base.redis, pages, options.rounds, options.only, always=not base.is_private)
    except KeyboardInterrupt:
        return 130
    (ROOT / "var" / "bench.json").write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n")
    print_table(results)
    return 0


def run(database: str, redis: str, pages: list[Page], rounds: int, only: str, *, always: bool) -> list[dict]:
    """Start the portal with its bare page, measure, return the results."""
    port = choose_port(8400)
    env = make_environment("bench", "demo", f"http://localhost:{port}", database, redis) | {"PORTAIL_BENCH": "1"}
    portal = Portal("bench", port, env)
    portal.prepare((*PREPARATION, "seed_national"), always=always)
    os.environ.update(env, DJANGO_SETTINGS_MODULE="federation.settings")
    django.setup()
    with running(portal, "stack.bench_app:application") as services:
        say(f"mesure de {len(pages)} pages, {rounds} tours")
        measure(port, pages, rounds)
        peak = read_peak(services[-1].pid)
    results = summarise(pages, peak)
    print_table(results)  # what follows takes minutes
    # The portal is stopped: its worker would take up the import, and share the processor with what is timed.
    for measures in (measure_affectations, measure_secrets, measure_extraction, measure_pacte):
        results += measures(results[0]["p50_ms"], only)
    if only in IMPORT:
        say(f"import de {LINES} lignes")
        results.append(measure_import(results[0]["p50_ms"]))
    return results


def measure_import(bare_ms: float) -> dict:
    """Take a file of 10,000 people from its bytes to sheets, once; the import is then undone."""
    measure = import_module("federation.demo.mesure_imports").measure_import
    by = apps.get_model("members.Personne").objects.get(nom=ADMINISTRATEUR.rsplit(maxsplit=1)[-1])
    start = time.process_time()
    spent = measure(LINES, by=by)
    cpu_ms = 1000 * (time.process_time() - start)
    spent_ms = 1000 * (spent["depot"] + spent["lecture"] + spent["ecriture"])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    row = dict.fromkeys(("p50_ms", "p95_ms", "p99_ms"), round(spent_ms, 2))
    row = {"name": IMPORT, "n": 1, **row, "queries": 0, "bytes": 0, "peak_mb": round(peak, 1)}
    return row | {"ratio": round(spent_ms / bare_ms, 2), "cpu_ms": round(cpu_ms, 2), "cpu_ratio": 0}


def measure(port: int, pages: list[Page], rounds: int) -> None:
    """Ask for every page in turn, round after round, on one connection."""
    visitor = Visitor(port)
    cookies: dict[str, dict[str, str]] = {"": {}}
    for persona in {page.persona for page in pages} - {""}:
        visitor.cookies = {}
        visitor.enter_as(persona, reverse("account_login"))
        cookies[persona] = visitor.cookies
    paths = [page.path() for page in pages]
    for number in range(WARM_UP + rounds):
        for page, path in zip(pages, paths, strict=True):
            visitor.cookies = cookies[page.persona]
            answer = visitor.get(path)
            if answer.status != 200 or "X-Requetes" not in answer.headers:
                raise RefusalError(f"{page.name} ({path}) : réponse {answer.status}, rien à mesurer.")
            if number >= WARM_UP:
                page.answers.append(answer)


def read_peak(master: int) -> float:
    """Return the highest memory that one of the server's workers ever held, in megabytes."""
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    peaks = [re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text()) for pid in children]
    return max(int(peak.group(1)) for peak in peaks if peak) / 1024


def summarise(pages: list[Page], peak: float) -> list[dict]:
    """Return one line of figures a page."""
    bare, bare_cpu = statistics.median(answer.seconds for answer in pages[0].answers), read_cpu(pages[0])
    results = []
    for page in pages:
        times = sorted(answer.seconds for answer in page.answers)
        cuts = statistics.quantiles(times, n=100, method="inclusive")
        results.append(
            {
                "name": page.name,
                "n": len(times),
                "p50_ms": round(1000 * statistics.median(times), 2),
                "p95_ms": round(1000 * cuts[94], 2),
                "p99_ms": round(1000 * cuts[98], 2),
                "queries": max(int(answer.headers["X-Requetes"]) for answer in page.answers),
                "bytes": max(answer.weight for answer in page.answers),
                "peak_mb": round(peak, 1),
                "ratio": round(statistics.median(times) / bare, 2),
                "cpu_ms": round(1000 * read_cpu(page), 2),
                "cpu_ratio": round(read_cpu(page) / bare_cpu, 2),
            }
        )
    return results


def read_cpu(page: Page) -> float:
    """Return the seconds of processor that the page takes, which a busy machine changes little."""
    return statistics.median(float(answer.headers["X-Processeur"]) for answer in page.answers)


def print_table(results: list[dict]) -> None:
    """Print the figures in columns."""
    width = max(len(result["name"]) for result in results)
    heads = [head for head in results[0] if head != "found"]
    print("\n" + heads[0].ljust(width) + "".join(head.rjust(10) for head in heads[1:]))
    for result in results:
        print(result["name"].ljust(width) + "".join(str(result[head]).rjust(10) for head in heads[1:]))
    for result in results:
        if "found" in result:
            print(f"{result['name']} : " + ", ".join(f"{name} {value}" for name, value in result["found"].items()))
