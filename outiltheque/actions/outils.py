"""A tool is begun by an association, made from another, sorted."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from members.models import Association, Personne
from outiltheque.actions.copies import carry_fichiers
from outiltheque.licences import find_licence_refusal
from outiltheque.models import Adaptation, LienOutil, Outil, VersionOutil
from outiltheque.models.versions import PARTS
from outiltheque.rules import is_auteur
from socle import journal
from socle.permissions import require

LISTS = ("associations", "publics", "themes")
COPIED = tuple(name for name in PARTS if name not in ("titre", "licence"))


@transaction.atomic
def start_outil(*, association: Association, by: Personne, **fields: Any) -> Outil:
    """Begin a tool in the name of an association; nobody else reads it before it is published."""
    require(by, "outiltheque.propose_outil")
    return _start(association, fields, by)


@transaction.atomic
def adapt_outil(
    source: VersionOutil, *, association: Association, difference: str, avec_fichiers: bool = False, by: Personne,
    **fields: Any,
) -> Outil:  # fmt: skip
    """Begin a tool made from a published version of another, if its licence lets others do so (A31).

    Its links come along, its files if they are wanted: they are stored once for both.
    """
    require(by, "outiltheque.adapt_outil", source.outil)
    _check_source(source, fields.get("licence", ""), by)
    copied = {name: getattr(source, name) for name in COPIED}
    outil = _start(association, {"genre": source.outil.genre} | copied | fields, by)
    Adaptation.objects.create(outil=outil, source=source, difference=difference, faite_par=by)
    version = outil.versions.get()
    links = [LienOutil(version=version, titre=link.titre, adresse=link.adresse) for link in source.liens.all()]
    LienOutil.objects.bulk_create(links)
    if avec_fichiers:
        carry_fichiers(source, version)
    return outil


def _check_source(source, licence, by) -> None:
    if not source.is_parue:
        raise ValidationError("Cette version n’est pas publiée : adaptez celle qui l’est.")
    is_theirs = is_auteur(by, source.outil)
    if not is_theirs and (refusal := find_licence_refusal(source.licence, licence)):
        raise ValidationError(refusal)


def _start(association, fields, by) -> Outil:
    if association.pk not in {tie.association_id for tie in by.rattachements_en_cours}:
        raise ValidationError("Proposez cet outil au nom d’une de vos associations.")
    lists = {name: fields.pop(name, ()) for name in LISTS}
    sheet = {name: fields[name] for name in ("genre", "etape") if name in fields}
    texts = {name: fields[name] for name in PARTS if name in fields}
    outil = Outil(cree_par=by, **sheet, **{name: texts[name] for name in ("titre", "resume", "licence")})
    outil.full_clean()
    outil.save()
    _set_lists(outil, association, lists)
    version = VersionOutil(outil=outil, ecrite_par=by, **texts)
    version.full_clean()
    version.save()
    journal.record("outiltheque.start_outil", outil, by=by)
    return outil


def _set_lists(outil, association, lists: dict[str, Iterable]) -> None:
    outil.associations.set({association, *lists["associations"]})
    outil.publics.set(lists["publics"])
    outil.themes.set(lists["themes"])


@transaction.atomic
def sort_outil(outil: Outil, *, etape: str, publics, themes, associations, by: Personne) -> None:
    """Say whom a tool is for, what it is about and who wrote it; the text of its versions does not move."""
    outil = Outil.objects.select_for_update().get(pk=outil.pk)
    require(by, "outiltheque.sort_outil", outil)
    if not associations:
        raise ValidationError("Un outil a au moins une association autrice : gardez-en une.")
    outil.etape = etape
    outil.save(update_fields=["etape"])
    outil.associations.set(associations)
    outil.publics.set(publics)
    outil.themes.set(themes)
    journal.record("outiltheque.sort_outil", outil, by=by)
