"""Two people at the same moment, on real connections: said once, reviewed once."""

from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from outiltheque.actions.retours import use_outil
from outiltheque.actions.versions import review_version
from outiltheque.models import UsageOutil
from socle.models import EntreeJournal
from tests.factories.outiltheque import make_outil

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works):
    """Do all of these together; return what each was refused with, if anything."""
    start, refused = Barrier(len(works)), []

    def guarded(work):
        try:
            start.wait(timeout=10)
            work()
        except ValidationError as error:
            refused.extend(error.messages)
        finally:
            connection.close()

    threads = [Thread(target=guarded, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    return refused


def test_two_people_say_at_once_that_their_association_uses_it(cast):
    outil = make_outil(cast.horizon, by=cast.adherente)
    people = (cast.directrice, cast.collegue, cast.presidente)
    assert at_once(*[lambda one=one: use_outil(outil, association=cast.palier, by=one) for one in people]) == []
    assert UsageOutil.objects.get().association == cast.palier


def test_two_reviews_at_once_are_one(cast):
    version = make_outil(cast.palier, by=cast.directrice, etat="propose").versions.get()
    refused = at_once(
        lambda: review_version(version, accepte=True, mot="Clair", by=cast.chargee),
        lambda: review_version(version, accepte=False, mot="À reprendre", by=cast.admin),
    )
    assert len(refused) == 1
    assert "n’attend pas de relecture" in refused[0]
    version.refresh_from_db()
    assert (version.etat, version.mot_relecture) in {("relue", "Clair"), ("brouillon", "À reprendre")}
    assert EntreeJournal.objects.filter(verbe="outiltheque.review_version").count() == 1
