"""Small documents that programs look for at fixed addresses: security.txt, the manifest, llms.txt."""

import json
from datetime import datetime, time, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from wagtail.models import Site

from portal.colours import LIGHT, tokens
from portal.models import HomePage
from portal.models.agency import agency
from portal.views.agency import TOUCH_ICON, address_of

# RFC 9116 wants less than a year; whoever keeps the answer for weeks still has a valid one.
VALID_DAYS = 180


def text_answer(lines: list[str], content_type: str = "text/plain") -> HttpResponse:
    response = HttpResponse("\n".join([*lines, ""]), content_type=f"{content_type}; charset=utf-8")
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell about a weakness (RFC 9116). It never runs out: each day it is valid for as long again."""
    contact = agency().contact
    if not contact:
        raise Http404("The agency has no contact address yet.")
    until = datetime.combine(timezone.now().date() + timedelta(days=VALID_DAYS), time())
    return text_answer(
        [
            f"Contact: mailto:{contact}",
            f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
            f"Preferred-Languages: {settings.LANGUAGE_CODE}",
            f"Canonical: {request.build_absolute_uri(reverse('security'))}",
        ]
    )


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What the site is called and looks like on a home screen (W3C Web Application Manifest)."""
    found, side = agency(), TOUCH_ICON
    about = {
        "name": found.called,
        "short_name": found.called_short,
        "description": found.statement,
        "lang": settings.LANGUAGE_CODE,
        "id": "/",
        "start_url": "/",
        "scope": "/",
        # A site of pages: it needs the browser's own way back and its address bar.
        "display": "browser",
        "theme_color": found.accent_light or tokens()["accent"][LIGHT],
        "background_color": tokens()["paper"][LIGHT],
        "icons": [
            {"src": address_of(found, "svg"), "sizes": "any", "type": "image/svg+xml"},
            {"src": reverse("touch_icon"), "sizes": f"{side}x{side}", "type": "image/png"},
            {"src": reverse("favicon"), "sizes": "16x16 32x32 48x48", "type": "image/x-icon"},
        ],
    }
    text = json.dumps({name: value for name, value in about.items() if value}, ensure_ascii=False)
    return text_answer([text], "application/manifest+json")


# --- llms.txt -----------------------------------------------------------------------------------

# What programs find here: (name of the address, its query, what it is called, what it is for).
DOORS = [
    ("sitemap", "", "Sitemap", "every page and every picture"),
    ("subjects", "", "Subjects", "what pictures are about, by kind and letter"),
    ("search", "?q=moon", "Search", "words in everything; `type` narrows it"),
    (
        "api_documentation",
        "",
        "API",
        "pictures, missions, topics, states, stories and changes as JSON",
    ),
    ("feeds", "", "Feeds and calendars", "what is new, and the dates of missions"),
    ("iiif_collection", "", "IIIF", "every picture and gallery for viewers and archives"),
    (
        "nasa_search",
        "?q=moon",
        "NASA-compatible search",
        "for programs that know NASA’s image library",
    ),
    ("oembed", "?url={a page’s address}", "oEmbed", "how to show a picture on another site"),
]
CREDIT = """\
Each picture names its own credit and licence: on its page, inside its files (IPTC and XMP), and in the structured data of \
its page (schema.org `ImageObject`: `creditText`, `license`, `copyrightNotice`). Print the credit line beside the picture, \
and name the licence.

Each picture has a description made by people: a short one (alt text) and a long one. Take them over with the picture."""
ADDRESSES = """\
`/id/{identifier}` leads to a picture’s page and `/download/{identifier}/{size}.jpg` to its file (`small`, `large`, \
`full`); both stay when pages move. A picture that was withdrawn answers with 410: do not show it any more."""


@require_safe
def llms(request: HttpRequest) -> HttpResponse:
    """What this site is, for programs that read before they ask (llmstxt.org)."""
    found = agency()
    lines = [f"# {found.called}", ""]
    if found.statement:
        lines += [f"> {' '.join(found.statement.split())}", ""]
    if found.is_demonstration:
        lines += ["This is a demonstration. It is not an official site of any space agency.", ""]
    if sections := sections_of(request):
        lines += ["## What is here", "", *sections, ""]
    lines += ["## For programs", ""]
    for name, query, title, purpose in DOORS:
        place = request.build_absolute_uri(reverse(name))
        lines.append(f"- {title}: {place}{query} – {purpose}")
    lines += ["", "## Credit and licence", "", CREDIT, "", "## Addresses that stay", "", ADDRESSES]
    if found.contact:
        lines += ["", "## Contact", "", f"{found.contact}"]
    return text_answer(lines, "text/markdown")


def sections_of(request: HttpRequest) -> list[str]:
    """The sections of the site, with what they say of themselves."""
    site = Site.find_for_request(request)
    home = HomePage.objects.filter(pk=site.root_page_id).first() if site else None
    shown = [page for page in home.sections_below() if page.is_visible] if home else []
    return [
        f"- [{page.title}]({request.build_absolute_uri(page.get_url(request))})"
        for page in shown
        if page.show_in_menus
    ]
