"""The agency's files: its style sheet and its icons, made from what stands in the settings."""

import io
from functools import lru_cache

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from PIL import Image

from media.reuse.provider import PROVIDERS, Provider
from portal.drawings import png_of
from portal.models.agency import Agency, agency, digest, renewed

FOR_EVER = "public, max-age=31536000, immutable"
TOUCH_ICON = 180  # pixels
ICO_SIZES = (16, 32, 48)
CONTENT_TYPES = {"css": "text/css; charset=utf-8", "svg": "image/svg+xml"}


def file_of(found: Agency, ending: str) -> str:
    return found.style_sheet if ending == "css" else found.icon


def address_of(found: Agency, ending: str) -> str:
    """Where its style sheet (“css”) or its icon (“svg”) is; empty if it has no style sheet."""
    text = file_of(found, ending)
    return reverse("agency_file", args=[digest(text), ending]) if text else ""


@require_safe
def agency_file(request: HttpRequest, version: str, ending: str) -> HttpResponse:
    """The file as it is now; for ever, if the address names this version of it.

    A page from a cache may name an earlier one, another process one that this does not know yet.
    """
    text = file_of(agency(), ending)
    if digest(text) != version:
        text = file_of(renewed(), ending)
    if not text and ending == "css":
        raise Http404("The agency has no colours of its own.")
    response = HttpResponse(text, content_type=CONTENT_TYPES[ending])
    if digest(text) == version:
        response["Cache-Control"] = FOR_EVER
    return response


@require_safe
def touch_icon(request: HttpRequest) -> HttpResponse:
    icon = agency().icon_with(is_round=False)
    return HttpResponse(png_of(icon, TOUCH_ICON), content_type="image/png")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """For browsers and programs that ask for it unasked; pages name the drawing."""
    return HttpResponse(ico_of(agency().icon), content_type="image/x-icon")


@lru_cache(maxsize=2)
def ico_of(icon: str) -> bytes:
    file = io.BytesIO()
    picture = Image.open(io.BytesIO(png_of(icon, max(ICO_SIZES))))
    picture.save(file, "ICO", sizes=[(side, side) for side in ICO_SIZES])
    return file.getvalue()


def as_provider() -> Provider:
    """The agency as re-users' programs are told about it."""
    found = agency()
    logo = address_of(found, "svg") if found.sign else ""
    return Provider(found.called, found.called_short, logo)


PROVIDERS["agency"] = as_provider
