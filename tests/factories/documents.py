"""A paper of each kind, as long and as full as a busy federation makes them: `SAMPLES[slug](cast)` is its params."""

from decimal import Decimal
from pathlib import Path

from accompagnement.queries import Bilan
from collectifs.models import Contribution, Decision, Note
from members.bareme import compute_due
from members.models import Assiette, EcheanceAppel, Federation, Imputation, Instance, RegleBareme
from members.references import make_reference
from pacte.recognition import recognise
from socle.small_cells import mask
from tests.factories.accompagnement import make_acceptee, make_scene
from tests.factories.ateliers import count_at, make_atelier, make_contribution, make_grappe, make_publiee
from tests.factories.collectifs import (
    days,
    make_action,
    make_collectif,
    make_decision,
    make_participation,
    make_point,
    make_presence,
    make_projet,
)
from tests.factories.cotisations import make_appel, make_campagne, make_exoneration, make_payment, make_reglement
from tests.factories.factures import make_plafond
from tests.factories.formations_papiers import SAMPLES as TRAININGS
from tests.factories.gouvernance import (
    make_adhesion,
    make_assemblee,
    make_college,
    make_pouvoir,
    make_regle,
    make_representant,
    make_siege,
    make_voter,
)
from tests.factories.members import make_association, make_instance, make_mandat, make_personne
from tests.factories.pacte import make_pacte, make_published
from tests.factories.pacte_bilans import link_meetings, make_bilan, make_lived, note_releve, publish, tell
from tests.factories.rapports import make_rapport

PACTE = Path(__file__).parent.parent / "pacte" / "pacte-exemple.md"
BEHIND_CLOSED_DOORS = "Situation de Madame Corvaline"
SENTENCE = (
    "Chaque association dit où elle en est : « l’accueil n’attend pas », l’été dernier 1 200 personnes sont venues ; "
    "faut-il ouvrir un créneau de plus ? Un désaccord demeure sur le rythme, et l’on y reviendra avec des chiffres."
)
FIRST_NAMES = ("Maëlle", "Aïcha", "Noé", "Françoise", "Yassine", "Zoé", "Loïc", "Bérénice", "Hervé", "Inès")
Mode = Decision.Mode


def make_letter(cast) -> dict:
    """The letter of an accompaniment whose ceiling is known: whoever reads it learns of nobody."""
    make_plafond(seances=8)
    return {"demande": str(make_acceptee(cast, make_scene(cast)).pk)}


def make_minutes(cast) -> dict:
    """The minutes of an assembly: fifty people, fourteen items, every way to decide, a long list of things to do."""
    collectif = make_collectif("Jeunes et numérique")
    for person in (cast.directrice, cast.collegue):
        make_participation(collectif, person, cast.palier)
    compte_rendu = make_projet(collectif, cast.chargee, titre="L’été des jeunes : préparer, ouvrir, raconter")
    reunion = compte_rendu.reunion
    reunion.secretaire = cast.directrice
    reunion.save()
    invite_many(reunion, cast)
    for rank in range(13):
        discuss(make_point(reunion, f"Étape {rank + 1} : ce que nous essayons avec les associations"), rank, cast)
    hidden = make_point(reunion, BEHIND_CLOSED_DOORS, is_huis_clos=True)
    make_decision(reunion, BEHIND_CLOSED_DOORS, point=hidden)
    make_action(collectif, cast.collegue, BEHIND_CLOSED_DOORS, reunion=reunion, point=hidden)
    return {"compte_rendu": compte_rendu.pk}


def invite_many(reunion, cast):
    for rank in range(50):
        association = make_association(f"Les Passerelles d’Orvain {rank}")
        person = make_personne(f"Quévrauberte{rank}", FIRST_NAMES[rank % len(FIRST_NAMES)])
        make_presence(reunion, person, association=association, is_presente=rank % 5 != 0)
    proxy = make_personne("Lœuilly", "Gaëlle")
    make_presence(reunion, proxy, reponse="pouvoir", pouvoir_a=cast.directrice, is_presente=False)


