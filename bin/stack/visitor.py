"""A visitor without a browser, on one kept-alive connection: enough to sign in and to read pages."""

import gzip
import http.client
import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from stack.machine import RefusalError


@dataclass
class Answer:
    """One page as it came."""

    path: str
    status: int
    headers: http.client.HTTPMessage
    raw: bytes
    seconds: float

    @property
    def text(self) -> str:
        """Return the page's text."""
        zipped = self.headers.get("Content-Encoding") == "gzip"
        return (gzip.decompress(self.raw) if zipped else self.raw).decode()

    @property
    def weight(self) -> int:
        """Return its bytes on the wire; the proxy compresses what the portal itself does not."""
        return len(self.raw) if self.headers.get("Content-Encoding") else len(gzip.compress(self.raw, 6))


class Visitor:
    """Keeps a connection and cookies."""

    def __init__(self, port: int):
        self.host = f"localhost:{port}"
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> Answer:
        """Read a page."""
        return self._ask("GET", path)

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """Send a form."""
        return self._ask("POST", path, urlencode(fields))

    def enter_as(self, name: str, login_path: str) -> None:
        """Press the demonstration's button that carries this name."""
        forms = read_forms(self.get(login_path).text)
        found = [(form, button) for form in forms for button in form.buttons if name in button.text]
        if not found:
            raise RefusalError(f"La page {login_path} ne propose pas d’entrer en tant que {name}.")
        form, button = found[0]
        answer = self.post(form.action or login_path, form.fields | button.fields)
        if answer.status not in {302, 303}:
            raise RefusalError(f"Entrer en tant que {name} : réponse {answer.status}.")

    def _ask(self, method: str, path: str, body: str | None = None) -> Answer:
        headers = {"Host": self.host, "Accept-Encoding": "gzip", "Referer": f"http://{self.host}/"}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        started = time.perf_counter()
        self.line.request(method, path, body, headers)
        response = self.line.getresponse()
        raw = response.read()
        seconds = time.perf_counter() - started
        for cookie in response.headers.get_all("Set-Cookie", []):
            self.cookies.update((name, morsel.value) for name, morsel in SimpleCookie(cookie).items())
        return Answer(path, response.status, response.headers, raw, seconds)


@dataclass
class Button:
    """A button: what is written on it, what it sends."""

    fields: dict[str, str]
    text: str = ""


@dataclass
class Form:
    """A form as a person sees it: where it goes, what it carries, its buttons."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[Button] = field(default_factory=list)


class _Forms(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found: list[Form] = []
        self.inside_form = self.inside_button = False

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        sent = {given["name"]: given.get("value", "")} if given.get("name") else {}
        if tag == "form":
            self.inside_form = True
            self.found.append(Form(given.get("action", "")))
        elif self.inside_form and tag == "input":
            self.found[-1].fields |= sent
        elif self.inside_form and tag == "button":
            self.inside_button = True
            self.found[-1].buttons.append(Button(sent))

    def handle_endtag(self, tag):
        self.inside_form = self.inside_form and tag != "form"
        self.inside_button = self.inside_button and tag != "button"

    def handle_data(self, data):
        if self.inside_button:
            self.found[-1].buttons[-1].text += data


def read_forms(page: str) -> list[Form]:
    """Return the forms of a page."""
    parser = _Forms()
    parser.feed(page)
    return parser.found
