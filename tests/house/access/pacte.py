"""Who gets what on the pages of the pact: published versions for whoever is signed in, drafts for administrators."""

from django.urls import reverse

from tests.factories.pacte import find_bloc, make_in_force, make_pacte, make_version
from tests.house.access.roles import everybody

READERS = everybody(200, anonymous=302)
WRITERS = everybody(403, anonymous=302, admin=200)
OF_A_DRAFT = everybody(404, anonymous=302, admin=200)
POSTED = everybody(405, anonymous=302)

TABLE = {
    "pacte:pacte_list": READERS,
    "pacte:pacte_add": WRITERS,
    "pacte:pacte_import": WRITERS,
    "pacte:version_detail": READERS,
    "pacte:version_markdown": READERS,
    "pacte:version_json": READERS,
    "pacte:version_docx": READERS,
    "pacte:version_odt": READERS,
    "pacte:pacte_edit": OF_A_DRAFT,
    "pacte:version_edit": OF_A_DRAFT,
    "pacte:version_discard": OF_A_DRAFT,
    "pacte:version_publish": OF_A_DRAFT,
    "pacte:bloc_add": OF_A_DRAFT,
    "pacte:bloc_edit": OF_A_DRAFT,
    "pacte:bloc_history": OF_A_DRAFT,
    "pacte:reprise_list": OF_A_DRAFT,
    "pacte:reprise_decide": OF_A_DRAFT,
    "pacte:bloc_revert": POSTED,
    "pacte:version_arrange": POSTED,
    "pacte:version_follow": POSTED,
    "pacte:version_keep": POSTED,
    "pacte:version_add": POSTED,
    "pacte:version_pdf": POSTED,
    "pacte:bloc_move": POSTED,
    "pacte:bloc_delete": POSTED,
    "pacte:bloc_restore": POSTED,
}
PUBLISHED = {"version_detail", "version_markdown", "version_json", "version_add", "version_pdf"}
PUBLISHED |= {"version_docx", "version_odt", "version_follow"}


def addresses(cast):
    """A published version is read; everything else is asked of a draft."""
    published, draft = make_in_force(), make_version(make_pacte())
    following = make_version(make_pacte(), origine=published)
    bloc = find_bloc(draft, "Projet")
    identifiant, before = bloc.identifiant, find_bloc(published, "Projet").identifiant
    found = {
        "pacte:reprise_list": reverse("pacte:reprise_list", args=[following.pk]),
        "pacte:reprise_decide": reverse("pacte:reprise_decide", args=[following.pk, before]),
        "pacte:bloc_revert": reverse("pacte:bloc_revert", args=[draft.pk, identifiant, bloc.events.first().pk]),
    }
    for name in TABLE.keys() - found:
        page = name.split(":")[1]
        if page.startswith("version_") or page == "pacte_edit":
            found[name] = reverse(name, args=[(published if page in PUBLISHED else draft).pk])
        elif page == "bloc_add":
            found[name] = reverse(name, args=[draft.pk])
        elif page.startswith("bloc_"):
            found[name] = reverse(name, args=[draft.pk, identifiant])
    return found
