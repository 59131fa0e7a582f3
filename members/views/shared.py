"""What the pages of members share."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError


def attempt(form, action, *args, **kwargs) -> bool:
    """Do what a form asks; put a refusal where it belongs in the form, so that nothing typed is lost."""
    try:
        action(*args, **kwargs)
    except ValidationError as error:
        refused = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
        for name, sentences in refused.items():
            form.add_error(name if name in form.fields else None, sentences)
        return False
    return True
