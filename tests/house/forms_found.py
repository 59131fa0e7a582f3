"""The forms of the portal as a browser finds them on its pages: where each posts, and what it would send."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

FILLED = {
    "text": "Un texte",
    "search": "palier",
    "textarea": "Quelques lignes",
    "email": "personne.invitee@courrier.example",
    "tel": "01 99 00 12 34",
    "url": "https://visio.example/salle",
    "number": "30",
    "date": "2099-03-04",
    "datetime-local": "2099-03-04T14:00",
    "time": "14:00",
    "password": "une phrase de passe bien longue",
    "checkbox": "on",
}


@dataclass
class FoundForm:
    """A form that posts: its address and one value for each of its fields."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


class FormReader(HTMLParser):
    """Read the forms of a page; `here` is the address of the page, where a form without an action posts."""

    def __init__(self, here: str):
        super().__init__()
        self.here = here
        self.forms: list[FoundForm] = []
        self.form: FoundForm | None = None
        self.select = ""

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            action = (given.get("action") or self.here).split("#")[0]
            self.form = FoundForm(action) if (given.get("method") or "get").lower() == "post" else None
        elif self.form is not None and tag in ("input", "textarea", "button"):
            self.add(given, "textarea" if tag == "textarea" else given.get("type") or "text")
        elif self.form is not None and tag == "select":
            self.select = given.get("name", "")
            self.form.fields.setdefault(self.select, "")
        elif self.form is not None and tag == "option" and self.select and not self.form.fields[self.select]:
            self.form.fields[self.select] = given.get("value") or ""

    def add(self, given, kind):
        name = given.get("name")
        is_button = kind in ("submit", "button", "reset")
        if name and not (is_button and not given.get("value")):
            value = given.get("value") or FILLED.get(kind, "")
            self.form.fields.setdefault(name, value)

    def handle_endtag(self, tag):
        if tag == "form" and self.form is not None:
            self.forms.append(self.form)
            self.form = None
        elif tag == "select":
            self.select = ""


def read_forms(here: str, page: str) -> list[FoundForm]:
    """Return the forms of a page that post somewhere in the portal."""
    reader = FormReader(here)
    reader.feed(page)
    return [form for form in reader.forms if form.action.startswith("/")]
