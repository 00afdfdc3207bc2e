"""Every type of page, full of content: its frame, its headings and pictures, and what it costs."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from django.db import transaction
from django.test import Client

from media.models import Like, Subject, SubjectName
from missions.models import Instrument, Milestone, Partner, Spacecraft, Status
from portal.models import HomePage, NationalBody, StandardPage
from portal.models.agency import renewed
from tests.factories import (
    make_gallery,
    make_mission,
    make_state,
    make_story,
    make_subject,
    make_topic,
)
from tests.quick_releases import make_shown_image, small_asset

pytestmark = pytest.mark.django_db

# Queries that each address costs at most, with plenty of everything on it, where what all are shown is
# kept already; a dozen is the limit.
QUERIES = {
    "home": 6,
    "image": 8,
    "image archive": 6,
    "image archive, filtered": 15,
    "gallery": 5,
    "gallery list": 7,
    "mission": 7,
    "mission list": 7,
    "mission list, filtered": 10,
    "story": 3,
    "story list": 7,
    "topic": 5,
    "topic list": 6,
    "member state": 5,
    "member state list": 7,
    "standard page": 2,
    "search": 5,
    "search, narrowed": 4,
    "search, empty": 0,
    "feeds and calendars": 2,
    "result of a like": 3,
    "report about a description": 1,
    "documentation of the API": 1,
    "not found": 2,
}
STATES = ["AT", "BE", "CH", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "IE", "IT", "PL"]
MANY = 12


def figure(image) -> dict:
    value = {"image": image.pk, "caption": "", "alt_text": "", "decorative": False}
    return {"type": "figure", "value": value}


def build() -> dict[str, str]:
    """A site with plenty of everything; the address of a page of each type."""
    home = HomePage.objects.get()
    science = make_subject("Science", Subject.Kind.TOPIC)
    shared = [science, make_subject("Smile (mission)", Subject.Kind.MISSION), make_subject("Moon")]
    for subject in shared:
        SubjectName.objects.create(subject=subject, name=f"{subject} name", preferred=True)
    asset = small_asset()
    images = [
        make_shown_image(f"Crater {number}", asset=asset, subjects=shared)
        for number in range(MANY + 2)
    ]
    galleries = [
        make_gallery(f"Gallery {number}", images[:MANY], subjects=shared, lead_image=images[number])
        for number in range(MANY)
    ]
    links = "".join(f'<p><a linktype="page" id="{page.pk}">{page}</a></p>' for page in galleries)
    body = [
        {"type": "prose", "value": f"<h2>How</h2>{links}<h3>And why</h3><p>Because.</p>"},
        *(figure(image) for image in images[:10]),
        *({"type": "gallery", "value": {"gallery": page.pk}} for page in galleries[:3]),
        {"type": "quote", "value": {"text": "So it is.", "source": "Somebody"}},
        {"type": "facts", "value": {"title": "Facts", "facts": [{"label": "A", "value": "1"}]}},
        {"type": "prose", "value": f"{links}<p>The end.</p>"},
    ]
    rich = {"lead_image": images[0], "subjects": shared}
    for n in range(4):
        make_topic(f"Topic {n}", lead_image=images[n], subjects=shared)
    topic = make_topic("Science", presents=science, introduction=links, **rich)
    for n in range(MANY):
        status = Status.OPERATING
        make_mission(f"Mission {n}", status=status, lead_image=images[n], subjects=shared)
    mission = make_mission("Smile", presents=shared[1], story=body, publish=False, **rich)
    draft = mission.get_latest_revision_as_object()
    draft.milestones = [Milestone(date=f"20{n:02}", title=f"Step {n}") for n in range(MANY)]
    draft.instruments = [Instrument(name=f"I{n}", measures="Light.") for n in range(MANY)]
    draft.spacecraft = [
        Spacecraft(name=f"Craft {n}", status="operating", launch_date="2020") for n in range(MANY)
    ]
    draft.partners = [Partner(name=f"Partner {n}", role="Builds.") for n in range(MANY)]
    draft.save_revision().publish()
    stories = [
        make_story(f"Story {n}", body=body, lead_image=images[n], subjects=shared)
        for n in range(MANY)
    ]
    states = [make_state(code, code, story=body) for code in STATES]
    state = states[0]
    make_story("About a state", subjects=[state.presents, *shared])
    state.bodies = [NationalBody(name=f"Body {n}") for n in range(MANY)]
    state.lead_image = images[0]
    state.save_revision().publish()
    standard = StandardPage.objects.get(slug="privacy")
    standard.body = body
    standard.save_revision().publish()
    home = HomePage.objects.get(pk=home.pk)
    home.featured_image = images[0]
    home.save_revision().publish()
    Like.objects.give(images[0].translation_key, "somebody")
    return {
        "home": "/",
        "image": images[MANY // 2].url,
        "image archive": "/images/",
        "image archive, filtered": "/images/?q=crater&kind=photograph&subject=moon",
        "gallery": galleries[0].url,
        "gallery list": "/galleries/",
        "mission": mission.url,
        "mission list": "/missions/",
        "mission list, filtered": "/missions/?stage=flying&topic=science",
        "story": stories[0].url,
        "story list": "/stories/",
        "topic": topic.url,
        "topic list": "/topics/",
        "member state": state.url,
        "member state list": "/member-states/",
        "standard page": standard.url,
        "search": "/search/?q=crater",
        "search, narrowed": "/search/?q=story&type=story",
        "search, empty": "/search/",
        "feeds and calendars": "/feeds/",
        "result of a like": f"/likes/{images[0].pk}/",
        "report about a description": f"/descriptions/{images[0].pk}/report/",
        "documentation of the API": "/api/v1/",
        "not found": "/no-such-page/",
    }


@pytest.fixture(scope="module")
def addresses(django_db_setup, django_db_blocker):
    """The rich site, built once for all tests of this module and rolled back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@dataclass
