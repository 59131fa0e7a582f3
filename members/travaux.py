"""The long jobs of this app, each known by a name: the queue only carries the key of a row."""

from members.actions.ecritures import write_import
from members.actions.imports import analyse_import
from members.actions.retours import undo_import
from socle.travaux import job

job("members.analyse_import")(analyse_import)
job("members.write_import")(write_import)
job("members.undo_import")(undo_import)
