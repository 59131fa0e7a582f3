"""The pages of the pact, as people use them."""

import json
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from pacte.models import Bloc, VersionPacte
from socle.models import DocumentProduit
from tests.factories.pacte import find_bloc, make_federation, make_pacte, make_published, make_version

pytestmark = pytest.mark.django_db
SAMPLE = (Path(__file__).parent / "pacte-exemple.md").read_text(encoding="utf-8")


@pytest.fixture
def admin(cast, client_of):
    make_federation()
    return client_of(cast.admin)


@pytest.fixture
def reader(cast, client_of):
    return client_of(cast.adherente)


@pytest.fixture
def draft(cast):
    return make_version(cree_par=cast.admin)


def page(name, version, bloc=None):
    return reverse(f"pacte:{name}", args=[version.pk, bloc.identifiant] if bloc else [version.pk])


def post_bloc(client, version, bloc, **fields):
    given = {"genre": bloc.genre, "titre": bloc.titre, "texte": bloc.texte, "referent": bloc.referent, "revision": 1}
    return client.post(page("bloc_edit", version, bloc), given | fields)


def import_text(client, text):
    return client.post(reverse("pacte:pacte_import"), {"texte": text})


@pytest.mark.parametrize("rows", [1, 3])
def test_list_asks_the_same_whatever_its_length(reader, rows, django_assert_num_queries):
    today = timezone.localdate()
    for rank in range(rows):
        day = today.replace(year=today.year + rank)
        make_published(vigueur_du=day, vigueur_au=day)
    reader.get(reverse("pacte:pacte_list"))
    with django_assert_num_queries(2):
        response = reader.get(reverse("pacte:pacte_list"))
    assert len(response.context["autres"]) == rows - 1


@pytest.mark.parametrize("noeuds", [1, 3])
def test_editor_asks_the_same_whatever_its_length(admin, draft, noeuds, django_assert_num_queries):
    Bloc.objects.bulk_create(Bloc(version=draft, titre=f"Bloc {rank}") for rank in range(noeuds * 20))
    admin.get(page("version_edit", draft))
    with django_assert_num_queries(5):
        admin.get(page("version_edit", draft))


def test_list_is_empty_with_a_word(reader):
    assert "Aucun pacte" in reader.get(reverse("pacte:pacte_list")).content.decode()


def test_reader_reads_what_is_published_and_not_the_draft(reader, draft):
    published = make_published()
    text = reader.get(page("version_detail", published)).content.decode()
    assert "1er défi" in text
    assert "Référent" in text
    assert published.code in text
    assert "Continuer à écrire" not in text
    assert reader.get(page("version_detail", draft)).status_code == 404
    assert reader.get(page("version_json", draft)).status_code == 404
    assert reader.post(page("version_pdf", draft)).status_code == 404


def test_import_shows_what_was_recognised_then_is_kept(admin):
    response = import_text(admin, SAMPLE)
    version = VersionPacte.objects.get()
    assert response.url == page("version_edit", version)
    text = admin.get(response.url).content.decode()
    assert "22\xa0mots-clés" in text
    assert "Voici ce qui a été reconnu" in text
    admin.post(page("version_keep", version))
    version.refresh_from_db()
    assert version.etat == VersionPacte.Etat.BROUILLON


def test_import_of_a_file_in_an_old_encoding(admin):
    file = SimpleUploadedFile("pacte.txt", "1er défi : Décider ensemble".encode("cp1252"))
    admin.post(reverse("pacte:pacte_import"), {"fichier": file})
    assert Bloc.objects.get().titre == "Décider ensemble"


