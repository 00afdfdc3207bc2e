"""What templates of the admin ask about a picture."""

from django import template

from media.pages.uses import Use, uses_of
from media.pictures.images import ImagePage
from media.release.press_addresses import address_of
from media.release.press_links import PressLink

register = template.Library()


@register.simple_tag
def uses(page) -> list[Use]:
    """The pages that use `page`, if it is a picture."""
    return uses_of(page) if isinstance(page, ImagePage) and page.pk else []


@register.filter
def press_address(link: PressLink) -> str:
    """The whole address of a press link."""
    return address_of(link)
