"""Status, launch and numbers that hold together; missions of several spacecraft."""

from datetime import date

import pytest

from missions.models import Milestone, MissionPage, Spacecraft, Status
from tests.factories import make_mission
from tests.forms import read_form, send_form

pytestmark = pytest.mark.django_db

# What contradicts itself: the field that says so, words of its sentence.
CONTRADICTIONS = [
    ({"status": "operating", "launch_date": "2199"}, "launch_date", "The launch lies ahead (2199)"),
    ({"status": "completed", "launch_date": "2199-37"}, "launch_date", "“Completed”"),
    ({"status": "study", "cospar": "2023-053A"}, "cospar", "given at launch"),
    ({"status": "ready", "norad": 5}, "norad", "given at launch"),
    ({"status": "operating", "status_since": "2020"}, "status_since", "Leave it empty"),
    ({"status": "unknown", "status_since": "2199"}, "status_since", "lies ahead"),
    (
        {"status": "completed", "launch_date": "2020-06", "status_since": "2020-05"},
        *("status_since", "is before the launch (June 2020)"),
    ),
]
SOUND = [
    {"status": "operating", "launch_date": "2020", "cospar": "2020-053A", "norad": 5},
    {"status": "study", "launch_date": "2020"},
    {"status": "study", "launch_date": "2199"},
    {"status": "completed", "launch_date": "2020-06", "status_since": "2020"},
    {"status": "unknown", "launch_date": "2011", "status_since": "2025-09-30"},
    {"status": "cancelled", "launch_date": "2199", "status_since": "2020"},
]


def test_what_contradicts_itself_is_named_at_its_field(no_site, subtests):
    for said, field, words in CONTRADICTIONS:
        with subtests.test(str(said)):
            errors = Spacecraft(**said).contradictions()
            assert list(errors) == [field]
            assert words in errors[field]
    for said in SOUND:
        with subtests.test(str(said)):
            assert Spacecraft(**said).contradictions() == {}


def test_the_form_of_a_mission_leads_to_the_field_that_contradicts(site, admin):
    mission = make_mission(status=Status.STUDY, publish=False)
    mission.milestones = [Milestone(date="2020-05", title="Launch", state="happened")]
    mission.save_revision()
    form = f"/admin/pages/{mission.pk}/edit/"

    def errors(**typed):
        return send_form(admin, form, **typed).context["form"].errors

    assert list(errors(status="operating", launch_date="not before 2199")) == ["launch_date"]
    assert "the timeline says that “Launch” happened, May 2020" in str(errors()["status"])
    refused = send_form(
        admin, form, **{"milestones-0-date": "2199", "milestones-0-state": "happened"}
    )
    assert "it cannot have happened" in refused.content.decode()
    sent = send_form(
        admin, form, status="unknown", launch_date="3 May 2020", status_since="30 September 2025"
    )
    assert sent.context.get("form") is None or not sent.context["form"].errors
    row = MissionPage.objects.get(pk=mission.pk).get_latest_revision_as_object()
    assert (row.launch_date, row.status_since) == ("2020-05-03", "2025-09-30")


def test_a_mission_of_which_there_is_no_news_says_since_when(site, client):
    make_mission("Juno", status=Status.UNKNOWN, status_since="2025-09-30", launch_date="2011-08-05")
    for address in ("/missions/juno/", "/missions/?stage=unknown"):
        said = client.get(address).content.decode()
        assert "Not known since 30 September 2025" in said
        assert "Launched" in said
    assert "Juno" not in client.get("/missions/?stage=flying").content.decode()


# --- Several spacecraft -----------------------------------------------------------------------


def make_sentinel() -> MissionPage:
    page = make_mission("Sentinel", publish=False, status=Status.OPERATING)
    page.spacecraft = [
        Spacecraft(
            name="1B",
            status="completed",
            status_since="2022-08-03",
            launch_date="2016-04-25",
            launcher="Soyuz",
        ),
        Spacecraft(
            name="1A",
            status="extended",
            launch_date="2014-04-03",
            cospar="2014-016A",
            norad=39634,
            launch_site="Kourou",
        ),
        Spacecraft(name="1E", status="development", launch_date="2199"),
    ]
    page.save_revision().publish()
    return MissionPage.objects.get(pk=page.pk)


def test_the_launch_and_the_end_of_a_mission_follow_from_its_spacecraft(site):
    page = make_sentinel()
    assert (page.launch_date, page.launch_first) == ("2014-04-03", date(2014, 4, 3))
    assert page.status_since == ""
    page.status = Status.COMPLETED
    for craft in page.spacecraft.all():
        craft.status, craft.launch_date = Status.COMPLETED, "2014-04-03"
        craft.status_since = craft.status_since or "2026-05"
        craft.save()
    page = MissionPage.objects.get(pk=page.pk)
    page.status = Status.COMPLETED
    page.save()
    assert page.status_since == "2026-05"


def test_spacecraft_without_dates_leave_those_of_the_mission(site):
    page = make_mission("Pair", publish=False, status="operating", launch_date="2018-10-20")
    page.spacecraft = [Spacecraft(name="One", status="operating")]
    page.save_revision().publish()
    assert MissionPage.objects.get(pk=page.pk).launch_date == "2018-10-20"


def test_the_page_tells_of_each_spacecraft(site, client):
    page = make_sentinel()
    said = " ".join(client.get(page.url).content.decode().split())
    assert "<h2>Spacecraft</h2>" in said
    for words in (
        *("<h3>1A</h3>", "2014-016A", "<dd>39634</dd>", "<dd>Kourou</dd>", "Operating, extended"),
        *("<h3>1B</h3>", "Completed, 3 August 2022", "<dd>Soyuz</dd>"),
        *("<h3>1E</h3>", "planned for 2199"),
    ):
        assert words in said, words
    single = client.get(make_mission("Alone").url).content.decode()
    assert "Spacecraft</h2>" not in single


def test_the_form_judges_a_mission_by_the_spacecraft_that_were_typed(site, admin):
    page = make_sentinel()
    form = f"/admin/pages/{page.pk}/edit/"
    refused = send_form(admin, form, status="study")
    assert "the spacecraft “1B” has been launched" in str(refused.context["form"].errors["status"])
    refused = send_form(admin, form, **{"spacecraft-2-status": "operating"})
    assert "The launch lies ahead (2199)" in refused.content.decode()
    # A launch of the mission that was typed beside them gives way to theirs.
    fields = read_form(admin, form)
    earlier = {"spacecraft-1-launch_date": "May 2013", "launch_date": "2199"}
    response = admin.post(form, {**fields, **earlier})
    assert response.status_code == 302
    draft = MissionPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert draft.launch_date == "2013-05"
