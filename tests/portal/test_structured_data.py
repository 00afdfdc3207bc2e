"""What search engines and other sites are told on each type of page, read by a library of theirs."""

from datetime import date

import extruct
import pytest
from django.test import Client
from django.utils.html import escape

from media.archive.keeping import keep
from media.models import ImageText, Release, Subject
from missions.models import Partner
from portal.models import Agency, AgencyAddress, HomePage, NationalBody, StandardPage
from portal.templatetags.structured_tags import data_block
from tests.drafts import make_draft
from tests.factories import (
    ALT,
    DESCRIPTION,
    make_gallery,
    make_image,
    make_licence,
    make_mission,
    make_state,
    make_story,
    make_subject,
    make_topic,
)
from tests.portal.schema_org import PROPERTIES
from tests.quick_releases import make_shown_image, small_asset

pytestmark = pytest.mark.django_db
BASE = "http://testserver"
HOSTILE = "</script><script>alert(1)</script><!-- “&amp;”"


def told(address: str, client: Client | None = None) -> dict:
    response = (client or Client()).get(address)
    assert response.status_code == 200, address
    text = response.content.decode()
    assert text.count('type="application/ld+json"') == 1, address
    return extruct.extract(
        text, base_url=f"{BASE}{address}", syntaxes=["json-ld", "opengraph"], uniform=False
    )


def nodes(address: str) -> dict[str, dict]:
    """{type: node} of the graph of a page."""
    (data,) = told(address)["json-ld"]
    assert data["@context"] == "https://schema.org"
    return {node["@type"]: node for node in data["@graph"]}


def cards(address: str) -> dict[str, str]:
    (data,) = told(address)["opengraph"]
    return dict(data["properties"])


