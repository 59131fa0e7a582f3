"""Numbers as people type them: spaces, dots and hyphens do not matter."""


def compact(typed: str) -> str:
    return "".join(sign for sign in typed if sign not in " \u00a0\u202f.-")
