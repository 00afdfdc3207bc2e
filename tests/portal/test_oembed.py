"""The oEmbed provider, asked by a small consumer that knows nothing but the address of a page."""

import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.test import Client

from media.archive.catalogue import Entry
from portal.models import Agency
from tests.drafts import make_draft
from tests.factories import ALT, DESCRIPTION, make_gallery, make_image, make_story
from tests.quick_releases import make_shown_image, small_asset

pytestmark = pytest.mark.django_db
BASE = "http://testserver"


class Discovery(HTMLParser):
    """Finds on a page where it can be asked about, by the type of the answer."""

    def __init__(self, text: str):
        super().__init__()
        self.found = {}
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "link" and given.get("rel") == "alternate" and "+oembed" in given.get("type", ""):
            self.found[given["type"]] = given["href"]


def embedded(address: str, **limits) -> dict:
    """What a consumer shows in the place of an address, as its pages hold it."""
    page = Client().get(address)
    ask = Discovery(page.content.decode()).found["application/json+oembed"]
    extra = "".join(f"&{name}={value}" for name, value in limits.items())
    response = Client().get(f"{ask}{extra}")
    assert response.status_code == 200, response.content
    assert response["Access-Control-Allow-Origin"] == "*"
    told = response.json()
    assert (told["type"], told["version"]) == ("photo", "1.0")
    for name, limit in limits.items():
        assert told[name.removeprefix("max")] <= limit
        if "thumbnail_url" in told:
            assert told[f"thumbnail_{name.removeprefix('max')}"] <= limit
    return told


def ask(url: str, **parameters):
    return Client().get("/oembed/", {"url": url, **parameters})


def test_a_consumer_finds_picture_words_and_terms_from_the_address_of_a_page(site):
    page = make_image(credit="ESA/A. Person")
    told = embedded(page.url)
    assert told["title"] == "A crater at dawn"
    assert (told["alt_text"], told["description"]) == (ALT, DESCRIPTION)
    assert told["author_name"] == told["credit_line"] == "ESA/A. Person"
    assert (told["license"], told["license_url"][-4:]) == ("CC BY 4.0", "4.0/")
    assert (told["provider_name"], told["provider_url"]) == ("Example agency", f"{BASE}/")
    assert (told["width"], told["height"]) == (800, 600)
    assert (told["thumbnail_width"], told["thumbnail_height"]) == (320, 240)
    for name in ("url", "thumbnail_url"):
        assert Client().get(told[name])["Content-Type"] == "image/jpeg"
    assert Client().get(told["web_page"]).status_code == 200


def test_the_largest_jpeg_within_the_limits_is_chosen(site):
    page = make_shown_image(width=4000)
    for limits, width in [
        ({}, 1280),
        ({"maxwidth": 4000}, 4000),
        ({"maxwidth": 3999}, 1280),
        ({"maxwidth": 1000}, 640),
        ({"maxheight": 500}, 640),
        ({"maxwidth": 1000, "maxheight": 300}, 320),
        ({"maxheight": 10_000}, 4000),
    ]:
        told = embedded(page.url, **limits)
        assert told["width"] == width, limits
        assert told["url"].endswith(".jpg")


def test_a_limit_below_every_file_scales_the_smallest(site):
    told = embedded(make_shown_image().url, maxwidth=100)
    assert (told["width"], told["height"]) == (100, 75)
    assert "-320.jpg" in told["url"]
    assert not {"thumbnail_url", "thumbnail_width", "thumbnail_height"} & told.keys()


def test_the_same_is_told_as_xml(site):
    page = make_shown_image("A crater & <its> rim")
    link = Discovery(Client().get(page.url).content.decode()).found["text/xml+oembed"]
    response = Client().get(link)
    assert response["Content-Type"] == "text/xml; charset=utf-8"
    told = {one.tag: one.text for one in ET.fromstring(response.content)}  # noqa: S314
    json = {name: str(value) for name, value in embedded(page.url).items()}
    assert told == json
    assert told["title"] == "A crater & <its> rim"