@pytest.mark.trap("text-lost-on-error")
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"texte": ""}, "Il n’y a pas de texte"),
        ({"texte": "--- ***"}, "Aucun mot"),
        ({"texte": '{"format": "pacte-federal/1"'}, "jusqu’au bout"),
        ({"texte": '{"format": "autre"}'}, "ne vient pas de l’export"),
        ({"texte": "mot " * 200_000}, "500 ko"),
        ({"texte": "- une ligne\n\n1er défi : a\n\n" * 1100}, "blocs"),
    ],
)
def test_text_that_cannot_be_read_is_refused_and_kept(admin, given, said):
    response = admin.post(reverse("pacte:pacte_import"), given)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert response.context["form"]["texte"].value() == given["texte"]
    assert not VersionPacte.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("pacte.doc", b"PK", "ni en .docx"),
        ("pacte.docx", b"PK", "archive"),
        ("pacte.md", b"\0\1\2", "pas du texte"),
        ("pacte.txt", b"mot " * 130_000, "500 ko"),
        ("pacte.md", b"", "vide"),
    ],
)
def test_file_that_cannot_be_read_is_refused_and_the_text_stays(admin, name, content, said):
    given = {"texte": "Un texte déjà collé", "fichier": SimpleUploadedFile(name, content)}
    response = admin.post(reverse("pacte:pacte_import"), given)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert "Un texte déjà collé" in response.content.decode()


def test_the_form_says_each_kind_of_file_that_it_reads(admin):
    text = admin.get(reverse("pacte:pacte_import")).content.decode()
    assert "DOCX, ODT, MD, TXT ou JSON. 500 ko au plus, 5 Mo en DOCX ou ODT." in text
    assert 'accept=".docx,.odt,.md,.markdown,.txt,.text,.json"' in text


def test_json_export_imports_as_the_same_tree(admin, draft):
    exported = admin.get(page("version_json", draft))
    assert exported["Content-Disposition"].endswith('.json"')
    import_text(admin, exported.content.decode())
    again = VersionPacte.objects.exclude(pk=draft.pk).get()
    assert json.loads(admin.get(page("version_json", again)).content) == json.loads(exported.content)


def test_markdown_export_reads_as_a_text(reader):
    text = reader.get(page("version_markdown", make_published())).content.decode()
    assert "## 1er défi : Tenir ensemble" in text
    assert "**Référent :** Chargée de mission réseau" in text


def test_pact_begun_on_the_portal(admin):
    given = {"titre": "Pacte neuf", "territoire": "", "debut": "2030-01-01", "fin": "2033-12-31"}
    response = admin.post(reverse("pacte:pacte_add"), given)
    version = VersionPacte.objects.get()
    assert response.url == page("version_edit", version)
    assert admin.post(reverse("pacte:pacte_add"), given | {"fin": "2029-01-01"}).status_code == 422


def test_cover_is_changed_until_published(admin, draft):
    given = {"titre": "Autre titre", "territoire": "Val", "debut": "2030-01-01", "fin": "2033-12-31"}
    assert admin.get(page("pacte_edit", draft)).status_code == 200
    admin.post(page("pacte_edit", draft), given)
    draft.pacte.refresh_from_db()
    assert draft.pacte.titre == "Autre titre"


def test_block_is_edited(admin, draft):
    bloc = find_bloc(draft, "Projet")
    assert "Se former" in admin.get(page("bloc_edit", draft, bloc)).content.decode()
    assert post_bloc(admin, draft, bloc, titre="Projets partagés").status_code == 302
    assert Bloc.objects.get(pk=bloc.pk).titre == "Projets partagés"
    history = admin.get(page("bloc_edit", draft, bloc)).context["etats"]
    assert [state.event.titre for state in history] == ["Projets partagés", "Projet"]


@pytest.mark.trap("silent-overwrite")
def test_conflict_shows_both_texts_and_lets_one_choose(admin, draft):
    bloc = find_bloc(draft, "Projet")
    post_bloc(admin, draft, bloc, titre="Le texte de la première")
    response = post_bloc(admin, draft, bloc, titre="Le texte de la seconde")
    text = response.content.decode()
    assert response.status_code == 409
    assert "Le texte de la première" in text
    assert "Le texte de la seconde" in text
    assert "<del>" in text
    revision = re.search(r'name="revision" value="(\d+)"', text)[1]
    assert post_bloc(admin, draft, bloc, titre="Le texte de la seconde", revision=revision).status_code == 302
    assert Bloc.objects.get(pk=bloc.pk).titre == "Le texte de la seconde"


