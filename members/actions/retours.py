"""Undo a whole import: what it made goes, what it changed comes back, unless somebody used or changed it since."""

from collections import defaultdict
from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from members.actions.ecritures import WRITERS
from members.actions.imports import BATCH, Etat, Genre, Verdict, get_actor, history_of
from members.imports.champs import get_champs
from members.imports.lignes import compare_values
from members.models import ImportFiches, Invitation, LigneImport, Personne
from members.relations import find_used
from socle import journal
from socle.bulk import save_many
from socle.models import Envoi, Notification
from socle.travaux import Advance

USED = "La fiche est gardée : elle sert ailleurs depuis l’import."
CHANGED = "La fiche est gardée : elle a été changée depuis l’import."
SIGNED_IN = "La fiche est gardée : cette personne a ouvert son compte depuis l’import."
GONE = "La fiche n’est plus là."
FIELD_KEPT = "Gardé, car changé depuis : {champs}."
BESIDE_KEPT = "Gardé, car changé depuis : le rattachement ou l’adhésion ouverts avec la fiche."


def undo_import(pk: str, advance: Advance) -> None:
    """Undo what an import wrote, five hundred lines at a time, the last ones first."""
    lot = ImportFiches.objects.select_related("par").get(pk=pk)
    if lot.etat != Etat.FAIT:
        return
    actor = get_actor(lot, "defait_par")
    undoing = Retour(lot, actor)
    written = lot.lignes.exclude(ecrite_le=None)
    total = written.count()
    while undoing.undo_some():
        advance(written.exclude(defaite_le=None).count(), total)
    _finish(lot, actor)


@transaction.atomic
def _finish(lot, actor) -> None:
    standing = ImportFiches.objects.select_for_update().get(pk=lot.pk)
    if standing.etat == Etat.FAIT:
        standing.etat, standing.defait_le = Etat.DEFAIT, timezone.now()
        standing.save()
        journal.record("members.undo_import", standing, by=actor, gardees=standing.lignes.exclude(retour="").count())


class Retour:
    """The undoing of one import."""

    def __init__(self, lot: ImportFiches, actor: Personne):
        self.lot, self.actor = lot, actor
        self.writer = WRITERS[Genre(lot.genre)](lot, actor)
        self.model: Any = self.writer.model
        self.labels = {name: champ.libelle for name, champ in get_champs(lot.genre).items()}

    @transaction.atomic
    def undo_some(self) -> bool:
        """Undo the next lines; return whether there were any."""
        waiting = self.lot.lignes.exclude(ecrite_le=None).filter(defaite_le=None)
        lines = list(waiting.select_for_update().order_by("-numero")[:BATCH])
        if not lines:
            return False
        with history_of(self.lot, self.actor):
            self._undo(lines)
        now = timezone.now()
        for line in lines:
            line.defaite_le = now
        save_many(lines, ["defaite_le", "retour"])
        return True

    def _undo(self, lines) -> None:
        pks = [line.fiche for line in lines if line.fiche]
        rows = self.model.objects.select_for_update(of=("self",)).order_by("pk").in_bulk(pks)
        self._take_back_invitations(lines)
        self._remove_beside(lines)
        made = [line for line in lines if line.verdict == Verdict.CREEE]
        self._remove(made, rows)
        groups: dict[tuple[str, ...], list[Any]] = defaultdict(list)
        for line in lines:
            if line.verdict == Verdict.MODIFIEE and line.ecrit.get("champs"):
                groups[self._restore(line, rows.get(line.fiche))].append(rows.get(line.fiche))
        groups.pop((), None)
        self.writer.save_groups(groups)

    def _take_back_invitations(self, lines) -> None:
        sent = [line.ecrit["invitation"] for line in lines if line.ecrit.get("invitation")]
        Invitation.objects.filter(pk__in=sent, acceptee_le=None).delete()

    def _remove_beside(self, lines) -> None:
        """Remove the ties and memberships opened with the lines, unless somebody closed or changed them."""
        made: dict[str, dict[int, LigneImport]] = {}
        for line in lines:
            for label, pk in line.ecrit.get("crees", ()):
                made.setdefault(label, {})[pk] = line
        for label, by_pk in made.items():
            model = apps.get_model(label)
            for row in model.objects.select_for_update().filter(pk__in=list(by_pk)):
                line = by_pk.pop(row.pk)
                if self._is_as_made(row, line) and row.pk not in find_used(model, [row.pk]):
                    row.delete()
                else:
                    say(line, BESIDE_KEPT)

    def _is_as_made(self, row, line) -> bool:
        if hasattr(row, "periode"):
            return row.periode.upper is None
        return row.fin is None and row.genre == line.lu["place"] and row.fonction == line.lu.get("fonction", "")

    def _remove(self, lines, rows) -> None:
        """Remove the sheets that were made, those that nothing uses and nobody changed."""
        standing = [line for line in lines if line.fiche in rows]
        used = find_used(self.model, [line.fiche for line in standing], ignored=(Envoi, Notification))
        used |= set(self.model.objects.filter(fondue_dans__in=rows).values_list("fondue_dans", flat=True))
        removed = []
        for line in lines:
            reason = self._why_keep(line, rows.get(line.fiche), used)
            if reason:
                say(line, reason)
            else:
                removed.append(line.fiche)
        self.model.objects.filter(pk__in=removed).delete()

    def _why_keep(self, line, row, used) -> str:
        if row is None or getattr(row, "effacee_le", None):
            return GONE
        if row.fondue_dans_id:
            return USED
        if getattr(row, "last_login", None) or getattr(row, "is_active", False):
            return SIGNED_IN
        written = line.ecrit.get("champs", {})
        if any(self._now(row, name) != value for name, value in written.items()):
            return CHANGED
        return USED if row.pk in used else ""

    def _restore(self, line, row) -> tuple[str, ...]:
        """Give back to a sheet what it said; return the fields to save."""
        if row is None:
            say(line, GONE)
            return ()
        kept, restored = [], {}
        for name, value in line.ecrit["champs"].items():
            if compare_values(name, self._now(row, name), value):
                restored[name] = line.avant[name]
            else:
                kept.append(self.labels[name])
        self.writer.fill(row, restored)
        if kept:
            say(line, FIELD_KEPT.format(champs=", ".join(kept)))
        return tuple(sorted(restored))

    def _now(self, row, name):
        return self.writer.say(row, name)


def say(line: LigneImport, reason: str) -> None:
    line.retour = f"{line.retour} {reason}".strip()
