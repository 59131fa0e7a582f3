"""The choice of a service, and of a language: what several forms ask."""

from functools import cached_property

from django import forms

LANGUES = ["français", "langue des signes", "anglais", "arabe", "portugais", "turc"]


class ByBouquet(forms.models.ModelChoiceIterator):
    """Services as groups of options, one group a bouquet."""

    def __iter__(self):
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        yield from self.groups.items()

    @cached_property
    def groups(self):
        groups: dict[str, list] = {}
        for service in self.queryset.select_related("bouquet"):
            groups.setdefault(service.bouquet.nom, []).append(self.choice(service))
        return groups


class ServiceField(forms.ModelChoiceField):
    iterator = ByBouquet
