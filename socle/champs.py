"""Fields of forms that several apps need."""

from django import forms


class RowField(forms.TypedChoiceField):
    """One row of a list already read: a page may hold many of these and ask the database once."""

    blank = "Aucune"

    def __init__(self, **kwargs):
        self.rows = {}
        super().__init__(coerce=lambda pk: self.rows[pk], empty_value=None, **kwargs)

    def __deepcopy__(self, memo):
        """Each form has rows of its own: what one person may choose is never offered to the next."""
        result = super().__deepcopy__(memo)
        result.rows = dict(self.rows)
        result.coerce = result.rows.__getitem__
        return result

    def offer(self, rows):
        """Say what may be chosen."""
        self.rows.update((str(row.pk), row) for row in rows)
        self.choices = [("", self.blank)] + [(pk, str(row)) for pk, row in self.rows.items()]

    def prepare_value(self, value):
        return getattr(value, "pk", value)
