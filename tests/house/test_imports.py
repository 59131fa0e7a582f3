"""Imports only go down, and confidential models stay home."""

from importlinter.cli import lint_imports


def test_import_contracts_are_kept(monkeypatch, capsys):
    assert lint_imports(no_cache=True) == 0, capsys.readouterr().out
