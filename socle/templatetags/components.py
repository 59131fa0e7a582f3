"""The catalogue of components, read as a list. Each has `templates/components/<name>.html` and its style sheet."""

from socle.charts import prepare_bars, prepare_lines, prepare_parts
from socle.components import FillNode, Library
from socle.pager import prepare_pages

register = Library()

TONES = ("neutral", "fed", "ok", "wait", "late", "plum")
KINDS = ("main", "plain", "quiet", "danger")
TONE = {"tone": TONES}


@register.tag
def fill(parser, token):
    _, prop = token.split_contents()
    body = parser.parse(["endfill"])
    parser.delete_first_token()
    return FillNode(prop, body)


# The page and its parts
register.component("page_header", ["lead", "crumbs", "actions", "badge"], required=["title"])
register.component(
    "columns", ["kind", "start", "aside"], choices={"kind": ("main-side", "tree-sheet-side", "two", "three", "board")}
)
register.component("card", ["title", "lead", "actions", "footer", "icon", "tone", "id"], choices=TONE)
register.component(
    "card_link", ["detail", "icon", "tone", "aside", "footer"], required=["title", "link"], choices=TONE
)
register.component("disclosure", ["open", "icon", "count"], required=["title"])
register.component("tabs", required=["label"])
register.component("tab", ["current", "count", "icon"], required=["text", "url"])
register.component("menu", ["icon", "kind"], required=["label"], choices={"kind": KINDS})
register.component("dialog", ["footer"], required=["id", "title"])

# Lists
register.component("rows", ["numbered", "id"])
register.component("row", ["title", "detail", "link", "icon", "tone", "start", "aside", "id", "unread"], choices=TONE)
register.component("facts")
register.component("fact", required=["label"])
register.component("table", ["head", "foot", "plain", "blank"], required=["caption"])
register.component("pager", ["word"], required=["page"], sees=["request"], prepare=prepare_pages)
register.component("change", ["before", "after"], required=["label"])
register.component("timeline")
register.component("event", ["date", "who", "icon", "tone", "link"], required=["title"], choices=TONE)
register.component("empty", ["icon", "actions"], required=["title"])

# Small signs
register.component("badge", ["tone", "icon"], required=["text"], choices=TONE, kept=True)
register.component("avatar", ["photo", "size"], required=["name"], choices={"size": ("small", "large")})
register.component("person", ["detail", "link", "photo"], required=["name"])
register.component("date_tile", ["past"], required=["date"])
register.component("figures")
register.component("figure", ["detail", "link", "tone"], required=["value", "label"], choices=TONE)
register.component("progress", ["max", "detail", "tone", "hidden_label"], required=["value", "label"], choices=TONE)
register.component("note", ["tone", "icon", "title", "actions"], choices=TONE)
register.component("toast", ["tone"], required=["text"], choices=TONE)
register.component("file_link", ["detail", "size", "icon"], required=["title", "url"])
register.component("copy_text", ["label", "link"], required=["text"])

# Doing something
register.component(
    "button",
    [
        "href",
        "kind",
        "icon",
        "type",
        "name",
        "value",
        "form",
        "disabled",
        "opens",
        "download",
        "detail",
        "id",
    ],
    required=["text"],
    choices={"kind": KINDS},
)
register.component("actions", ["label"])
register.component(
    "submit", ["kind", "icon", "name", "value", "cancel"], required=["text", "next"], choices={"kind": KINDS}
)
register.component(
    "form_page",
    ["form", "submit", "next", "cancel", "kind", "action", "enctype", "guard", "aside", "id", "hidden"],
    choices={"kind": KINDS},
    sees=["csrf_token"],
)
register.component("error_summary", required=["form"])
register.component("filters", ["reset", "count"], required=["label"])
register.component("search_field", ["label", "name", "value", "placeholder"])
register.component(
    "choice",
    ["detail", "icon", "type", "checked", "disabled", "aside"],
    required=["name", "value", "title"],
    choices={"type": ("radio", "checkbox")},
)
register.component("autosave", ["text"])
register.component("quick_exit", ["url"])

# In mails only, once: the button and its address in full
register.component("mail_button", required=["text", "href"])

# Stages, choices and their reasons
register.component("steps", ["label"])
register.component(
    "step",
    ["state", "detail", "link"],
    required=["text"],
    choices={"state": ("done", "now", "todo", "stopped")},
)
register.component("visibility", ["lead"], required=["title"])
# `word` replaces « saura » or « ne saura pas » where the subject wants another form of the verb
register.component("visible_to", ["detail", "icon", "word"], required=["who", "sees"])
register.component(
    "candidate", ["detail", "score", "max", "out", "photo", "actions", "reasons", "link"], required=["name"]
)

# Long texts and meetings
register.component("tree", required=["label"])
register.component("branch", ["url", "level", "current", "aside"], required=["text"])
register.component("sheet", ["kicker", "title", "actions", "id"])
register.component("slip", ["title", "detail", "badge", "actions", "current", "id"])
# `weeks` comes from socle.agenda: lists of days, each with its rendez-vous
register.component("month", required=["caption", "weeks"])
register.component("agenda_item", ["number", "duration", "who", "actions", "state", "id"], required=["title"])

# Figures drawn on the server
register.component(
    "bar_chart", ["unit", "lead", "paper", "withheld"], required=["title", "data"], prepare=prepare_bars
)
register.component("parts_chart", ["unit", "lead", "paper"], required=["title", "data"], prepare=prepare_parts)
register.component("line_chart", ["lead", "unit"], required=["title", "data"], prepare=prepare_lines)
# A drawing whose points are links is a group; one that is only looked at is an image.
register.component("map", ["detail", "linked"], required=["label"])
register.component(
    "document_progress",
    ["detail", "url", "size", "fingerprint"],
    required=["title", "state"],
    choices={"state": ("waiting", "working", "done", "failed")},
)
