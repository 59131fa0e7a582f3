"""A new database starts from whole tables; one that exists goes step by step: both end at the same models."""

from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader

from tests.house.test_consistency import OURS


def test_a_new_database_has_the_models_that_the_steps_end_at():
    whole, steps = MigrationLoader(None), MigrationLoader(None, replace_migrations=False)
    made = {key for key, migration in whole.disk_migrations.items() if migration.replaces}
    assert {app for app, _ in made} >= {"socle", "members", "collectifs", "accompagnement", "pacte"}
    for nodes in (whole.graph.nodes, steps.graph.nodes):
        assert {app for app, _ in nodes} >= {app for app, _ in made}
    stepwise = steps.graph.make_state(nodes=[key for key in steps.graph.leaf_nodes() if key not in made])
    for one, other in ((whole.project_state(), stepwise), (stepwise, whole.project_state())):
        found = MigrationAutodetector(one, other)._detect_changes()
        assert {app: [str(m.operations) for m in found[app]] for app in found if app in OURS} == {}
