"""What comes out in a file comes back the same; what word processors wrote is read to the last word."""

import io
import re
from datetime import date

import pytest
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentText
from odf.style import Style, TextProperties
from odf.text import H, List, ListItem, Note, NoteBody, NoteCitation, P, Span

from pacte.entrees import write_entrees
from pacte.genres import Genre
from pacte.lecture import is_ours, read_ours, read_paragraphs, write_file, write_source
from pacte.markdown import export_markdown, read_markdown
from pacte.recognition import recognise
from pacte.tree import Noeud, Texte, from_data, to_data
from socle.pieces import read_pieces

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SIGNS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn"))
AWKWARD = st.sampled_from(
    ["1er défi : ", "- ", "# ", "**gras** ", "<!-- pacte defi 1 titre -->", "\\", "&amp; ", "<b>"]
)
SAID = st.one_of(st.text(SIGNS, min_size=1, max_size=20), st.tuples(AWKWARD, st.text(SIGNS, max_size=8)).map("".join))
SAID = SAID.map(str.strip).filter(bool)
LINES = st.lists(SAID, min_size=1, max_size=3).map("\n".join)
DAYS = st.dates(min_value=date(1900, 1, 1))


@st.composite
def noeuds(draw, depth=0):
    genre = draw(st.sampled_from(Genre.values))
    titre, texte = draw(st.one_of(st.just(""), SAID)), draw(st.one_of(st.just(""), LINES))
    followed = genre == Genre.ENGAGEMENT
    return Noeud(
        genre,
        titre or ("" if texte else "Un titre"),
        texte,
        draw(st.one_of(st.just(""), SAID)),
        indicateur=draw(st.one_of(st.just(""), SAID)) if followed else "",
        echeance=draw(st.none() | DAYS) if followed else None,
        enfants=draw(st.lists(noeuds(depth + 1), max_size=2)) if depth < 3 else [],
    )


TEXTES = st.builds(Texte, titre=SAID, territoire=st.one_of(st.just(""), SAID), debut=DAYS, fin=DAYS,
                   noeuds=st.lists(noeuds(), min_size=1, max_size=4))  # fmt: skip
WITHOUT_HURRY = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def same(one, other):
    return list(write_entrees(one)) == list(write_entrees(other))


@WITHOUT_HURRY
@given(TEXTES)
def test_json_comes_back_as_it_was(texte):
    assert from_data(to_data(texte)) == texte


@WITHOUT_HURRY
@given(TEXTES)
def test_markdown_comes_back_as_it_was(texte):
    written = export_markdown(texte)
    assert same(read_markdown(written), texte)
    assert same(read_markdown(written.replace("\n", "\r\n")), texte)


@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_a_word_processor_gives_the_same_tree_back(kind):
    @settings(WITHOUT_HURRY, max_examples=6)
    @given(TEXTES)
    def check(texte):
        paragraphes = read_paragraphs(io.BytesIO(write_file(texte, kind)), kind)
        assert is_ours(paragraphes)
        assert same(read_ours(paragraphes), texte)

    check()


def make_texte():
    engagement = Noeud(Genre.ENGAGEMENT, "Un répit", "Deux jours.", indicateur="jours pris")
    return Texte("Pacte", noeuds=[Noeud(Genre.DEFI, "Tenir", "Ensemble", enfants=[engagement])])


def test_titles_of_a_docx_are_headings_of_their_level():
    document = Document(io.BytesIO(write_file(make_texte(), "docx")))
    levels = {each.text: each.style.base_style.name for each in document.paragraphs}
    assert levels["1er défi : Tenir"] == "Heading 2"
    assert levels["Un répit"] == "Heading 3"
    assert levels["Indicateur : jours pris"] == "Normal"


def test_what_somebody_wrote_in_an_exported_file_is_kept_where_it_stands():
    document = Document(io.BytesIO(write_file(make_texte(), "docx")))
    document.paragraphs[-1].insert_paragraph_before("Écrit dans Word", style="Normal")
    content = io.BytesIO()
    document.save(content)
    content.seek(0)
    texte = read_ours(read_paragraphs(content, "docx"))
    assert any("Écrit dans Word" in noeud.texte for noeud in texte.walk())
    assert texte.noeuds[0].titre == "Tenir"


