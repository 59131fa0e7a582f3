"""`manage.py rotation_cles`: wrap everything under the active key of the ring; `--bilan` only says where it stands."""

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from socle.crypto import ring_ids
from socle.french import count
from socle.trousseau import BATCH, check_fingerprint_key, count_by_key, get_scellements

SESSIONS = "attendez encore sept jours, le temps que les sessions ouvertes sous elle se ferment"


class Command(BaseCommand):
    help = (
        "Enveloppe de nouveau toutes les clés sous la première clé de PORTAIL_MASTER_KEYS. Peut être interrompue, "
        "reprise et refaite ; dit à la fin quelle ancienne clé peut être retirée. La dernière ne le peut jamais : "
        "elle fait les empreintes."
    )

    def add_arguments(self, parser):
        parser.add_argument("--bilan", action="store_true", help="compte seulement, ne change rien")
        parser.add_argument("--lot", type=int, default=BATCH, help=f"lignes par lot ({BATCH})")

    def handle(self, *, bilan, lot, **options):
        try:
            check_fingerprint_key()
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        if not bilan:
            for scellement in get_scellements():
                self.turn(scellement, lot)
        self.report()

    def turn(self, scellement, lot):
        done = lost = 0
        for tour in scellement.turn(lot):
            done, lost = done + tour.faits, lost + tour.illisibles
        if done or lost:
            unread = f", {lost} qu’aucune clé n’ouvre" if lost else ""
            self.stdout.write(f"{scellement} : {count(done, 'clé')} sous la clé active{unread}")

    def report(self):
        found, ring = count_by_key(), ring_ids()
        for rank, key in enumerate(ring):
            self.stdout.write(f"Clé {rank + 1} ({key.hex()}) : {self.say(rank, len(ring), found.get(key, {}))}")
        unknown = {name for key, held in found.items() if key not in ring for name in held}
        if unknown:
            raise CommandError(
                f"Une clé manque au trousseau : {', '.join(sorted(unknown))} ne s’ouvrent plus. "
                "Remettez dans PORTAIL_MASTER_KEYS la clé qui en a été retirée."
            )

    def say(self, rank, number, held) -> str:
        total = sum(held.values())
        detail = ", ".join(f"{name} {many}" for name, many in sorted(held.items()))
        wraps = f"enveloppe {total} ({detail})" if total else "n’enveloppe rien"
        roles = ["active"] * (rank == 0) + ["fait les empreintes, à garder toujours en dernier"] * (rank == number - 1)
        if not roles:
            roles = ["encore nécessaire"] if total else [f"peut être retirée ; {SESSIONS}"]
        return f"{wraps} ; {', '.join(roles)}."
