"""The small documents at fixed addresses: security.txt, the manifest, llms.txt, pictures in the sitemap."""

import re
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from django.test import Client
from PIL import Image
from sectxt import Parser

from portal.colours import LIGHT, tokens
from portal.models import Agency
from tests.drafts import make_draft
from tests.quick_releases import make_shown_image

pytestmark = pytest.mark.django_db
ADDRESS = "https://testserver/.well-known/security.txt"


@pytest.fixture
def agency(site) -> Agency:
    found = Agency.load()
    found.contact = "hello@example.org"
    found.save()
    return found


# --- security.txt -------------------------------------------------------------------------------


def test_security_txt_is_valid(agency):
    response = Client().get("/.well-known/security.txt", secure=True)
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    text = response.content.decode()
    checked = Parser(response.content, urls=ADDRESS)
    assert checked.is_valid(), checked.errors
    # A key is the agency's to publish.
    assert {one["code"] for one in checked.recommendations} <= {"not_signed", "no_encryption"}
    assert "Contact: mailto:hello@example.org\n" in text
    assert f"Canonical: {ADDRESS}\n" in text
    assert "Preferred-Languages: en\n" in text


@pytest.mark.parametrize("days", [0, 1, 400, 4_000])
def test_security_txt_never_runs_out_and_is_never_valid_for_a_year(agency, monkeypatch, days):
    now = datetime.now(UTC) + timedelta(days=days)
    monkeypatch.setattr("portal.views.documents.timezone.now", lambda: now)
    text = Client().get("/.well-known/security.txt").content.decode()
    until = datetime.fromisoformat(re.search(r"Expires: (.*)Z", text)[1]).replace(tzinfo=UTC)
    assert timedelta(days=150) < until - now < timedelta(days=364)


def test_security_txt_is_the_same_all_day(agency):
    first, second = (Client().get("/.well-known/security.txt") for _ in range(2))
    assert first["ETag"] == second["ETag"]


def test_without_a_contact_address_there_is_no_security_txt(site):
    assert Client().get("/.well-known/security.txt").status_code == 404


# --- The manifest -------------------------------------------------------------------------------


def test_the_manifest_says_what_the_site_is_called_and_has_icons_that_are_there(agency):
    agency.short_name, agency.accent_light = "EA", "#123456"
    agency.save()
    page = Client().get("/").content.decode()
    (address,) = re.findall(r'<link rel="manifest" href="([^"]+)">', page)
    response = Client().get(address)
    assert response["Content-Type"].startswith("application/manifest+json")
    told = response.json()
    assert (told["name"], told["short_name"]) == ("Example agency", "EA")
    assert (told["start_url"], told["display"], told["lang"]) == ("/", "browser", "en")
    assert told["theme_color"] == "#123456"
    assert told["background_color"] == tokens()["paper"][LIGHT]
    for icon in told["icons"]:
        found = Client().get(icon["src"])
        assert found["Content-Type"] == icon["type"], icon
        if icon["type"] != "image/svg+xml":
            sizes = Image.open(BytesIO(found.content)).info.get("sizes")
            sizes = sizes or {Image.open(BytesIO(found.content)).size}
            assert {f"{w}x{h}" for w, h in sizes} == set(icon["sizes"].split())


def test_a_manifest_of_an_agency_without_colours_has_those_of_the_portal(site):
    told = Client().get("/manifest.webmanifest").json()
    assert told["theme_color"] == tokens()["accent"][LIGHT]


# --- llms.txt -----------------------------------------------------------------------------------


def test_llms_txt_says_what_the_site_is_and_leads_to_what_is_there(agency):
    make_shown_image()
    response = Client().get("/llms.txt")
    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    lines = response.content.decode().splitlines()
    assert lines[0] == "# Example agency"
    assert lines[2] == "> We fly to learn, and we say what we find."
    text = "\n".join(lines)
    assert "- [Images](http://testserver/images/)" in text
    assert "hello@example.org" in text
    addresses = re.findall(r"http://testserver[^\s)]*", text)
    assert len(addresses) > 8
    for address in addresses:
        asked = address.partition("{")[0]
        expected = 400 if "{" in address else 200
        assert Client().get(asked).status_code == expected, address
    assert "demonstration" not in text


def test_llms_txt_of_a_demonstration_says_so(agency):
    agency.is_demonstration = True
    agency.save()
    assert "not an official site" in Client().get("/llms.txt").content.decode()


def test_llms_txt_names_no_section_that_visitors_do_not_see(site):
    site.get_children().get(slug="topics").unpublish()
    assert "/topics/" not in Client().get("/llms.txt").content.decode()


# --- All of them --------------------------------------------------------------------------------


def test_the_documents_may_be_read_from_everywhere_and_kept(agency):
    for address in ("/.well-known/security.txt", "/manifest.webmanifest", "/llms.txt"):
        response = Client().get(address)
        assert response["Access-Control-Allow-Origin"] == "*", address
        assert "public" in response["Cache-Control"]
        again = Client().get(address, headers={"If-None-Match": response["ETag"]})
        assert again.status_code == 304
        assert Client().post(address).status_code == 405


# --- Pictures in the sitemap --------------------------------------------------------------------


def test_the_sitemap_names_the_file_of_every_picture(site):
    pages = [make_shown_image(f"Crater {number}") for number in range(3)]
    make_draft("A crater at noon")
    tree = ET.fromstring(Client().get("/sitemap-images.xml").content)  # noqa: S314
    spaces = {
        "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
        "i": "http://www.google.com/schemas/sitemap-image/1.1",
    }
    found = {
        url.find("s:loc", spaces).text: url.find("i:image/i:loc", spaces).text
        for url in tree.findall("s:url", spaces)
    }
    assert found == {
        f"http://testserver{page.url}": f"http://testserver/download/{page.identifier}/full.jpg"
        for page in pages
    }
    for address in found.values():
        assert Client().get(address).status_code == 302
    assert "image:image" not in Client().get("/sitemap-pages.xml").content.decode()
