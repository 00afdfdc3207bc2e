"""Member states: counted from dated memberships, drawn on a map, told on pages of their own."""

from datetime import date, timedelta

import pytest
from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.html import escape
from iso3166 import countries_by_alpha2

from media.pages.dates import date_in_words as in_words
from portal import flags
from portal.demo.library import Library
from portal.maps import drawing
from portal.models import Agency, Membership, MemberStatePage, NationalBody
from portal.models.agency import forget
from portal.models.memberships import bond_on
from tests.factories import make_mission, make_state, make_story, make_subject
from tests.forms import read_form, send_form

pytestmark = pytest.mark.django_db


def day(offset: int) -> str:
    return (timezone.localdate() + timedelta(days=offset)).isoformat()


def bond(kind: str = "member", since: str = "1980-10-30", until: str = "", **more) -> Membership:
    return Membership(kind=kind, since=since, until=until, **more)


@pytest.fixture
def states(site) -> dict[str, MemberStatePage]:
    """Seven states, three of which are members today."""
    bonds = {
        ("France", "FR"): [bond()],
        ("Estonia", "EE"): [
            bond("cooperating", "2009", "2015-09-04"),
            bond("member", "2015-09-04"),
        ],
        ("Austria", "AT"): [bond("member", "1975", "1980"), bond("member", day(0))],
        ("Spain", "ES"): [bond("member", "1975", day(-1))],
        ("Latvia", "LV"): [bond("associate", "2020-06-30"), bond("member", day(1))],
        ("Canada", "CA"): [bond("cooperating", "1979-01-01")],
        ("Slovakia", "SK"): [bond("associate", "2022-10-13")],
    }
    return {name: make_state(name, code, memberships=rows) for (name, code), rows in bonds.items()}


