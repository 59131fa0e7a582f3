"""Who gets what in trainings: an open session of a published page, organised by the chargée, with one colleague."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from formations.liens import ANIME, AVIS, OFFRE, REFUS
from formations.models import (
    AvisDemande,
    DossierPreuves,
    Emargement,
    FeuillePapier,
    LienFormateur,
    OffrePlace,
    Reclamation,
)
from socle import signatures
from tests.factories.formations import make_besoin, make_formateur, make_formation, make_inscription, make_session
from tests.factories.formations_papiers import make_facture, make_owed
from tests.house.access.roles import everybody

PUBLIC = everybody(200)
SIGNED = everybody(200, anonymous=302)
TEAM = everybody(403, anonymous=302, chargee=200, admin=200)
POSTED = everybody(405, anonymous=302)
THEIRS = everybody(404, anonymous=302, collegue=200, directrice=200, chargee=200, admin=200)
COME = dict.fromkeys(("directrice", "collegue", "presidente", "adherente"), 200)

TABLE = {
    "formations:formation_list": PUBLIC,
    "formations:formation_add": TEAM,
    "formations:formation_detail": PUBLIC,
    "formations:formation_edit": TEAM,
    "formations:formation_publish": POSTED,
    "formations:formation_withdraw": POSTED,
    "formations:formateur_add": TEAM,
    "formations:session_add": TEAM,
    "formations:session_list": PUBLIC,
    "formations:session_feed": PUBLIC,
    "formations:session_detail": PUBLIC,
    "formations:session_edit": TEAM,
    "formations:session_postpone": TEAM,
    "formations:session_cancel": TEAM,
    "formations:session_move": POSTED,
    "formations:inscription_add": TEAM | COME,
    "formations:inscription_list": TEAM,
    "formations:inscription_mine": SIGNED,
    "formations:inscription_detail": THEIRS,
    "formations:inscription_cancel": THEIRS,
    "formations:inscription_approve": THEIRS | {"collegue": 403, "chargee": 403, "admin": 403},
    "formations:inscription_pass": THEIRS | {"collegue": 403, "directrice": 403},
    "formations:amenagement_edit": THEIRS | {"directrice": 403, "chargee": 403, "admin": 403},
    "formations:offre_answer": POSTED,
    "formations:offre_tap": PUBLIC,
    "formations:refus_tap": PUBLIC,
    "formations:presence_detail": TEAM,
    "formations:arrivee_add": TEAM,
    "formations:presence_code": TEAM,
    "formations:presence_sign": SIGNED,
    "formations:presence_tablet": TEAM,
    "formations:presence_paper": TEAM,
    "formations:presence_close": POSTED,
    "formations:paper_read": TEAM,
    "formations:minutes_edit": TEAM,
    "formations:certificats_issue": POSTED,
    "formations:certificat_check": PUBLIC,
    "formations:certificat_pdf": POSTED,
    "formations:programme_pdf": POSTED,
    "formations:papier_list": TEAM,
    "formations:feuille_pdf": POSTED,
    "formations:convention_pdf": POSTED,
    "formations:facture_table": TEAM,
    "formations:facture_add": TEAM,
    "formations:facture_pdf": POSTED,
    "formations:facture_cancel": TEAM,
    "formations:lien_list": TEAM,
    "formations:lien_revoke": POSTED,
    "formations:formateur_tap": PUBLIC,
    "formations:absence_edit": THEIRS | {"collegue": 403, "directrice": 403},
    "formations:ecriture_add": TEAM,
    "formations:ecriture_remove": POSTED,
    "formations:preuve_list": TEAM,
    "formations:preuve_read": TEAM,
    "formations:session_ics": SIGNED,
    "formations:convocation_pdf": POSTED,
    "formations:avis_answer": everybody(404, anonymous=302, collegue=200),
    "formations:avis_tap": PUBLIC,
    "formations:resultat_session": TEAM,
    "formations:resultat_formation": TEAM,
    "formations:financeur_ask": TEAM,
    "formations:questions_edit": TEAM,
    "formations:reclamation_list": SIGNED,
    "formations:reclamation_add": SIGNED,
    "formations:reclamation_detail": everybody(404, anonymous=302, collegue=200, chargee=200, admin=200),
    "formations:bilan_detail": TEAM,
    "formations:bilan_export": TEAM,
    "formations:besoin_list": SIGNED,
    "formations:besoin_add": everybody(403, anonymous=302) | COME,
    "formations:besoin_detail": SIGNED,
    "formations:besoin_support": POSTED,
    "formations:besoin_withdraw": POSTED,
    "formations:besoin_answer": TEAM,
    "formations:reglages_edit": TEAM,
}
SESSIONS = ("session_detail", "session_edit", "session_postpone", "session_cancel", "session_move", "inscription_add",
            "inscription_list", "presence_detail", "arrivee_add", "certificats_issue", "papier_list", "feuille_pdf",
            "session_ics", "resultat_session", "financeur_ask", "lien_list")  # fmt: skip
PAGES = (
    "formation_detail",
    "formation_edit",
    "formation_publish",
    "formation_withdraw",
    "session_add",
    "programme_pdf",
    "resultat_formation",
)
ENROLMENTS = (
    "inscription_detail",
    "inscription_cancel",
    "inscription_approve",
    "inscription_pass",
    "amenagement_edit",
    "offre_answer",
    "convocation_pdf",
    "absence_edit",
)
HALVES = ("presence_code", "presence_sign", "presence_tablet", "presence_paper", "presence_close")  # fmt: skip
NEEDS = ("besoin_detail", "besoin_support", "besoin_withdraw", "besoin_answer")


def addresses(cast):
    """A colleague waits to be enrolled, with a place offered."""
    formation = make_formation("Lire un budget")
    session = make_session(formation, by=cast.chargee)
    inscription = make_inscription(session, cast.collegue, cast.palier, etat="en_attente")
    now = timezone.now()
    offre = OffrePlace.objects.create(inscription=inscription, faite_le=now, expire_le=now + timedelta(hours=48))
    besoin = make_besoin(association=cast.palier, personne=cast.directrice)
    half = session.demi_journees.order_by("debut").first()
    today = timezone.localdate()
    avis = AvisDemande.objects.create(
        session=session, public="stagiaire", moment="chaud", personne=cast.collegue, demandee_le=today
    )
    funder = AvisDemande.objects.create(
        session=session, public="financeur", moment="chaud", organisme="Ville", demandee_le=today
    )
    complaint = Reclamation.objects.create(auteur=cast.collegue, objet="Salle", texte="Trop froide.")
    paper = FeuillePapier.objects.create(
        demi_journee=half, fichier=ContentFile(b"%PDF-1.4", "feuille.pdf"), deposee_par=cast.chargee
    )
    trainer = make_formateur()
    session.formateurs.add(trainer)
    signed = Emargement.objects.create(
        demi_journee=half, formateur=trainer, mode="telephone", saisi_par=cast.chargee, minutes=60,
        signe_le=timezone.make_aware(datetime.combine(half.date, half.debut)),
    )  # fmt: skip
    facture = make_facture(cast)
    lien = LienFormateur.objects.create(
        session=session, formateur=trainer, cree_par=cast.chargee, expire_le=session.fin + timedelta(days=1)
    )
    dossier = DossierPreuves.objects.create(
        annee=today.year, demande_par=cast.chargee, fichier=ContentFile(b"PK", "preuves.zip")
    )
    others = {
        "ecriture_add": [today.year],
        "preuve_list": [today.year],
        "convention_pdf": [session.pk, cast.palier.pk],
        "facture_table": [session.pk, "csv"],
        "bilan_detail": [today.year],
        "bilan_export": [today.year, "ods"],
        "certificat_check": [],
        "questions_edit": [],
    }
    who = {"personne": cast.collegue.pk}
    tokens = {
        "formateur_tap": signatures.sign(ANIME, {"lien": str(lien.pk)}, days=3),
        "offre_tap": signatures.sign(OFFRE, {"offre": offre.pk, **who}, days=3),
        "avis_tap": signatures.sign(AVIS, {"avis": str(funder.pk)}, days=3),
        "refus_tap": signatures.sign(REFUS, {"inscription": inscription.pk, **who}, days=3),
    }
    kinds = {
        **dict.fromkeys(PAGES, formation.pk),
        **dict.fromkeys(SESSIONS, session.pk),
        **dict.fromkeys(ENROLMENTS, inscription.pk),
        **dict.fromkeys(NEEDS, besoin.pk),
        **dict.fromkeys(HALVES, half.pk),
        "paper_read": paper.pk,
        "minutes_edit": signed.pk,
        "certificat_pdf": uuid4(),
        "avis_answer": avis.pk,
        "facture_pdf": facture.pk,
        "facture_cancel": facture.pk,
        "lien_revoke": lien.pk,
        "ecriture_remove": 0,
        "preuve_read": dossier.pk,
        "reclamation_detail": complaint.pk,
        **tokens,
    }
    owing = make_owed(cast)
    others["facture_add"] = [owing.pk, cast.palier.pk]
    found = {name: [key] for name, key in kinds.items()} | others
    return {f"formations:{name}": reverse(f"formations:{name}", args=args) for name, args in found.items()}
