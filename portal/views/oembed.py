"""How another site shows a picture of ours from the address of its page (oEmbed 1.0, oembed.com)."""

import xml.etree.ElementTree as ET
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_safe
from wagtail.models import Site

from media.files.xml_text import allowed
from media.models import Entry
from media.pages.keys import key_in
from media.reuse.records import File, Record, base_of, records_of
from portal.models.agency import agency

# Nobody's page is wider than this unless they say so.
USUAL_WIDTH = 1920
LONGEST_ADDRESS = 2000
# A reader may keep the answer for an hour.
CACHE_SECONDS = 3600


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """The picture of one page: 404 for what is none here, 400 for a question that is none, 501 for a format."""
    # The gate of parameters cuts at 200 characters; an encoded address may have more.
    asked = QueryDict(request.META.get("QUERY_STRING", ""))
    form = asked.get("format") or "json"
    if form not in FORMS:
        return told_off(501, "This format is not offered. Ask for json or xml.")
    address, sizes = asked.get("url", ""), {}
    if not is_address(address):
        return told_off(400, "“url” has to be the whole address of a page: https://…")
    for name in ("maxwidth", "maxheight"):
        if value := asked.get(name, ""):
            sizes[name] = key_in(value)
            if not sizes[name]:
                return told_off(400, f"“{name}” has to be a number of pixels.")
    record = record_at(request, address)
    if record is None:
        return told_off(404, "No picture that visitors may see has this address.")
    response = FORMS[form](answer(request, record, **sizes))
    response["Access-Control-Allow-Origin"] = "*"
    return response


def told_off(status: int, sentence: str) -> HttpResponse:
    """Why there is no answer."""
    response = JsonResponse({"error": sentence}, status=status)
    response["Access-Control-Allow-Origin"] = "*"
    return response


def is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 (raises for what is no number)
    except ValueError:
        return False
    return len(text) <= LONGEST_ADDRESS and parts.scheme in ("http", "https") and bool(parts.netloc)


def record_at(request: HttpRequest, address: str) -> Record | None:
    """The record of the picture whose page, or whose permanent address, this is."""
    parts = urlsplit(address)
    site = Site.find_for_request(request)
    own = {request.get_host(), urlsplit(settings.BASE_URL).netloc}
    own |= {urlsplit(site.root_url).netloc} if site else set()
    if site is None or parts.netloc.lower() not in own:
        return None
    path = unquote(parts.path)
    if "\x00" in path:  # encoded twice it passes the gate, and PostgreSQL takes none
        return None
    if identifier := identifier_in(path):
        found = Entry.objects.filter(identifier=identifier)
    else:
        place = f"{site.root_page.url_path}{path.strip('/')}/"
        # Pages have an index of their slugs and none of their addresses.
        slug = path.rstrip("/").rpartition("/")[2]
        found = Entry.objects.filter(page__slug=slug, url_path=place)
    found = found.with_files()
    return next(iter(records_of(found[:1], base_of(request))), None)


def identifier_in(path: str) -> str:
    """Of a permanent address; "" for any other."""
    try:
        match = resolve(path)
    except Resolver404:
        return ""
    return match.kwargs["identifier"] if match.url_name == "identifier" else ""


def answer(
    request: HttpRequest, record: Record, maxwidth: int | None = None, maxheight: int | None = None
) -> dict:
    """What oEmbed says about a photo, with the words that its readers need beside it."""
    file = largest_within(record, maxwidth or (USUAL_WIDTH if not maxheight else None), maxheight)
    width, height = scaled(file, maxwidth, maxheight)
    small = record.preview(320)
    found = agency()
    told = {
        "type": "photo",
        "version": "1.0",
        "url": file.address,
        "width": width,
        "height": height,
        "title": record.title,
        "author_name": record.entry.credit,
        "provider_name": found.called,
        "provider_url": record.base,
        "cache_age": CACHE_SECONDS,
        "alt_text": record.alt_text,
        "description": record.long_description,
        "credit_line": record.credit_line,
        "license": record.licence.short_name,
        "license_url": record.licence.url,
        "web_page": record.address,
        "permanent_address": record.permanent_address,
    }
    # A thumbnail, too, has to stay within the limits; without one all three are left out.
    if scaled(small, maxwidth, maxheight) == (small.width, small.height):
        told["thumbnail_url"] = small.address
        told["thumbnail_width"], told["thumbnail_height"] = small.width, small.height
    return told


def largest_within(record: Record, width: int | None, height: int | None) -> File:
    """The largest public JPEG that is within both, else the smallest that there is."""
    files = [one for one in [*record.responsive, *record.downloads] if is_jpeg(one)]
    fitting = [one for one in files if scaled(one, width, height) == (one.width, one.height)]
    if fitting:
        return max(fitting, key=lambda one: one.width)
    return min(files, key=lambda one: one.width)


def is_jpeg(file: File) -> bool:
    return file.media_type == "image/jpeg"


def scaled(file: File, width: int | None, height: int | None) -> tuple[int, int]:
    """The size in which the file is to be shown to stay within both."""
    by = min(1, (width or file.width) / file.width, (height or file.height) / file.height)
    return max(1, int(file.width * by)), max(1, int(file.height * by))


def as_json(told: dict) -> HttpResponse:
    return JsonResponse(told)


def as_xml(told: dict) -> HttpResponse:
    root = ET.Element("oembed")
    for name, value in told.items():
        ET.SubElement(root, name).text = allowed(str(value))
    text = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return HttpResponse(text, content_type="text/xml; charset=utf-8")


FORMS = {"json": as_json, "xml": as_xml}