def words_of(texte):
    said = [texte.titre, texte.territoire]
    for noeud in texte.walk():
        said += [noeud.titre, noeud.texte, noeud.referent]
    return re.findall(r"\w+", " ".join(said).lower())


def make_docx(*lines):
    """Make a text as converters leave it: bullets as glyphs, bold labels, uneven headings."""
    document = Document()
    for style, line in lines:
        paragraph = document.add_paragraph(style=style or None)
        for part in re.split(r"(\*\*.+?\*\*|_.+?_)", line):
            run = paragraph.add_run(part.strip("*_"))
            run.bold, run.italic = part.startswith("**"), part.startswith("_")
    return document


REAL = [
    ("Heading 1", "Pacte fédéral de coopération"),
    ("", "2023-2026"),
    ("", "accueil - entraide - pouvoir d’agir - voisinage - mixité"),
    ("", "**ENTRAIDE**"),
    ("Heading 3", "1er défi : Tisser le réseau"),
    ("Heading 2", "Les collectifs"),
    ("", "▶ **Projet :** Montrer ce que les centres apportent"),
    ("", "**Référent :** Chargée de mission réseau"),
    ("Heading 3", "Se former"),
    ("", "➤ _Comment apprendre ?_"),
]


def read(document, kind="docx"):
    content = io.BytesIO()
    document.save(content) if kind == "docx" else document.write(content)
    content.seek(0)
    return recognise(write_source(read_paragraphs(content, kind)))


def test_a_docx_out_of_a_pdf_is_recognised():
    texte = read(make_docx(*REAL))
    found = {noeud.genre: noeud for noeud in texte.walk()}
    assert texte.titre == "Pacte fédéral de coopération"
    assert texte.count(Genre.MOT_CLE) == 5
    assert found["valeur"].titre == "Entraide"
    assert found["defi"].titre == "Tisser le réseau"
    assert (found["collectif"].titre, found["collectif"].referent) == ("Projet", "Chargée de mission réseau")
    assert found["question"].titre == "Comment apprendre ?"


def add_everything(document):
    """A table, a header, a footer, a text box and a link: where words hide."""
    document.add_table(1, 2).cell(0, 1).text = "cellule"
    document.sections[0].header.paragraphs[0].text = "entete"
    document.sections[0].footer.paragraphs[0].text = "pied"
    document.add_paragraph()._p.append(
        parse_xml(f"<w:hyperlink {W}><w:r><w:t>lien</w:t></w:r></w:hyperlink>"),
    )
    document.add_paragraph()._p.append(
        parse_xml(
            f'<w:r {W}><w:pict><v:textbox xmlns:v="urn:schemas-microsoft-com:vml"><w:txbxContent><w:p><w:r>'
            "<w:t>encadre</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></w:r>"
        )
    )


def test_nothing_is_left_in_the_corners_of_a_docx():
    document = make_docx(*REAL)
    add_everything(document)
    words = words_of(read(document))
    for hidden in ("cellule", "entete", "pied", "lien", "encadre"):
        assert words.count(hidden) == 1, hidden


def test_nothing_is_left_in_the_corners_of_an_odt():
    odt = OpenDocumentText()
    bold = Style(name="T1", family="text")
    bold.addElement(TextProperties(fontweight="bold"))
    odt.automaticstyles.addElement(bold)
    odt.text.addElement(H(outlinelevel=1, text="Pacte fédéral"))
    odt.text.addElement(H(outlinelevel=3, text="Les collectifs"))
    item, paragraph = ListItem(), P()
    paragraph.addElement(Span(stylename=bold, text="Projet :"))
    paragraph.addText(" Montrer ce que l’on fait")
    note = Note(noteclass="footnote")
    note.addElement(NoteCitation(text="1"))
    body = NoteBody()
    body.addElement(P(text="souvenir"))
    note.addElement(body)
    paragraph.addElement(note)
    item.addElement(paragraph)
    liste = List()
    liste.addElement(item)
    odt.text.addElement(liste)
    texte = read(odt, "odt")
    assert [noeud.titre for noeud in texte.walk() if noeud.genre == Genre.COLLECTIF] == ["Projet"]
    assert words_of(texte).count("souvenir") == 1


