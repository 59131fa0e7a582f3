"""What people do with a pact, its versions, its blocks and its signature."""

from pacte.actions.blocs import (
    MOVES,
    ConflitDeRevision,
    add_bloc,
    edit_bloc,
    move_bloc,
    remove_bloc,
    restore_bloc,
)
from pacte.actions.publications import publish_version, ratify_version
from pacte.actions.versions import (
    add_avenant,
    discard_version,
    edit_pacte,
    import_pacte,
    keep_apercu,
    start_pacte,
    write_blocs,
)

__all__ = [
    "MOVES",
    "ConflitDeRevision",
    "add_avenant",
    "add_bloc",
    "discard_version",
    "edit_bloc",
    "edit_pacte",
    "import_pacte",
    "keep_apercu",
    "move_bloc",
    "publish_version",
    "ratify_version",
    "remove_bloc",
    "restore_bloc",
    "start_pacte",
    "write_blocs",
]
