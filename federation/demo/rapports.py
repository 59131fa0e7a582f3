"""Demo data of the app, to come."""


def load(world):
    """Load nothing yet."""
