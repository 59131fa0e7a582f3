"""What the portal wrote to people lately: the meetings called, the minutes sent round; the older ones were read."""

from datetime import timedelta

from collectifs.models import CompteRendu, Reunion
from collectifs.notifications import CompteRenduDiffuse, ReunionConvoquee
from federation.demo.world import World
from socle.models import Notification

RECENT = timedelta(days=45)
UNREAD = timedelta(days=12)


def load(world: World) -> None:
    """Write the notifications that these messages would have left, without sending a mail."""
    called = Reunion.objects.filter(etat=Reunion.Etat.CONVOQUEE)
    sent = CompteRendu.objects.filter(diffuse_le__gte=world.at(0) - RECENT).select_related("reunion")
    messages = [(ReunionConvoquee(reunion), world.at(-6)) for reunion in called]
    messages += [(CompteRenduDiffuse(minutes), minutes.diffuse_le) for minutes in sent]
    Notification.objects.bulk_create(
        Notification(
            destinataire=personne,
            genre=message.slug,
            titre=message.title(),
            lien=message.link(),
            cree_le=moment,
            lue_le=None if moment > world.at(0) - UNREAD else moment + timedelta(hours=5),
        )
        for message, moment in messages
        for personne in message.recipients()
    )
