"""Log lines hold what is listed and nothing else."""

import json
import logging
import sys

from socle.logs import AllowListFormatter


def format_line(**extra):
    record = logging.LogRecord("portail", logging.ERROR, "views.py", 1, "page %s", ("accueil",), None)
    vars(record).update(extra)
    return json.loads(AllowListFormatter().format(record))


def test_listed_fields_are_kept_and_others_dropped():
    line = format_line(status_code=404, recit="un secret")
    assert line["status_code"] == 404
    assert line["message"] == "page accueil"
    assert "recit" not in line


def test_text_of_an_error_is_never_written():
    try:
        raise ValueError("le récit de Camille")
    except ValueError:
        line = format_line(exc_info=sys.exc_info())
    assert line["error"] == "ValueError"
    assert "Camille" not in json.dumps(line)
    assert any("test_logs.py" in place for place in line["at"])


def test_a_task_that_fails_does_not_quote_what_was_typed():
    """Celery writes the text of the error in its own message."""
    context = {"name": "socle.tasks.deliver_notification", "id": "1", "exc": "ValueError('le récit de Camille')"}
    record = logging.LogRecord(
        "celery.app.trace", logging.ERROR, "trace.py", 1, "Task %(name)s[%(id)s] raised: %(exc)s", (context,), None
    )
    line = AllowListFormatter().format(record)
    assert "socle.tasks.deliver_notification[1] raised" in line
    assert "Camille" not in line