PLAIN = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=30)
STYLES = st.sampled_from(["", "Heading 1", "Heading 3", "List Bullet", "Title", "Intense Quote", "Caption"])


@WITHOUT_HURRY
@given(st.lists(st.tuples(STYLES, PLAIN, st.booleans(), st.booleans()), min_size=1, max_size=8))
def test_every_word_of_a_docx_is_in_what_is_read(lines):
    document = Document()
    for style, text, bold, italic in lines:
        run = document.add_paragraph(style=style or None).add_run(text)
        run.bold, run.italic = bold, italic
    content = io.BytesIO()
    document.save(content)
    content.seek(0)
    paragraphes = read_paragraphs(content, "docx")
    written = " ".join(piece.text for piece in read_pieces(write_source(paragraphes)))
    for _, text, _, _ in lines:
        for word in re.findall(r"[^\W_]+", text):
            assert word in written


BROKEN = """2e défi : Décider ensemble

La fédération rend compte de ce qu’elle décide à celles et ceux que

la décision touche, avant que le mois ne soit fini. Nous le faisons à

voix haute.

➤ Écrire ce qui a été dit, le relire avec les personnes et

le garder

Ce paragraphe-là commence une phrase
"""


def test_sentences_that_a_page_cut_are_whole_again():
    said = [noeud.texte for noeud in recognise(BROKEN).walk() if noeud.texte]
    assert said[0] == (
        "La fédération rend compte de ce qu’elle décide à celles et ceux que la décision touche, avant "
        "que le mois ne soit fini. Nous le faisons à voix haute."
    )
    assert any("le relire avec les personnes et le garder" in text for text in said)
    assert said[-1] == "Ce paragraphe-là commence une phrase"


def test_lines_that_are_whole_stay_apart():
    cloud = "accueil - entraide - pouvoir d’agir - voisinage"
    texte = recognise(
        f"# Pacte\n\n{cloud}\n\nmixité - partage - écoute - et les autres\n\nun réseau solidaire\n\nun réseau utile"
    )
    assert texte.count(Genre.MOT_CLE) == 8
    assert [noeud.texte for noeud in texte.walk() if noeud.texte] == ["un réseau solidaire", "un réseau utile"]


PARTS = st.lists(
    st.sampled_from(["la", "maison", "Écrire", "et", "de l’été,", "finit.", "1er défi :", "- a - b - c - d", "➤ ici"]),
    min_size=1,
    max_size=9,
)


@WITHOUT_HURRY
@given(st.lists(PARTS.map(" ".join), min_size=1, max_size=6))
def test_every_word_is_kept_wherever_the_paragraphs_are_cut(paragraphs):
    kept = words_of(recognise("\n\n".join(paragraphs)))
    for word in re.findall(r"\w+", " ".join(paragraphs).lower()):
        if word not in ("1er", "défi"):  # the rank of a challenge is counted again
            assert kept.count(word) >= 1
    assert len(kept) >= sum(word not in ("1er", "défi") for word in re.findall(r"\w+", " ".join(paragraphs).lower()))


def test_bold_by_a_style_is_bold():
    document = make_docx(*REAL[:6])
    strong = document.styles.add_style("Libellé", WD_STYLE_TYPE.CHARACTER)
    strong.font.bold = True
    document.styles.add_style("Libellé bleu", WD_STYLE_TYPE.CHARACTER).base_style = strong
    whole = document.styles.add_style("Valeur", WD_STYLE_TYPE.PARAGRAPH)
    whole.font.bold = True
    document.add_paragraph("Heading").clear()
    paragraph = document.add_paragraph()
    paragraph.add_run("Projet :", style="Libellé bleu")
    paragraph.add_run(" Montrer ce que l’on fait")
    document.add_paragraph("SOLIDARITÉ", style="Valeur")
    plain = document.add_paragraph(style="Valeur").add_run("Rien ici : ne se voit en gras")
    plain.bold = False
    texte = read(document)
    assert [(each.titre, each.texte) for each in texte.walk() if each.genre == Genre.COLLECTIF] == [
        ("Projet", "Montrer ce que l’on fait")
    ]
    assert "Solidarité" in [each.titre for each in texte.walk() if each.genre == Genre.VALEUR]
