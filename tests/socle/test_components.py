"""Components take what they declare, refuse the rest, and draw what the style page promises."""

import inspect
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils.safestring import mark_safe

from socle import french
from socle.charts import find_step
from socle.forms import Formulaire
from socle.templatetags.components import register

DRAWINGS = Path(__file__).resolve().parents[2] / "templates" / "components"
MAX_DRAWING_LINES = 40
TODAY = date(2026, 11, 22)
N = "\u202f"
NB = "\u00a0"


def draw(source, **context):
    return Template(source).render(Context(context))


@pytest.mark.parametrize(
    "source",
    [
        '{% card titel="A" %}{% endcard %}',
        '{% card title="A" title="B" %}{% endcard %}',
        '{% card "A" %}{% endcard %}',
        "{% page_header %}{% endpage_header %}",
        '{% badge text="A" %}',
        "{% inconnu %}{% endinconnu %}",
    ],
)
def test_a_wrong_component_fails_when_the_page_is_parsed(source):
    with pytest.raises(TemplateSyntaxError):
        Template(source)


@pytest.mark.parametrize(
    "source",
    [
        '{% badge text="A" tone="rouge" %}{% endbadge %}',
        '{% button text="A" kind="gros" %}{% endbutton %}',
        '{% card title="A" %}{% fill pied %}x{% endfill %}{% endcard %}',
        "{% fill actions %}x{% endfill %}",
    ],
)
def test_a_wrong_use_fails_when_the_page_is_drawn(source):
    with pytest.raises(TemplateSyntaxError):
        draw(source)


def test_a_required_prop_may_be_filled():
    assert "42" in draw('{% figure label="membres" %}{% fill value %}42{% endfill %}{% endfigure %}')


def test_a_component_sees_nothing_of_the_page():
    assert "secret" not in draw('{% card title="A" %}{% endcard %}', body="secret", lead="secret", footer="secret")


def test_what_people_type_is_escaped():
    shown = draw("{% row title=t detail=t %}{% endrow %}", t="<script>alert(1)</script>")
    assert "<script>" not in shown


def test_markup_of_a_fill_is_kept():
    assert "<a href" in draw('{% card title="A" %}{% fill actions %}<a href="/">x</a>{% endfill %}{% endcard %}')


def test_components_nest_and_fills_go_to_their_own():
    shown = draw(
        '{% card title="A" %}{% fill footer %}bas{% endfill %}'
        '{% row title="B" %}{% fill aside %}côté{% endfill %}{% endrow %}{% endcard %}'
    )
    assert re.search(r'row__aside">côté', shown)
    assert re.search(r'card__footer">bas', shown)


def test_a_fill_may_depend_on_something():
    source = '{% card title="A" %}{% if yes %}{% fill footer %}bas{% endfill %}{% endif %}{% endcard %}'
    assert "bas" in draw(source, yes=True)
    assert "card__footer" not in draw(source, yes=False)


def test_typed_titles_get_french_typography():
    assert f"Qui saura{N}?" in draw("{% card title=t %}{% endcard %}", t="Qui saura ?")


@pytest.mark.parametrize("name", sorted(register.catalogue))
def test_drawing_is_short(name):
    assert len((DRAWINGS / f"{name}.html").read_text().splitlines()) <= MAX_DRAWING_LINES


@pytest.mark.parametrize("name", sorted(register.catalogue))
def test_drawing_uses_every_prop_it_declares(name):
    component = register.catalogue[name]
    drawing = (DRAWINGS / f"{name}.html").read_text()
    readers = drawing + (inspect.getsource(inspect.getmodule(component.prepare)) if component.prepare else "")
    assert [prop for prop in component.props if not re.search(rf"\b{prop}\b", readers)] == []


def test_the_style_page_shows_every_component():
    shown = "".join(
        path.read_text()
        for path in [DRAWINGS.parent / "socle" / "charte.html", *(DRAWINGS.parent / "socle" / "charte").glob("*.html")]
    )
    shown += "".join(path.read_text() for path in DRAWINGS.glob("form_page.html"))
    missing = [name for name in register.catalogue if f"{{% {name} " not in shown and f"{{% {name} %" not in shown]
    assert missing == ["mail_button"]


