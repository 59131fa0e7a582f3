"""How the accounts library behaves here: nobody signs up alone, secrets are sealed, a shared box gets no code."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.account.stages import EmailVerificationStage
from allauth.account.utils import perform_login
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect

from members.models import Personne
from members.queries import get_federation_name
from socle.crypto import seal_alone, unseal_alone

PLACE = "mfa:secret"
STAGE = "allauth.account.stages.EmailVerificationStage"
SHARED_BOX = (
    "Plusieurs personnes lisent cette boîte : un code de connexion y serait lu par toutes. "
    "Indiquez une adresse que personne d’autre ne lit."
)


class AccountAdapter(DefaultAccountAdapter):
    """People come in by invitation only."""

    def is_open_for_signup(self, request):
        return False

    def populate_username(self, request, user):
        """Leave the sign-in name empty: only people who share a mailbox have one."""

    def clean_email(self, email):
        """Refuse, as somebody's own address, a box that several people read."""
        if is_shared_box(email):
            raise ValidationError(SHARED_BOX, code="shared_box")
        return super().clean_email(email)

    def logout(self, request):
        """Sign out; what was still to be said to this person is not said to the next one at this screen."""
        list(messages.get_messages(request))
        super().logout(request)
        self.add_message(request, messages.SUCCESS, "account/messages/logged_out.txt")

    def get_login_stages(self):
        """Ask to confirm an address only those who have one."""
        return [f"{__name__}.AddressStage" if path == STAGE else path for path in super().get_login_stages()]

    def render_mail(self, template_prefix, email, context, headers=None):
        """Give the mails of the library the portal's own name."""
        mail = super().render_mail(
            template_prefix,
            email,
            {**context, "portail": get_federation_name()},
            {"Auto-Submitted": "auto-generated", **(headers or {})},
        )
        mail.extra_headers.setdefault("Auto-Submitted", "auto-generated")
        return mail


class AddressStage(EmailVerificationStage):
    """Step over the confirmation of an address for people who sign in by name and password."""

    def handle(self):
        if self.login.user and self.login.user.must_use_password:
            return None, True
        return super().handle()


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of the second factor are sealed under the key ring, never kept in clear."""

    def encrypt(self, text: str) -> str:
        return urlsafe_b64encode(seal_alone(text, PLACE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal_alone(urlsafe_b64decode(encrypted_text), PLACE)

    def get_user_displayname(self, user):
        return str(user)


def sign_in(request, personne: Personne, asked=None):
    """Sign in somebody who has just proved who they are; a second factor they have set up is still asked.

    `asked` is who was signed in when they did: nothing is done twice.
    """
    if asked is not None and asked.is_authenticated:
        return redirect("accueil")
    record_authentication(request, personne, method="code", email=personne.email or None)
    return perform_login(request, personne, email=personne.email or None)


def confirm_identity(request) -> None:
    """Note that whoever is signed in has just proved it again."""
    record_authentication(request, request.user, method="code", email=request.user.email, reauthenticated=True)


def is_shared_box(email: str) -> bool:
    """Say whether several people are known to read this address."""
    return bool(email) and Personne.objects.filter(courriel_partage__iexact=email).exists()


def ensure_email_address(personne: Personne) -> None:
    """Make the library's addresses of a person say what `Personne.email` says, verified; keep no other."""
    ensure_email_addresses([personne])


def ensure_email_addresses(people) -> None:
    """Do the same for many people in three queries; an address that already stands is left as it is."""
    wanted = {personne.pk: personne.email.lower() for personne in people if personne.email}
    known = EmailAddress.objects.filter(user_id__in=[personne.pk for personne in people])
    rows = known.filter(verified=True, primary=True).values_list("pk", "user_id", "email")
    standing = {user_id: pk for pk, user_id, email in rows if email == wanted.get(user_id)}
    known.exclude(pk__in=standing.values()).delete()
    EmailAddress.objects.bulk_create(
        EmailAddress(user_id=pk, email=email, verified=True, primary=True)
        for pk, email in wanted.items()
        if pk not in standing
    )
