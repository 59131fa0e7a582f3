"""The computation of the night before, over the demo's requests that look for somebody."""

from accompagnement.actions.affectation import compute_lot


def load(world) -> None:
    compute_lot()
