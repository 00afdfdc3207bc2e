"""Lists of missions, topics, galleries, stories and states, narrowed as the archive is."""

import re
from datetime import date
from html import unescape

import pytest

from media.models import Subject
from missions.models import MissionPage
from portal.models import Membership
from tests.factories import (
    make_gallery,
    make_mission,
    make_state,
    make_story,
    make_subject,
    make_topic,
    merge,
)

pytestmark = pytest.mark.django_db

LISTS = ("/missions/", "/topics/", "/galleries/", "/stories/", "/member-states/")


@pytest.fixture
def plenty(site) -> None:
    """Two or three pages of each type, about this and that."""
    moon, mars = make_subject("Moon"), make_subject("Mars")
    science = make_topic("Science", subjects=[moon]).presents
    make_topic("Safety", statement="To watch the Sun.", subjects=[moon, mars])
    make_mission("Hera", status="operating", subjects=[science, moon])
    make_mission("Juno", status="completed", subjects=[science])
    make_mission("Smile", status="development", subjects=[moon, mars])
    make_gallery("Pits", subjects=[moon])
    make_gallery("Dunes", subjects=[mars, science])
    make_story("A crane", published_on=date(2019, 5, 1), subjects=[moon])
    make_story("A telescope", published_on=date(2021, 5, 1), subjects=[moon, science])
    make_state("France", "FR", subjects=[moon])
    make_state("Norway", "NO", memberships=[Membership(kind="associate", since="1990")])
    make_state("Chile", "CL", memberships=[Membership(kind="member", since="1990", until="1999")])


def asked(client, address: str):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.context


def titles(client, address: str) -> list[str]:
    return sorted(page.title for page in asked(client, address)["pages"])


def offers(client, address: str) -> dict[str, dict[str, str]]:
    """{name of a facet: {label: number}}"""
    found = asked(client, address)["facets"]
    return {facet.name: {one.label: one.number for one in values} for facet, values in found}


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("/missions/?topic=science", ["Hera", "Juno"]),
        ("/missions/?topic=science&stage=flying", ["Hera"]),
        ("/missions/?stage=flying&stage=past", ["Hera", "Juno"]),
        ("/missions/?target=moon&target=mars", ["Hera", "Smile"]),
        ("/missions/?subject=mars", ["Smile"]),
        ("/missions/?q=juno", ["Juno"]),
        ("/missions/?q=wind+-juno&stage=past", []),
        ("/missions/?q=target:mars", ["Smile"]),
        ("/topics/?target=mars", ["Safety"]),
        ("/topics/?q=watch&target=mars", ["Safety"]),
        ("/galleries/?topic=science", ["Dunes"]),
        ("/galleries/?q=pits", ["Pits"]),
        ("/stories/?year=2021", ["A telescope"]),
        ("/stories/?year=2021&year=2019&target=moon", ["A crane", "A telescope"]),
        ("/stories/?q=crane&topic=science", ["A telescope"]),
        ("/member-states/?standing=member", ["France"]),
        ("/member-states/?standing=associate&standing=formerly", ["Chile", "Norway"]),
        ("/member-states/?target=moon", ["France"]),
    ],
)
def test_values_are_alternatives_and_facets_are_demands_in_every_list(
    plenty, client, address, wanted
):
    assert titles(client, address) == wanted


def test_every_number_is_what_its_link_gives_and_none_is_zero(plenty, client):
    followed = 0
    for address in (*LISTS, "/missions/?target=moon", "/stories/?year=2019&target=moon"):
        path = address.partition("?")[0]
        context = asked(client, address)
        for facet, values in context["facets"]:
            for offer in values:
                if facet.name not in context["selection"].chosen:
                    assert int(offer.number) == len(titles(client, path + offer.query)) > 0
                    followed += 1
    assert followed > 15


def test_the_numbers_of_a_facet_leave_its_own_choice_out(plenty, client):
    found = offers(client, "/missions/?stage=flying&target=moon")
    assert found["stage"] == {"Coming": "1", "Flying": "1"}
    assert found["target"] == {"Moon": "1"}
    assert asked(client, "/missions/?stage=flying&target=moon")["results"].paginator.count == 1


