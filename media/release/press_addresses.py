"""The addresses of press links: nobody can guess one, and the database alone does not tell them."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from media.release.press_links import PressLink

# A dot cannot be part of a key nor of a signature.
SIGNER = signing.Signer(salt="perigee.press", sep=".")


def token_of(link: PressLink) -> str:
    """The key of `link` with its signature, as it stands in the address."""
    return SIGNER.sign(link.key)


def address_of(link: PressLink) -> str:
    """The whole address that the press is given."""
    return f"{settings.BASE_URL}{reverse('press_preview', args=[token_of(link)])}"


def link_of(token: str) -> PressLink | None:
    """The link whose address holds `token`, ended or not; None if there is none."""
    try:
        key = SIGNER.unsign(token)
    except signing.BadSignature:
        return None
    return PressLink.objects.select_related("page", "revision").filter(key=key).first()