def discuss(point, rank, cast):
    reunion = point.reunion
    Note.objects.create(point=point, compte_rendu=reunion.compte_rendu, texte="\n\n".join([SENTENCE] * (rank % 4 + 1)))
    if rank % 3 == 0:
        make_decision(reunion, f"{SENTENCE} Adopté ainsi.", point=point, revoir_le=days(200))
        counted = {"pour": 21, "contre": 9, "abstentions": 4, "blancs": 1}
        make_decision(reunion, "Ouvrir dès l’été.", point=point, mode=Mode.MAJORITE_SIMPLE, **counted)
    for number in range(40 if rank == 7 else rank % 3):
        due = days(20 + number) if number % 3 else None
        todo = f"Appeler la mairie au sujet du créneau n° {number + 1}, puis le dire à tout le monde"
        make_action(reunion.collectif, cast.collegue, todo, reunion=reunion, point=point, echeance=due)


def make_workshop(cast) -> dict:
    """The synthesis of a long workshop: themes, two columns over several pages, numbers withheld."""
    collectif = make_collectif("Coopérer")
    atelier = make_atelier(collectif, "Ce que l’été nous apprend : accueillir, essayer, raconter")
    grappes = [make_grappe(atelier, f"Thème n° {rank} : ce qui nous relie", points_salle=rank) for rank in range(4)]
    for genre in Contribution.Genre:
        if genre != Contribution.Genre.VERBATIM:
            for rank in range(24):
                grappe = grappes[rank % 4] if rank % 5 else None
                make_contribution(atelier, f"{SENTENCE} N° {rank}", genre, grappe=grappe, is_debat=rank % 8 == 1)
    words = {"genre": Contribution.Genre.VERBATIM}
    make_contribution(atelier, "On m’a demandé mon prénom", peut_publier=True, **words)
    make_contribution(atelier, BEHIND_CLOSED_DOORS, auteur=cast.directrice, **words)
    count_at(atelier, habitant=14, professionnel=9, partenaire=3)
    texts = {"introduction": SENTENCE, "modalites": f"{SENTENCE}\n- par affiche\n- de bouche à oreille"}
    return {"synthese": make_publiee(atelier, cast.chargee, **texts, complement=SENTENCE).pk}


def make_pact(cast) -> dict:
    """A published pact, from the text that the administrator's guide gives as an example."""
    texte = recognise(PACTE.read_text(encoding="utf-8"))
    pacte = make_pacte(titre=texte.titre, territoire=texte.territoire)
    return {"version": make_published(pacte, noeuds=texte.noeuds, cree_par=cast.admin).pk}


def make_review(cast) -> dict:
    """A published review: long words on each part, what was done, what was measured, what nothing serves."""
    version = make_lived(cast.admin)
    for rank, titre in enumerate(("Un bilan à mi-parcours", "prévenir les crises", "tenir un local"), 2):
        link_meetings(version, titre, rank, cast.admin)
    note_releve(version, "Un bilan à mi-parcours", cast.admin, valeur=Decimal("1200.5"), is_tenu=True)
    bilan = make_bilan(cast.admin, version)
    for titre in ("Faire gouvernance", "Un bilan à mi-parcours", "Lieu ressource"):
        tell(bilan, titre, "\n\n".join([SENTENCE] * 4), cast.chargee)
    return {"bilan": publish(bilan, cast.admin).pk}


def make_report(cast) -> dict:
    """A steering report with what may happen to a figure: shown, withheld, zero, a whole table without total."""
    tables = {
        "Par bouquet": mask({"Souffler": 30, "Bouger": 22, "Grandir": 3, "Tenir la barre": 0}, k=5),
        "Par territoire": mask({f"Territoire du Haut-Plateau et des Confins n° {n}": 6 + n for n in range(45)}, k=5),
        "Par étape atteinte": mask({"Mises en relation": 2, "Terminées": 1}, k=5),
        "Par porte": mask({}, k=5),
    }
    satisfaction = {"Facile à trouver": 3.4, "Vraiment neutre": None}
    bilan = Bilan(annee=2019, tables=tables, delai_median=12, reponses=24, satisfaction=satisfaction)
    return {"rapport": make_rapport(2019, bilan, publie_par=cast.coordination).pk}


