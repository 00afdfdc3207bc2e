"""Structured data: what a page says to search engines, as one block of JSON-LD."""

from django import template
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString

from portal.structured import Shown, graph_of, graph_of_subject
from portal.templatetags.portal_tags import own_query

register = template.Library()


@register.simple_tag(takes_context=True)
def structured_data(context) -> SafeString | str:
    """That of the page that is shown; none of a preview, and of what is no page."""
    request, page = context.get("request"), context.get("page")
    is_public = request and getattr(page, "path", "") and not getattr(request, "is_preview", False)
    found = graph_of(Shown(request, page, context, own_query(context))) if is_public else None
    return data_block(found) if found else ""


@register.simple_tag(takes_context=True)
def structured_data_of_subject(context) -> SafeString:
    """That of a subject's own address: subject, related {type: pages}, others (pages)."""
    groups = [*context["related"].values(), context["others"]]
    return data_block(graph_of_subject(context["request"], context["subject"], groups))


def data_block(data: dict) -> SafeString:
    """The data in an element that runs nothing; no text in it can end the element.

    Django writes <, > and & as \\u003C …, and everything beyond ASCII likewise, but knows no other type.
    """
    _start, _sign, rest = json_script(data).partition(">")
    return format_html('<script type="application/ld+json">{}', SafeString(rest))
