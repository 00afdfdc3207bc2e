"""What visitors read on the home page."""

import pytest
from django.core.cache import cache

from missions.models import Stage, Status
from portal.models import Agency, HomePage, TopicIndexPage
from tests.factories import make_image, make_mission, make_state, make_story, make_topic
from tests.quick_releases import make_shown_image, small_asset

pytestmark = pytest.mark.django_db


def home(client):
    response = client.get("/")
    assert response.status_code == 200
    return response


def titles(response, key: str) -> list[str]:
    return [page.title for page in response.context[key]]


def change_home(**fields) -> None:
    page = HomePage.objects.get()
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()


def change_agency(**fields) -> None:
    agency = Agency.load()
    for name, value in fields.items():
        setattr(agency, name, value)
    agency.save()


def test_the_agency_says_who_it_is(site, client):
    change_agency(name="Agency <of> Space", statement="We fly & we tell.")
    said = home(client).content.decode()
    assert "<h1>Agency &lt;of&gt; Space</h1>" in said
    assert "We fly &amp; we tell." in said
    assert "<title>Agency &lt;of&gt; Space</title>" in said


def test_an_empty_site_is_no_error_and_has_no_empty_sections(site, client):
    said = home(client).content.decode()
    for heading in ("What we work on", "Latest images", "Latest stories", "Member State"):
        assert heading not in said


def test_topics_stand_in_the_editors_order(site, client):
    pages = {title: make_topic(title) for title in ("First", "Second", "Third")}
    assert titles(home(client), "topics") == ["First", "Second", "Third"]
    pages["Third"].move(TopicIndexPage.objects.get(), pos="first-child")
    assert titles(home(client), "topics") == ["Third", "First", "Second"]
    said = home(client).content.decode()
    assert said.count("Go to topic") == 3
    for page in pages.values():
        assert f'href="{page.url}"' in said


def test_missions_that_are_over_are_not_shown(site, client):
    for status in Status.values:
        make_mission(status, status=status)
    shown = set(titles(home(client), "missions"))
    assert shown
    assert not shown & {*Stage.PAST.statuses}


def test_five_missions_and_three_stories_are_shown_newest_first(site, client):
    for number in range(8):
        make_mission(f"Mission {number}", status=Status.OPERATING)
        make_story(f"Story {number}")
    response = home(client)
    assert titles(response, "missions") == [f"Mission {n}" for n in range(7, 2, -1)]
    assert titles(response, "stories") == ["Story 7", "Story 6", "Story 5"]


def test_the_featured_image_comes_first_with_its_sentence_and_is_not_repeated(site, client):
    chosen = make_shown_image("The featured crater", credit="Example archive")
    for number in range(9):
        make_shown_image(f"Crater {number}")
    change_home(featured_image=chosen, featured_text="Look at this.")
    response = home(client)
    said = response.content.decode()
    assert "Look at this." in said
    assert "Credit: Example archive" in said
    assert said.partition("<body>")[2].count(chosen.title) == 1
    assert said.index(chosen.title) < said.index("Latest images")
    assert titles(response, "latest_images") == [f"Crater {n}" for n in range(8, 0, -1)]


def test_what_is_not_released_is_not_on_the_home_page(site, client):
    make_image("Hidden live", release=False, asset=small_asset())
    make_image("Hidden draft", publish=False, asset=small_asset())
    featured = make_shown_image("Hidden featured")
    change_home(featured_image=featured)
    featured.unpublish()
    for make in (make_topic, make_mission, make_story):
        make("Hidden page", publish=False)
    make_state("Hidden state", publish=False)
    assert "Hidden" not in home(client).content.decode()


def test_the_flags_of_the_member_states_stand_there_with_their_names(site, client):
    for name, code in (("Spain", "ES"), ("Austria", "AT")):
        make_state(name, code)
    response = home(client)
    assert titles(response, "member_states") == ["Austria", "Spain"]
    said = response.content.decode()
    assert "<span>2</span> Member States" in said
    assert "portal/flags/at.svg" in said


def test_one_member_state_is_said_in_the_singular(site, client):
    make_state()
    assert "<span>1</span> Member State<" in home(client).content.decode()


def test_a_demonstration_says_so_on_every_page_and_a_real_site_on_none(site, client):
    story = make_story()
    for is_demonstration in (True, False):
        change_agency(is_demonstration=is_demonstration)
        cache.clear()  # of the page that says "not found", which is drawn every few seconds
        for address in ("/", story.url, "/search/", "/no-such-page/"):
            said = client.get(address).content.decode()
            assert ("This is a demonstration." in said) == is_demonstration, address


def test_the_menu_holds_the_live_sections(site, client):
    sections = {page.title for page in site.get_children().filter(show_in_menus=True)}
    said = home(client).content.decode()
    assert sections
    for title in sections:
        assert f">{title}</a>" in said
    TopicIndexPage.objects.get().unpublish()
    said = home(client).content.decode()
    assert ">Topics</a>" not in said
    assert ">Missions</a>" in said


def test_the_footer_leads_to_the_statements(site, client):
    said = home(client).content.decode()
    assert '<a href="/accessibility/">Accessibility</a>' in said
    assert '<a href="/privacy/">Privacy</a>' in said
