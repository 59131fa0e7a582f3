"""Who gets what in the library: a tool published by the directrice's association, another that she writes."""

from django.urls import reverse

from outiltheque.models import LienOutil, Ressemblance, Vitrine
from tests.factories.outils_fichiers import join, make_brouillon, publish
from tests.factories.outiltheque import make_constat, make_outil, make_retour, make_usage
from tests.house.access.roles import everybody

ALL = everybody(200, anonymous=302)
MEMBERS = everybody(403, anonymous=302, **dict.fromkeys(("directrice", "collegue", "presidente", "adherente"), 200))
TEAM = everybody(403, anonymous=302, chargee=200, admin=200)
AUTHORS = dict.fromkeys(("directrice", "collegue", "presidente"), 200)
SORTED = everybody(403, anonymous=302, **AUTHORS, chargee=200, admin=200)
WRITTEN = everybody(404, anonymous=302, **AUTHORS, chargee=403, admin=403)
POSTED = everybody(405, anonymous=302)
PUBLIC = everybody(200, anonymous=200)
ALONE = ("outil_list", "outil_add", "nouveaute_list", "visite_add", "outil_queue", "constat_list", "constat_add",
         "vitrine_list", "association_suggest")  # fmt: skip

TABLE = {
    "outiltheque:outil_list": ALL,
    "outiltheque:outil_export": ALL,
    "outiltheque:outil_add": MEMBERS,
    "outiltheque:nouveaute_list": ALL,
    "outiltheque:visite_add": POSTED,
    "outiltheque:association_suggest": ALL,
    "outiltheque:outil_queue": TEAM,
    "outiltheque:outil_detail": ALL,
    "outiltheque:outil_adapt": MEMBERS,
    "outiltheque:outil_sort": SORTED,
    "outiltheque:version_add": POSTED,
    "outiltheque:outil_confirm": POSTED,
    "outiltheque:outil_retire": SORTED,
    "outiltheque:outil_restore": POSTED,
    "outiltheque:outil_merge": TEAM,
    "outiltheque:usage_add": POSTED,
    "outiltheque:retour_add": MEMBERS,
    "outiltheque:merci_add": POSTED,
    "outiltheque:usage_stop": POSTED,
    "outiltheque:retour_withdraw": POSTED,
    "outiltheque:retour_answer": everybody(403, anonymous=302, **AUTHORS),
    "outiltheque:ressemblance_dismiss": POSTED,
    "outiltheque:version_detail": ALL,
    "outiltheque:version_edit": WRITTEN,
    "outiltheque:lien_add": WRITTEN,
    "outiltheque:version_propose": POSTED,
    "outiltheque:version_take_back": POSTED,
    "outiltheque:version_drop": POSTED,
    "outiltheque:version_review": TEAM,
    "outiltheque:version_publish": POSTED,
    "outiltheque:vitrine_edit": everybody(403, anonymous=302, directrice=200),
    "outiltheque:vitrine_hide": POSTED,
    "outiltheque:fichier_add": WRITTEN,
    "outiltheque:fichier_download": ALL,
    "outiltheque:fichier_preview": everybody(404, anonymous=302),
    "outiltheque:fichier_delete": POSTED,
    "outiltheque:lien_delete": POSTED,
    "outiltheque:constat_list": ALL,
    "outiltheque:constat_add": MEMBERS,
    "outiltheque:constat_detail": ALL,
    "outiltheque:constat_answer": MEMBERS | {"chargee": 200, "admin": 200},
    "outiltheque:constat_withdraw": POSTED,
    "outiltheque:vitrine_list": PUBLIC,
    "outiltheque:vitrine_fichier": PUBLIC,
    "outiltheque:vitrine_detail": PUBLIC,
}


def addresses(cast):
    """A published tool with all that comes back to it, one being written, what is shown to everybody."""
    shown = publish(_with_file(make_brouillon(cast.palier, by=cast.directrice), cast), by=cast.directrice)
    outil = shown.outil
    draft = make_outil(cast.palier, by=cast.directrice, etat="brouillon")
    version = draft.versions.get()
    _with_file(version, cast)
    Vitrine.objects.create(version=shown, champs=Vitrine.Champ.values, montree_par=cast.directrice)
    constat = make_constat(cast.palier, by=cast.directrice)
    rows = {
        "usage_stop": make_usage(outil, cast.palier, by=cast.directrice).pk,
        "retour": make_retour(outil, cast.horizon, by=cast.adherente).pk,
        "ressemblance": Ressemblance.objects.create(outil=draft, autre=outil, score=0.8).pk,
        "lien_delete": LienOutil.objects.create(version=version, titre="Ici", adresse="https://ici.example").pk,
        "constat": constat.pk,
        "fichier": shown.fichiers.get().pk,
        "version": shown.pk,
        "outil": outil.pk,
    }
    drafted = ("version_edit", "lien_add", "fichier_add", "version_propose", "version_drop")
    rows |= dict.fromkeys(drafted, version.pk)
    rows |= dict.fromkeys(("version_add", "usage_add", "retour_add", "merci_add"), outil.pk)
    rows |= {"vitrine_fichier": shown.fichiers.get().pk, "vitrine": shown.pk}
    found = {"outiltheque:outil_export": reverse("outiltheque:outil_export", args=["csv"])}
    for name in set(TABLE) - set(found):
        page = name.split(":")[1]
        if page not in ALONE:
            pk = rows[page] if page in rows else rows[page.partition("_")[0]]
            found[name] = reverse(name, args=[pk])
    return found


def _with_file(version, cast):
    join(version, b"Ce que nous avons fait.\n", "notes.txt", by=cast.directrice, lu=False)
    return version
