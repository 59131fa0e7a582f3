"""`bin/bench`: how long it takes to find who could help whom, on drawn numbers, each size in a process of its own."""

import json
import random
import resource
import subprocess
import sys
import time

from stack.machine import ROOT

SIZES = {
    "affectation-300x80": (300, 80, 6),
    "affectation-2000x300": (2_000, 300, 8),
    "affectation-10000x2000": (10_000, 2_000, 47),
}
SEED, ROUNDS = 41, 5
NOBODY = 0.06  # requests that nobody at all may serve
SPARE = 1.1  # places for each request
SITUATIONS = 0.1  # requests that share their situation with another, in the second measure


def measure_affectations(bare_ms: float, only: str) -> list[dict]:
    """Return one line of figures a size, in the shape of the pages', with what it found beside it."""
    rows = []
    for name, size in SIZES.items():
        if only not in name:
            continue
        command = [sys.executable, "-m", "stack.bench_affectation", *map(str, size)]
        answer = subprocess.run(command, cwd=ROOT / "bin", capture_output=True, text=True, check=True)
        found = json.loads(answer.stdout)
        times = dict.fromkeys(("p50_ms", "p95_ms", "p99_ms"), found["solve_ms"])
        row = {"name": name, "n": ROUNDS, **times, "queries": 0, "bytes": 0, "peak_mb": found.pop("peak_mb")}
        cpu = found.pop("cpu_ms")
        rows.append(
            row | {"ratio": round(found["solve_ms"] / bare_ms, 2), "cpu_ms": cpu, "cpu_ratio": 0, "found": found}
        )
    return rows


def draw(requests: int, providers: int, arcs: int, *, situations: float):
    """Return the lists of an instance, always the same; the same people suit both parties of a situation."""
    rng = random.Random(SEED)
    drawn = [q // 2 if rng.random() < situations else -1 for q in range(0, requests, 2)]
    same = [drawn[q // 2] for q in range(requests)]
    pairs, known = [], []
    for q in range(requests):
        if q % 2 == 0 or same[q] < 0:
            known = [(p, rng.randint(0, 900)) for p in _draw_providers(rng, providers, arcs)]
        pairs += [(q, p, cost) for p, cost in known]
    places = [0] * providers
    for _ in range(int(requests * SPARE)):
        places[rng.randrange(providers)] += 1
    urgence = rng.choices([0, 1, 2], [6, 3, 1], k=requests)
    attente = [rng.randint(0, 90) for _ in range(requests)]
    return pairs, places, {"urgence": urgence, "attente": attente, "situation": same}


def _draw_providers(rng, providers, arcs) -> set[int]:
    """Some are suited to many requests, a few requests to nobody."""
    if rng.random() < NOBODY:
        return set()
    return {min(providers - 1, int(providers * rng.random() ** 1.5)) for _ in range(rng.randint(2, 2 * arcs - 2))}


def main(sizes: list[str]) -> None:
    """Measure one size and print the figures."""
    sys.path.insert(0, str(ROOT))
    from accompagnement.affectation.instance import make_instance  # noqa: PLC0415 (found only now)
    from accompagnement.affectation.lot import assign, assign_in_order  # noqa: PLC0415

    size = tuple(map(int, sizes))
    pairs, places, fields = draw(*size, situations=0)
    start, cpu = time.perf_counter(), time.process_time()
    instance = make_instance(pairs, places, **fields)
    instance.sans.sum()  # worked out when it is first asked for
    build = time.perf_counter() - start
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        choix = assign(instance)
        times.append(time.perf_counter() - start)
    spent = time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    pairs, places, fields = draw(*size, situations=SITUATIONS)
    apart = make_instance(pairs, places, **fields)
    start = time.perf_counter()
    assign(apart)
    found = {
        "arcs": len(pairs),
        "places": sum(places),
        "build_ms": round(1000 * build, 2),
        "solve_ms": round(1000 * sorted(times)[ROUNDS // 2], 2),
        "solve_n7_ms": round(1000 * (time.perf_counter() - start), 2),
        "unserved": int((choix < 0).sum()),
        "unserved_in_order": int((assign_in_order(instance) < 0).sum()),
        "without_provider": sum(not found for found in instance.arcs.values()),
        "cpu_ms": round(1000 * spent, 2),
        "peak_mb": round(peak, 1),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1:])
