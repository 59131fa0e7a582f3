"""Who gets what on the pages of imports and duplicates: the team's work."""

from django.core.files.base import ContentFile

from members.actions.regroupements import merge_fiches
from members.models import ImportFiches, LigneImport
from socle.signatures import sign
from tests.factories.members import make_association, make_personne
from tests.house.access.roles import everybody

TEAM = everybody(403, anonymous=302, chargee=200, admin=200)
POSTED = everybody(405, anonymous=302)
CANDIDATES = [{"fiche": 1, "nom": "Une fiche", "detail": "", "pourquoi": "même nom"}]

TABLE = {
    "members:import_list": TEAM,
    "members:import_add": TEAM,
    "members:import_detail": TEAM,
    "members:import_columns": TEAM,
    "members:import_line": POSTED,
    "members:import_apply": POSTED,
    "members:import_undo": TEAM,
    "members:import_relaunch": POSTED,
    "members:import_discard": POSTED,
    "members:import_errors": TEAM,
    "members:doublon_list": TEAM,
    "members:doublon_merge": TEAM,
    "members:doublon_dismiss": POSTED,
    "members:regroupement_list": TEAM,
    "members:regroupement_detail": TEAM,
    "members:regroupement_undo": POSTED,
    "members:regroupement_confirm": everybody(200, anonymous=302),
    "members:opposition_add": everybody(200),
}


def arguments(cast):
    """A file whose lines wait with a doubt, one imported, a pair, two sheets made one, a link to write no more."""
    by = cast.chargee
    waiting = ImportFiches.objects.create(
        genre="personnes",
        etat="pret",
        nom_fichier="liste.csv",
        entetes=["Nom"],
        colonnes={"0": "nom"},
        par=by,
        total=2,
    )
    waiting.fichier.save("fichier", ContentFile(b"Nom\nValmeresse\n"))
    LigneImport.objects.create(lot=waiting, numero=2, brut=["Valmeresse"], lu={"nom": "Valmeresse"}, verdict="creee")
    LigneImport.objects.create(
        lot=waiting, numero=3, brut=["Torqueval"], lu={"nom": "Torqueval"}, verdict="doute", candidates=CANDIDATES
    )
    done = ImportFiches.objects.create(genre="associations", etat="fait", nom_fichier="faite.csv", par=by)
    double = make_personne("Sorlevin", "Karim", is_active=False, email=None)
    merged = merge_fiches(make_association("Gardée"), make_association("Absorbée"), choix={}, by=by)
    pair = ["personnes", cast.collegue.pk, double.pk]
    token = sign("ne-plus-ecrire", {"empreinte": "ab" * 32}, days=1)
    given = {
        **{key: [waiting.pk] for key in ("import_detail", "import_columns", "import_apply", "import_errors")},
        **{key: [waiting.pk] for key in ("import_relaunch", "import_discard")},
        "import_line": [waiting.pk, 3],
        "import_undo": [done.pk],
        "doublon_merge": pair,
        "doublon_dismiss": pair,
        "regroupement_detail": [merged.pk],
        "regroupement_undo": [merged.pk],
        "regroupement_confirm": ["inconnu"],
        "opposition_add": [token],
    }
    return {f"members:{name}": args for name, args in given.items()}
