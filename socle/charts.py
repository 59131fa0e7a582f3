"""Geometry of the charts drawn on the server: figures in, places of rectangles out. The drawing is a component."""

from socle.french import say_number

WIDTH = 640
LINE = 44
LABEL_HEIGHT = 18
BAR_HEIGHT = 14
VALUE_WIDTH = 90
SHADES = 6


def read_pairs(data):
    """Accept `[(label, value), …]` or a mapping."""
    pairs = data.items() if hasattr(data, "items") else data
    return [(str(label), value or 0) for label, value in pairs]


def prepare_bars(drawn):
    """One horizontal bar per line, its label above it, its value at its end."""
    pairs = read_pairs(drawn["data"])
    longest = max([value for _, value in pairs], default=0) or 1
    lines = [
        {
            "label": label,
            "value": value,
            "said": say_with_unit(value, drawn["unit"]),
            "y": LINE * rank,
            "label_y": LINE * rank + LABEL_HEIGHT - 5,
            "bar_y": LINE * rank + LABEL_HEIGHT,
            "value_y": LINE * rank + LABEL_HEIGHT + BAR_HEIGHT - 2,
            "width": round((WIDTH - VALUE_WIDTH) * float(value) / float(longest), 1),
        }
        for rank, (label, value) in enumerate(pairs)
    ]
    for line in lines:
        line["value_x"] = round(line["width"] + 10, 1)
    return {"lines": lines, "width": WIDTH, "height": LINE * len(lines), "track": WIDTH - VALUE_WIDTH}


def prepare_parts(drawn):
    """One bar shared out between its parts, with a legend that says each part in words."""
    pairs = read_pairs(drawn["data"])
    total = float(sum(value for _, value in pairs)) or 1.0
    parts, x = [], 0.0
    for rank, (label, value) in enumerate(pairs):
        width = WIDTH * float(value) / total
        parts.append(
            {
                "label": label,
                "said": say_with_unit(value, drawn["unit"]),
                "share": say_number(round(100 * float(value) / total)),
                "x": round(x, 1),
                "width": round(max(width - 2, 0), 1),
                "shade": rank % SHADES + 1,
            }
        )
        x += width
    return {"parts": parts, "width": WIDTH}


def say_with_unit(value, unit):
    return f"{say_number(value)}\u202f{unit}" if unit else say_number(value)
