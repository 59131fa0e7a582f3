"""Builders of a debate: a consultation on a text, associations that speak for it, an assembly that votes."""

from datetime import timedelta

from django.utils import timezone

from members.actions import assemblees
from members.models import Assemblee
from pacte.actions.amendements import deposit_amendement, write_decision
from pacte.actions.scrutins import cast_vote, prepare_scrutin
from pacte.consolidation import digest_bloc
from pacte.genres import Genre
from pacte.models import Amendement, Consultation, VersionPacte
from pacte.tree import Noeud, digest
from tests.factories.gouvernance import make_assemblee, make_voter
from tests.factories.pacte import find_bloc, make_version

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PHRASE = "Les comptes rendus sont publiés dans le mois et restent ouverts à la lecture de tous."


def debate_noeuds() -> list[Noeud]:
    return [
        Noeud(Genre.TEXTE, "Préambule", texte="Nous faisons réseau."),
        Noeud(
            Genre.DEFI,
            "Faire gouvernance",
            texte=PHRASE,
            enfants=[Noeud(Genre.ENGAGEMENT, "Un bilan à mi-parcours"), Noeud(Genre.ENGAGEMENT, "Une formation")],
        ),
        Noeud(Genre.TEXTE, "Les moyens", texte="Un local et du temps."),
    ]


def make_consultation(admin, *, debut=-DAY, depot=DAY, fin=2 * DAY, noeuds=None, **fields) -> Consultation:
    """Make a consultation that is open now unless said otherwise, whatever the dates."""
    version = fields.pop("version", None) or make_version(noeuds=noeuds or debate_noeuds(), cree_par=admin)
    now = timezone.now()
    consultation = Consultation.objects.create(
        version=version, ouverture=now + debut, depot_fin=now + depot, cloture=now + fin, par=admin,
        empreinte=digest(version.read(), version.numero), **fields,
    )  # fmt: skip
    version.etat = VersionPacte.Etat.SOUMISE
    version.save(update_fields=["etat"])
    return consultation


def bloc_of(consultation, titre="Faire gouvernance"):
    return find_bloc(consultation.version, titre)


def deposit(consultation, association, texte=None, *, titre="Faire gouvernance", **fields) -> Amendement:
    """Deposit an amendment to a block, by whoever speaks for the association."""
    bloc = bloc_of(consultation, titre)
    by = fields.pop("by", None) or association.representants.first().personne
    fields.setdefault("operation", "remplacer")
    if fields["operation"] == "remplacer":
        fields.setdefault("titre", bloc.titre)
    wanted = {"base": digest_bloc(bloc.to_noeud()), "objet": "Changer", "motif": "Parce que.", **fields}
    if texte is not None:
        wanted["texte"] = texte
    new_title = wanted.pop("titre", "")
    return deposit_amendement(
        consultation, bloc=bloc.identifiant, association=association, by=by, titre=new_title, **wanted
    )


def end_deposit(consultation) -> Consultation:
    """Let the last day of amendments be past."""
    Consultation.objects.filter(pk=consultation.pk).update(depot_fin=timezone.now() - timedelta(seconds=1))
    consultation.refresh_from_db()
    return consultation


def end_consultation(consultation) -> Consultation:
    end_deposit(consultation)
    Consultation.objects.filter(pk=consultation.pk).update(cloture=timezone.now())
    consultation.refresh_from_db()
    return consultation


def adopt(amendement, by) -> Amendement:
    """Write that it was adopted, whatever it meets."""
    amendement.refresh_from_db()
    return write_decision(amendement, decision="adopte", motif="L’assemblée l’a voulu.", by=by)


def make_frozen(admin, number=3, **fields) -> tuple[Assemblee, list]:
    """Make an assembly of today whose list is frozen, and its voters."""
    voters = [make_voter(f"Association {rank}") for rank in range(1, number + 1)]
    assemblee = make_assemblee(0, **fields)
    return assemblees.freeze_liste(assemblee, by=admin), voters


def make_scrutin(consultation, assemblee, admin, *, amendements=(), debut=-HOUR, fin=HOUR, **rule):
    end_deposit(consultation) if not consultation.is_depot_clos else None
    rule.setdefault("sur_ensemble", not amendements)
    now = timezone.now()
    return prepare_scrutin(
        consultation, assemblee=assemblee, intitule="Voter le pacte", ouverture=now + debut, cloture=now + fin,
        amendements=amendements, by=admin, **rule,
    )  # fmt: skip


def vote(scrutin, association, choix="pour", by=None):
    """Vote the same on each question, or what a dictionary says by rank."""
    by = by or association.representants.first().personne
    said = choix if isinstance(choix, dict) else {}
    answers = {q.pk: said.get(q.rang, choix if not said else "abstention") for q in scrutin.questions.all()}
    return cast_vote(scrutin, association=association, choix=answers, by=by)


def close(scrutin):
    """Let the closing be past."""
    type(scrutin).objects.filter(pk=scrutin.pk).update(cloture=timezone.now())
    scrutin.refresh_from_db()
    return scrutin
