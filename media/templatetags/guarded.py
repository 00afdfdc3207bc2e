"""One card or block that fails is left out; the page around it is served."""

import logging

from django import template
from django.conf import settings
from django.template.base import FilterExpression, NodeList, Parser, Token

register = template.Library()
logger = logging.getLogger("perigee.pages")


class Guarded(template.Node):
    def __init__(self, nodelist: NodeList, what: FilterExpression):
        self.nodelist, self.what = nodelist, what

    def render(self, context) -> str:
        try:
            return self.nodelist.render(context)
        except Exception:
            if settings.DEBUG:
                raise
            logger.exception("Left out of %s: %s", page_of(context), self.named(context))
            return ""

    def named(self, context) -> str:
        what = self.what.resolve(context, ignore_failures=True)
        try:
            key = getattr(what, "pk", None) or getattr(what, "id", None)
            return f"{type(what).__name__} {key or what}"
        except Exception:  # what cannot be drawn may have no name either
            return type(what).__name__


def page_of(context) -> str:
    """The address that was asked for, or what is known in its place."""
    request = context.get("request")
    return request.path if request else "a page"


@register.tag
def guarded(parser: Parser, token: Token) -> Guarded:
    """`{% guarded item %}…{% endguarded %}`: what stands between is drawn whole, or not at all.

    `item` is what the log names when drawing fails. While developing (DEBUG) the fault is raised.
    """
    try:
        _name, what = token.split_contents()
    except ValueError:
        raise template.TemplateSyntaxError(
            "“guarded” names one thing: {% guarded item %}"
        ) from None
    nodelist = parser.parse(["endguarded"])
    parser.delete_first_token()
    return Guarded(nodelist, parser.compile_filter(what))
