"""`python -m stack.prepare <commands>`: several management commands in one Django start-up."""

import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command

OPTIONS = {
    "migrate": {"verbosity": 0, "interactive": False},
    "collectstatic": {"verbosity": 0, "interactive": False},
}


def main(commands: list[str]) -> None:
    """Bring the portal of this environment up to date."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "federation.settings")
    django.setup()
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    for command in commands:
        call_command(command, **OPTIONS.get(command, {}))


if __name__ == "__main__":
    main(sys.argv[1:])
