"""What every page of the portal is given: its doors, its name, what was not read yet."""

from django.conf import settings

from federation.demo.personas import PERSONAS
from members.models import RoleFederal
from members.queries import get_federation_name
from socle.addresses import find_address
from socle.permissions import can

DOORS = [
    # label, address, icon, permission (None: everybody who is signed in); a telephone's bar shows the first four
    ("Accueil", "accueil", "home", None),
    ("Agenda", "agenda:agenda_month", "calendar-days", None),
    ("Annuaire", "members:association_list", "building-office-2", None),
    ("Collectifs", "collectifs:collectif_list", "user-group", None),
    ("Réseaux", "members:reseau_list", "share", None),
    ("Gouvernance", "members:gouvernance", "scale", None),
    ("Outilthèque", "outiltheque:outil_list", "wrench-screwdriver", None),
    ("Pacte fédéral", "pacte:pacte_list", "document-text", None),
    ("Accompagnement", "accompagnement:accueil", "heart", None),
    ("Formations", "formations:formation_list", "academic-cap", None),
]
STEERING_DOORS = [
    ("Adhésions", "members:demande_list", "inbox-arrow-down", "members.manage_demandes"),
    ("À rappeler", "members:rappel_list", "phone", "members.view_rappels"),
    ("Cotisations", "members:campagne_list", "banknotes", "members.manage_cotisations"),
    ("Agréments", "members:agrement_list", "shield-check", "members.view_horizon"),
    ("Imports et doublons", "members:import_list", "table-cells", "members.manage_imports"),
    ("Pilotage", "rapports:rapport_list", "chart-bar", "rapports.view_list"),
    ("Rôles et fonctions", "members:role_list", "key", "members.view_role_list"),
]


def portal(request):
    """Add the navigation, the federation's name, the unread count and the demo flag to every page."""
    user = getattr(request, "user", None)
    context = {"portail": get_federation_name(), "demo": settings.DEMO}
    if settings.DEMO:
        context["personas"] = PERSONAS
    if user is None or not user.is_authenticated:
        return context
    sections = [{"label": "", "items": _items(request, user, DOORS)}]
    if steering := _items(request, user, STEERING_DOORS):
        sections.append({"label": "Animation du réseau", "items": steering})
    return context | {
        "navigation": sections,
        "doors": repr(sections),
        "notifications_non_lues": user.non_lues,
        "role_line": describe(user),
    }


def describe(personne) -> str:
    """Return the line under a person's name: function, federal role or first tie."""
    if personne.fonctions:
        return personne.fonctions[0]
    if labels := [label for role, label in RoleFederal.Role.choices if role in personne.roles]:
        return labels[0].capitalize()
    ties = personne.rattachements_en_cours
    return f"{ties[0].fonction or ties[0].get_genre_display()}, {ties[0].association}" if ties else ""


def _items(request, user, doors):
    open_doors = [
        (label, find_address(name), icon)
        for label, name, icon, permission in doors
        if permission is None or can(user, permission)
    ]
    return [
        {"label": label, "url": url, "icon": icon, "current": _is_current(request, url)}
        for label, url, icon in open_doors
    ]


def _is_current(request, address):
    return request.path == address if address == "/" else request.path.startswith(address)
