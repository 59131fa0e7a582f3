"""What every page of the app does alike."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404


def find(model, request, pk, *related):
    """Return the row if this person may read it, 404 otherwise."""
    return get_object_or_404(model.objects.visible_to(request.user).select_related(*related), pk=pk)


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