def test_what_was_chosen_is_shown_and_each_is_taken_back_by_a_link(plenty, client):
    said = client.get("/missions/?q=hera&topic=science&stage=flying").content.decode()
    chips = {
        unescape(label): unescape(query)
        for query, label in re.findall(
            r'<a class="chip" href="([^"]*)" rel="nofollow"><span class="visually-hidden">Take back </span>([^<]+)',
            said,
        )
    }
    assert chips == {
        "“hera”": "?stage=flying&topic=science",
        "Stage: Flying": "?q=hera&topic=science",
        "Topic: Science": "?q=hera&stage=flying",
    }
    assert '<a class="go" href="/missions/">Clear all</a>' in said
    assert '<input type="hidden" name="stage" value="flying">' in said


def test_a_narrowed_list_has_one_address_for_search_engines(plenty, client):
    said = client.get("/missions/?topic=science&x=1&stage=flying&stage=nonsense").content.decode()
    assert (
        'rel="canonical" href="http://testserver/missions/?stage=flying&amp;topic=science"' in said
    )


def test_a_value_that_is_unknown_is_said_in_every_list_and_counts_for_nothing(plenty, client):
    for address in LISTS:
        everything = titles(client, address)
        context = asked(client, f"{address}?topic=nonsense")
        assert context["selection"].problems == [
            f"Topic: “nonsense” is not known here, or no {context['selection'].noun} has it."
        ]
        assert sorted(page.title for page in context["pages"]) == everything


def test_nothing_hidden_is_offered_counted_or_known(plenty, client):
    secret = make_subject("Secret")
    make_mission("Hidden", publish=False, subjects=[secret, make_subject("Moon")])
    make_mission("Away", subjects=[secret]).unpublish()
    proposed = Subject.objects.create(name="Proposed", kind="target", is_proposed=True)
    make_mission("Told", status="operating", subjects=[proposed])
    assert offers(client, "/missions/")["target"] == {"Moon": "2", "Mars": "1"}
    for slug in ("secret", "proposed"):
        assert (
            "is not known here"
            in asked(client, f"/missions/?target={slug}")["selection"].problems[0]
        )
    for words in ("hidden", "away"):
        assert titles(client, f"/missions/?q={words}") == []


def test_a_page_about_a_merged_subject_counts_once_as_about_the_whole(plenty, client):
    luna = make_subject("Luna")
    hera = MissionPage.objects.get(title="Hera")
    hera.subjects.add(luna)
    hera.save()
    merge(luna, Subject.objects.get(name="Moon"))
    assert offers(client, "/missions/")["target"] == {"Moon": "2", "Mars": "1"}
    assert titles(client, "/missions/?target=moon") == ["Hera", "Smile"]


def test_another_spelling_is_offered_where_no_page_fits(plenty, client):
    said = client.get("/stories/?q=telescop3").content.decode()
    assert "No story fits." in said
    assert 'Did you mean <a href="?q=telescope">telescope</a>?' in said


def test_the_pages_of_a_narrowed_list_keep_what_was_chosen(site, client):
    moon = make_subject("Moon")
    for number in range(14):
        make_gallery(f"Gallery {number}", subjects=[moon])
    said = client.get("/galleries/?target=moon").content.decode()
    assert '<a class="button" rel="next" href="?target=moon&amp;page=2">' in said
    assert len(titles(client, "/galleries/?target=moon&page=2")) == 2


def test_what_tells_no_pages_apart_is_not_offered(plenty, client):
    # Each mission is about itself; all galleries of today are of one year; one story is left.
    MissionPage.objects.get(title="Hera").subjects.add(make_subject("Hera (mission)"))
    assert "mission" not in offers(client, "/missions/")
    assert "year" not in offers(client, "/galleries/")
    assert list(offers(client, "/stories/?year=2019")) == ["year"]
    assert titles(client, "/galleries/?year=1990") == []


def test_a_map_is_shown_where_it_has_something_to_show(plenty, client):
    assert asked(client, "/member-states/")["map"]
    assert asked(client, "/member-states/?standing=member")["map"]
    assert asked(client, "/member-states/?standing=associate")["map"] is None
