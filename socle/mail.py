"""Where mail goes when the portal is not in production: kept in the database, to be looked at."""

from django.core.mail.backends.base import BaseEmailBackend

from socle.models import Courriel


class DatabaseBackend(BaseEmailBackend):
    """Keep each message as a `Courriel`, in the transaction of whoever sends it."""

    def send_messages(self, email_messages) -> int:
        kept = [
            Courriel(
                destinataires=", ".join(message.recipients()),
                sujet=message.subject,
                texte=message.body,
                html=next((part.content for part in getattr(message, "alternatives", [])), ""),
                pieces=[attachment.filename for attachment in message.attachments],
                cle=message.extra_headers.get("X-Portail-Envoi", ""),
            )
            for message in email_messages
        ]
        Courriel.objects.bulk_create(kept)
        return len(kept)
