"""What templates of the admin ask about a picture."""

from django import template

from media.pages.uses import Use, uses_of
from media.pictures.images import ImagePage
from media.pictures.thumbnails import thumbnail_of
from media.release.press_addresses import address_of
from media.release.press_links import PressLink

register = template.Library()

THUMBNAIL_PIXELS = 165


@register.simple_tag
def uses(page) -> list[Use]:
    """The pages that use `page`, if it is a picture."""
    return uses_of(page) if isinstance(page, ImagePage) and page.pk else []


@register.inclusion_tag("media/admin/thumbnail.html")
def thumbnail(asset) -> dict:
    """The small picture of a file, no larger than Wagtail's own in its listings."""
    return {"thumbnail": thumbnail_of(asset).within(THUMBNAIL_PIXELS)}


@register.filter
def press_address(link: PressLink) -> str:
    """The whole address of a press link."""
    return address_of(link)
