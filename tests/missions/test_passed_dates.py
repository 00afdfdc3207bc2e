"""Dates that have passed: the report names every plan of which nobody said what came of it."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from missions.models import Milestone, MissionIndexPage, MissionPage, Spacecraft, Status
from tests.factories import make_mission
from tests.people import client_of

pytestmark = pytest.mark.django_db

REPORT = "/admin/passed-dates/"


@pytest.fixture
def fleet(site) -> dict[str, MissionPage]:
    """A mission with plans of every kind, one that is late, and one of two spacecraft."""
    today = timezone.localdate().isoformat()
    busy = make_mission("Busy", publish=False, status=Status.OPERATING, launch_date="2020")
    busy.milestones = [
        Milestone(date="2024-09", title="Swing-by"),
        Milestone(date="2023", title="Pass", state=Milestone.State.HAPPENED),
        Milestone(date="2022", title="Stop", state=Milestone.State.CANCELLED),
        Milestone(date=today, title="Today"),
        Milestone(date="[2021..]", title="Some day"),
    ]
    busy.save_revision().publish()
    late = make_mission("Late", status=Status.READY, launch_date="2025-33")
    pair = make_mission("Pair", publish=False, status=Status.DEVELOPMENT)
    pair.spacecraft = [
        Spacecraft(name="Pair-1", status=Status.READY, launch_date="2025-12"),
        Spacecraft(name="Pair-2", status=Status.READY, launch_date="2199"),
    ]
    pair.save_revision().publish()
    make_mission("In time", status=Status.READY, launch_date="2199")
    make_mission("Gone", status=Status.CANCELLED, launch_date="2020")
    return {"busy": busy, "late": late, "pair": pair}


def rows_of(response) -> list[tuple[str, str, str]]:
    rows = response.context["object_list"]
    return [(row.what, row.mission, row.date_in_words) for row in rows]


def test_the_report_names_each_passed_plan_once_and_leads_to_its_form(fleet, admin):
    response = admin.get(REPORT)
    assert rows_of(response) == [
        ("Swing-by", "Busy", "September 2024"),
        ("Launch", "Late", "first quarter of 2025"),
        ("Launch of Pair-1", "Pair", "December 2025"),
    ]
    said = response.content.decode()
    for page in fleet.values():
        assert f'href="/admin/pages/{page.pk}/edit/"' in said
    assert [row[1] for row in rows_of(admin.get(f"{REPORT}?ordering=-mission"))] == [
        *("Pair", "Late", "Busy"),
    ]
    table = b"".join(admin.get(f"{REPORT}?export=csv").streaming_content).decode()
    assert "Swing-by,Busy,September 2024,2024-09,/admin/pages/" in table
    assert "3 planned dates have passed" in admin.get("/admin/").content.decode()


def test_what_was_said_is_no_longer_asked(fleet, admin):
    Milestone.objects.filter(title="Swing-by").update(state=Milestone.State.HAPPENED)
    MissionPage.objects.filter(title="Late").update(status=Status.OPERATING)
    Spacecraft.objects.filter(name="Pair-1").update(status=Status.CANCELLED)
    assert rows_of(admin.get(REPORT)) == []
    assert "No planned date has passed" in admin.get(REPORT).content.decode()
    assert "planned date" not in admin.get("/admin/").content.decode()


def test_each_editor_is_asked_about_the_missions_that_are_theirs(fleet):
    other = MissionIndexPage.objects.get().get_parent().get_children().first()
    client = client_of((fleet["late"], "change"), (other, "change"))
    assert [row[1] for row in rows_of(client.get(REPORT))] == ["Late"]
    assert "1 planned date has passed" in client.get("/admin/").content.decode()


def test_what_lies_ahead_has_not_happened():
    milestone = Milestone(date="2199", title="Arrival", state=Milestone.State.HAPPENED)
    with pytest.raises(ValidationError, match="This lies ahead"):
        milestone.clean()
    milestone.date = timezone.localdate().isoformat()
    milestone.clean()
    assert Milestone().state == Milestone.State.PLANNED


def test_a_milestone_has_one_of_three_states(site):
    mission = make_mission()
    with pytest.raises(IntegrityError), transaction.atomic():
        Milestone.objects.create(mission=mission, date="2020", title="A", state="perhaps")
