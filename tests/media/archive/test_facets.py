"""The archive narrowed down: alternatives within a facet, demands between them, numbers that are right."""

from collections import Counter
from datetime import date
from urllib.parse import parse_qsl

import pytest
from django.db import connection, transaction
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from media.archive import listing, selections
from media.archive.catalogue import Entry
from media.archive.facets import FACETS
from media.archive.listing import listed
from media.archive.selections import Selection
from media.models import ImageText, LikeCount, Subject
from tests.factories import make_image, make_licence, make_mission, make_subject
from tests.quick_releases import make_shown_image, small_asset

pytestmark = pytest.mark.django_db


def selection(query: str = "") -> Selection:
    return Selection.read(QueryDict(query))


def titles(query: str = "") -> list[str]:
    asked = QueryDict(query)
    return [entry.title for entry in listed(Selection.read(asked), asked).entries]


def offers(query: str, facet: str) -> dict[str, str]:
    """{label: number} of what a facet offers."""
    found = {one.name: values for one, values in selection(query).facets()}
    return {offer.label: offer.number for offer in found.get(facet, [])}


@pytest.fixture
def pictures(site) -> dict[str, int]:
    moon, mars = make_subject("Moon"), make_subject("Mars")
    hera = make_mission("Hera").presents
    free = make_licence("CC0")
    type(free).objects.filter(pk=free.pk).update(may_use_commercially="yes", may_adapt="yes")
    made = [
        make_shown_image("Moon map", kind="map", subjects=[moon], taken_on="1998"),
        make_shown_image("Mars map", kind="map", subjects=[mars, hera], taken_on="2004-05"),
        make_shown_image("Moon photo", subjects=[moon, hera], licence=free, taken_on="2017"),
        make_shown_image("Both", subjects=[moon, mars], width=4000),
    ]
    return {page.title: page.pk for page in made}


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", ["Both", "Moon photo", "Mars map", "Moon map"]),
        ("kind=map", ["Mars map", "Moon map"]),
        ("kind=map&kind=photograph", ["Both", "Moon photo", "Mars map", "Moon map"]),
        ("target=moon", ["Both", "Moon photo", "Moon map"]),
        ("target=moon&target=mars", ["Both", "Moon photo", "Mars map", "Moon map"]),
        ("target=moon&kind=map", ["Moon map"]),
        ("target=mars&mission=hera-mission", ["Mars map"]),
        ("subject=mars", ["Both", "Mars map"]),
        ("commercial=yes", ["Moon photo"]),
        ("change=yes&target=moon", ["Moon photo"]),
        ("taken=1998", ["Moon map"]),
        ("taken=1990..2009", ["Mars map", "Moon map"]),
        ("taken=2010..", ["Moon photo"]),
        ("size=8", ["Both"]),
        ("orientation=portrait", []),
        ("language=en&kind=map", ["Mars map", "Moon map"]),
        ("q=photo", ["Moon photo"]),
        ("q=moon&kind=map", ["Moon map"]),
        ("q=moon+-photo", ["Both", "Moon map"]),
        ("q=target:mars", ["Both", "Mars map"]),
    ],
)
def test_values_of_a_facet_are_alternatives_and_facets_are_demands(pictures, query, wanted):
    assert sorted(titles(query)) == sorted(wanted)
    if "q=" not in query:
        assert titles(query) == wanted
    assert str(selection(query).number) == str(len(wanted))


def test_each_value_says_how_many_pictures_it_would_give(pictures):
    assert offers("", "target") == {"Moon": "3", "Mars": "2"}
    assert offers("", "kind") == {"Photograph": "2", "Map": "2"}
    assert offers("kind=map", "target") == {"Mars": "1", "Moon": "1"}
    assert offers("kind=map", "kind") == {"Photograph": "2", "Map": "2"}
    assert offers("target=moon&kind=map", "kind") == {"Photograph": "2", "Map": "1"}
    assert offers("", "taken") == {"2010 to 2019": "1", "2000 to 2009": "1", "1990 to 1999": "1"}
    assert offers("", "commercial") == {"Yes": "1"}


def test_values_without_a_picture_are_not_offered(pictures):
    assert "Chart" not in offers("", "kind")
    assert offers("q=photo", "kind") == {"Photograph": "1"}
    assert offers("kind=map", "commercial") == {}
    assert offers("", "person") == {}


def test_what_is_hidden_is_neither_offered_nor_counted(pictures):
    secret = make_subject("Secret")
    make_image("Hidden", subjects=[secret], release=False, asset=small_asset())
    make_shown_image("Away", subjects=[secret, make_subject("Moon")]).unpublish()
    Subject.objects.create(name="Proposed", kind="target", is_proposed=True)
    make_shown_image("Told", subjects=[Subject.objects.get(name="Proposed")])
    assert offers("", "target") == {"Moon": "3", "Mars": "2"}
    assert "is not known here" in selection("target=secret").problems[0]
    assert "is not known here" in selection("target=proposed").problems[0]


