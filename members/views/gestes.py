"""What the pages of governance do alike: try what a form asks, and draw the form."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse


def attempt_form(form, do, *args, **kwargs) -> bool:
    """Do what a valid form asks; a refusal becomes an error of the form, and nothing typed is lost."""
    if not form.is_valid():
        return False
    try:
        do(*args, **kwargs)
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
        return False
    return True


def attempt(request, do, *args, **kwargs) -> bool:
    """Do what a button asks; say why when it is refused."""
    try:
        do(*args, **kwargs)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return False
    return True


def draw_form(request, form, title, *, back, **texts):
    """Draw a page that holds one form: where `back` leads, `submit` and the sentence of what happens `next`."""
    where, *args = back
    context = {"form": form, "title": title, "back": reverse(where, args=args), **texts}
    return render(request, "members/gouvernance_form.html", context)


def done(request, sentence, where, *args):
    """Say that it is done and go on."""
    messages.success(request, sentence)
    return redirect(where, *args)
