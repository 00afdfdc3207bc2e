"""One card or block that fails is left out; the page around it is served."""

import logging

from django import template
from django.conf import settings
from django.template.base import FilterExpression, NodeList, Parser, Token

from media.visitors.left_out import left_out

register = template.Library()
logger = logging.getLogger("perigee.pages")


class Guarded(template.Node):
    def __init__(self, nodelist: NodeList, what: FilterExpression):
        self.nodelist, self.what = nodelist, what

    def render(self, context) -> str:
        try:
            return self.nodelist.render(context)
        except Exception as error:
            if settings.DEBUG:
                raise
            what = self.what.resolve(context, ignore_failures=True)
            name, address = self.named(what), page_of(context)
            logger.exception("Left out of %s: %s", address, name)
            if context.get("request"):
                place = f"{self.origin.template_name}:{self.token.lineno}"
                left_out(what, name, place, error, address)
            return ""

    def named(self, what: object) -> str:
        try:
            # An entry of the catalogue goes by its page.
            key = (
                getattr(what, "page_id", None)
                or getattr(what, "pk", None)
                or getattr(what, "id", None)
            )
            return f"{type(what).__name__} {key or what}"
        except Exception:  # what cannot be drawn may have no name either
            return type(what).__name__


def page_of(context) -> str:
    """The address that was asked for, or what is known in its place."""
    request = context.get("request")
    if request is None:
        return "a page"
    match = getattr(request, "resolver_match", None)
    # Whoever knows the token of a press link may follow it.
    return f"/{match.route}" if match and "token" in match.kwargs else request.path


@register.tag
def guarded(parser: Parser, token: Token) -> Guarded:
    """`{% guarded item %}…{% endguarded %}`: what stands between is drawn whole, or not at all.

    `item` is what the log and the report name when drawing fails. While developing (DEBUG) the fault is raised.
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