def make_composition(cast) -> dict:
    """A big board: sixty seats of three colleges, some vacant, alternates, mandates prolonged or to ratify."""
    board = make_instance(None, nom="Conseil d’administration de l’Union")
    colleges = [make_college(nom) for nom in ("usagers", "professionnels", "institutionnels")]
    for rank in range(60):
        seat = make_siege(board, f"Place n° {rank + 1}", college=colleges[rank % 3])
        if rank % 7 == 3:
            continue
        person = make_personne(f"Quévrauberte{rank}", FIRST_NAMES[rank % len(FIRST_NAMES)])
        mandat = make_mandat(person, board, siege=seat, college=seat.college, fin_prevue=days(rank * 10 - 200))
        if rank % 10 == 0:
            make_mandat(make_personne("Lœuilly", "Gaëlle"), board, suppleant_de=mandat, debut=days(-90))
    return {"instance": board.pk, "le": days(0).isoformat()}


def make_voters(cast) -> dict:
    """The voters' list of an assembly: ninety voters, substitutes, proxies, thirty who do not vote and why."""
    assemblee = make_assemblee(40, intitule="Assemblée générale de l’été", lieu="Salle des fêtes d’Orvain")
    make_regle("quorum", 40, Instance.Genre.AG, article="Statuts, article 16")
    made = [make_voter(f"Les Passerelles d’Orvain n° {rank}") for rank in range(90)]
    for giver, holder in zip(made[:10], made[10:20], strict=True):
        make_representant(holder, make_personne("Lœuilly", "Gaëlle"), is_suppleant=True)
        make_pouvoir(assemblee, giver, holder, cast.chargee)
    for rank in range(30):
        make_adhesion(make_association(f"Sans voix n° {rank}"))
    return {"assemblee": assemblee.pk}


def make_call(cast) -> dict:
    """A call as full as one may be: a cap, a waiver, a part already paid, three instalments, the account."""
    account = {"titulaire": "Fédération", "iban": "FR7630006000011234567890189", "bic": "AUBRFRPP"}
    Federation.objects.create(nom="Fédération", **account)
    association = make_association("L’Œuvre & l’École", adresse="12, rue de l’Écluse", code_postal="00120")
    rule = RegleBareme(taux=Decimal("0.35"), base="charges", plafond=Decimal(4500))
    said = compute_due(rule, Assiette(montant=Decimal(1_420_000))).calcul
    appel = make_appel(association, make_campagne(2026), 4500, calcul=said, reference=make_reference(2026, 12))
    make_exoneration(appel, 300)
    make_payment(appel, 1200)
    for number in (1, 2, 3):
        EcheanceAppel.objects.create(appel=appel, le=days(30 * number), montant=1500)
    return {"appel": appel.pk}


def make_receipt(cast) -> dict:
    """A receipt of two years, with a credit left over."""
    appel = make_appel(make_association("L’Œuvre & l’École"), make_campagne(2026), 4500)
    received = make_reglement(appel.association, 4650, libelle="Chèque n° 447")
    Imputation.objects.create(reglement=received, appel=appel, montant=4500)
    last = make_appel(appel.association, make_campagne(2025), 100)
    Imputation.objects.create(reglement=received, appel=last, montant=100)
    return {"reglement": received.pk}


SAMPLES = {
    "accompagnement.lettre": make_letter,
    "members.appel": make_call,
    "members.recu": make_receipt,
    "members.composition": make_composition,
    "members.liste_electorale": make_voters,
    "collectifs.compte_rendu": make_minutes,
    "collectifs.synthese": make_workshop,
    "pacte.bilan": make_review,
    "pacte.version": make_pact,
    "rapports.pilotage": make_report,
    **TRAININGS,
}
