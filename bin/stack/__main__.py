"""`python -m stack <command>`: one entry for the commands of `bin/`."""

import sys
from importlib import import_module

from stack.machine import RefusalError

COMMANDS = {
    "demo": ("stack.demo", "main"),
    "test": ("stack.steps", "test"),
    "check": ("stack.steps", "check"),
    "bench": ("stack.bench", "main"),
    "drill": ("stack.drill", "main"),
}


def main() -> int:
    """Run the command named first; a refusal is one French sentence, not a traceback."""
    name, *arguments = sys.argv[1:]
    module, function = COMMANDS[name]
    try:
        return getattr(import_module(module), function)(arguments)
    except RefusalError as refusal:
        print(refusal, file=sys.stderr)
        return 1


sys.exit(main())
