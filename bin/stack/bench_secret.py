"""What the secret costs: turning the key ring of 10,000 cases, the steering report of a million lines."""

import resource
import time
from importlib import import_module

from stack.machine import say

ROTATION, CASES = "rotation-cles-10000", 10_000
RAPPORT, LINES = "rapport-pilotage-1M", 1_000_000
MODULE = "federation.demo.mesure_accompagnement"


def measure_secrets(bare_ms: float, only: str) -> list[dict]:
    """Measure what the filter keeps, once each; everything is then undone."""
    results = []
    for name, function, number in ((ROTATION, "measure_rotation", CASES), (RAPPORT, "measure_rapport", LINES)):
        if only in name:
            say(f"{name} : une fois")
            results.append(_row(name, getattr(import_module(MODULE), function), number, bare_ms))
    return results


def _row(name, measure, number, bare_ms) -> dict:
    start = time.process_time()
    spent_ms = 1000 * measure(number)
    cpu_ms = 1000 * (time.process_time() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    row = {"name": name, "n": 1, **dict.fromkeys(("p50_ms", "p95_ms", "p99_ms"), round(spent_ms, 2))}
    row |= {"queries": 0, "bytes": 0, "peak_mb": round(peak, 1), "ratio": round(spent_ms / bare_ms, 2)}
    return row | {"cpu_ms": round(cpu_ms, 2), "cpu_ratio": 0}