def test_pager_keeps_the_filters():
    request = RequestFactory().get("/?bassin=orvain&page=2")
    shown = draw(
        '{% pager page=page word="association" %}{% endpager %}',
        page=Paginator(range(90), 20).page(2),
        request=request,
    )
    assert "?bassin=orvain&amp;page=3" in shown
    assert f"21 à 40 sur 90{NB}associations" in shown


def test_pager_says_nothing_for_one_page():
    request = RequestFactory().get("/")
    assert not draw("{% pager page=page %}{% endpager %}", page=Paginator([1], 20).page(1), request=request).strip()


def test_form_page_carries_the_token_and_the_sentence():
    shown = draw('{% form_page submit="Envoyer" next="On vous répond." %}{% endform_page %}', csrf_token="jeton")
    assert "jeton" in shown
    assert shown.index("Envoyer") < shown.index("On vous répond.")


LINES = {"labels": [("janvier", "janv.", "2027"), ("février", "", ""), ("mars", "mars", "")]}


def test_line_chart_draws_and_says_the_same_figures():
    data = LINES | {"series": [("Centres", [0, 4, 8]), ("Espaces", [1, 1, 2])]}
    shown = draw('{% line_chart title="Fins" data=data unit="Mois" %}{% endline_chart %}', data=data)
    assert 'points="0.00,186 50.00,93 100.00,0"' in shown
    count = r'<td class="chart__count">(\d+)</td>'
    cells = re.findall(rf'<th scope="row">(\w+)</th>{count}{count}', shown)
    assert cells == [("janvier", "0", "1"), ("février", "4", "1"), ("mars", "8", "2")]
    assert shown.count("<polyline") == 2
    assert ">janv.</text>" in shown


@pytest.mark.parametrize(("highest", "step"), [(0, 1), (4, 1), (5, 2), (9, 5), (41, 20), (1300, 500)])
def test_line_chart_counts_by_round_numbers(highest, step):
    assert find_step(highest) == step


@pytest.mark.parametrize("values", [[], [0], [3]])
def test_line_chart_of_almost_nothing_is_still_drawn(values):
    data = {"labels": [("janvier", "janv.", "")] * len(values), "series": [("Centres", values)]}
    assert "<polyline" in draw('{% line_chart title="Fins" data=data %}{% endline_chart %}', data=data)


def test_bar_chart_says_its_figures_in_words():
    shown = draw('{% bar_chart title="Membres" data=data %}{% endbar_chart %}', data=[("Centres", 24), ("Espaces", 6)])
    assert "Centres, 24" in shown
    assert 'width="21%"' in shown
    assert "Voir les chiffres" in shown
    assert "fill=" not in shown


def test_chart_on_paper_carries_its_colours():
    shown = draw('{% bar_chart title="Membres" data=data paper=True %}{% endbar_chart %}', data={"Centres": 24})
    assert 'fill="#1d5c63"' in shown
    assert "<details" not in shown


def test_chart_of_nothing_is_drawn():
    assert "<svg" in draw('{% parts_chart title="Rien" data=data %}{% endparts_chart %}', data=[])


class Essai(Formulaire):
    nom = forms.CharField(label="Nom", help_text="Le nom d’usage")
    jour = forms.DateField(label="Jour", required=False)
    accord = forms.BooleanField(label="D’accord")


def test_field_says_its_error_before_the_control():
    shown = draw("{{ form }}", form=Essai({"jour": "hier"}))
    label, error, control = (shown.index(text) for text in ('for="id_nom"', 'id="id_nom_error"', 'name="nom"'))
    assert label < error < control
    assert 'aria-describedby="id_nom_helptext id_nom_error"' in shown
    assert 'aria-invalid="true"' in shown
    assert 'type="date"' in shown
    assert "(facultatif)" in shown


