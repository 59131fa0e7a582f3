"""How long an agenda lasts, against the meeting it is for."""

from socle.french import count


def say_durations(points, reunion) -> str:
    """Compare what the items last with the meeting, in a plain sentence."""
    total = sum(point.duree for point in points)
    said = f"{count(len(points), 'point')}, {_say_minutes(total)}"
    gap = total - reunion.duree
    if not points:
        return f"La réunion est prévue pour {_say_minutes(reunion.duree)}."
    if gap > 0:
        return f"{said}. L’ordre du jour dépasse de {_say_minutes(gap)} la durée de la réunion."
    if gap < 0:
        return f"{said}. Il reste {_say_minutes(-gap)}."
    return f"{said}, juste la durée de la réunion."


def _say_minutes(minutes) -> str:
    """« 25 minutes », « 1 h 30 », « 2 h »."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return count(rest, "minute")
    return f"{hours}\u00a0h" + (f"\u00a0{rest:02d}" if rest else "")
