"""What crawlers are told: the sitemap and robots.txt."""

import xml.etree.ElementTree as ET
from datetime import date

import pytest
from wagtail.models import Page

from media.archive import ranges
from media.models import Entry, FacetCount
from portal.views import sitemap
from tests.factories import make_gallery, make_image, make_mission, make_story, make_subject
from tests.quick_releases import make_shown_image, small_asset

pytestmark = pytest.mark.django_db

SITE = "http://testserver"
NAMESPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def locations(client, address: str) -> list[str]:
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/xml")
    tree = ET.fromstring(response.content)  # noqa: S314
    return [element.text for element in tree.findall(".//s:loc", NAMESPACE)]


def listed_in(client) -> list[str]:
    """Every address in every part."""
    parts = locations(client, "/sitemap.xml")
    return [found for part in parts for found in locations(client, part.removeprefix(SITE))]


def test_the_sitemap_leads_to_its_parts(site, client):
    assert locations(client, "/sitemap.xml") == [f"{SITE}/sitemap-pages.xml"]
    make_shown_image()
    parts = [f"{SITE}/sitemap-pages.xml", f"{SITE}/sitemap-images.xml"]
    assert locations(client, "/sitemap.xml") == parts


def test_pictures_stand_in_parts_of_a_limited_size_each_once(site, client, monkeypatch):
    monkeypatch.setattr(sitemap, "MOST_ADDRESSES", 3)
    make_shown_image("Before the epoch", published_on=date(1962, 2, 20))
    for number in range(7):
        make_shown_image(f"Crater {number}")
    parts = [part for part in locations(client, "/sitemap.xml") if "-images" in part]
    assert parts[0] == f"{SITE}/sitemap-images.xml"
    listed = [locations(client, part.removeprefix(SITE)) for part in parts]
    # What lies years apart shares no part where the later ones fill theirs.
    assert [len(part) for part in listed] == [1, 3, 3, 1]
    addresses = [address for part in listed for address in part]
    assert sorted(addresses) == sorted(f"{SITE}{one.get_url()}" for one in Entry.objects.all())


def test_pages_of_other_types_stand_in_parts_too_each_once(site, client, monkeypatch):
    monkeypatch.setattr(sitemap, "MOST_ADDRESSES", 3)
    for number in range(4):
        make_story(f"Story {number}")
    parts = locations(client, "/sitemap.xml")
    assert parts[0] == f"{SITE}/sitemap-pages.xml"
    listed = [locations(client, part.removeprefix(SITE)) for part in parts]
    assert {len(part) for part in listed[:-1]} == {3}
    addresses = [address for part in listed for address in part]
    shown = Page.objects.live().descendant_of(site, inclusive=True)
    assert sorted(addresses) == sorted(f"{SITE}{page.url}" for page in shown)
    assert len(shown) > 6


def test_the_sitemap_lists_every_visible_page_by_its_whole_address(site, client):
    shown = [
        make_shown_image("Shown"),
        make_story(),
        make_mission(),
        make_gallery("Craters", []),
    ]
    make_image("Hidden live", release=False, asset=small_asset())
    make_image("Hidden draft", publish=False, asset=small_asset())
    make_shown_image("Hidden again").unpublish()
    make_story("Hidden story", publish=False)
    listed = listed_in(client)
    assert len(listed) == len(set(listed))
    paths = {page.url for page in shown} | {page.url for page in site.get_descendants().live()}
    paths = {path for path in paths if "hidden" not in path} | {"/"}
    assert set(listed) == {f"http://testserver{path}" for path in paths}


def test_every_address_of_the_sitemap_answers(site, client):
    make_shown_image()
    make_story()
    for address in listed_in(client):
        assert client.get(address.removeprefix("http://testserver")).status_code == 200


def test_the_sitemap_says_when_a_page_was_published(site, client):
    story = make_story()
    said = client.get("/sitemap-pages.xml").content.decode()
    assert f"<lastmod>{story.last_published_at:%Y-%m-%d}</lastmod>" in said


def test_the_sitemap_costs_the_same_however_many_pages_there_are(
    site, client, django_assert_max_num_queries
):
    for number in range(12):
        make_shown_image(f"Crater {number}")
        make_story(f"Story {number}")
    part = locations(client, "/sitemap.xml")[1].removeprefix(SITE)
    with django_assert_max_num_queries(3):
        assert len(locations(client, part)) == 12
    with django_assert_max_num_queries(3):
        assert len(locations(client, "/sitemap-pages.xml")) > 12


def test_a_part_of_the_sitemap_that_is_not_there_is_not_found(site, client):
    none = ("nothing", "images", "images-99", "images-x", "pages-x", "pages-", "pages-1e3")
    for part in (*none, f"images-{'9' * 19}", f"pages-{'9' * 19}", f"pages-{'9' * 20}"):
        assert client.get(f"/sitemap-{part}.xml").status_code == 404, part


def test_what_is_open_and_not_to_be_found_says_so_where_robots_may_read_it(site, client):
    robots = client.get("/robots.txt").content.decode()
    story, image = make_story(), make_shown_image()
    for address in ("/search/?q=moon", f"/likes/{story.pk}/", f"/descriptions/{image.pk}/report/"):
        said = client.get(address).content.decode()
        assert 'name="robots" content="noindex' in said, address
        assert f"Disallow: /{address.split('/')[1]}/" not in robots


def test_a_list_is_found_with_its_filter_and_number_and_nothing_else(site, client):
    subject = make_subject("Mars")
    make_shown_image(subjects=[subject])
    address = "http://testserver/images/"
    for asked, own in [
        ("", ""),
        ("?utm_source=x&page=1", ""),
        (f"?subject={subject.slug}&kind=&utm_source=x", f"?subject={subject.slug}"),
        ("?kind=photograph&page=1", "?kind=photograph"),
    ]:
        said = client.get(f"/images/{asked}").content.decode()
        assert f'<link rel="canonical" href="{address}{own}">' in said, asked
        assert f'<meta property="og:url" content="{address}{own}">' in said


def test_robots_are_led_to_the_sitemap_and_kept_from_the_admin(site, client, settings):
    settings.BASE_URL = "https://portal.example.org"
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    lines = response.content.decode().splitlines()
    assert "Sitemap: https://portal.example.org/sitemap.xml" in lines
    for address in ("/admin/",):
        assert f"Disallow: {address}" in lines
    assert "Disallow: /" not in lines


def test_of_pictures_that_are_counted_by_their_time_no_part_needs_a_walk(
    site, client, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(sitemap, "MOST_ADDRESSES", 3)
    for year in (1962, 1963, 1990, 2001, 2002, 2003, 2004):
        make_shown_image(f"Crater of {year}", published_on=date(year, 2, 20))
    with django_assert_num_queries(1):
        found = ranges.starts(3)
    assert [Entry.objects.filter(pk__gte=first).count() for first in found] == [7, 4, 1]
    kept = listed_in(client)
    # An archive that was counted before these numbers were kept.
    FacetCount.objects.filter(facet="place").delete()
    assert listed_in(client) == kept