def test_a_choice_is_taken_back_by_the_link_that_stands_at_it(pictures):
    chosen = selection("target=moon&kind=map&q=moon")
    chips = {chip.label: chip.query for chip in chosen.chips}
    assert parse_qsl(chips["Target: Moon"][1:]) == [("q", "moon"), ("kind", "map")]
    assert parse_qsl(chips["Kind of picture: Map"][1:]) == [("q", "moon"), ("target", "moon")]
    assert parse_qsl(chips["“moon”"][1:]) == [("target", "moon"), ("kind", "map")]


def test_one_selection_has_one_address_in_whatever_order_it_was_made(pictures):
    one = selection("kind=photograph&target=moon&target=mars&kind=map").address()
    other = selection("target=mars&kind=map&kind=photograph&target=moon&utm_source=x").address()
    assert one == other


@pytest.mark.parametrize(
    "query",
    [
        "kind=nonsense",
        "target=nonsense",
        "taken=soon",
        "size=9999999",
        "language=xx",
        "commercial=maybe",
        "orientation=1%27%20OR%201=1",
    ],
)
def test_an_unknown_value_is_said_and_does_not_count(pictures, client, query):
    answer = client.get(f"/images/?{query}")
    assert answer.status_code == 200
    assert "is not known here" in answer.content.decode()
    assert len(answer.context["results"]) == 4


def test_too_many_values_are_cut_and_said(pictures):
    many = "&".join(f"target=t{number}" for number in range(500))
    assert "only the first 12 choices count" in selection(many).problems[0]


def test_of_more_pictures_than_are_known_one_by_one_no_number_is_wrong(pictures, monkeypatch):
    monkeypatch.setattr(selections, "KNOWN", 2)
    assert str(selection("q=crater&kind=map&kind=photograph").number) == "more than 2"
    assert str(selection("kind=map&kind=photograph").number) == "more than 2"
    assert str(selection("target=moon").number) == "3"  # kept
    assert str(selection("").number) == "4"
    for number in offers("kind=map&kind=photograph", "target").values():
        assert number.endswith("+")
        assert int(number[:-1]) <= 3
    assert offers("kind=map&kind=photograph", "taken") == {}


