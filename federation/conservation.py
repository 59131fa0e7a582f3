"""What the portal keeps, for how long and why: one rule a table, or one for all the tables of an app (§6.4).

A rule says the column its age is read from, how long, and the reason. The clocks themselves are in the apps.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Regle:
    """How long a table's rows are kept, counted from which column, and why."""

    duree: str
    raison: str
    date: str = ""


DOSSIER = "jusqu’à l’effacement du dossier : 3 à 12 mois après sa fin, préavis d’un mois"
AIDE = "l’aide demandée ; clés détruites en premier"
COMPTE = "tant que dure un rattachement, plus un mois de préavis"
MEMOIRE = "sans limite"
HISTOIRE = "aussi longtemps que ce dont c’est l’histoire"

# An app first, then the tables of it that have a rule of their own.
REGLES = {
    "accompagnement": Regle(DOSSIER, AIDE),
    "accompagnement.Demande": Regle(f"{DOSSIER} ; ligne anonyme ensuite", AIDE, "deposee_le"),
    "accompagnement.Lecture": Regle(DOSSIER, "dire à la personne qui l’a lue", "faite_le"),
    "accompagnement.Evenement": Regle(DOSSIER, "dire à la personne où elle en est", "fait_le"),
    "accompagnement.Acces": Regle(DOSSIER, "qui peut lire", "ouvert_le"),
    "accompagnement.Brouillon": Regle("3 mois après la dernière écriture", "reprendre où l’on s’est arrêté", "mois"),
    "accompagnement.MessageScelle": Regle(DOSSIER, AIDE, "ecrit_le"),
    "accompagnement.PieceScellee": Regle(f"{DOSSIER} ; le fichier avec elle", AIDE, "jointe_le"),
    "accompagnement.BrouillonMessage": Regle(
        "3 mois après la dernière écriture, ou la fin de l’accès", "reprendre où l’on s’est arrêté", "mois"
    ),
    "accompagnement.Evaluation": Regle(MEMOIRE, "rien ne la relie à personne"),
    "accompagnement.Parole": Regle(MEMOIRE, "leur auteur a accepté d’être cité ; écartée, effacée à l’instant"),
    "accompagnement.LigneStatistique": Regle(MEMOIRE, "compter, sans dossier derrière", "mois"),
    "accompagnement.Presence": Regle(MEMOIRE, "jetons que plus rien ne recalcule une fois l’année finie"),
    "accompagnement.CleAnnuelle": Regle("l’année", "écrire les présences de l’année"),
    "accompagnement.Facture": Regle("10 ans après le dépôt", "pièce comptable, sans nom ni dossier", "deposee_le"),
    "accompagnement.MoisFacturable": Regle(
        "comme sa facture ; 24 mois sans facture", "facturer les séances tenues", "mois"
    ),
    "accompagnement.Fonds": Regle("comme les factures qu’il paie", "pièces comptables"),
    "accompagnement.Plafond": Regle(MEMOIRE, "règles du dispositif"),
    "accompagnement.Rallonge": Regle(MEMOIRE, "décisions du dispositif", "decidee_le"),
    "accompagnement.Prestataire": Regle(
        "agrément plus 24 mois, archive 5 ans, préavis d’un mois ; ce qu’une facture retient, 10 ans", "contrats"
    ),
    "accompagnement.ChangementOffre": Regle("24 mois après la sortie", "choisir qui aide", "propose_le"),
    "accompagnement.Candidature": Regle(
        "3 ans après la dernière étape, admise : jusqu’à l’archive", "choisir qui aide"
    ),
    "accompagnement.Attestation": Regle("24 mois après la sortie", "prouver l’assurance", "donnee_le"),
    "socle": Regle(MEMOIRE, "fonctionnement du portail"),
    "socle.Notification": Regle("90 jours après lecture, 12 mois au plus", "prévenir", "cree_le"),
    "socle.Envoi": Regle("90 jours après l’envoi", "prouver l’envoi", "cree_le"),
    "socle.Courriel": Regle("90 jours, hors production", "démonstration", "envoye_le"),
    "socle.Travail": Regle("90 jours", "suivre un long travail", "cree_le"),
    "socle.DocumentProduit": Regle("12 mois, peut être redemandé", "télécharger", "cree_le"),
    "socle.ExportPersonnel": Regle("5 jours", "droit d’accès", "cree_le"),
    "socle.EntreeJournal": Regle(MEMOIRE, "preuve de ce qui a été décidé, chaînée", "fait_le"),
    "members": Regle(COMPTE, "vie de l’association et de la fédération"),
    "members.DemandeAdhesion": Regle("3 ans sans suite", "candidatures"),
    "account": Regle(COMPTE, "se connecter"),
    "mfa": Regle(COMPTE, "se connecter", "created_at"),
    "usersessions": Regle("la session", "voir et fermer ses appareils", "created_at"),
    "sessions": Regle("7 jours", "rester connecté"),
    "collectifs": Regle("5 ans au moins pour les assemblées, sans limite ensuite", "mémoire des décisions"),
    "pacte": Regle(MEMOIRE, "actes signés"),
    "pacte.Signataire": Regle(MEMOIRE, "actes signés ; l’adresse ne sert qu’au lien pour signer"),
    "pacte.SignaturePacte": Regle(f"{MEMOIRE} ; la page signée numérisée avec elle", "preuve de la signature", "le"),
    "pacte.SignaturePapier": Regle(
        "jusqu’à sa confirmation ; écartée, la page avec elle", "saisir un papier", "saisie_le"
    ),
    "pacte.AccesSignature": Regle("30 jours", "signer sans compte ; ni lien ni code n’est gardé", "envoye_le"),
    "pacte.Commentaire": Regle(
        f"{MEMOIRE} ; l’adresse jusqu’à sa confirmation ; jamais confirmé, 7 jours", "débat sur le pacte", "depose_le"
    ),
    "pacte.Reprise": Regle(MEMOIRE, "pourquoi un passage a été gardé, changé ou abandonné", "le"),
    "pacte.Bilan": Regle(MEMOIRE, "ce qui a été tenu, figé à la publication", "ouvert_le"),
    "pacte.RecitBilan": Regle("avec son bilan", "écrire un bilan à plusieurs", "modifie_le"),
    "pacte.RappelEcheance": Regle(MEMOIRE, "ne prévenir qu’une fois", "le"),
    "rapports": Regle(MEMOIRE, "chiffres publiés, figés"),
    "formations": Regle("6 ans, 10 si financement européen", "preuve de formation"),
    "formations.AmenagementDemande": Regle("jusqu’à la fin de la session, scellé", "suivre la formation"),
    "formations.FeuillePapier": Regle(
        "6 ans après la session, 10 si l’Europe paie ; le fichier avec elle", "preuve de présence", "deposee_le"
    ),
    "formations.FactureFormation": Regle("10 ans", "pièces comptables", "emise_le"),
    "formations.LigneFacture": Regle("comme sa facture", "pièces comptables"),
    "formations.EcritureBilan": Regle("10 ans", "comptes de la formation", "saisie_le"),
    "formations.DossierPreuves": Regle("30 jours, peut être redemandé", "rassembler les preuves", "cree_le"),
    "formations.LienFormateur": Regle("comme la session", "signer sans compte ; le lien n’est pas gardé", "cree_le"),
    "formations.Reponse": Regle(MEMOIRE, "rien ne la relie à personne"),
    "formations.ReponseEnAttente": Regle("jusqu’à ce que cinq soient réunies", "donner un avis sans être reconnu"),
    "formations.Reclamation": Regle("6 ans après sa clôture", "tracer les réclamations", "deposee_le"),
    "formations.BesoinFormation": Regle(MEMOIRE, "ce que le réseau a demandé", "cree_le"),
    "formations.SoutienBesoin": Regle(MEMOIRE, "quelle association l’a porté", "donne_le"),
    "outiltheque": Regle(MEMOIRE, "outils partagés"),
    "outiltheque.VisiteOutiltheque": Regle(COMPTE, "dire ce qui a changé", "vue_le"),
    "outiltheque.Remerciement": Regle(COMPTE, "remercier", "dit_le"),
    "cooperation": Regle("10 ans pour les pièces comptables", "conventions"),
    "federation": Regle(MEMOIRE, "réglages"),
    "auth": Regle(MEMOIRE, "réglages"),
    "contenttypes": Regle(MEMOIRE, "réglages"),
    "pghistory": Regle(HISTOIRE, "savoir ce qui a changé"),
}


def get_regle(model) -> Regle | None:
    """Return the rule of a table, or that of its app."""
    meta = model._meta
    return REGLES.get(meta.label) or REGLES.get(meta.app_label)
