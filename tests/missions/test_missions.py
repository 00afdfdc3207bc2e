"""What visitors read about missions: status, flight in words, timeline, the list and its filters."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from media.models import ImagePage
from missions.models import Instrument, Milestone, MissionPage, Partner, Stage, Status
from tests.factories import make_mission, make_subject, make_topic
from tests.quick_releases import make_shown_image

pytestmark = pytest.mark.django_db

PRECISIONS = [("2026", "2026"), ("2026-05", "May 2026"), ("2025-01-21", "21 January 2025")]
NO_DATES = ["2026-13", "2026-02-30", "2026-5", "26", "soon", "2026-05-", "2026-00", "0000"]


def said_at(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def listed(client, query: str = "") -> list[str]:
    return [page.title for page in client.get(f"/missions/{query}").context["pages"]]


# --- Dates ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("date", "words"), PRECISIONS)
def test_the_launch_is_said_as_precisely_as_it_is_known(site, client, date, words):
    mission = make_mission(launch_date=date, status=Status.OPERATING)
    assert f'<time datetime="{date}">{words}</time>' in said_at(client, mission.url)
    assert f"Launched {words}" in said_at(client, "/missions/")


@pytest.mark.parametrize("status", Status.values)
def test_a_launch_is_planned_until_the_status_says_that_it_has_been(site, client, status):
    mission = make_mission(launch_date="2024", status=status)
    said = said_at(client, mission.url)
    coming = status in (*Stage.COMING.statuses, Status.CANCELLED)
    assert ("<dt>Launch</dt><dd>planned for 2024" in said) == coming
    assert ("<dt>Launched</dt>" in said) != coming
    assert ("planned for 2024, not confirmed" in said) == (status in Stage.COMING.statuses)
    assert str(Status(status).label) in said


def test_a_mission_without_a_launch_date_says_nothing_of_a_launch(site, client):
    said = said_at(client, make_mission().url)
    assert "Launch" not in said


@pytest.mark.parametrize("date", NO_DATES)
def test_what_is_no_date_is_refused_with_an_example(site, date):
    with pytest.raises(ValidationError, match="Write what is known: 2026"):
        make_mission(launch_date=date)


def test_the_timeline_runs_from_the_earliest_and_says_what_did_not_happen(site, client):
    today = timezone.localdate()
    mission = make_mission(publish=False)
    happened = {"state": Milestone.State.HAPPENED}
    mission.milestones = [
        Milestone(date=str(today.year + 2), title="Extended mission"),
        Milestone(date="2019-03-05", title="Adopted", **happened),
        Milestone(date="2019", title="Proposed", **happened),
        Milestone(date="2019-03", title="Selected", text="By the council.", **happened),
        Milestone(date="2019-33", title="Budget", state=Milestone.State.CANCELLED),
        Milestone(date="2020-09-03", title="Swing past the Moon"),
        Milestone(date=today.isoformat(), title="Launch", **happened),
    ]
    mission.save_revision().publish()
    said = said_at(client, mission.url)
    titles = ["Proposed", "Budget", "Selected", "Adopted", "Swing past the Moon", "Launch"]
    places = [said.index(f"<h3>{title}</h3>") for title in (*titles, "Extended mission")]
    assert places == sorted(places)
    # What lies ahead is planned; what is past is an event only if somebody said so.
    assert said.count("planned</span>") == 1
    assert said.index("planned</span>") > places[5]
    assert said.count("cancelled</span>") == 1
    assert said.count("not confirmed") == 1
    assert "planned for 3 September 2020, not confirmed</p>" in said
    for words in ("March 2019", "5 March 2019", "By the council."):
        assert words in said


# --- The page ---------------------------------------------------------------------------------


def test_the_page_says_what_the_mission_carries_who_builds_it_and_its_facts(site, client):
    mission = make_mission(
        full_name="Solar wind Magnetosphere Ionosphere Link Explorer",
        status=Status.OPERATING,
        launcher="Vega-C",
        launch_site="Kourou",
        destination="High elliptical orbit",
        cospar="2026-053A",
        norad=123456,
        official_site="https://example.org/smile",
        publish=False,
        facts=[{"type": "fact", "value": {"label": "Mass", "value": "2,300 kg"}}],
        links=[{"type": "link", "value": {"title": "A paper", "url": "https://example.org/p"}}],
    )
    mission.instruments = [
        Instrument(name="SXI", full_name="Soft X-ray Imager", measures="X-rays.")
    ]
    mission.partners = [Partner(name="Academy", role="Builds the bus", share="half")]
    mission.partners.add(Partner(name="Institute", role="Flies it"))
    mission.save_revision().publish()
    said = said_at(client, mission.url)
    for words in (
        "Solar wind Magnetosphere Ionosphere Link Explorer",
        *("Vega-C", "Kourou", "High elliptical orbit", "2026-053A", "<dd>123456</dd>"),
        *("Soft X-ray Imager", "X-rays.", "Builds the bus", "Share: half"),
        *("<dt>Mass</dt><dd>2,300 kg</dd>", 'href="https://example.org/p"'),
        'href="https://example.org/smile"',
    ):
        assert words in said, words


def test_a_mission_of_which_little_is_known_has_no_empty_sections(site, client):
    said = said_at(client, make_mission().url)
    for heading in ("Timeline", "Instruments", "Partners", "Find out more", "None"):
        assert heading not in said


@pytest.mark.parametrize(
    "cospar", ["2023-53A", "2023-053", "23-053A", "2023-053a", "2023-053ABCD", "２０２３-053A"]
)
def test_a_malformed_cospar_identifier_is_refused(site, cospar):
    with pytest.raises(ValidationError, match="Write it like 2023-053A"):
        make_mission(cospar=cospar)


def test_the_lead_image_leads_to_its_own_page_with_its_credit(site, client):
    image = make_shown_image("A crater", credit="Example archive")
    mission = make_mission(lead_image=image)
    said = said_at(client, mission.url)
    assert f'href="{image.url}"' in said
    assert "Credit: Example archive" in said
    image.unpublish()
    said = said_at(client, mission.url)
    assert image.url not in said
    assert "Example archive" not in said


def test_a_chart_at_the_head_of_a_page_is_never_cropped(site, client):
    chart = make_shown_image("Stars", width=2400, kind=ImagePage.Kind.CHART)
    photograph = make_shown_image("A crater", width=2400)
    assert 'data-size="whole"' in said_at(client, make_mission("Gaia", lead_image=chart).url)
    said = said_at(client, make_mission("Juno", lead_image=photograph).url)
    assert 'data-size="wide"' in said
    assert 'data-size="whole"' not in said


# --- The list ---------------------------------------------------------------------------------


@pytest.fixture
def fleet(site) -> dict[str, MissionPage]:
    science = make_topic("Science").presents
    return {
        status: make_mission(
            f"Mission {status}", status=status, subjects=[science] if "e" in status else []
        )
        for status in Status.values
    }


def test_the_list_shows_every_live_mission_by_title(fleet, client):
    make_mission("A draft", publish=False)
    assert listed(client) == sorted(page.title for page in fleet.values())


@pytest.mark.parametrize("stage", Stage.values)
def test_the_list_is_filtered_by_stage(fleet, client, stage):
    wanted = sorted(f"Mission {status}" for status in Stage(stage).statuses)
    assert listed(client, f"?stage={stage}") == wanted


def test_every_status_belongs_to_one_stage():
    statuses = [status for stage in Stage for status in stage.statuses]
    assert sorted(statuses) == sorted(Status.values)


def test_the_list_is_filtered_by_topic_and_by_both(fleet, client):
    about = sorted(f"Mission {status}" for status in Status.values if "e" in status)
    assert listed(client, "?topic=science") == about
    flying = {f"Mission {status}" for status in Stage.FLYING.statuses}
    assert listed(client, "?topic=science&stage=flying") == sorted(flying & set(about))


def test_a_filter_that_is_unknown_filters_nothing_and_is_said(fleet, client):
    query = "?stage=nonsense&topic=nonsense"
    assert len(listed(client, query)) == len(Status)
    said = said_at(client, f"/missions/{query}")
    for facet in ("Stage", "Topic"):
        assert f"{facet}: “nonsense” is not known here, or no mission has it." in said


def test_a_filter_that_nothing_fits_says_so_and_leads_back(site, client):
    make_mission(status=Status.OPERATING)
    said = said_at(client, "/missions/?stage=past")
    assert "No mission fits." in said
    assert '<a href="/missions/">show all missions</a>' in said


def test_many_missions_are_spread_over_pages_and_none_is_lost(site, client):
    subject = make_subject("Fleet")
    for number in range(26):
        make_mission(f"Mission {number:02}", subjects=[subject])
    pages = [listed(client, query) for query in ("", "?page=2")]
    assert [len(page) for page in pages] == [24, 2]
    assert len({title for page in pages for title in page}) == 26
    assert listed(client, "?page=99") == pages[1]
    assert listed(client, "?page=nonsense") == pages[0]
