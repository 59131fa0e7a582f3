"""The house keeps its own habits: names, charters, sizes, migrations."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython

ROOT = Path(__file__).parent.parent.parent
OURS = ("federation", "socle", "members", "collectifs", "accompagnement", "formations", "outiltheque",
        "cooperation", "pacte", "rapports")  # fmt: skip
SOURCES = [p for app in OURS for p in (ROOT / app).rglob("*.py") if "migrations" not in p.parts]
MODELS = [m for m in apps.get_models() if m.__module__.split(".")[0] in OURS and not m.__name__.endswith("Event")]


@pytest.mark.parametrize("app", OURS)
def test_every_app_has_its_charter(app):
    docstring = ast.get_docstring(ast.parse((ROOT / app / "__init__.py").read_text(encoding="utf-8")))
    assert docstring
    assert len(docstring.splitlines()) >= 2


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m._meta.label)
def test_names_on_screen_are_lower_case_words(model):
    names = [
        model._meta.verbose_name,
        *(f.verbose_name for f in model._meta.fields if f.name not in {"id", "password", "last_login"}),
    ]
    assert all(name[0].islower() or name.isupper() or name.split()[0].isupper() for name in map(str, names)), names


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m._meta.label)
def test_every_model_is_in_the_readme_vocabulary(model):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"`{model.__name__}`" in readme


@pytest.mark.django_db
def test_models_and_migrations_agree():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_data_migration_can_be_undone():
    loader = MigrationLoader(None)
    ours = [migration for (app, _), migration in loader.disk_migrations.items() if app in OURS]
    assert ours
    operations = [op for migration in ours for op in migration.operations if isinstance(op, RunPython)]
    assert all(op.reverse_code is not None for op in operations)


def test_project_names_no_machine_and_no_registry():
    forbidden = re.compile(r"[/]work/|pypi[.]org|files[.]pythonhosted|npmjs[.]org")
    listed = [
        p for folder in (*OURS, "bin", "requirements", "templates", "tests", "ops") for p in (ROOT / folder).rglob("*")
    ]
    texts = [p for p in listed if p.suffix in {".py", ".sh", ".txt", ".in", ".html", ".md", ".conf"} and p.is_file()]
    assert len(texts) > 100
    assert [str(p) for p in texts if forbidden.search(p.read_text(encoding="utf-8"))] == []


def test_nothing_outside_the_demo_knows_the_demo():
    importers = [
        p.relative_to(ROOT).as_posix()
        for p in SOURCES
        if "federation.demo" in p.read_text(encoding="utf-8") and "demo" not in p.parts
    ]
    commands = [f"federation/management/commands/{name}.py" for name in ("seed_demo", "seed_national")]
    allowed = ["federation/context.py", *commands, "federation/urls.py"]
    assert sorted(importers) == allowed
