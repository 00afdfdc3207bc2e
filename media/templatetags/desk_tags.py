"""What templates of the admin ask about a picture."""

from django import template

from media.models import ImagePage, PressLink
from media.press.addresses import address_of
from media.uses import Use, uses_of

register = template.Library()


@register.simple_tag
def uses(page) -> list[Use]:
    """The pages that use `page`, if it is a picture."""
    return uses_of(page) if isinstance(page, ImagePage) and page.pk else []


@register.filter
def press_address(link: PressLink) -> str:
    """The whole address of a press link."""
    return address_of(link)
