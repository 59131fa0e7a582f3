"""The journal is only ever added to, and a changed line breaks its chain."""

import pgtrigger
import pytest
from django.db import DatabaseError, transaction

from socle import journal
from socle.models import EntreeJournal


def record(cast, verb="edit"):
    return journal.record(verb, cast.palier, by=cast.directrice, champ="nom")


def test_record_says_who_did_what_on_what(cast):
    entree = record(cast)
    assert (entree.par, entree.verbe, entree.libelle) == (cast.directrice, "edit", "Le Palier")
    assert list(journal.entries_of(cast.palier)) == [entree]
    assert list(journal.entries_of(cast.horizon)) == []


@pytest.mark.parametrize("attempt", ["update", "delete"])
def test_database_refuses_to_change_a_line(cast, attempt):
    entree = record(cast)
    rows = EntreeJournal.objects.filter(pk=entree.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(verbe="rien") if attempt == "update" else rows.delete()


def test_chain_holds_and_a_tampered_line_is_found(cast):
    for number in range(5):
        record(cast, f"verb{number}")
    assert journal.find_break() is None
    tampered = EntreeJournal.objects.order_by("pk")[2]
    with pgtrigger.ignore("socle.EntreeJournal:append_only"):
        EntreeJournal.objects.filter(pk=tampered.pk).update(verbe="autre")
    assert journal.find_break() == tampered


def test_record_is_undone_with_its_transaction(cast):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record(cast)
        raise ZeroDivisionError
    assert not EntreeJournal.objects.exists()
