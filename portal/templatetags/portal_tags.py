"""The shell around every page: navigation, breadcrumbs, icons; and highlighted search words."""

from django import template
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from wagtail.models import Page, Site

from media.archive.search.marking import marked
from media.pages.kept import kept
from portal.models import HomePage, StandardPage
from portal.models.agency import agency, last_known
from portal.views.agency import address_of

register = template.Library()
register.filter("excerpt", marked)


@register.simple_tag(takes_context=True)
def shell(context) -> dict:
    """What header, breadcrumbs and footer need; nothing is asked that routing asked already.

    {"agency", "home", "navigation": [page], "statements": [page], "trail": [page], "sections": {type: page}}
    """
    request, page = context.get("request"), context.get("page")
    site = Site.find_for_request(request)
    if site is None:
        bare = {"home": None, "navigation": [], "statements": [], "trail": [], "sections": {}}
        return {"agency": agency(), **bare}
    key = site.root_page_id
    is_home = isinstance(page, HomePage) and page.pk == key
    home = page if is_home else getattr(request, "home", None)
    home = home or kept(("home", key), lambda: HomePage.objects.filter(pk=key).first())
    sections = getattr(request, "sections", None)
    if sections is None:
        sections = home.sections_below() if home else []
    children = [section for section in sections if section.is_visible]
    statements = [child for child in children if child.specific_class is StandardPage]
    trail = [] if is_home or not page or not page.path else [home, *above(page, children)]
    return {
        "agency": agency(),
        "home": home,
        "navigation": [child for child in children if child.show_in_menus],
        "statements": statements,
        "trail": trail,
        # By the model's name in lower case: sections.imageindexpage is the archive.
        "sections": {child.cached_content_type.model: child for child in reversed(children)},
    }


@register.simple_tag(takes_context=True)
def site_header(context, shell) -> SafeString:
    """The header, in which the page that is shown and its section are marked."""
    page = getattr(context.get("page"), "pk", None)
    links = {item.pk for item in [shell["home"], *shell["navigation"]] if item}
    return part_of_frame(
        context,
        "components/header.html",
        shell,
        current=page if page in links else None,
        within=next((item.pk for item in shell["trail"][1:] if item.pk in links), None),
        is_search=bool(context.get("types")),
    )


@register.simple_tag(takes_context=True)
def site_footer(context, shell) -> SafeString:
    return part_of_frame(context, "components/footer.html", shell)


@register.simple_tag(takes_context=True)
def head_part(context, template: str, shell) -> SafeString:
    """A part of the head that is the same on every page."""
    return part_of_frame(context, template, shell)


def part_of_frame(context, template: str, shell: dict, **states) -> SafeString:
    """A part of what surrounds every page, drawn once a generation for the same `states`.

    Its template meets the shell without the trail, and nothing else of the page.
    """
    request = context.get("request")
    site = Site.find_for_request(request)
    everywhere = {**shell, "trail": None}
    return kept(
        (template, site and site.pk, get_language(), *states.values()),
        lambda: get_template(template).render({"request": request, "shell": everywhere, **states}),
    )


def above(page: Page, children: list[Page]) -> list[Page]:
    """The pages between the home page and `page`; a fourth level is asked from the database."""
    if page.depth > 4:
        return list(page.get_ancestors().filter(depth__gt=2).order_by("depth"))
    return [child for child in children if page.path.startswith(child.path) and child.pk != page.pk]


@register.simple_tag
def the_agency():
    """Its settings, for pages that have no `shell`."""
    return agency()


@register.simple_tag
def agency_as_last_known():
    """The same without a question to the database."""
    return last_known()


@register.simple_tag
def agency_sign(agency, place: str, *, is_named: bool = False) -> SafeString:
    """The agency's sign; with its name where no words beside it say that."""
    label = agency.called if is_named else ""
    return agency.drawing.markup(place, label, classes="mark mark--own")


@register.simple_tag
def agency_address(agency, ending: str) -> str:
    """Where its style sheet (“css”) or its icon (“svg”) is; empty if it has no style sheet."""
    if ending == "svg" and not agency.sign:
        return static("portal/favicon.svg")
    return address_of(agency, ending)


@register.filter
def state_kinds(kind: str, count: int = 2) -> str:
    """What `count` states of this kind of membership are called."""
    return agency().label_of(kind, many=count != 1)


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the sprite, as decoration beside words."""
    drawing = (
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>'
    )
    sprite = kept("sprite", lambda: static("portal/icons/sprite.svg"))
    return kept(("icon", name), lambda: format_html(drawing, sprite, name))


@register.simple_tag(takes_context=True)
def same_query(context, **changes) -> str:
    """The current query with `changes`; an empty value leaves its parameter out."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value in ("", None):
            query.pop(name, None)
        else:
            query[name] = value
    return f"?{query.urlencode()}" if query else "?"


@register.simple_tag(takes_context=True)
def own_query(context) -> str:
    """By what this page differs from its plain address: its filter and its number; else nothing."""
    asked = context.get("asked") or {}
    query = [(name, value) for name, value in getattr(asked, "items", lambda: asked)() if value]
    if (number := getattr(context.get("results"), "number", 1)) > 1:
        query.append(("page", number))
    return f"?{urlencode(query)}" if query else ""


@register.simple_tag(takes_context=True)
def absolute(context, address: str) -> str:
    """The same address with scheme and host."""
    return context["request"].build_absolute_uri(address)
