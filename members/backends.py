"""Who a session belongs to."""

from allauth.account.auth_backends import AuthenticationBackend

from members.models import Personne
from members.queries.departs import is_gone


class PersonneBackend(AuthenticationBackend):
    """The accounts library's ways in; whoever is signed in is read with what they hold, in one query."""

    def get_user(self, user_id):
        personne = Personne.objects.get_reader(user_id)
        return personne if personne and self.user_can_authenticate(personne) else None

    def user_can_authenticate(self, user):
        """Refuse a closed account, and that of somebody whose month after leaving is over, erased already or not."""
        is_open = super().user_can_authenticate(user)
        return is_open and (user.has_place_today or not is_gone(user))
