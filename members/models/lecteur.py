"""What a question compiled once reads of the person it is asked for."""

from members.models.places import Places, load_row
from members.models.rattachements import Rattachement


class Lecteur:
    """Somebody for whom questions are compiled (`socle.compiled.Standing`).

    Their roles and the kinds of their ties make the form of a question; their number, the titles of their functions
    and the associations of their ties are its values. Nothing else of them can be read by it.
    """

    def get_query_shape(self):
        ties = tuple((tie.genre, tie.is_gestionnaire) for tie in self.rattachements_en_cours)
        return self.is_active, frozenset(self.roles), len(self.fonctions), ties

    def get_query_values(self) -> list:
        return [self.pk, *self.fonctions, *(tie.association_id for tie in self.rattachements_en_cours)]

    def with_query_values(self, values: list):
        pk, *held = values
        fonctions, associations = held[: len(self.fonctions)], held[len(self.fonctions) :]
        ties = zip(self.rattachements_en_cours, associations, strict=True)
        standing = load_row(type(self), id=pk, is_active=self.is_active)
        standing._held = Places(set(self.roles), fonctions, [_like(tie, pk, other) for tie, other in ties])
        return standing


def _like(tie, personne, association) -> Rattachement:
    return load_row(
        Rattachement,
        personne_id=personne,
        association_id=association,
        genre=tie.genre,
        is_gestionnaire=tie.is_gestionnaire,
    )
