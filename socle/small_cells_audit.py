"""Tables that say something of one another: masked together, then audited exactly by linear programming (R17).

Two figures of one name, in whatever tables, are one figure: the total of a table may be a cell of another. What one
withholds the other must withhold. The audit then knows what a reader knows: the published figures, every sum, that a
withheld figure is at least 1, and solves for each withheld figure the least and the greatest it may be. Fewer than k
possible values, and the table is withheld whole; the audit is made again until nothing is left to compute.

The sums are those of trees of tables: what the solver finds for real numbers is what there is for whole ones.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from socle.small_cells import MaskedTable, mask

Interval = tuple[float, float]
ROUNDING = 1e-6


@dataclass(frozen=True)
class Linked:
    """A table: its counts, the name of each figure, the name of its total if others know it, what is too thin."""

    title: str
    counts: Mapping[str, int]
    names: Mapping[str, str]
    total: str | None = None
    thin: frozenset[str] = frozenset()
    total_is_thin: bool = False

    @property
    def total_name(self) -> str:
        return self.total or f"total:{self.title}"


@dataclass(frozen=True)
class Sum:
    """What a reader knows of a table: these figures add up to that one."""

    parts: tuple[str, ...]
    total: str


def protect(tables: Iterable[Linked], *, k: int) -> dict[str, MaskedTable]:
    """Return every table masked so that nothing of all of them together pins a withheld figure down."""
    tables = list(tables)
    masked = {table.title: _mask(table, k, frozenset(), withheld=False) for table in tables}
    whole: set[str] = set()
    while True:
        masked = _agree(tables, masked, k, whole)
        exposed = find_exposed(tables, masked, k=k)
        if not exposed:
            return masked
        touched = {t.title for t in tables if exposed & {*t.names.values(), t.total_name}} - whole
        if not touched:
            return {t.title: _mask(t, k, frozenset(t.counts), withheld=True) for t in tables}
        whole |= touched


def _agree(tables, masked, k, whole) -> dict[str, MaskedTable]:
    """Withhold in each table what another withholds under the same name, until they agree."""
    while True:
        hidden = set().union(*(_hidden_names(table, masked[table.title]) for table in tables))
        again = {
            table.title: _mask(
                table,
                k,
                frozenset(label for label, name in table.names.items() if name in hidden),
                withheld=table.title in whole or (table.total in hidden if table.total else False),
                everything=table.title in whole,
            )
            for table in tables
        }
        now = set().union(*(_hidden_names(table, again[table.title]) for table in tables))
        if now == hidden:
            return again
        masked = again


def _mask(table, k, more, *, withheld, everything=False) -> MaskedTable:
    thin = frozenset(table.counts) if everything else table.thin | more
    return mask(table.counts, k=k, thin=thin, keeps_total=not (withheld or table.total_is_thin))


def _hidden_names(table, masked) -> set[str]:
    names = {table.names[label] for label in masked.hidden}
    return names | {table.total_name} if masked.total is None else names


def find_exposed(tables: Iterable[Linked], masked: Mapping[str, MaskedTable], *, k: int) -> set[str]:
    """Return the names of the withheld figures that a reader can reduce to fewer than k possible values."""
    known: dict[str, int | None] = {}
    sums = []
    for table in tables:
        shown = masked[table.title]
        for label, count in shown.rows:
            name = table.names[label]
            known[name] = count if known.get(name) is None else known[name]
        known[table.total_name] = shown.total if known.get(table.total_name) is None else known[table.total_name]
        sums.append(Sum(tuple(table.names[label] for label, _ in shown.rows), table.total_name))
    return {name for name, (low, high) in solve_intervals(known, sums).items() if high - low < k - 1 - ROUNDING}


def solve_intervals(known: Mapping[str, int | None], sums: Iterable[Sum]) -> dict[str, Interval]:
    """Return, for each unknown figure, the least and the greatest value that every sum allows (the GLOP solver)."""
    from ortools.linear_solver import pywraplp  # noqa: PLC0415 (a worker's business: web processes never load it)

    solver = pywraplp.Solver.CreateSolver("GLOP")
    unknown = {name: solver.NumVar(1, solver.infinity(), "") for name, value in known.items() if value is None}
    for one in sums:
        constraint = solver.Constraint(0, 0)
        fixed = 0
        for name, sign in [*((part, 1) for part in one.parts), (one.total, -1)]:
            if name in unknown:
                constraint.SetCoefficient(unknown[name], constraint.GetCoefficient(unknown[name]) + sign)
            else:
                fixed += sign * (known[name] or 0)
        constraint.SetBounds(-fixed, -fixed)
    return {name: (_solve(solver, variable, 1), _solve(solver, variable, -1)) for name, variable in unknown.items()}


def _solve(solver, variable, sense) -> float:
    """Return the least (1) or the greatest (-1) value; nothing above means infinity."""
    objective = solver.Objective()
    objective.Clear()
    objective.SetCoefficient(variable, 1)
    objective.SetOptimizationDirection(maximize=sense < 0)
    status = solver.Solve()
    if status == solver.OPTIMAL:
        return objective.Value()
    if status in (solver.UNBOUNDED, solver.INFEASIBLE) and sense < 0:
        return float("inf")
    raise ArithmeticError(f"audit: solver status {status}")
