"""The Celery application of `bin/drill`: the portal's own, which also knows the drill's message."""

from federation.celery import app

app.conf.imports = (*app.conf.imports, "stack.drill_message")
