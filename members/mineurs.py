"""What the federation's rules say of people under eighteen (R29): no account before fifteen, a written word of the
parents before sixteen, parents told of a seat on a board from sixteen. Their date of birth is forgotten at eighteen.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from members.models.personnes import MAJORITE, age_on

COMPTE = 15
SEUL = 16

NO_ACCOUNT = (
    "{name} a {age} ans. Avant {least} ans, personne n’a de compte sur le portail : ajoutez plutôt une personne "
    "sans compte, et joignez-la par l’association."
)
NO_AUTHORISATION = (
    "À {age} ans, une autorisation écrite des parents est nécessaire avant {alone} ans : indiquez le jour où vous "
    "l’avez reçue. Gardez-la à l’association, elle ne se dépose pas ici."
)
OF_AGE = (
    "Cette date donne {age} ans. La date de naissance n’est demandée qu’avant {of_age} ans : décochez la case, "
    "elle ne sera pas gardée."
)


def check_naissance(naissance: date | None) -> None:
    """Refuse a date of birth that is missing, to come, or of somebody of age."""
    today = timezone.localdate()
    if naissance is None:
        raise ValidationError("La date de naissance est demandée pour les moins de 18 ans, et pour eux seuls.")
    if naissance > today:
        raise ValidationError("Cette date est à venir : une date de naissance est attendue.")
    age = age_on(naissance, today)
    if age >= MAJORITE:
        raise ValidationError(OF_AGE.format(age=age, of_age=MAJORITE))


def check_mineur(personne, *, with_account: bool) -> None:
    """Refuse what the rules do not allow for somebody of this age; everything is allowed to the others."""
    age = personne.age
    if age is None:
        return
    if with_account and age < COMPTE:
        raise ValidationError(NO_ACCOUNT.format(name=personne, age=age, least=COMPTE))
    if age < SEUL and personne.autorisation_le is None:
        raise ValidationError({"autorisation_le": NO_AUTHORISATION.format(age=age, alone=SEUL)})