def test_error_summary_leads_to_each_field():
    shown = draw("{% error_summary form=form %}{% enderror_summary %}", form=Essai({}))
    assert 'href="#id_nom"' in shown
    assert 'role="alert"' in shown
    assert "2 points sont à revoir" in shown


def test_icon_is_silent_unless_named():
    assert 'aria-hidden="true"' in draw('{% icon "home" %}')
    assert 'aria-label="Accueil"' in draw('{% icon "home" "Accueil" %}')


SAID = [
    (french.say_date(date(2026, 11, 27), today=TODAY), f"vendredi 27{NB}novembre"),
    (french.say_date(date(2027, 1, 1), today=TODAY), f"vendredi 1er{NB}janvier 2027"),
    (
        french.say_moment(datetime(2026, 11, 27, 8, 30, tzinfo=UTC), today=TODAY),
        f"vendredi 27{NB}novembre, 9{NB}h{NB}30",
    ),
    (french.say_time(datetime(2026, 11, 27, 17, tzinfo=UTC)), f"18{NB}h"),
    (french.say_short_date(date(2026, 12, 5), today=TODAY), f"5{NB}déc."),
    (french.say_month(date(2027, 6, 1)), f"juin{NB}2027"),
    (french.say_full_date(date(2026, 11, 1)), f"1er{NB}novembre{NB}2026"),
    (
        french.say_elapsed(datetime(2026, 11, 19, 9, tzinfo=UTC), now=datetime(2026, 11, 22, 9, tzinfo=UTC)),
        f"il y a 3{NB}jours",
    ),
    (
        french.say_elapsed(datetime(2026, 11, 22, 8, 58, tzinfo=UTC), now=datetime(2026, 11, 22, 9, tzinfo=UTC)),
        f"il y a 2{NB}minutes",
    ),
    (
        french.say_elapsed(datetime(2026, 11, 22, 9, tzinfo=UTC), now=datetime(2026, 11, 22, 9, tzinfo=UTC)),
        "à l’instant",
    ),
    (french.say_elapsed(date(2026, 11, 23), now=datetime(2026, 11, 22, 9, tzinfo=UTC)), "demain"),
    (french.say_due(date(2026, 11, 18), today=TODAY), f"en retard de 4{NB}jours"),
    (french.say_due(date(2026, 12, 5), today=TODAY), f"dans 13{NB}jours"),
    (french.say_due(TODAY, today=TODAY), "aujourd’hui"),
    (french.count(0, "réunion"), f"0{NB}réunion"),
    (french.count(2, "association engagée"), f"2{NB}associations engagées"),
    (french.count(3, "journal", "journaux"), f"3{NB}journaux"),
    (french.say_number(12345), f"12{N}345"),
    (french.say_number(3.5), "3,5"),
    (french.say_list(["a", "b", "c"]), "a, b et c"),
    (french.say_of("Aïssatou"), "d’Aïssatou"),
    (french.say_of("Le Palier"), "du Palier"),
    (french.say_of("Les Passerelles"), "des Passerelles"),
    (french.say_size(1_234_000), f"1,2{NB}Mo"),
    (french.say_size(240_000), f"240{NB}ko"),
    (french.say_browser("Mozilla/5.0 (Windows NT 10.0) Gecko Firefox/140.0"), "Firefox sur Windows"),
]


@pytest.mark.parametrize(("said", "expected"), SAID)
def test_french_words(said, expected):
    assert said == expected


def test_empty_dates_say_nothing():
    assert draw("{{ d|date_dite }}{{ d|il_y_a }}{{ d|echeance }}", d=None) == ""


def test_typo_leaves_safe_markup_safe():
    assert draw("{{ t|typo }}", t=mark_safe('<b title="x">oui ?</b>')) == f'<b title="x">oui{N}?</b>'
    assert "&lt;b&gt;" in draw("{{ t|typo }}", t="<b>oui ?</b>")


@pytest.mark.parametrize(
    ("name", "letters"), [("Solène Varadieu", "SV"), ("Atelier du Fil", "AF"), ("Aubrelle", "AU"), ("", "")]
)
def test_initials(name, letters):
    assert draw("{{ n|initiales }}", n=name) == letters
