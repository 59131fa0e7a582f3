"""The papers that collectives produce."""

from collectifs.models import CompteRendu, Synthese
from collectifs.queries import get_minutes
from collectifs.queries.syntheses import Lecture, read_synthese
from collectifs.textes import Liste
from members.queries import get_federation_name
from socle.documents import Document
from socle.french import say_date, say_full_date
from socle.lazy import lazy
from socle.permissions import can
from socle.typography import typographie

odt = lazy("socle.odt")


def _find(params) -> CompteRendu:
    found = CompteRendu.objects.select_related(
        "reunion__collectif", "reunion__presidence", "reunion__secretaire", "approuve_lors"
    )
    return found.get(pk=params["compte_rendu"])


class CompteRenduPdf(Document):
    """The minutes of a meeting. Nothing that was behind closed doors enters them, not even its title."""

    slug = "collectifs.compte_rendu"
    template = "collectifs/compte_rendu_pdf.html"

    @classmethod
    def title(cls, params):
        reunion = _find(params).reunion
        return f"Compte rendu, {reunion.collectif}, {say_date(reunion.debut)}"

    @classmethod
    def context(cls, params):
        compte_rendu = _find(params)
        return {"federation": get_federation_name(), **get_minutes(compte_rendu, with_huis_clos=False)}

    @classmethod
    def filename(cls, params):
        reunion = _find(params).reunion
        version = f" version {params['edition']}" if params.get("edition", 1) > 1 else ""
        return f"Compte rendu {reunion.collectif} {say_full_date(reunion.debut)}{version}.pdf".replace("\u00a0", " ")

    @classmethod
    def can_read(cls, user, params):
        return can(user, "collectifs.view_compte_rendu", _find(params))


def _find_synthese(params) -> Synthese:
    return Synthese.objects.select_related("atelier__collectif").get(pk=params["synthese"])


class SynthesePdf(Document):
    """The synthesis of a workshop, laid out as those of the federation are."""

    slug = "collectifs.synthese"
    template = "collectifs/synthese_pdf.html"

    @classmethod
    def title(cls, params):
        return f"Synthèse, {_find_synthese(params).atelier.theme}"

    @classmethod
    def context(cls, params):
        synthese = _find_synthese(params)
        return {"federation": get_federation_name(), "synthese": synthese, "lecture": read_synthese(synthese)}

    @classmethod
    def filename(cls, params):
        synthese = _find_synthese(params)
        return f"Synthèse {synthese.atelier.theme[:80]} version {synthese.version}.pdf"

    @classmethod
    def can_read(cls, user, params):
        return can(user, "collectifs.view_synthese", _find_synthese(params))


def make_synthese_odt(synthese: Synthese) -> bytes:
    """Return the synthesis as a file for word processors: the same words as the page and the PDF."""
    lecture = read_synthese(synthese)
    file = odt.Odt(f"Synthèse, {lecture.theme}", author=get_federation_name())
    _write_head(file, synthese, lecture)
    _write_blocks(file, lecture.blocs_introduction)
    _write_groups(file, "Points saillants", lecture.saillants)
    _write_columns(file, lecture)
    _write_groups(file, "Préconisations", lecture.preconisations)
    _write_groups(file, "Points essentiels", lecture.essentiels)
    if lecture.debats:
        file.heading("Points de débat")
        file.paragraph(lecture.mot_des_debats, "Soft")
        file.bullets(_set(phrase.texte) for phrase in lecture.debats)
    if lecture.verbatims:
        file.heading("Verbatims")
        for phrase in lecture.verbatims:
            file.paragraph(_set(phrase.dite), "Quotation")
    _write_participation(file, lecture)
    if lecture.complement:
        file.heading("Autres textes")
        _write_blocks(file, lecture.blocs_complement)
    return file.to_bytes()


def _set(text: str) -> str:
    return typographie(text)


def _write_head(file, synthese: Synthese, lecture: Lecture) -> None:
    file.paragraph(_set(lecture.surtitre), "Soft")
    file.heading(_set(lecture.theme), 1)
    file.paragraph(_set(lecture.ou_et_quand))
    file.paragraph(_set(synthese.edition), "Soft")
    if lecture.motif:
        file.paragraph(_set(f"Ce que cette version corrige : {lecture.motif}"), "Soft")


def _write_blocks(file, blocks) -> None:
    for block in blocks:
        if isinstance(block, Liste):
            file.bullets(_set(item) for item in block.items)
        else:
            file.paragraph(_set(block))


def _write_groups(file, titre: str, groups) -> None:
    if groups:
        file.heading(titre)
    for groupe in groups:
        if groupe.titre:
            file.heading(_set(groupe.titre), 3)
        file.bullets(_set(phrase.dite_avec_suite) for phrase in groupe.phrases)


def _write_columns(file, lecture: Lecture) -> None:
    if lecture.leviers or lecture.a_ameliorer:
        file.heading("Leviers et points à améliorer")
        heads = ["Points positifs ou leviers à soutenir", "Points à améliorer"]
        sides = [
            [_set(line) for groupe in groups for line in groupe.lignes]
            for groups in (lecture.leviers, lecture.a_ameliorer)
        ]
        file.table("Leviers", heads, [sides])


def _write_participation(file, lecture: Lecture) -> None:
    file.heading("Comment la participation a été assurée")
    _write_blocks(file, lecture.blocs_modalites)
    if lecture.comptes:
        file.heading("Personnes présentes, par catégorie", 3)
        heads = ["Catégorie", "Personnes présentes"]
        file.table("Participation", heads, [[_set(label), _set(number)] for label, number in lecture.comptes])
    for sentence in lecture.phrases_de_participation:
        file.paragraph(_set(sentence))
