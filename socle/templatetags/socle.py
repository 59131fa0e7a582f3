"""What every template may say without loading anything: icons, rights, and French words for dates and numbers."""

from django import template
from django.forms import CheckboxInput
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeData, mark_safe

from socle import french
from socle.addresses import parse_address
from socle.codes_qr import draw_code
from socle.encarts import get_encarts
from socle.icones import draw_icon
from socle.permissions import can as may
from socle.typography import typographie

register = template.Library()
register.tag("url", parse_address)


@register.simple_tag
def icon(name, label="", solid=False):
    """Draw a heroicon; decorative unless a label says what it means."""
    return draw_icon(str(name), str(label), bool(solid))


@register.simple_tag
def can(user, name, obj=None):
    """`{% can user "collectifs.add_reunion" collectif as may_add %}`."""
    return may(user, name, obj)


@register.filter
def typo(text):
    """French typography of a text typed by somebody."""
    set_text = typographie(str(text))
    return mark_safe(set_text) if isinstance(text, SafeData) else set_text  # noqa: S308 (markup is left as it was)


def said(say):
    """Make a filter of a function of socle.french that leaves an empty value empty."""

    def filtered(value, *args):
        return "" if value is None or value == "" else say(value, *args)

    return filtered


register.filter("date_dite", said(french.say_date))
register.filter("date_courte", said(french.say_short_date))
register.filter("date_longue", said(french.say_full_date))
register.filter("mois_dit", said(french.say_month))
register.filter("mois_court", said(french.say_short_month))
register.filter("heure_dite", said(french.say_time))
register.filter("duree_dite", said(french.say_duration))
register.filter("date_heure_dite", said(french.say_moment))
register.filter("echeance", said(french.say_due))
register.filter("nombre", said(french.say_number))
register.filter("taille", said(french.say_size))
register.filter("liste_dite", said(french.say_list))
register.filter("de", said(french.say_of))


@register.filter
def euros(amount, places=2):
    """« 4 500,00 € »; `{{ total|euros:0 }}` for large figures, « 4 500 € »."""
    return "" if amount is None or amount == "" else french.say_euros(amount, places)


@register.filter
def il_y_a(moment):
    """« il y a 3 jours », with the date as title."""
    if not moment:
        return ""
    exact = french.say_moment(moment) if hasattr(moment, "hour") else french.say_date(moment)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', moment.isoformat(), exact, french.say_elapsed(moment)
    )


@register.filter
def mot(number, word):
    """`{{ n|mot:"réunion" }}` says « 3 réunions »; `{{ n|mot:"journal,journaux" }}` gives the plural."""
    singular, _, several = word.partition(",")
    return french.count(number or 0, singular, several)


@register.filter
def pluriel(number, endings="s"):
    """The ending alone: `association{{ n|pluriel }} engagée{{ n|pluriel }}`, `journ{{ n|pluriel:"al,aux" }}`."""
    singular, comma, several = endings.partition(",")
    if not comma:
        singular, several = "", endings
    number = number if isinstance(number, int | float) else len(number or ())
    return several if abs(number) >= 2 else singular


@register.filter
def initiales(name):
    """« SV » for « Solène Varadieu », « AF » for « Atelier du Fil »."""
    words = [word for word in str(name).replace("-", " ").split() if word[:1].isalpha() and word[0].isupper()]
    words = words or str(name).split() or [""]
    letters = words[0][:1] + (words[-1][:1] if len(words) > 1 else words[0][1:2])
    return conditional_escape(letters.upper())


@register.filter
def unlocalize_number(number):
    """A number as HTML attributes want it, with a point: `12.5`."""
    return f"{number:g}" if isinstance(number, float) else str(number)


@register.filter
def tone_of(tags):
    """The tone of a Django message: `{{ message.tags|tone_of }}`."""
    words = str(tags).split()
    tones = {"error": "late", "warning": "wait", "info": "fed", "debug": "neutral"}
    return next((tones[word] for word in words if word in tones), "ok")


@register.filter
def is_tick_box(field):
    """Whether a bound field is one box to tick, whose label goes after it."""
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def navigateur(user_agent):
    """« Firefox sur Windows » for the long line a browser sends of itself."""
    return french.say_browser(str(user_agent))


@register.filter
def code_verification(pk):
    """« 9F86-D081 »: the beginning of a document's identifier, short enough to be read out."""
    letters = str(pk).replace("-", "")[:8].upper()
    return f"{letters[:4]}-{letters[4:]}"


@register.filter
def code_qr(address, label="Code QR"):
    """The drawing of an address, to be read with a phone."""
    return draw_code(str(address), str(label))


@register.inclusion_tag("socle/encarts.html")
def encarts(user, page, objet):
    """`{% encarts user "collectifs:collectif_detail" collectif.pk %}`: what other apps say beside a page."""
    return {"encarts": get_encarts(user, page, objet)}
