"""What was said of minutes since they circulate."""

from collectifs.models import CompteRendu, Correction, PointOrdreDuJour


def get_relecture(compte_rendu: CompteRendu) -> dict:
    """Return the editions, the accepted corrections on the whole, the errata, and who was there to approve."""
    if compte_rendu.diffuse_le is None:
        return {"editions": [], "precisions": [], "errata": [], "approbateurs": []}
    approved = compte_rendu.etat == CompteRendu.Etat.APPROUVE
    lors = compte_rendu.approuve_lors if approved else None
    there = lors.presences.filter(is_presente=True).select_related("personne") if lors else ()
    general = compte_rendu.corrections.filter(point=None, reponse=Correction.Reponse.ACCEPTEE)
    return {
        "editions": list(compte_rendu.editions.select_related("document")),
        "precisions": list(general),
        "errata": list(compte_rendu.errata.select_related("auteur")) if approved else [],
        "approbateurs": [presence.personne for presence in there],
    }


def get_corrections(compte_rendu: CompteRendu) -> list[Correction]:
    """Return what was asked, in order, with what was answered."""
    return list(compte_rendu.corrections.select_related("auteur", "point", "repondue_par"))


def get_correctable(compte_rendu: CompteRendu) -> list[PointOrdreDuJour]:
    """Return the items that a correction may be about: what closed doors hold is not in the minutes."""
    return list(compte_rendu.reunion.points.filter(is_huis_clos=False).select_related("note"))