def test_every_address_of_a_picture_is_known(site):
    page = make_shown_image(slug="x" * 250)
    for address in (
        f"{BASE}{page.url}",
        f"{BASE}{page.url.rstrip('/')}",
        f"https://testserver{page.url}?utm_source=y#licence",
        f"HTTP://TESTSERVER{page.url}",
        f"{BASE}/id/{page.identifier}",
    ):
        assert ask(address).json()["title"] == "A crater at dawn", address


def test_the_discovery_link_names_the_page_once_encoded(site):
    page = make_shown_image()
    link = Discovery(Client().get(page.url).content.decode()).found["application/json+oembed"]
    assert link.startswith(f"{BASE}/oembed/?url={quote(BASE, safe='')}")
    assert parse_qs(urlsplit(link).query)["url"] == [f"{BASE}{page.url}"]
    assert "oembed" not in Client().get(make_story().url).content.decode()


def test_what_is_no_visible_picture_of_this_site_is_not_found(site):
    shown = make_shown_image()
    draft, gone = make_draft("Hidden draft"), make_shown_image("Hidden again")
    live = make_image("Hidden live", release=False, asset=small_asset())
    gone.unpublish()
    pages = [make_story().url, make_gallery("Craters", [shown]).url, "/", "/images/", "/nowhere/"]
    hidden = [f"/id/{page.identifier}" for page in (draft, gone, live)]
    hidden += [page.url or f"/images/{page.slug}/" for page in (draft, gone, live)]
    for path in [
        *pages,
        *hidden,
        "/id/nothing",
        f"/download/{shown.identifier}/full.jpg",
        "",
        "/%00",
        "/%ff/",
    ]:
        response = ask(f"{BASE}{path}")
        assert response.status_code == 404, path
        assert "idden" not in response.content.decode()
    for address in (
        f"https://evil.example{shown.url}",
        f"http://testserver.evil.example{shown.url}",
    ):
        assert ask(address).status_code == 404, address


def test_a_question_that_is_none_is_refused_with_a_sentence(site):
    page = f"{BASE}{make_shown_image().url}"
    for parameters in (
        {},
        {"url": ""},
        {"url": "a-crater"},
        {"url": "/images/a-crater/"},
        {"url": "ftp://testserver/x"},
        {"url": "http://"},
        {"url": "http://[::1"},
        {"url": "http://testserver:port/"},
        {"url": f"{page}{'x' * 2_000}"},
        {"url": page, "maxwidth": "wide"},
        {"url": page, "maxwidth": "-1"},
        {"url": page, "maxheight": "0"},
        {"url": page, "maxheight": "9" * 30},
        {"url": page, "maxheight": "1e3"},
    ):
        response = Client().get("/oembed/", parameters)
        assert response.status_code == 400, parameters
        assert response.json()["error"].endswith((".", "…"))
    for form in ("yaml", "XML", "html"):
        assert ask(page, format=form).status_code == 501
    assert Client().post("/oembed/", {"url": page}).status_code == 405


def test_an_answer_costs_few_queries(site, django_assert_max_num_queries):
    page = make_shown_image()
    ask(f"{BASE}{page.url}")
    with django_assert_max_num_queries(4):
        assert ask(f"{BASE}{page.url}").status_code == 200


def test_an_answer_that_did_not_change_is_not_sent_again(site):
    url = f"{BASE}{make_shown_image().url}"
    etag = ask(url)["ETag"]
    again = Client().get("/oembed/", {"url": url}, headers={"If-None-Match": etag})
    assert again.status_code == 304
    agency = Agency.load()
    agency.name = "Another agency"
    agency.save()
    again = Client().get("/oembed/", {"url": url}, headers={"If-None-Match": etag})
    assert again.json()["provider_name"] == "Another agency"


def test_what_xml_forbids_is_left_out_of_it(site, client):
    page = make_shown_image("A crater")
    Entry.objects.update(title="A crater\x08 at\x1f dawn\ufffe")
    answer = client.get("/oembed/", {"url": f"http://testserver{page.url}", "format": "xml"})
    assert ET.fromstring(answer.content).findtext("title") == "A crater at dawn"  # noqa: S314
