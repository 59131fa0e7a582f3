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
LEFT, WIDE = 9, 89  # the part of the drawing's width where lines are drawn, in hundredths
TOP, TALL = 10, 186
GRID = 4
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


def prepare_lines(drawn):
    """One line per series over the same labels; heights are in pixels, widths in shares of the drawing.

    `data` is `{"labels": [(said, under the axis, second line), …], "series": [(label, values), …]}`; an empty word
    under the axis leaves the place free. Series are told apart by their dashes as well as by their colour.
    """
    labels, series = drawn["data"]["labels"], drawn["data"]["series"]
    step = find_step(max((value for _, values in series for value in values), default=0))
    top = step * GRID
    gap = WIDE / max(len(labels) - 1, 1)
    lines = [
        {
            "label": label,
            "shade": rank % len(SHADES) + 1,
            "last": say_number(values[-1]) if values else "",
            "points": " ".join(
                f"{100 * n / max(len(values) - 1, 1):.2f},{place(v, top)}" for n, v in enumerate(values)
            ),
        }
        for rank, (label, values) in enumerate(series)
    ]
    return {
        "lines": lines,
        "left": LEFT,
        "right": LEFT + WIDE,
        "wide": WIDE,
        "top": TOP,
        "tall": TALL,
        "grid": [{"y": TOP + place(rank * step, top), "said": say_number(rank * step)} for rank in range(GRID + 1)],
        "ticks": [
            {"x": round(LEFT + gap * rank, 2), "word": word, "under": under}
            for rank, (_, word, under) in enumerate(labels)
            if word
        ],
        "rows": [
            {"label": said, "values": [say_number(values[rank]) for _, values in series]}
            for rank, (said, _, _) in enumerate(labels)
        ],
    }


def find_step(highest) -> int:
    """Return the round number (1, 2, 5, 10, 20…) whose multiples reach `highest` in a few lines."""
    step, rank = 1, 0
    while step * GRID < highest:
        rank += 1
        step = (1, 2, 5)[rank % 3] * 10 ** (rank // 3)
    return step


def place(value, top) -> int:
    return round(TALL * (1 - value / top))


def paper_colours(drawn):
    if not drawn["paper"]:
        return {}
    colours = read_colours()
    return {"ink": colours["ink"], "bar": colours["fed"], "track": colours["sunken"]}


def say_with_unit(value, unit):
    return f"{say_number(value)}\u202f{unit}" if unit else say_number(value)
