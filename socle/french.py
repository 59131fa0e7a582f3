"""How people say a date, a number or a list in French: pure functions, used by pages, mails and documents."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

THIN = "\u202f"
NBSP = "\u00a0"
JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MOIS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
MOIS_COURTS = (
    "janv.",
    "févr.",
    "mars",
    "avr.",
    "mai",
    "juin",
    "juil.",
    "août",
    "sept.",
    "oct.",
    "nov.",
    "déc.",
)
VOYELLES = "aàâæeéèêëiîïoôœuùûüyhAÀÂÆEÉÈÊËIÎÏOÔŒUÙÛÜYH"


def to_local(moment: date) -> date:
    """Return the moment as it is read on the wall: aware datetimes in local time, dates as they are."""
    if isinstance(moment, datetime) and timezone.is_aware(moment):
        return timezone.localtime(moment)
    return moment


def day_number(day: date) -> str:
    return "1er" if day.day == 1 else str(day.day)


def say_date(moment: date, *, today: date | None = None) -> str:
    """« jeudi 27 novembre », with the year when it is not this one."""
    day = to_local(moment)
    today = today or timezone.localdate()
    year = "" if day.year == today.year else f" {day.year}"
    return f"{JOURS[day.weekday()]} {day_number(day)}{NBSP}{MOIS[day.month - 1]}{year}"


def say_short_date(moment: date, *, today: date | None = None) -> str:
    """« 27 nov. », with the year when it is not this one."""
    day = to_local(moment)
    today = today or timezone.localdate()
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day_number(day)}{NBSP}{MOIS_COURTS[day.month - 1]}{year}"


def say_full_date(moment: date) -> str:
    """« 27 novembre 2026 »: the form of documents, where the year is always written."""
    day = to_local(moment)
    return f"{day_number(day)}{NBSP}{MOIS[day.month - 1]}{NBSP}{day.year}"


def say_short_month(moment: date) -> str:
    """« juin », « déc. »."""
    return MOIS_COURTS[to_local(moment).month - 1]


def say_month(moment: date) -> str:
    """« juin 2027 »."""
    day = to_local(moment)
    return f"{MOIS[day.month - 1]}{NBSP}{day.year}"


def say_time(moment: datetime | time) -> str:
    """« 9 h 30 », « 18 h »."""
    hour = timezone.localtime(moment) if isinstance(moment, datetime) and timezone.is_aware(moment) else moment
    minutes = f"{NBSP}{hour.minute:02d}" if hour.minute else ""
    return f"{hour.hour}{NBSP}h{minutes}"


def say_duration(minutes: int) -> str:
    """« 3 h 30 », « 7 h », « 45 min »."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}{NBSP}min"
    return f"{hours}{NBSP}h{NBSP}{rest:02d}" if rest else f"{hours}{NBSP}h"


def say_moment(moment: datetime, *, today: date | None = None) -> str:
    """« jeudi 27 novembre, 9 h 30 »."""
    return f"{say_date(moment, today=today)}, {say_time(moment)}"


def plural(number, singular: str, several: str = "") -> str:
    """The word alone, in the French plural: 0 and 1 are singular; « s » is added to each word unless given."""
    if abs(number) < 2:
        return singular
    return several or " ".join(word if word[-1:] in "sxz" else f"{word}s" for word in singular.split(" "))


def say_number(number) -> str:
    """« 12 345 », « 3,5 »."""
    if isinstance(number, float) or (hasattr(number, "as_tuple") and number != int(number)):
        whole, _, rest = f"{number:,.2f}".partition(".")
        rest = rest.rstrip("0")
        return whole.replace(",", THIN) + (f",{rest}" if rest else "")
    return f"{int(number):,}".replace(",", THIN)


def say_euros(amount, places: int = 2) -> str:
    """« 4 500,00 € »; the amount is already to the cent. Large figures may be said without cents: « 4 500 € »."""
    return f"{amount:,.{places}f}".replace(",", THIN).replace(".", ",").replace("-", "\u2212") + f"{NBSP}€"


def count(number, singular: str, several: str = "") -> str:
    """« 3 réunions », « 1 réunion », « aucune » is left to the page."""
    return f"{say_number(number)}{NBSP}{plural(number, singular, several)}"


def say_elapsed(moment: date, *, now: datetime | None = None) -> str:
    """« il y a 3 jours », « dans 2 heures », « hier », « demain », « à l’instant »."""
    now = now or timezone.now()
    if not isinstance(moment, datetime):
        return say_days((moment - timezone.localtime(now).date()).days)
    days = (timezone.localtime(moment).date() - timezone.localtime(now).date()).days
    gap = moment - now
    if abs(gap) >= timedelta(hours=20) and days:
        return say_days(days)
    seconds = abs(int(gap.total_seconds()))
    if seconds < 60:
        return "à l’instant"
    amount = count(seconds // 60, "minute") if seconds < 3600 else count(seconds // 3600, "heure")
    return f"dans {amount}" if gap > timedelta(0) else f"il y a {amount}"


def say_days(days: int) -> str:
    near = {0: "aujourd’hui", 1: "demain", -1: "hier"}
    if days in near:
        return near[days]
    gap = abs(days)
    if gap < 60:
        amount = count(gap, "jour")
    elif gap < 730:
        amount = count(gap // 30, "mois")
    else:
        amount = count(gap // 365, "an")
    return f"dans {amount}" if days > 0 else f"il y a {amount}"


def say_due(day: date, *, today: date | None = None) -> str:
    """« dans 13 jours », « aujourd’hui », « en retard de 4 jours »."""
    day = to_local(day)
    day = day.date() if isinstance(day, datetime) else day
    days = (day - (today or timezone.localdate())).days
    return f"en retard de {count(-days, 'jour')}" if days < 0 else say_days(days)


def say_list(items, last: str = "et") -> str:
    """« a, b et c »."""
    said = [str(item) for item in items]
    if len(said) < 2:
        return "".join(said)
    return f"{', '.join(said[:-1])} {last} {said[-1]}"


def say_of(name: str) -> str:
    """« d’Aïssatou », « de Solène », « du Palier », « des Passerelles d’Orvain »."""
    name = str(name)
    if name.startswith("Le "):
        return f"du {name[3:]}"
    if name.startswith("Les "):
        return f"des {name[4:]}"
    return f"d’{name}" if name[:1] in VOYELLES else f"de {name}"


def say_size(size: int) -> str:
    """« 340 ko », « 1,2 Mo »."""
    for unit, scale in (("Go", 1_000_000_000), ("Mo", 1_000_000), ("ko", 1_000)):
        if size >= scale:
            value = size / scale
            return f"{say_number(round(value, 1) if value < 10 else round(value))}{NBSP}{unit}"
    return f"{size}{NBSP}octets"


BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def say_browser(user_agent: str) -> str:
    """« Firefox sur Windows »."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "Navigateur inconnu")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return f"{browser} sur {system}" if system else browser
