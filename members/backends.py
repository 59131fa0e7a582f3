"""Who a session belongs to."""

from allauth.account.auth_backends import AuthenticationBackend

from members.models import Personne


class PersonneBackend(AuthenticationBackend):
    """The accounts library's ways in; whoever is signed in is read with what they hold, in one query."""

    def get_user(self, user_id):
        personne = Personne.objects.get_reader(user_id)
        return personne if personne and self.user_can_authenticate(personne) else None
