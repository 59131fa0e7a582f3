"""Signed links sent by mail: one purpose, an expiry, and never an act on a mere visit."""

from datetime import timedelta

from django.core import signing


class LienInvalide(Exception):
    """The link was altered, is too old, or was made for another purpose."""


def sign(purpose: str, payload: dict, *, days: int) -> str:
    """Return a token holding `payload`, good for `purpose` during `days` days."""
    return signing.dumps({"days": days, "payload": payload}, salt=f"lien:{purpose}", compress=True)


def read(purpose: str, token: str) -> dict:
    """Return the payload of a token; raises LienInvalide if it is forged, expired or meant for something else."""
    try:
        content = signing.loads(token, salt=f"lien:{purpose}")
        signing.loads(token, salt=f"lien:{purpose}", max_age=timedelta(days=content["days"]))
    except signing.BadSignature as error:
        raise LienInvalide(purpose) from error
    return content["payload"]
