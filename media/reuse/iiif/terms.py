"""The terms of a picture: the line that every viewer must show, and the licence by its IIIF name."""

import re

from django.utils.html import format_html

from media.pictures.licences import Licence
from media.reuse.iiif.texts import in_our_language
from media.reuse.records import Record

CREATIVE_COMMONS = re.compile(
    r"https?://(?:www\.)?creativecommons\.org/((?:licenses|publicdomain)/[a-z0-9./+-]+)"
)
RIGHTS_STATEMENTS = re.compile(r"https?://rightsstatements\.org/(?:vocab|page)/([\w-]+/[0-9.]+)")
# Pages about a licence, which stand behind its name: /deed.de, /legalcode.
DEED = re.compile(r"(?:deed|legalcode)[\w.-]*$")


def rights(licence: Licence) -> str:
    """The name of the licence among Creative Commons and RightsStatements.org; "" for any other.

    The names begin with http, whatever the addresses of the pages begin with.
    """
    if found := CREATIVE_COMMONS.match(licence.url):
        return f"http://creativecommons.org/{DEED.sub('', found[1]).rstrip('/')}/"
    if found := RIGHTS_STATEMENTS.match(licence.url):
        return f"http://rightsstatements.org/vocab/{found[1]}/"
    return ""


def required_statement(record: Record) -> dict:
    """Credit and licence, with the way to the page where people read it."""
    licence = record.licence
    address = licence.url
    if rights(licence):
        address = address.replace("http://", "https://", 1)
    said = (
        format_html('<a href="{}">{}</a>', address, licence.short_name)
        if address
        else licence.short_name
    )
    line = format_html("<span>{}, {}</span>", record.credit_line, said)
    return {"label": in_our_language("Credit and licence"), "value": in_our_language(str(line))}


def terms(record: Record) -> dict:
    """{"requiredStatement", "rights"}, the latter where the licence has a name that IIIF knows."""
    found = {"requiredStatement": required_statement(record)}
    return found | {"rights": name} if (name := rights(record.licence)) else found
