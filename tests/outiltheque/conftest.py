import pytest


@pytest.fixture
def stored(settings, tmp_path):
    """Where files are kept during a test: a folder of its own."""
    settings.MEDIA_ROOT = tmp_path
    return lambda: sorted(path for path in tmp_path.rglob("*") if path.is_file())


@pytest.fixture(autouse=True)
def no_queue(monkeypatch):
    """What is told to the workers, kept instead of sent."""
    told = []
    monkeypatch.setattr("outiltheque.actions.fichiers.enqueue", lambda task, pk: told.append((task, pk)))
    return told
