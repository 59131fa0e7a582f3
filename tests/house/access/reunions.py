"""Who gets what in the preparation of meetings: a collective open to the network, led by the chargée."""

from django.urls import reverse
from django.utils import timezone

from collectifs.actions.sondages import answer_sondage, open_sondage
from collectifs.liens import make_sondage_token
from collectifs.models import CategorieConvoquee, PersonneDePassage, PropositionPoint
from tests.factories.collectifs import make_collectif, make_convoquee, make_participation, make_reunion, make_seance
from tests.house.access.roles import everybody

NETWORK = dict.fromkeys(("directrice", "collegue", "presidente", "adherente", "chargee", "admin"), 200)
READ = everybody(404, anonymous=302, **NETWORK)
LED = everybody(404, anonymous=302, **dict.fromkeys(NETWORK, 403)) | {"chargee": 200}
WRITTEN = everybody(404, anonymous=302, chargee=200)
POSTED = everybody(405, anonymous=302)
OPEN = everybody(200)

OF_THE_COLLECTIVE = {"serie_add": LED, "proposition_list": READ}
OF_THE_MEETING = {
    "reunion_postpone": LED,
    "categorie_add": LED,
    "reunion_follow": LED,
    "sondage_add": LED,
}
OF_LIVE = {"presence_sheet": WRITTEN, "passage_add": POSTED, "arrivee_add": POSTED}
OF_THE_POLL = {
    "sondage_detail": everybody(404, anonymous=302, chargee=200, directrice=200),
    "sondage_answer": POSTED,
    "sondage_remind": POSTED,
    "sondage_choose": POSTED,
    "sondage_extend": POSTED,
    "sondage_close": POSTED,
}
OTHERS = {
    "point_edit": LED,
    "proposition_settle": POSTED,
    "proposition_withdraw": POSTED,
    "categorie_remove": POSTED,
    "passage_remove": POSTED,
    "presence_point": POSTED,
}
TAPS = {"sondage_tap": OPEN, "sondage_tapped": OPEN}
ROWS = OF_THE_COLLECTIVE | OF_THE_MEETING | OF_LIVE | OF_THE_POLL | OTHERS | TAPS
TABLE = {f"collectifs:{page}": row for page, row in ROWS.items()}


def addresses(cast):
    """A meeting convened, one under way, one whose date is being chosen and was answered."""
    collectif = make_collectif("Préparation")
    make_participation(collectif, cast.directrice, cast.palier)
    ahead = make_convoquee(collectif, cast.chargee)
    live = make_seance(collectif, cast.chargee).reunion
    sondage, sondee = make_sondage(make_reunion(collectif), cast)
    passage = PersonneDePassage.objects.create(reunion=live, nom="Ada", notee_par=cast.chargee)
    libelle = {"qui": "presidences", "libelle": "Les présidences", "ajoutee_par": cast.chargee}
    rows = {
        "point_edit": ahead.points.get(genre="echange").pk,
        "categorie_remove": CategorieConvoquee.objects.create(reunion=ahead, **libelle).pk,
        "passage_remove": passage.pk,
        "presence_point": live.presences.first().pk,
    }
    proposed = PropositionPoint.objects.create(collectif=collectif, auteur=cast.directrice, titre="Le toit")
    rows |= dict.fromkeys(("proposition_settle", "proposition_withdraw"), proposed.pk)
    rows |= dict.fromkeys(OF_THE_COLLECTIVE, collectif.pk) | dict.fromkeys(OF_THE_MEETING, ahead.pk)
    rows |= dict.fromkeys(OF_LIVE, live.pk) | dict.fromkeys(OF_THE_POLL, sondage.pk)
    rows |= dict.fromkeys(TAPS, make_sondage_token(sondee))
    return {f"collectifs:{page}": reverse(f"collectifs:{page}", args=[row]) for page, row in rows.items()}


def make_sondage(reunion, cast):
    dates = [reunion.debut, reunion.debut.replace(minute=(reunion.debut.minute + 1) % 60)]
    sondage = open_sondage(reunion, dates=dates, jusqu_au=timezone.localdate(), by=cast.chargee)
    sondee = sondage.sondees.select_related("sondage__reunion", "personne").get(personne=cast.directrice)
    answer_sondage(sondee, choix={sondage.dates.first().pk: "oui"}, by=cast.directrice)
    return sondage, sondee