def test_numbers_cost_the_same_however_many_pictures_there_are(pictures, client):
    def cost(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    addresses = [
        "/images/",
        "/images/?target=moon&kind=map",
        "/images/?q=moon&sort=largest&view=list",
    ]
    before = [cost(address) for address in addresses]
    for number in range(30):
        make_shown_image(f"More {number}", subjects=[make_subject("Moon")], kind="map")
    assert [cost(address) for address in addresses] == before


# --- Orders and pages -------------------------------------------------------------------------


def walk(client, address: str, rel: str = "next") -> list[list[str]]:
    """The titles of each page, by following the links."""
    pages = []
    while address:
        answer = client.get(f"/images/{address}")
        assert answer.status_code == 200
        pages.append([entry.title for entry in answer.context["results"]])
        address = getattr(answer.context["listing"], rel)
        assert len(pages) < 40
    return pages


@pytest.fixture
def many(site, monkeypatch) -> list[str]:
    monkeypatch.setattr(selections, "PAGE_SIZES", (3, 5))
    moon = make_subject("Moon")
    for number in range(8):
        page = make_shown_image(
            f"Number {number}",
            width=800 + 100 * (number % 4),
            subjects=[moon],
            published_on=date(2000 + number // 2, 1, 1),
        )
        LikeCount.objects.create(translation_key=page.translation_key, count=number % 3)
    return [f"Number {number}" for number in range(8)]


@pytest.mark.parametrize("query", ["?x=", "?target=moon", "?q=number", "?kind=photograph"])
@pytest.mark.parametrize("sort", ["newest", "oldest", "liked", "largest"])
def test_every_order_leads_past_every_picture_once_and_back(client, many, query, sort):
    pages = walk(client, f"{query}&sort={sort}")
    assert [len(page) for page in pages] == [3, 3, 2]
    met = [title for page in pages for title in page]
    assert sorted(met) == many
    if sort == "newest":
        assert met == many[::-1]
    elif sort == "oldest":
        assert met == many
    elif sort == "largest":
        assert met == sorted(many, key=lambda title: (-(int(title[-1]) % 4), -int(title[-1])))
    else:
        assert met == sorted(many, key=lambda title: (-(int(title[-1]) % 3), -int(title[-1])))
    last = client.get(f"/images/{query}&sort={sort}")
    while last.context["listing"].next:
        last = client.get(f"/images/{last.context['listing'].next}")
    back = walk(client, last.context["listing"].previous, "previous")
    assert back == pages[-2::-1]


def test_an_old_address_with_a_number_still_shows_that_page(client, many):
    assert [one.title for one in client.get("/images/?page=2").context["results"]] == many[4:1:-1]
    last = client.get("/images/?page=3")
    assert [one.title for one in last.context["results"]] == many[1::-1]
    assert last.context["listing"].next == ""
    for number in ("0", "-1", "x", "9" * 30, "1e3", "٢"):
        assert len(client.get("/images/", {"page": number}).context["results"]) == 3


@pytest.mark.parametrize("edge", ["0", "-5", "9" * 19, "9" * 40, "x", "1.5", "٢", "", " 7"])
@pytest.mark.parametrize("name", ["before", "after"])
def test_a_place_that_nobody_gave_is_harmless(client, many, name, edge):
    answer = client.get("/images/", {name: edge})
    assert answer.status_code == 200


def test_the_best_match_stands_first_where_words_are_asked_for(site, client):
    make_shown_image("A comet")
    make_shown_image("Something", alt_text="A comet far away.")
    shown = client.get("/images/?q=comet").context
    assert [one.title for one in shown["results"]] == ["A comet", "Something"]
    assert "Best match first" in [offer.label for offer in shown["sorts"]]
    assert "Best match first" not in [o.label for o in client.get("/images/").context["sorts"]]


def test_the_list_shows_alt_texts_credits_and_licences(site, client):
    make_shown_image("A comet", alt_text="A bright streak.", credit="Zopilote")
    said = client.get("/images/?view=list").content.decode()
    for words in ("A bright streak.", "Zopilote", "CC BY 4.0"):
        assert words in said


def test_a_place_far_back_costs_no_more_than_the_first(client, many):
    def cost(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    client.get("/images/")
    middle = Entry.objects.newest_first()[4].position
    assert cost(f"/images/?before={middle}") == cost("/images/")


# --- Numbers against counting one by one ------------------------------------------------------

SUBJECTS = ["Moon", "Mars", "Venus"]
PICTURE = st.tuples(
    st.sampled_from(["photograph", "map", "chart"]),
    st.sets(st.sampled_from(SUBJECTS)),
    st.sampled_from([400, 2000, 4000]),
    st.booleans(),
)


@given(
    made=st.lists(PICTURE, min_size=1, max_size=6),
    kinds=st.sets(st.sampled_from(["photograph", "map", "chart"]), max_size=2),
    targets=st.sets(st.sampled_from(SUBJECTS), max_size=2),
    is_french=st.booleans(),
)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_number_is_what_counting_one_by_one_gives(site, made, kinds, targets, is_french):
    with transaction.atomic():
        for name in SUBJECTS:
            make_subject(name)
        for number, (kind, subjects, width, french) in enumerate(made):
            page = make_shown_image(
                f"Number {number}",
                kind=kind,
                subjects=[make_subject(name) for name in sorted(subjects)],
                width=width,
            )
            if french:
                words = {"title": "Un", "alt_text": "Deux", "long_description": "Trois"}
                page.texts = [ImageText(language="fr", **words)]
                page.save()
        asked = [f"kind={kind}" for kind in kinds] + [f"target={t.lower()}" for t in targets]
        query = "&".join([*asked, *(["language=fr"] if is_french else [])])
        fits = {
            "kind": lambda one: not kinds or one[0] in kinds,
            "target": lambda one: not targets or bool(one[1] & targets),
            "language": lambda one: not is_french or one[3],
        }
        known = {name for _kind, subjects, _width, _french in made for name in subjects}
        if targets <= known and not (is_french and not any(one[3] for one in made)):
            chosen = [one for one in made if all(fit(one) for fit in fits.values())]
            assert selection(query).number.number == len(chosen)

            def apart_from(name: str) -> list:
                others = [fit for other, fit in fits.items() if other != name]
                return [one for one in made if all(fit(one) for fit in others)]

            shown = {facet.name: values for facet, values in selection(query).facets()}
            numbers = Counter(one[0] for one in apart_from("kind"))
            got = {o.label.lower(): o.number for o in shown.get("kind", []) if o.number}
            assert got == {kind: str(number) for kind, number in numbers.items()}
            numbers = Counter(name for one in apart_from("target") for name in one[1])
            got = {o.label: o.number for o in shown.get("target", []) if o.number}
            assert got == {name: str(number) for name, number in numbers.items()}
            large = sum(one[2] == 4000 for one in chosen)
            got = {o.label: o.number for o in shown.get("size", [])}
            assert got.get("8 megapixels or more", "0") == str(large)
        transaction.set_rollback(True)


def test_every_facet_has_a_name_of_its_own():
    assert len(FACETS) == 15
    assert "liked" in listing.LIKES


def test_of_a_facet_with_one_answer_another_takes_the_place_of_the_chosen_one(pictures):
    found = {one.name: values for one, values in selection("taken=1990..1999&kind=map").facets()}
    queries = {offer.label: offer.query for offer in found["taken"]}
    assert queries["1990 to 1999"] == "?kind=map"
    assert queries["2000 to 2009"] == "?kind=map&taken=2000..2009"


def test_what_was_taken_in_no_certain_year_is_counted_in_no_decade(pictures):
    make_shown_image("Between", kind="map", taken_on="1999/2001")
    assert offers("kind=map", "taken") == {"2000 to 2009": "1", "1990 to 1999": "1"}
