"""Geometry of the charts drawn on the server: figures in, places of rectangles out. The drawing is a component."""

import re
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders

from socle.french import say_number

LINE = 48
LABEL_BASELINE = 15
BAR_TOP = 24
VALUE_BASELINE = 37
TRACK = 84
SHADES = ("fed", "sun", "plum", "leaf", "brick", "line-strong")


@cache
def read_colours():
    """The colours of tokens.css: a drawing made for paper carries them itself, style sheets do not reach inside it."""
    sheet = Path(finders.find("css/tokens.css")).read_text()
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6})\b", sheet))


def read_pairs(data):
    """Accept `[(label, value), …]` or a mapping; `None` is a figure that is not published."""
    pairs = data.items() if hasattr(data, "items") else data
    return [(str(label), value) for label, value in pairs]


def prepare_bars(drawn):
    """One horizontal bar per line; widths are shares of the drawing, so that text keeps its size."""
    pairs = read_pairs(drawn["data"])
    longest = float(max([value or 0 for _, value in pairs], default=0)) or 1.0
    lines = [
        {
            "label": label,
            "said": drawn["withheld"] if value is None else say_with_unit(value, drawn["unit"]),
            "label_y": LINE * rank + LABEL_BASELINE,
            "bar_y": LINE * rank + BAR_TOP,
            "value_y": LINE * rank + VALUE_BASELINE,
            "width": round(TRACK * float(value or 0) / longest, 1),
        }
        for rank, (label, value) in enumerate(pairs)
    ]
    return {"lines": lines, "height": LINE * len(lines), "track": TRACK, "colours": paper_colours(drawn)}


def prepare_parts(drawn):
    """One bar shared out between its parts, with a legend that says each part in words."""
    pairs = [(label, value or 0) for label, value in read_pairs(drawn["data"])]
    total = float(sum(value for _, value in pairs)) or 1.0
    parts, start = [], 0.0
    for rank, (label, value) in enumerate(pairs):
        share = 100 * float(value) / total
        parts.append(
            {
                "label": label,
                "said": say_with_unit(value, drawn["unit"]),
                "share": say_number(round(share)),
                "x": round(start, 2),
                "width": round(max(share - 0.4, 0), 2),
                "shade": rank % len(SHADES) + 1,
                "fill": read_colours()[SHADES[rank % len(SHADES)]] if drawn["paper"] else "",
            }
        )
        start += share
    return {"parts": parts}


def paper_colours(drawn):
    if not drawn["paper"]:
        return {}
    colours = read_colours()
    return {"ink": colours["ink"], "bar": colours["fed"], "track": colours["sunken"]}


def say_with_unit(value, unit):
    return f"{say_number(value)}\u202f{unit}" if unit else say_number(value)
