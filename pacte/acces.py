"""A personal link being followed: whose it is, and whether this session gave the code that goes with it."""

import time

from django.http import HttpRequest

from members.models.invitations import digest
from pacte.actions.signatures import CodeRefuse, check_acces_code, is_acces_open
from pacte.models import AccesSignature
from socle.french import count

KEY = "pacte-acces"
HALF_AN_HOUR = 1800


class AccesOuvert:
    """The link of this request; proved for half an hour once its code was given."""

    def __init__(self, request: HttpRequest, token: str):
        self.request = request
        related = ("signataire__ceremonie__version__pacte", "signataire__ceremonie__version__ratification__instance")
        found = AccesSignature.objects.select_related(*related).filter(empreinte=digest(token))
        self.row = found.first()

    @property
    def signataire(self):
        return self.row.signataire if self.row else None

    @property
    def is_open(self) -> bool:
        """Whether the link still leads somewhere: in time, not tried too often, its ceremony under way, unanswered."""
        if self.row is None or not is_acces_open(self.row):
            return False
        return self.signataire.reponse is None and self.signataire.ceremonie.is_open

    @property
    def is_proved(self) -> bool:
        state = self.request.session.get(KEY, {})
        return state.get("acces") == bytes(self.row.empreinte).hex() and state.get("until", 0) > time.time()

    def prove(self, form) -> bool:
        """Check the code that was typed; say in the form how many tries are left."""
        try:
            check_acces_code(self.row, form.cleaned_data["code"])
        except CodeRefuse as refusal:
            left = f"encore {count(refusal.left, 'essai')}" if refusal.left else "le lien est fermé"
            form.add_error("code", f"Ce code n’est pas le bon : {left}. Redemandez-le à la fédération au besoin.")
            return False
        self.request.session[KEY] = {
            "acces": bytes(self.row.empreinte).hex(),
            "until": time.time() + HALF_AN_HOUR,
        }
        return True

    def forget(self) -> None:
        self.request.session.pop(KEY, None)
