"""Mail is kept in the database here, as the portal does outside production."""

import pytest


@pytest.fixture(autouse=True)
def kept_mail(settings):
    settings.EMAIL_BACKEND = "socle.mail.DatabaseBackend"