def said_at(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


# --- Who counts -------------------------------------------------------------------------------


def test_only_memberships_that_hold_today_count(states):
    members = MemberStatePage.objects.members_today().order_by("title")
    assert [page.title for page in members] == ["Austria", "Estonia", "France"]


def test_the_number_is_computed_and_the_same_everywhere(states, client):
    for address in ("/", "/member-states/"):
        assert "<span>3</span> Member States" in said_at(client, address)
    Membership.objects.filter(state=states["France"]).update(until_last=day(-1), until=day(-1))
    for address in ("/", "/member-states/"):
        assert "<span>2</span> Member States" in said_at(client, address)


def test_an_unpublished_state_does_not_count(states, client):
    states["France"].unpublish()
    for address in ("/", "/member-states/"):
        assert "<span>2</span> Member States" in said_at(client, address)


def test_the_list_groups_states_by_their_bond_today(states, client):
    make_state("Iceland", "IS", memberships=[bond(since="2199-37")])
    groups = client.get("/member-states/").context["groups"]
    assert [(label, [page.title for page in pages]) for label, pages in groups] == [
        ("Member States", ["Austria", "Estonia", "France"]),
        ("Associate Members", ["Latvia", "Slovakia"]),
        ("Cooperating States", ["Canada"]),
        ("To join", ["Iceland"]),
        ("Formerly", ["Spain"]),
    ]
    said = said_at(client, "/member-states/")
    assert f"1975 to {in_words(day(-1))}" in said
    assert f"since 30 June 2020; Member State from {in_words(day(1))}" in said
    assert "from early 2199" in said


def test_each_state_goes_by_what_binds_it_wherever_it_stands(states, client):
    joining = make_state("Iceland", "IS", memberships=[bond(since="2199")])
    kinds = {
        states["France"]: "Member State",
        states["Slovakia"]: "Associate Member",
        states["Canada"]: "Cooperating State",
        states["Spain"]: "Former Member State",
        joining: "Future Member State",
    }
    story = make_story(subjects=[state.presents for state in kinds])
    for state, kind in kinds.items():
        assert f'<p class="eyebrow">{kind}</p>' in said_at(client, state.url)
        assert f'<p class="eyebrow">{kind}</p>' in said_at(client, f"/search/?q={state.title}")
    cards = said_at(client, story.url)
    shown = [kind for kind in kinds.values() if f'<p class="eyebrow">{kind}</p>' in cards]
    assert len(shown) == 4  # as many as stand there
    assert "<h2>States</h2>" in cards


@pytest.mark.parametrize(
    ("since", "until", "holds"),
    [
        ("1980", "", True),
        (day(0), "", True),
        (day(1), "", False),
        ("1980", day(1), True),
        ("1980", day(0), True),
        ("1980", day(-1), False),
        ("1980", "1990", False),
        ("1980", str(timezone.localdate().year), True),
        (str(timezone.localdate().year), "", True),
        (str(timezone.localdate().year + 1), "", False),
    ],
)
def test_a_membership_holds_from_its_first_day_to_its_last(site, since, until, holds):
    row = bond(since=since, until=until)
    page = make_state(memberships=[row])
    assert row.holds_on(timezone.localdate()) == holds
    assert MemberStatePage.objects.members_today().filter(pk=page.pk).exists() == holds
    assert bool(page.membership_today) == holds


def test_a_state_is_one_thing_on_every_day():
    rows = [
        bond("cooperating", "2010", "2016"),
        bond("associate", "2016", "2025-01-01"),
        bond("member", "2025-01-01"),
    ]
    kinds = {
        date(2009, 12, 31): None,
        date(2010, 1, 1): "cooperating",
        date(2016, 1, 1): "associate",
        date(2024, 12, 31): "associate",
        date(2025, 1, 1): "member",
    }
    for when, kind in kinds.items():
        found = bond_on(reversed(rows), when)
        assert (found.kind if found else None) == kind


def test_rows_that_hold_at_the_same_time_are_refused_by_name(states, admin):
    page = make_state("Norway", "NO", memberships=[bond("associate", "1981", "1986-12-31")])
    form = f"/admin/pages/{page.pk}/edit/"
    second = {
        "memberships-TOTAL_FORMS": "2",
        **{f"memberships-1-{name}": "" for name in ("id", "until", "ratified_on")},
        "memberships-1-kind": "member",
        "memberships-1-ORDER": "2",
        "memberships-1-DELETE": "",
    }

    def answer(**typed) -> str:
        return send_form(admin, form, **{**second, **typed}).content.decode()

    refused = answer(**{"memberships-1-since": "1986"})
    assert "At this time the row “Associate Member, 1981 to 31 December 1986” holds, too" not in (
        refused
    )  # the year in which one ends and the other begins
    refused = answer(**{"memberships-1-since": "1985"})
    assert "At this time the row “Associate Member, 1981 to 31 December 1986” holds, too" in refused
    refused = answer(**{"memberships-1-since": "1987", "memberships-0-until": ""})
    assert "At this time the row “Associate Member, since 1981” holds, too" in refused
    refused = answer(**{"memberships-1-since": "1975", "memberships-1-until": "1990"})
    assert "At this time the row “Member State, 1975 to 1990” holds, too" in refused


def test_a_membership_cannot_end_before_it_began(site):
    row = bond(since="1990", until="1980")
    with pytest.raises(ValidationError, match="cannot end before it began"):
        row.clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_state(memberships=[row])


# --- The map ----------------------------------------------------------------------------------


def test_the_map_draws_the_members_and_one_land_mass_without_borders(states, client):
    response = client.get("/member-states/")
    said = response.content.decode()
    drawn = [shape["page"].title for shape in response.context["map"]["states"]]
    assert drawn == ["Austria", "Estonia", "France"]
    assert said.count('class="map__land"') == 1
    assert said.count('<path class="map__state"') == 3


def test_the_map_has_a_name_and_the_list_says_all_that_it_shows(states, client):
    said = said_at(client, "/member-states/")
    assert 'role="img" aria-label="Map of Europe' in said
    for name in ("Austria", "Estonia", "France"):
        assert f">{name}</a>" in said


def test_the_page_of_a_state_marks_it_alone(states, client):
    response = client.get(states["France"].url)
    assert [shape["current"] for shape in response.context["map"]["states"]] == [True]
    said = response.content.decode()
    assert said.count('<path class="map__state"') == 1
    assert "Map of Europe in which France is marked." in said


def test_a_state_outside_the_map_is_shown_without_one(states, client):
    said = said_at(client, states["Canada"].url)
    assert "<h1" in said
    assert 'class="map"' not in said


def test_every_european_state_of_the_demonstration_has_a_shape_and_every_state_a_flag():
    codes = {document.fields["iso"].upper() for document in Library().of_kind("member-states")}
    assert len(codes) > 20
    assert codes - drawing("europe")["states"].keys() == {"CA"}
    assert codes <= drawing("world")["states"].keys()
    for code in codes:
        assert finders.find(f"portal/flags/{code.lower()}.svg"), code


def test_the_land_of_each_map_is_one_path_and_every_shape_is_drawn():
    for name in ("europe", "world"):
        shapes = drawing(name)
        assert shapes["land"].startswith("M")
        small = {code for code, shape in shapes["states"].items() if not shape["d"].startswith("M")}
        # Too small for an outline, so they are dots.
        assert small <= {"PN", "VA"}


def test_nearly_every_code_has_a_place_on_the_map_of_the_world():
    shapes = drawing("world")
    width, height = map(float, shapes["view_box"].split()[2:])
    for code, shape in shapes["states"].items():
        x, y = shape["label"]
        assert 0 < x < width and 0 < y < height, code
    # Drawn with their state, claimed by several, or too small for the source: Tuvalu.
    others = {
        "AQ",
        "AX",
        "BQ",
        "BV",
        "CC",
        "CX",
        "GF",
        "GI",
        "GP",
        "MQ",
        "RE",
        "SJ",
        "TK",
        "TV",
        "UM",
        "XK",
        "YT",
    }
    assert countries_by_alpha2.keys() - shapes["states"].keys() == others


def test_an_agency_of_the_world_shows_its_states_on_a_map_of_the_world(states, client):
    Agency.objects.update(map=Agency.Map.WORLD)
    forget()
    assert 'aria-label="Map of the world with the member states' in said_at(
        client, "/member-states/"
    )
    said = said_at(client, states["Canada"].url)
    assert "Map of the world in which Canada is marked." in said
    assert said.count('<path class="map__state"') == 1


# --- The page ---------------------------------------------------------------------------------


def test_the_page_tells_the_memberships_in_words_and_names_the_bodies(states, client):
    page = states["Estonia"]
    page.bodies = [NationalBody(name="Agency & Co", url="https://example.org/ee")]
    page.bodies.add(NationalBody(name="Ministry"))
    page.save_revision().publish()
    said = said_at(client, page.url)
    assert "<dt>Cooperating State</dt><dd>2009 to 4 September 2015</dd>" in said
    assert "<dt>Member State</dt><dd>since 4 September 2015</dd>" in said
    assert "Agency &amp; Co" in said
    assert 'href="https://example.org/ee"' in said
    assert "<dd>Ministry</dd>" in said


def test_founders_are_members_from_the_signing_and_ratified_later(site, client):
    rows = [bond(since="1975-05-30", founder=True, ratified_on="1980-10-30")]
    page = make_state("France", "FR", memberships=rows)
    for address in (page.url, "/member-states/"):
        said = said_at(client, address)
        assert "founding member, 1975; ratified 30 October 1980" in said
        assert "since 30 October 1980" not in said
    late = [bond(since="1987-01-01", ratified_on="1986-12-30")]
    page = make_state("Austria", "AT", memberships=late)
    assert "since 1 January 1987; ratified 30 December 1986" in said_at(client, page.url)
    with pytest.raises(ValidationError, match="Only a Member State"):
        bond("associate", founder=True).clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_state("Spain", "ES", memberships=[bond("associate", founder=True)])


def test_the_page_shows_what_is_about_the_state(states, client):
    story = make_story("Made in France", subjects=[states["France"].presents])
    assert f'href="{story.url}"' in said_at(client, states["France"].url)


def test_the_page_shows_the_missions_in_which_the_state_takes_part(site, client):
    mission = make_mission("Plato")
    other, draft = make_mission("Juno"), make_mission("Vigil", publish=False)
    state = make_state(subjects=[mission.presents, draft.presents, make_subject("Telescopes")])
    said = said_at(client, state.url)
    assert f'class="stretched" href="{mission.url}"' in said
    for hidden in (other, draft):
        assert f'href="{hidden.url}"' not in said


@pytest.mark.parametrize("code", ["fr", "FRA", "F", "F1", ""])
def test_a_malformed_iso_code_is_refused(site, code):
    page = make_state(publish=False)
    page.iso_code = code
    with pytest.raises(ValidationError) as refusal:
        page.save_revision().publish()
    assert "iso_code" in refusal.value.message_dict


def test_a_second_page_about_a_state_is_refused_with_a_sentence(states, admin):
    page = states["France"]
    response = send_form(
        admin, f"/admin/pages/{page.pk}/copy/", new_title="France 2", new_slug="france-2"
    )
    assert "A state has one page." in response.content.decode()
    page = states["Austria"]
    publish = {"iso_code": "FR", "action-publish": "publish"}
    response = send_form(admin, f"/admin/pages/{page.pk}/edit/", **publish)
    assert "iso_code" in response.context["form"].errors
    assert MemberStatePage.objects.filter(iso_code="FR").count() == 1


def test_a_second_draft_about_a_state_is_no_error(states, admin):
    parent = states["France"].get_parent()
    response = send_form(
        admin,
        f"/admin/pages/add/portal/memberstatepage/{parent.pk}/",
        title="France again",
        slug="france-again",
        iso_code="FR",
    )
    assert response.status_code == 200
    assert MemberStatePage.objects.filter(iso_code="FR").count() == 1


# --- A state whose flag is not among our files -------------------------------------------------


def test_every_code_of_iso_3166_has_a_flag():
    assert countries_by_alpha2.keys() <= flags.shipped()


@pytest.fixture(params=["ZZ", "UK", "", "é/", "..", "%s"])
def odd_code(request):
    return request.param


def test_a_state_without_a_flag_shows_its_letters_wherever_it_stands(states, client, odd_code):
    page = states["France"]
    # Past the form: what an older version or a program let through must not take a page down.
    MemberStatePage.objects.filter(pk=page.pk).update(iso_code=odd_code)
    letters = (
        f'<span class="flag flag-letters" aria-hidden="true"><span>{escape(odd_code)}</span></span>'
    )
    for address in ("/", "/member-states/", page.url):
        assert letters in said_at(client, address)
    found = client.get("/search/?q=France")
    assert found.status_code == 200
    assert "France" in found.content.decode()


def test_the_preview_of_a_new_state_waits_for_no_code(states, admin):
    parent = states["France"].get_parent()
    form = f"/admin/pages/add/portal/memberstatepage/{parent.pk}/"
    for code in ("", "B", "UK", "ZZ", "BR"):
        typed = {"title": "New", "slug": "new", "iso_code": code}
        data = {**read_form(admin, form), **typed}
        assert admin.post(f"{form}preview/", data).status_code == 200
        assert admin.get(f"{form}preview/?mode=").status_code == 200


@pytest.mark.parametrize(
    ("code", "meant"),
    [("UK", "Do you mean GB, "), ("EL", "Do you mean GR, "), ("fr", "Do you mean FR, ")],
)
def test_a_code_that_is_none_is_refused_with_the_one_that_was_meant(code, meant):
    with pytest.raises(ValidationError, match=meant):
        flags.check_iso_code(code)