def everything_in(value):
    """Every node of a graph, at any depth."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from everything_in(one)


@pytest.fixture
def addresses(site) -> dict[str, str]:
    """One page of each type, with pictures."""
    person = make_subject("Kim Doe", Subject.Kind.PERSON)
    moon, place = make_subject("Moon"), make_subject("Kourou", Subject.Kind.PLACE)
    subjects = [person, moon, place]
    image = make_shown_image("A crater at dawn", subjects=subjects, taken_on="1971-07-31")
    make_shown_image("Another crater", asset=image.asset)
    mission = make_mission(
        full_name="Solar wind explorer",
        official_site="https://example.org/smile",
        cospar="2026-001A",
        norad=99999,
        status="operating",
        launch_date="2026-05-19",
        lead_image=image,
        partners=[Partner(name="Another agency", role="Platform")],
    )
    state = make_state(
        lead_image=image, bodies=[NationalBody(name="Example centre", url="https://example.org/c")]
    )
    home = HomePage.objects.get(pk=site.pk)
    home.featured_image = image
    home.save_revision().publish()
    return {
        "home": "/",
        "image": image.url,
        "images": "/images/",
        "gallery": make_gallery("Craters", [image], subjects=subjects, lead_image=image).url,
        "galleries": "/galleries/",
        "step": "/galleries/craters/1/",
        "mission": mission.url,
        "missions": "/missions/",
        "story": make_story(lead_image=image, subjects=subjects, published_on="2024-02-29").url,
        "stories": "/stories/",
        "topic": make_topic(lead_image=image, presents=make_subject("Safety")).url,
        "topics": "/topics/",
        "state": state.url,
        "states": "/member-states/",
        "standard page": StandardPage.objects.get(slug="privacy").url,
        "subject": "/subjects/moon/",
    }


# --- Every type of page -------------------------------------------------------------------------


def test_every_type_of_page_says_what_it_is_in_the_words_of_schema_org(addresses, subtests):
    mains = {
        "home": {"GovernmentOrganization", "WebSite", "WebPage"},
        "image": {"ImageObject", "ItemPage"},
        "step": {"ImageObject", "ItemPage"},
        "gallery": {"ImageGallery"},
        "mission": {"Project", "WebPage"},
        "story": {"Article", "WebPage"},
        "state": {"Country", "GovernmentOrganization", "WebPage"},
        "standard page": {"WebPage"},
    }
    for name, address in addresses.items():
        with subtests.test(name):
            found = nodes(address)
            above = set() if name == "home" else {"BreadcrumbList"}
            assert set(found) == mains.get(name, {"CollectionPage"}) | above
            for node in everything_in(list(found.values())):
                properties = {key for key in node if not key.startswith("@")}
                if properties:
                    assert properties <= PROPERTIES[node["@type"]], node["@type"]
                assert not {"", None} & {
                    value for value in node.values() if not isinstance(value, (dict, list))
                }


def test_every_page_below_home_says_the_way_down_to_it(addresses, subtests):
    for name, address in addresses.items():
        if name in ("home", "subject"):
            continue
        with subtests.test(name):
            steps = nodes(address)["BreadcrumbList"]["itemListElement"]
            assert steps[0]["item"] == f"{BASE}/"
            assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
            assert all(Client().get(step["item"]).status_code == 200 for step in steps)
            assert steps[-1]["name"] in Client().get(address).content.decode()


def test_the_texts_of_each_page_stand_in_its_data(addresses):
    mission = nodes(addresses["mission"])["Project"]
    assert (mission["name"], mission["alternateName"]) == ("Smile", "Solar wind explorer")
    assert mission["sameAs"] == "https://example.org/smile"
    assert [one["value"] for one in mission["identifier"]] == ["2026-001A", "99999"]
    assert [one["name"] for one in mission["member"]] == ["Another agency"]
    story = nodes(addresses["story"])["Article"]
    assert story["headline"] == "How it was put together"
    assert story["datePublished"] == "2024-02-29"
    assert story["publisher"]["name"] == story["author"]["name"] == "Example agency"
    assert story["image"]["caption"] == ALT
    assert {one["@type"]: one["name"] for one in story["about"]} == {
        "Person": "Kim Doe",
        "Place": "Kourou",
        "Thing": "Moon",
    }
    state = nodes(addresses["state"])
    assert state["Country"]["identifier"]["value"] == "FR"
    assert state["GovernmentOrganization"]["name"] == "Example centre"
    assert state["GovernmentOrganization"]["areaServed"]["@id"] == state["Country"]["@id"]
    topic = nodes(addresses["topic"])["CollectionPage"]
    assert topic["about"][0]["description"] == "To keep watch over what could harm us."
    (picture,) = nodes(addresses["gallery"])["ImageGallery"]["hasPart"]
    assert (picture["name"], picture["caption"]) == ("A crater at dawn", ALT)
    listed = nodes("/images/")["CollectionPage"]["mainEntity"]["itemListElement"]
    assert [one["name"] for one in listed] == ["Another crater", "A crater at dawn"]
    assert listed[1]["url"] == f"{BASE}{addresses['image']}"


def test_the_home_page_tells_who_the_agency_is_and_how_to_search(addresses):
    agency = Agency.load()
    agency.short_name, agency.contact = "EA", "hello@example.org"
    agency.addresses = [AgencyAddress(name="Video", url="https://video.example/ea")]
    agency.save()
    found = nodes("/")
    told_of = found["GovernmentOrganization"]
    assert (told_of["name"], told_of["alternateName"]) == ("Example agency", "EA")
    assert told_of["sameAs"] == ["https://video.example/ea"]
    assert Client().get(told_of["logo"]["url"])["Content-Type"] == "image/png"
    search = found["WebSite"]["potentialAction"]["target"]["urlTemplate"]
    assert (
        Client().get(search.replace("{search_term_string}", "crater")).context["words"] == "crater"
    )


def test_a_demonstration_is_no_agency_of_a_government(site):
    agency = Agency.load()
    agency.is_demonstration = True
    agency.save()
    assert "Organization" in nodes("/")


# --- The page of a picture ----------------------------------------------------------------------


def test_a_picture_tells_its_words_its_file_and_its_terms(site):
    moon = make_subject("Moon")
    page = make_image(
        "A crater at dawn", subjects=[moon], credit="ESA/A. Person", taken_on="1971-07-31"
    )
    make_gallery("Craters", [page])
    found = nodes(page.url)["ImageObject"]
    assert found["@id"] == f"{BASE}/id/a-crater-at-dawn"
    assert found["url"] == f"{BASE}{page.url}"
    assert found["identifier"] == "a-crater-at-dawn"
    assert found["name"] == "A crater at dawn"
    assert found["caption"] == "The crater was visited in 1971."
    assert found["description"] == DESCRIPTION
    assert found["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert found["acquireLicensePage"] == f"{BASE}{page.url}#licence"
    assert 'id="licence"' in Client().get(page.url).content.decode()
    assert found["creditText"] == found["copyrightNotice"] == "ESA/A. Person"
    assert found["creator"]["name"] == "ESA/A. Person"
    assert found["accessibilityFeature"] == ["alternativeText", "longDescription"]
    assert [one["name"] for one in found["about"]] == ["Moon"]
    assert [one["name"] for one in found["isPartOf"]] == ["Craters"]
    assert found["inLanguage"] == "en"
    assert found["dateCreated"] == "1971-07-31"
    assert found["datePublished"] == page.first_published_at.date().isoformat()
    file = Release.objects.get(page=page).manifest["downloads"]["full"]
    assert found["contentUrl"].startswith(f"{BASE}/files/")
    assert found["contentUrl"].endswith(file["name"])
    assert (found["width"]["value"], found["height"]["value"]) == (800, 600)
    assert found["encodingFormat"] == "image/jpeg"
    assert (found["sha256"], found["contentSize"]) == (file["sha256"], f"{file['bytes']} B")
    for address in (found["contentUrl"], found["thumbnailUrl"]):
        assert Client().get(address).status_code == 200


def test_a_picture_tells_what_other_languages_say_of_it(site):
    page = make_shown_image(identifier="crater")
    words = {
        "title": "Un cratère",
        "alt_text": "Un bord clair.",
        "long_description": "Il est rond.",
    }
    for language, more in (("fr", {}), ("de", {"long_description": ""})):
        ImageText.objects.create(page=page, language=language, **words | more)
    keep([page.pk])
    (french,) = nodes(page.url)["ImageObject"]["workTranslation"]
    assert french["inLanguage"] == "fr"
    assert french["translationOfWork"] == {"@id": f"{BASE}/id/crater"}
    said = (french["name"], french["caption"], french["description"])
    assert said == ("Un cratère", "Un bord clair.", "Il est rond.")


def test_a_picture_without_caption_says_what_it_shows(site):
    page = make_shown_image(caption="")
    assert nodes(page.url)["ImageObject"]["caption"] == ALT


@pytest.mark.parametrize(
    "taken_on", ["", "1971", "1971-07", "1971-07-31~", "1971-07-30/1971-07-31"]
)
def test_when_a_picture_was_taken_is_said_where_the_day_is_known(site, taken_on):
    assert "dateCreated" not in nodes(make_shown_image(taken_on=taken_on).url)["ImageObject"]


def test_a_licence_that_stands_nowhere_leads_to_what_the_page_says_of_it(site):
    licence = make_licence("Own terms")
    licence.url = ""
    licence.save()
    page = make_shown_image(licence=licence)
    assert nodes(page.url)["ImageObject"]["license"] == f"{BASE}{page.url}#licence"


# --- What other sites show beside a link --------------------------------------------------------


def test_every_type_of_page_tells_other_sites_its_words_and_picture(addresses, subtests):
    for name, address in addresses.items():
        with subtests.test(name):
            found = cards(address)
            place = addresses["image"] if name == "step" else address
            assert found["og:url"] == f"{BASE}{place}"
            text = Client().get(address).content.decode()
            assert f'<link rel="canonical" href="{BASE}{place}">' in text
            assert found["og:title"] and found["og:description"]
            assert found["og:site_name"] == "Example agency"
            assert found["og:type"] == ("article" if name == "story" else "website")
            card = "summary_large_image" if "og:image" in found else "summary"
            assert f'<meta name="twitter:card" content="{card}">' in text
            if "og:image" in found:
                assert found["og:image:type"] == "image/jpeg"
                assert found["og:image:alt"] == ALT
                assert f'<meta name="twitter:image:alt" content="{ALT}">' in text
                assert int(found["og:image:width"]) and int(found["og:image:height"])
    without = {"images", "galleries", "missions", "stories", "topics", "states", "standard page"}
    assert {name for name in addresses if "og:image" not in cards(addresses[name])} == without


def test_a_story_tells_when_it_was_published(addresses):
    found = cards(addresses["story"])
    assert found["article:published_time"] == "2024-02-29"
    assert found["article:modified_time"].startswith(f"{date.today():%Y-}")


def test_over_https_the_picture_has_a_secure_address(addresses):
    said = Client().get(addresses["image"], secure=True).content.decode()
    assert '<meta property="og:image:secure_url" content="https://testserver/files/' in said
    assert "og:image:secure_url" not in Client().get(addresses["image"]).content.decode()


# --- What must not be there ---------------------------------------------------------------------


def test_no_text_breaks_out_of_the_data(site):
    subject = make_subject(HOSTILE)
    licence = make_licence("CC BY 4.0")
    image = make_shown_image(
        HOSTILE, alt_text=f"A crater, {HOSTILE}", long_description=HOSTILE, credit=HOSTILE, licence=licence,
        subjects=[subject], slug="hostile",
    )  # fmt: skip
    pages = [
        image,
        make_gallery(HOSTILE, [image], summary=HOSTILE, slug="g", lead_image=image),
        make_mission(HOSTILE, summary=HOSTILE, slug="m", presents=subject),
        make_story(HOSTILE, summary=HOSTILE, slug="s", subjects=[subject]),
        make_topic(HOSTILE, statement=HOSTILE, slug="t", presents=make_subject("T")),
        make_state(HOSTILE, summary=HOSTILE, slug="f", presents=make_subject("F")),
    ]
    for page in pages:
        text = Client().get(page.url).content.decode()
        assert "alert(1)</script>" not in text
        block = text.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
        assert not {"<", ">", "&", "\u2028"} & set(block)
        assert HOSTILE in [
            value for node in everything_in(told(page.url)["json-ld"]) for value in node.values()
            if isinstance(value, str)
        ]  # fmt: skip
        assert escape(HOSTILE) in text


def test_nothing_that_visitors_do_not_see_stands_in_any_data(site):
    shown = make_shown_image("Shown crater")
    hidden = [
        make_image("Secret live", release=False, asset=small_asset()),
        make_draft("Secret draft"),
        make_shown_image("Secret again"),
    ]
    pages = [
        shown,
        make_gallery("Craters", [shown, *hidden[::2]], lead_image=hidden[2]),
        make_story(lead_image=hidden[2]),
        make_mission(lead_image=hidden[0]),
        make_topic(lead_image=hidden[2]),
    ]
    make_story("Secret story", publish=False)
    hidden[2].unpublish()
    home = HomePage.objects.get(pk=site.pk)
    home.featured_image = hidden[0]
    home.save_revision().publish()
    lists = ["/", "/images/", "/galleries/", "/stories/", "/missions/", "/topics/"]
    for address in [*lists, *(page.url for page in pages)]:
        assert "ecret" not in str(told(address)), address


def test_what_search_engines_are_not_to_find_has_no_data(site, admin):
    page = make_shown_image()
    draft = make_draft("A crater at noon")
    for address in (
        "/search/?q=crater",
        "/no-such-page/",
        f"/likes/{page.pk}/",
        f"/descriptions/{page.pk}/report/",
        f"/admin/pages/{draft.pk}/view_draft/",
    ):
        said = admin.get(address).content.decode()
        assert '<script type="application/ld+json">' not in said, address


def test_a_fault_in_the_data_leaves_the_page_whole(site, monkeypatch):
    page = make_shown_image()
    monkeypatch.setattr("portal.structured.image_object", lambda *_: 1 / 0)
    response = Client().get(page.url)
    assert response.status_code == 200
    assert '<script type="application/ld+json">' not in response.content.decode()
    assert ALT in response.content.decode()


def test_the_data_of_a_page_costs_no_query_for_each_picture(site, django_assert_max_num_queries):
    few = make_gallery("Few", [make_shown_image(f"A{n}") for n in range(2)])
    many = make_gallery("Many", [make_shown_image(f"B{n}") for n in range(9)])
    Client().get(few.url)
    with django_assert_max_num_queries(10):
        assert len(nodes(many.url)["ImageGallery"]["hasPart"]) == 9


def test_what_ends_a_line_of_a_script_is_written_as_a_number():
    said = data_block({"name": "a\u2028b\u2029c</script>"})
    assert said == (
        '<script type="application/ld+json">'
        '{"name": "a\\u2028b\\u2029c\\u003C/script\\u003E"}</script>'
    )
