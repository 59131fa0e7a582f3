"""Log lines as JSON, with an allow-list of fields: what is not listed is never written."""

import json
import logging
import re
from datetime import UTC, datetime

LINK_SECRET = re.compile(r"(/|%2F)[\w.:=~-]{24,}")  # what a signed link, an invitation or a case carries in its path
QUOTING = {"exc", "args", "kwargs", "traceback", "return_value"}  # what Celery says of a task, in words of its own
ALLOWED = ("status_code", "task", "slug", "count", "duration_ms")


class AllowListFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, message, allowed extras, and where an error was raised.

    The text of an exception may quote what a person typed; only its type and its place are kept.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": LINK_SECRET.sub(r"\1…", self._say(record)),
        }
        line.update((name, getattr(record, name)) for name in ALLOWED if hasattr(record, name))
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["at"] = self._places(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False, default=str)

    def _say(self, record) -> str:
        """Return the message; the workers put the text of an error in theirs, of which the type alone is kept."""
        if isinstance(record.args, dict) and QUOTING & record.args.keys():
            return str(record.msg) % {**record.args, **dict.fromkeys(QUOTING, "…")}
        return record.getMessage()

    def _places(self, traceback) -> list[str]:
        places = []
        while traceback:
            code = traceback.tb_frame.f_code
            places.append(f"{code.co_filename}:{traceback.tb_lineno} {code.co_name}")
            traceback = traceback.tb_next
        return places
