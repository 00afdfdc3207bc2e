"""What templates of the admin ask about a picture."""

from django import template

from media.models import ImagePage
from media.uses import Use, uses_of

register = template.Library()


@register.simple_tag
def uses(page) -> list[Use]:
    """The pages that use `page`, if it is a picture."""
    return uses_of(page) if isinstance(page, ImagePage) and page.pk else []
