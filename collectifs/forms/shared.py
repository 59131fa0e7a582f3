"""What several forms of collectives share."""

from django import forms

from socle.forms import Formulaire


class PersonneField(forms.TypedChoiceField):
    """One person of a list already read: a page may hold many of these and ask the database once."""

    def __init__(self, **kwargs):
        self.people = {}
        super().__init__(coerce=lambda pk: self.people[pk], empty_value=None, **kwargs)

    def offer(self, people):
        """Say who may be chosen."""
        self.people.update((str(personne.pk), personne) for personne in people)
        blank = [("", "Choisir une personne")]
        self.choices = blank + [(pk, str(personne)) for pk, personne in self.people.items()]

    def prepare_value(self, value):
        return getattr(value, "pk", value)


class MotifForm(Formulaire):
    """A reason, asked whenever something is called off."""

    motif = forms.CharField(label="Motif", max_length=250)
