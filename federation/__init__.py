"""The project package: settings, addresses, the home page and the demo federation.

It assembles what the apps offer and owns no model. It may import everything; nothing imports it.
"""

from federation.celery import app as celery_app

__all__ = ["celery_app"]
