"""Make all the tables of an app in one step of its migrations."""

from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation


class CreateTables(Operation):
    """Create many models at once: the state of the project is drawn once, not once per model.

    Each table is created as it stands when all of them are known: fields that point at one another, constraints,
    indexes and triggers are those of each model's own options, so that no other operation is needed for them.
    """

    reversible = True

    def __init__(self, models: list[CreateModel]):
        self.models = models

    def deconstruct(self):
        return type(self).__name__, [self.models], {}

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)  # a drawing of the state: the next reader draws it again, whole
        for model in self.models:
            model.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for model in self.find_models(app_label, schema_editor, to_state):
            schema_editor.create_model(model)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for model in reversed(self.find_models(app_label, schema_editor, from_state)):
            schema_editor.delete_model(model)

    def find_models(self, app_label, schema_editor, state) -> list:
        """Return those of the models that this database is to hold, in the order they are created."""
        found = (state.apps.get_model(app_label, model.name) for model in self.models)
        return [model for model in found if self.allow_migrate_model(schema_editor.connection.alias, model)]

    def describe(self):
        return f"Create {len(self.models)} models at once"
