"""What every page does with what is asked of it: find the row, try, say why it is refused, lose nothing typed."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404

from socle.compiled import compiled_query
from socle.empreintes import EcritParUnAutre
from socle.french import count, say_full_date

CONFLICT = 409


def find(model, request, pk, *related):
    """Return the row if this person may read it, 404 otherwise."""
    found = _find(request.user, pk, model=model, related=related)
    if not found:
        raise Http404
    return found[0]


@compiled_query
def _find(personne, pk, *, model, related):
    return model.objects.visible_to(personne).select_related(*related).filter(pk=pk)


def attempt(request, do, *args, **kwargs) -> bool:
    """Do something that the rules of the world may refuse, and say why in that case."""
    try:
        do(*args, **kwargs)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return False
    return True


def attempt_form(form, do, *args, **kwargs):
    """Do what a valid form asks; a refusal becomes an error of the form. Returns what was made, or None."""
    if not form.is_valid():
        return None
    try:
        return do(*args, **kwargs, **form.cleaned_data)
    except ValidationError as error:
        for message in error.messages:
            form.add_error(None, message)
        return None


def attempt_text(form, do, *args, **kwargs):
    """As `attempt_form`, for a text that several people may write: also returns what somebody else wrote meanwhile.

    The form then keeps what was typed; sent again, it replaces what was shown.
    """
    if not form.is_valid():
        return None, None
    try:
        return do(*args, **kwargs, **form.cleaned_data), None
    except EcritParUnAutre as conflict:
        form.data = form.data.copy()
        form.data["lu"] = conflict.sien.empreinte
        return None, conflict.sien
    except ValidationError as error:
        for message in error.messages:
            form.add_error(None, message)
        return None, None


def say_changes(form, theirs) -> list[tuple[str, str, str]]:
    """Return, for each field that both wrote differently, its name, what stands and what was typed here."""
    changes = []
    for name, typed in form.cleaned_data.items():
        standing = getattr(theirs, name, None)
        if name != "lu" and hasattr(theirs, name) and standing != typed:
            changes.append((form.fields[name].label or name, _say(theirs, name, standing), _say(theirs, name, typed)))
    return changes


def _say(row, name, value) -> str:
    if isinstance(value, list):
        return count(len(value), "passage")
    choices = dict(getattr(row._meta.get_field(name), "flatchoices", ()))
    if isinstance(value, date):
        return say_full_date(value)
    return str(choices.get(value, value if value is not None else ""))