def test_empty_block_is_refused_with_a_sentence(admin, draft):
    bloc = find_bloc(draft, "Entraide")
    response = post_bloc(admin, draft, bloc, titre="")
    assert response.status_code == 422
    assert "Ce bloc est vide" in response.content.decode()


def test_block_is_added_under_another(admin, draft):
    parent = find_bloc(draft, "Se former")
    form = admin.get(f"{page('bloc_add', draft)}?sous={parent.identifiant}")
    assert form.context["form"]["genre"].value() == "question"
    given = {"sous": parent.identifiant, "genre": "question", "titre": "Et après ?"}
    admin.post(page("bloc_add", draft), given)
    assert find_bloc(draft, "Et après ?").parent == parent


def test_block_is_added_at_the_top_when_its_place_is_unknown(admin, draft):
    admin.post(page("bloc_add", draft), {"sous": "n’importe quoi", "genre": "texte", "titre": "Au bout"})
    assert find_bloc(draft, "Au bout").parent is None
    assert admin.post(page("bloc_add", draft), {"genre": "texte"}).status_code == 422


def test_block_is_moved_removed_and_restored(admin, draft):
    bloc = find_bloc(draft, "voisinage")
    admin.post(page("bloc_move", draft, bloc), {"sens": "haut"})
    assert [noeud.titre for noeud in draft.read().noeuds][1] == "voisinage"
    admin.post(page("bloc_move", draft, bloc), {"sens": "nulle part"})
    admin.post(page("bloc_delete", draft, bloc))
    assert "Restaurer" in admin.get(page("version_edit", draft)).content.decode()
    assert "Ce bloc est retiré" in admin.get(page("bloc_edit", draft, bloc)).content.decode()
    admin.post(page("bloc_restore", draft, bloc))
    assert draft.read().noeuds[1].titre == "voisinage"


def test_publication_says_what_it_replaces_then_happens(admin, draft):
    make_published(make_pacte(titre="Le pacte d’avant"))
    assert "Le pacte d’avant" in admin.get(page("version_publish", draft)).content.decode()
    day = timezone.localdate().isoformat()
    assert admin.post(page("version_publish", draft), {"vigueur_du": day}).status_code == 422
    assert admin.post(page("version_publish", draft), {"vigueur_du": day, "relu": "on"}).status_code == 302
    assert VersionPacte.objects.en_vigueur().get() == draft
    assert admin.get(page("version_edit", draft)).status_code == 403


def test_publication_refused_says_which_day_is_possible(admin, draft):
    make_published(vigueur_du=timezone.localdate())
    day = timezone.localdate().isoformat()
    response = admin.post(page("version_publish", draft), {"vigueur_du": day, "relu": "on"})
    assert response.status_code == 422
    assert "ou plus tard" in response.content.decode()


def test_preview_is_not_published(admin):
    version = make_version(etat=VersionPacte.Etat.APERCU)
    assert "pas encore relu" in admin.get(page("version_publish", version)).content.decode()


def test_amendment_is_begun_once(admin):
    published = make_published()
    first = admin.post(page("version_add", published))
    avenant = VersionPacte.objects.brouillons().get()
    assert first.url == page("version_edit", avenant)
    assert admin.post(page("version_add", published)).url == page("version_detail", published)


def test_draft_is_abandoned_after_a_question(admin, draft):
    assert "1\xa0défi" in admin.get(page("version_discard", draft)).content.decode()
    admin.post(page("version_discard", draft))
    assert not VersionPacte.objects.exists()


def test_pdf_is_asked_for(reader):
    response = reader.post(page("version_pdf", make_published()))
    document = DocumentProduit.objects.get()
    assert response.url == reverse("socle:document_detail", args=[document.pk])


def test_typed_markup_is_shown_as_words(admin, draft):
    bloc = find_bloc(draft, "Projet")
    post_bloc(admin, draft, bloc, titre="<b>gras</b>", texte="<script>alert(1)</script>\n\n[lien](javascript:x)")
    text = admin.get(page("version_detail", draft)).content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text
    assert "<b>gras" not in text
    assert 'href="javascript' not in text
