"""A new database is made of whole tables, whatever points at what."""

import pytest
from django.db import IntegrityError, connection, migrations, models, transaction
from django.db.migrations.state import ProjectState

from socle.tables import CreateTables

pytestmark = pytest.mark.django_db


def write_two() -> CreateTables:
    """Two models that point at each other, with a constraint: neither can be made whole before the other."""
    number = ("id", models.BigAutoField(primary_key=True))
    other = models.ForeignKey("socle.Portier", models.CASCADE, null=True)
    gate = migrations.CreateModel("Barriere", [number, ("portier", other), ("hauteur", models.IntegerField())])
    gate.options["constraints"] = [models.CheckConstraint(condition=models.Q(hauteur__gt=0), name="barriere_haute")]
    keeper = migrations.CreateModel(
        "Portier", [number, ("barriere", models.ForeignKey("socle.Barriere", models.CASCADE))]
    )
    return CreateTables([gate, keeper])


@pytest.fixture
def tables():
    """Both tables, made then taken away as a migration would."""
    operation, before, after = write_two(), ProjectState(), ProjectState()
    operation.state_forwards("socle", after)
    with connection.schema_editor() as editor:
        operation.database_forwards("socle", editor, before, after)
    yield after.apps
    connection.check_constraints()  # what waits for the end of the transaction would hold the tables
    with connection.schema_editor() as editor:
        operation.database_backwards("socle", editor, after, before)
    assert not {"socle_barriere", "socle_portier"} & set(connection.introspection.table_names())


def test_tables_that_point_at_each_other_are_made_with_their_constraints(tables):
    gates, keepers = tables.get_model("socle", "Barriere").objects, tables.get_model("socle", "Portier").objects
    keeper = keepers.create(barriere=gates.create(hauteur=1))
    assert gates.create(hauteur=2, portier=keeper).portier == keeper
    with pytest.raises(IntegrityError, match="barriere_haute"), transaction.atomic():
        gates.create(hauteur=0)
    with pytest.raises(IntegrityError, match="foreign key"), transaction.atomic():
        gates.create(hauteur=1, portier_id=keeper.pk + 1)
        connection.check_constraints()


def test_a_state_already_drawn_is_drawn_again_whole():
    state = ProjectState()
    assert not list(state.apps.get_models())
    write_two().state_forwards("socle", state)
    assert {model.__name__ for model in state.apps.get_models()} == {"Barriere", "Portier"}
