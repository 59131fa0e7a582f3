"""The roles of the access table."""

ROLES = (
    "anonymous", "directrice", "collegue", "presidente", "adherente", "ancien", "chargee", "admin", "superuser",
    "coordination", "prestataire", "autre_prestataire", "comite",
)  # fmt: skip


def everybody(status: int, **exceptions: int) -> dict[str, int]:
    """Return the row of a page: the same answer for all, but for the roles named."""
    unknown = set(exceptions) - set(ROLES)
    if unknown:
        raise KeyError(unknown)
    return dict.fromkeys(ROLES, status) | exceptions
