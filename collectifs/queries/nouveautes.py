"""What changed in a collective since somebody last read its page."""

from datetime import datetime

from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, Greatest
from django.utils import timezone

from collectifs.models import ActionDecidee, Apport, CompteRendu, Decision, Participation, ReponseProposee, Reunion
from socle import nouveautes
from socle.compiled import compiled_query
from socle.nouveautes import TEXT, say_news

MOST = 15
Etat = Reunion.Etat


class Nouveaute(nouveautes.Nouveaute):
    """Something new in a collective."""

    KINDS = {
        "convoquee": ("Réunion convoquée", "calendar-days", "fed", "collectifs:reunion_detail"),
        "deplacee": ("Réunion changée", "calendar-days", "wait", "collectifs:reunion_detail"),
        "annulee": ("Réunion annulée", "x-circle", "late", "collectifs:reunion_detail"),
        "compte_rendu": ("Compte rendu diffusé", "document-text", "plum", "collectifs:compte_rendu_detail"),
        "faite": ("Action faite", "check-circle", "ok", "collectifs:action_detail"),
        "retard": ("Action en retard", "clock", "late", "collectifs:action_detail"),
        "apport": ("Contribution à une question", "chat-bubble-left-right", "fed", "collectifs:question_detail"),
        "proposee": ("Réponse proposée", "light-bulb", "plum", "collectifs:question_detail"),
        "adoptee": ("Réponse adoptée", "check", "ok", "collectifs:question_detail"),
        "rouverte": ("Question rouverte", "arrow-path", "wait", "collectifs:question_detail"),
        "arrivee": ("Arrivée dans le collectif", "user-plus", "fed", "collectifs:participation_list"),
    }


def get_nouveautes(collectif, personne, since: datetime) -> tuple[list[Nouveaute], bool]:
    """Return what is new since then, the latest first, in one query, and whether there is more.

    What the person did themself is no news. What has a day and no hour counts from the day of the visit on:
    said twice rather than never; what closed doors hold is not there for whoever may not read it.
    """
    day, today = timezone.localdate(since), timezone.localdate()
    rows = _ask(collectif.pk, personne, personne.pk, since, day, is_today=day == today)
    found = [Nouveaute(*row) for row in rows]
    return found[:MOST], len(found) > MOST


@compiled_query
def _ask(collectif, personne, pk, since, day, *, is_today):
    parts = [
        _meetings(collectif, personne, since),
        _minutes(collectif, since),
        *_actions(collectif, personne, pk, day, is_today),
        *_questions(collectif, pk, since),
        _arrivals(collectif, pk, since),
    ]
    return parts[0].union(*parts[1:], all=True).order_by("-n_quand")[: MOST + 1]


def _meetings(collectif, personne, since):
    seen = Reunion.objects.visible_to(personne, inside=collectif).exclude(convoquee_le=None)
    moved = Q(revisee_le__gt=since, sequence__gt=0)
    kind = Case(
        When(etat=Etat.ANNULEE, then=Value("annulee")),
        When(convoquee_le__gt=since, then=Value("convoquee")),
        default=Value("deplacee"),
        output_field=TEXT,
    )
    return say_news(
        seen.filter(Q(convoquee_le__gt=since) | moved),
        kind,
        titre=F("titre"),
        quand=Greatest("convoquee_le", Case(When(moved, then=F("revisee_le")), default=F("convoquee_le"))),
    )


def _minutes(collectif, since):
    sent = CompteRendu.objects.filter(reunion__collectif=collectif, diffuse_le__gt=since)
    decided = Decision.objects.publiques().filter(reunion=OuterRef("reunion")).order_by().values("reunion")
    number = Coalesce(Subquery(decided.annotate(n=Count("pk")).values("n")), 0)
    said = Case(
        When(n_decisions=0, then=Value("")),
        When(n_decisions=1, then=Value("1 décision")),
        default=Concat(Cast("n_decisions", TEXT), Value(" décisions")),
        output_field=TEXT,
    )
    at = {"titre": F("reunion__titre"), "quand": F("diffuse_le"), "lien": "reunion"}
    return say_news(sent.annotate(n_decisions=number), "compte_rendu", detail=said, **at)


def _actions(collectif, personne, pk, day, is_today):
    seen = ActionDecidee.objects.visible_to(personne, inside=collectif)
    done = seen.filter(faite_le__gt=day) if is_today else seen.filter(faite_le__gte=day)
    late = seen.ouvertes().filter(echeance__gte=day, echeance__lt=timezone.localdate())
    who = _name("responsable__")
    return (
        say_news(done.exclude(responsable=pk), "faite", titre=F("texte"), quand=F("faite_le"), detail=who),
        say_news(late, "retard", titre=F("texte"), quand=F("echeance"), detail=who),
    )


def _questions(collectif, pk, since):
    said = Apport.objects.filter(question__collectif=collectif, question__retiree_le=None, ecrit_le__gt=since)
    answers = ReponseProposee.objects.filter(question__collectif=collectif, question__retiree_le=None)
    proposed = answers.filter(proposee_le__gt=since, adoptee_le=None).exclude(auteur=pk)
    adopted = answers.filter(enregistree_le__gt=since).exclude(adoptee_par=pk)
    reopened = answers.filter(rouverte_le__gt=since).exclude(rouverte_par=pk)
    at = {"titre": F("question__texte"), "lien": "question"}
    who = _name("auteur__")
    return (
        say_news(said.exclude(auteur=pk), "apport", quand=F("ecrit_le"), detail=who, **at),
        say_news(proposed, "proposee", quand=F("proposee_le"), detail=who, **at),
        say_news(adopted, "adoptee", quand=F("enregistree_le"), **at),
        say_news(reopened, "rouverte", quand=F("rouverte_le"), detail=F("motif_reouverture"), **at),
    )


def _arrivals(collectif, pk, since):
    """Who came in; an outer join keeps the associations that take part without a name."""
    came = Participation.objects.en_cours().filter(collectif=collectif, inscrite_le__gt=since)
    came = came.exclude(personne=pk)
    who = Case(When(personne=None, then=F("association__nom")), default=_name("personne__"), output_field=TEXT)
    where = Case(When(personne=None, then=Value("")), default=Coalesce("association__nom", Value("")))
    return say_news(came, "arrivee", titre=who, quand=F("inscrite_le"), lien="collectif", detail=where)


def _name(path):
    return Concat(f"{path}prenom", Value(" "), f"{path}nom", output_field=TEXT)
