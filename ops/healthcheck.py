"""What the containers ask to know whether they are well: `vivant` (the web process) or `taches` (worker and beat)."""

import json
import os
import sys
import urllib.error
import urllib.request


def ask(url: str) -> dict[str, str]:
    """Return the answer of a health page, whatever its status."""
    host = os.environ["PORTAIL_HOSTS"].split(",")[0]
    request = urllib.request.Request(url, headers={"Host": host})  # noqa: S310 - our own address, below
    try:
        with urllib.request.urlopen(request, timeout=4) as answer:  # noqa: S310
            return json.load(answer)
    except urllib.error.HTTPError as error:
        return json.load(error)


def main() -> int:
    """Return 0 when the part asked about is well."""
    if sys.argv[1] == "vivant":
        return 0 if ask("http://127.0.0.1:8000/sante/vivant/") == {"processus": "ok"} else 1
    return 0 if ask("http://web:8000/sante/").get("tâches de fond") == "ok" else 1


if __name__ == "__main__":
    sys.exit(main())
