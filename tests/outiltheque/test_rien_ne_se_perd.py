"""Whatever is done, in whatever order: what was published once, its files and what came back are never lost."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outiltheque.actions import outils, ressemblances, retours, retraits, versions
from outiltheque.models import Fichier, Outil, RetourUsage, VersionOutil
from tests.factories.outils_fichiers import join
from tests.factories.outiltheque import make_outil

pytestmark = pytest.mark.django_db
ACTS = ("next", "write", "join", "propose", "take_back", "accept", "refuse", "publish", "drop", "retire", "restore",
        "tell", "merge", "adapt", "confirm")  # fmt: skip


class World:
    """Two tools of the same people, and what may be done to one of them."""

    def __init__(self, cast):
        self.cast, self.count = cast, 0
        self.tools = [make_outil(cast.palier, by=cast.directrice, licence="by") for _ in range(2)]

    def do(self, act, which):
        outil, other = (Outil.objects.get(pk=self.tools[which - n].pk) for n in (0, 1))
        version = outil.versions.exclude(etat__in=("publiee", "remplacee")).first() or outil.versions.first()
        try:
            with transaction.atomic():
                getattr(self, act)(outil, version, other)
        except (ValidationError, PermissionDenied):
            pass

    def next(self, outil, version, other):
        versions.start_version(outil, by=self.cast.directrice)

    def write(self, outil, version, other):
        self.count += 1
        said = {"description": f"Texte {self.count}", "changements": f"Ligne {self.count}"}
        versions.edit_version(version, lu=version.empreinte, by=self.cast.collegue, **said)

    def join(self, outil, version, other):
        self.count += 1
        join(version, f"Page {self.count}\n".encode(), f"{self.count}.txt", by=self.cast.directrice, lu=False)

    def propose(self, outil, version, other):
        versions.propose_version(version, by=self.cast.directrice)

    def take_back(self, outil, version, other):
        versions.take_back_version(version, by=self.cast.directrice)

    def accept(self, outil, version, other):
        versions.review_version(version, accepte=True, mot="Clair", by=self.cast.chargee)

    def refuse(self, outil, version, other):
        versions.review_version(version, accepte=False, mot="Encore", by=self.cast.chargee)

    def publish(self, outil, version, other):
        versions.publish_version(version, by=self.cast.directrice)

    def drop(self, outil, version, other):
        versions.drop_version(version, by=self.cast.directrice)

    def retire(self, outil, version, other):
        retraits.retire_outil(outil, motif="Dépassé", by=self.cast.directrice)

    def restore(self, outil, version, other):
        retraits.restore_outil(outil, by=self.cast.directrice)

    def tell(self, outil, version, other):
        said = {"contexte": "Un soir", "a_marche": "Tout"}
        retours.add_retour(outil, association=self.cast.horizon, by=self.cast.adherente, **said)

    def merge(self, outil, version, other):
        ressemblances.merge_outils(outil, other, by=self.cast.chargee)

    def adapt(self, outil, version, other):
        fields = {"titre": "La nôtre", "resume": "Ici", "licence": "by", "difference": "Court", "avec_fichiers": True}
        outils.adapt_outil(outil.courante, association=self.cast.horizon, by=self.cast.adherente, **fields)

    def confirm(self, outil, version, other):
        versions.confirm_outil(outil, by=self.cast.chargee)


def what_is_kept():
    """The texts and files of all that came out once, and what was said of it."""
    out = VersionOutil.objects.filter(etat__in=VersionOutil.PARUES)
    texts = {(version.pk, version.empreinte) for version in out}
    files = set(Fichier.objects.filter(version__in=out).values_list("version", "empreinte", "fichier"))
    return texts | files | {("retour", pk) for pk in RetourUsage.objects.values_list("pk", flat=True)}


def stands(kept):
    """Whoever reads the standing tools reads all of it: nothing hangs from a tool that leads nowhere."""
    for outil in Outil.objects.exclude(fondu_dans=None):
        assert outil.fondu_dans.fondu_dans_id is None
    assert not RetourUsage.objects.exclude(outil__fondu_dans=None).exists()
    assert kept <= what_is_kept()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 1)), min_size=4, max_size=14))
def test_no_order_of_acts_loses_anything(cast, stored, no_queue, acts):
    with transaction.atomic():
        world, kept = World(cast), set()
        for act, which in acts:
            world.do(act, which)
            stands(kept)
            kept = what_is_kept()
        names = set(Fichier.objects.values_list("fichier", flat=True))
        assert {path.name for path in stored()} >= {name.rsplit("/", 1)[1] for name in names}
        transaction.set_rollback(True)