class Seen(HTMLParser):
    """What a screen reader would find on a page."""

    language: str = ""
    title: str = ""
    levels: list[int] = field(default_factory=list)
    landmarks: list[tuple[str, str]] = field(default_factory=list)
    images: list[dict] = field(default_factory=list)
    identifiers: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    controls: list[dict] = field(default_factory=list)
    labelled: set[str] = field(default_factory=set)
    inside_title: bool = False

    def __post_init__(self):
        super().__init__()

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if "id" in given:
            self.identifiers.append(given["id"])
        if tag == "html":
            self.language = given.get("lang", "")
        elif tag == "title":
            self.inside_title = True
        elif tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self.levels.append(int(tag[1]))
        elif tag in ("header", "nav", "main", "footer", "search"):
            self.landmarks.append((tag, given.get("aria-label", "")))
        elif tag == "img":
            self.images.append(given)
        elif tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "label":
            self.labelled.add(given.get("for", ""))
        elif tag in ("input", "select", "textarea") and given.get("type") != "hidden":
            self.controls.append(given)

    def handle_data(self, data):
        if self.inside_title:
            self.title += data

    def handle_endtag(self, tag):
        if tag == "title":
            self.inside_title = False


@pytest.fixture(scope="module")
def seen(addresses) -> dict[str, Seen]:
    """What is on each page, by its name."""
    return {name: look_at(name, address) for name, address in addresses.items()}


def look_at(name: str, address: str) -> Seen:
    response = Client().get(address)
    assert response.status_code == (404 if name == "not found" else 200), name
    seen = Seen()
    seen.feed(response.content.decode())
    return seen


def test_the_frame_is_whole(seen, subtests):
    for name, page in seen.items():
        with subtests.test(name):
            assert page.language == "en"
            assert page.title.strip()
            assert page.title.strip().endswith("Example agency")
            kinds = [kind for kind, _label in page.landmarks]
            assert kinds.count("main") == kinds.count("footer") == 1
            assert kinds[0] == "header"
            labels = [label for kind, label in page.landmarks if kind == "nav"]
            assert all(labels), "every navigation has a name"
            assert len(labels) == len(set(labels))
            assert len(page.identifiers) == len(set(page.identifiers))
            assert "#main" in page.links
            assert "main" in page.identifiers


def test_headings_begin_with_the_only_h1_and_skip_no_level(seen, subtests):
    for name, page in seen.items():
        with subtests.test(name):
            assert page.levels.count(1) == 1
            assert page.levels[0] == 1
            for before, after in pairwise(page.levels):
                assert after <= before + 1, page.levels


def test_every_picture_has_an_alt_text_and_its_size(seen, subtests):
    for name, page in seen.items():
        with subtests.test(name):
            for image in page.images:
                assert "alt" in image
                assert int(image["width"]) > 0
                assert int(image["height"]) > 0
                assert image["src"].startswith("/")
    without = {"search, empty", "result of a like", "report about a description", "not found"}
    without |= {"feeds and calendars"}
    without |= {"documentation of the API"}
    assert {name for name, page in seen.items() if not page.images} == without


def test_every_control_has_a_label(seen, subtests):
    for name, page in seen.items():
        with subtests.test(name):
            for control in page.controls:
                assert control.get("id") in page.labelled or control.get("aria-label"), control


def test_no_link_is_empty_or_runs_a_script(seen, subtests):
    for name, page in seen.items():
        with subtests.test(name):
            for link in page.links:
                assert link
                assert not link.lower().startswith(("javascript:", "data:"))


def test_no_page_may_cost_more_than_a_dozen_queries():
    assert max(cost for name, cost in QUERIES.items() if "archive, filtered" not in name) <= 12
    # Each choice counts its alternatives.
    assert QUERIES["image archive, filtered"] <= 15


def test_it_costs_few_queries_however_much_there_is(
    addresses, django_assert_max_num_queries, one_generation, subtests
):
    assert set(addresses) == set(QUERIES)
    client = Client()
    for name, address in addresses.items():
        with subtests.test(name):
            client.get(address, **one_generation)
            renewed()  # what each process asks every few seconds belongs to no page
            with django_assert_max_num_queries(QUERIES[name]):
                client.get(address, **one_generation)


def test_every_page_of_the_site_has_a_title_of_its_own(addresses, seen):
    titles = [page.title for name, page in seen.items() if "?" not in addresses[name]]
    assert len(titles) == len(set(titles))


def test_every_link_within_the_site_leads_somewhere(seen):
    links = {link for page in seen.values() for link in page.links}
    client = Client()
    for link in sorted(links):
        if link.startswith("/") and not link.startswith(("/files/", "/download/", "/static/")):
            assert client.get(link).status_code in (200, 302), link
