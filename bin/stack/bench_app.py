"""What `bin/bench` serves: the portal as it is, and beside it the bare page that all are compared with."""

import threading
import time
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.template import engines

from federation.wsgi import application as portal

BARE_PATH = "/page-nue/"
QUERIES_HEADER, CPU_HEADER = "X-Requetes", "X-Processeur"
ROWS = 20

if settings.PRODUCTION or not settings.BENCH:
    raise ImproperlyConfigured("La page nue ne se sert que pendant une mesure.")

last = threading.local()
bare_page = engines["django"].from_string(Path(__file__).with_name("bench_page.html").read_text())


def application(environ, start_response):
    """Answer as the portal does, and say in headers how many queries and how much of the processor it took."""
    queries = 0

    def count(execute, *arguments):
        nonlocal queries
        queries += 1
        return execute(*arguments)

    def start(status, headers, *rest):
        measures = [(QUERIES_HEADER, str(queries)), (CPU_HEADER, f"{spend():.6f}")]
        return start_response(status, [*headers, *measures], *rest)

    with connection.execute_wrapper(count):
        if environ["PATH_INFO"] == BARE_PATH:
            return answer_bare_page(start)
        return portal(environ, start)


def spend() -> float:
    """Return the seconds of processor that this thread spent since its last answer: the server's part is in it."""
    now = time.thread_time()
    spent, last.answer = now - getattr(last, "answer", 0.0), now
    return spent


def answer_bare_page(start):
    """Draw one indexed query of twenty rows in one template, without any middleware."""
    rows = apps.get_model("members", "Association").objects.order_by("pk")[:ROWS]
    body = bare_page.render({"rows": rows}).encode()
    start("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))])
    return [body]
