"""Bank statements as banks give them: CSV of several layouts, CAMT.053, OFX. Pure reading, nothing is written.

`read_releve` returns the sums received, how many were paid out, and every line it refused with its reason; it raises
`FichierRefuse`, and nothing else, for a file that is no statement.
"""

from members.banque.lecture import FichierRefuse, Lecture, Operation, Refus
from members.banque.releve import LARGEST_FILE, read_releve

__all__ = ["LARGEST_FILE", "FichierRefuse", "Lecture", "Operation", "Refus", "read_releve"]
