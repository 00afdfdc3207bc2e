"""What an image page offers to re-users, from the record of its picture."""

from django import template

from media.pictures.images import ImagePage
from media.reuse.copying import (
    credit_as_html,
    credit_as_markdown,
    credit_as_text,
    embed_code,
)
from media.reuse.records import Record, base_of
from media.reuse.shown import record_shown

register = template.Library()


@register.simple_tag(takes_context=True)
def record_of(context, page: ImagePage) -> Record | None:
    """The record of the picture that `page` shows to visitors; none in a preview."""
    request = context.get("request")
    if request is None or getattr(request, "is_preview", False):
        return None
    return record_shown(page, context.get("subjects", ()), base_of(request))


@register.simple_tag
def to_copy(record: Record) -> dict[str, str]:
    """{"text", "html", "markdown": credit and licence, "embed": code}, each as a text to copy.

    Two of them are HTML, to be read as what they are: `force_escape`.
    """
    return {
        "text": credit_as_text(record),
        "html": credit_as_html(record),
        "markdown": credit_as_markdown(record),
        "embed": embed_code(record),
    }
