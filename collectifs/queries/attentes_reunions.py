"""What meetings expect of a person: to say whether they come, or when they could; in one question for both."""

from django.db.models import DateTimeField, Value
from django.db.models.functions import Cast
from django.utils import timezone

from collectifs.models import PersonneSondee, Presence, Reunion
from socle.addresses import find_address
from socle.compiled import compiled_query
from socle.french import say_date, say_moment, say_short_date
from socle.moment import Attente

COMING, DATES = "reunion", "sondage"
TITLES = {COMING: "Dire si vous venez", DATES: "Dire vos disponibilités"}


def get_answers_to_give(personne):
    for kind, pk, titre, moment, collectif in _get_questions(personne.pk, timezone.now()):
        due = timezone.localdate(moment)
        yield Attente(
            title=f"{TITLES[kind]} : {titre}",
            detail=f"{collectif}, {say_moment(moment) if kind == COMING else f'avant le {say_date(due)} au soir'}",
            link=find_address(f"collectifs:{kind}_detail", pk),
            icon="calendar-days",
            tone="wait",
            badge=say_short_date(due),
            due=due,
        )


@compiled_query
def _get_questions(personne, now):
    waiting = Presence.objects.filter(personne=personne, reponse="", reunion__etat=Reunion.Etat.CONVOQUEE)
    shown = ("reunion", "reunion__titre", "reunion__debut", "reunion__collectif__nom")
    meetings = waiting.filter(reunion__debut__gt=now).order_by().values_list(Value(COMING), *shown)
    asked = PersonneSondee.objects.filter(
        personne=personne,
        repondu_le=None,
        sondage__clos_le=None,
        sondage__jusqu_au__gte=timezone.localdate(),
        sondage__reunion__etat__in=Reunion.SANS_DATE_SURE,
    )
    last_day = Cast("sondage__jusqu_au", DateTimeField())
    names = ("sondage__reunion__titre", last_day, "sondage__reunion__collectif__nom")
    polls = asked.order_by().values_list(Value(DATES), "sondage", *names)
    return meetings.union(polls, all=True)
