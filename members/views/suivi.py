"""« Qui n’ai-je pas vu depuis longtemps ? »: the team's list of calls, and what was said."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from members.actions.suivi import note_contact, remove_contact
from members.forms.suivi import ContactForm
from members.models import Association, Contact
from members.queries.suivi import NEVER, get_contacts, get_rappels, get_territoires, read_recherche
from members.telephones import say_phone
from socle.pagination import paginate
from socle.permissions import require
from socle.tableaux import send_table

SEE = "members.view_rappels"
PER_PAGE = 50
HEADINGS = ["Association", "Commune", "Territoire", "Téléphone", "Dernière rencontre connue", "De quoi", "Avec"]


@require_GET
def rappel_list(request):
    require(request.user, SEE)
    recherche = read_recherche(request.GET)
    page = paginate(request, get_rappels(recherche), PER_PAGE)
    for association in page:
        association.vue_le = None if association.vue_le == NEVER else association.vue_le
    context = {"page": page, "recherche": recherche, "territoires": get_territoires()}
    return render(request, "members/rappel_list.html", context)


@require_GET
def rappel_csv(request):
    """The same list, whole, as a file that opens in a spreadsheet."""
    require(request.user, SEE)
    rows = (_read(association) for association in get_rappels(read_recherche(request.GET)))
    return send_table(f"a-rappeler-{timezone.localdate():%Y-%m-%d}", "csv", HEADINGS, rows)


def _read(association):
    last = association.derniers_contacts
    return [
        association.nom,
        association.commune,
        str(association.territoire or ""),
        say_phone(association.telephone),
        "" if association.vue_le == NEVER else f"{association.vue_le:%d/%m/%Y}",
        last[0].note if last else "",
        str(last[0].par) if last else "",
    ]


def contact_add(request, pk):
    """Note a contact; the page also recalls the former ones."""
    require(request.user, SEE)
    association = get_object_or_404(Association.objects.visible_to(request.user), pk=pk)
    form = ContactForm(request.POST or None)
    if form.is_valid():
        try:
            note_contact(association, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            messages.success(request, f"Le contact avec {association} est noté.")
            return redirect("members:rappel_list")
    page = paginate(request, get_contacts(association), PER_PAGE)
    context = {"association": association, "form": form, "page": page}
    return render(request, "members/contact_add.html", context)


@require_POST
def contact_delete(request, pk):
    require(request.user, SEE)
    contact = get_object_or_404(Contact.objects.select_related("association"), pk=pk)
    try:
        remove_contact(contact, by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, "Ce contact est retiré.")
    return redirect("members:contact_add", contact.association_id)
