"""Calendars of missions, read back by a program: days, certainty and what stays the same."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from missions.models import Milestone, MissionPage, Spacecraft, Status
from tests.factories import make_mission

pytestmark = pytest.mark.django_db

ALL, SMILE = "/calendar/missions.ics", "/calendar/missions/smile.ics"


def events(client, address: str = SMILE) -> dict[str, dict]:
    """{summary: event}, as a calendar program reads them."""
    response = client.get(address)
    assert response.status_code == 200
    calendar = Calendar.from_ical(response.content)
    assert not calendar.errors
    found = calendar.walk("VEVENT")
    assert not [error for event in found for error in event.errors]
    assert len({str(event["uid"]) for event in found}) == len(found)
    return {str(event["summary"]): event for event in found}


def event_of(client, date: str, state="planned", **fields):
    """The one event of a mission with a milestone of this date."""
    milestone = Milestone(date=date, state=state, **{"title": "Review", **fields})
    make_mission(milestones=[milestone])
    (event,) = events(client).values()
    return event


def days(event) -> tuple[date, date]:
    """The first day of an event and the last."""
    return event.decoded("dtstart"), event.decoded("dtend") - timedelta(days=1)


def test_a_plan_known_to_the_month_is_a_span_and_tentative(site, client):
    event = event_of(client, "2097-03", text="Everything is looked at; twice, by others.")
    assert event["summary"] == "Smile: Review"
    assert days(event) == (date(2097, 3, 1), date(2097, 3, 31))
    assert event["dtstart"].params["VALUE"] == "DATE"
    assert event["status"] == "TENTATIVE"
    assert "Planned for March 2097." in event["description"]
    assert "Everything is looked at; twice, by others." in event["description"]
    assert event["url"] == "http://testserver/missions/smile/"
    assert [str(one) for one in event["categories"].cats] == ["Milestone", "Smile"]
    assert event["transp"] == "TRANSPARENT"


def test_what_happened_on_a_day_is_confirmed(site, client):
    event = event_of(client, "2019-11-28", "happened")
    assert days(event) == (date(2019, 11, 28), date(2019, 11, 28))
    assert event["status"] == "CONFIRMED"
    assert event["description"].startswith("Happened: 28 November 2019.")


def test_what_was_cancelled_says_so(site, client):
    event = event_of(client, "2019", "cancelled")
    assert event["status"] == "CANCELLED"
    assert "Cancelled. It was planned for 2019." in event["description"]


def test_a_plan_that_has_passed_is_not_confirmed(site, client):
    event = event_of(client, "2019-11-28")
    assert event["status"] == "TENTATIVE"
    assert "Planned for 28 November 2019, not confirmed." in event["description"]


@pytest.mark.parametrize(
    ("stored", "first", "last", "words"),
    [
        ("2097", date(2097, 1, 1), date(2097, 12, 31), "for 2097"),
        ("2097-35", date(2097, 7, 1), date(2097, 9, 30), "for the third quarter of 2097"),
        ("2097-24", date(2097, 12, 1), date(2098, 2, 28), "for winter 2097/98"),
        ("2097-03-05~", date(2097, 3, 5), date(2097, 3, 5), "for about 5 March 2097"),
        ("209X", date(2090, 1, 1), date(2099, 12, 31), "for the 2090s"),
        ("2097-03/2098-01", date(2097, 3, 1), date(2098, 1, 31), "for March 2097 to January 2098"),
        ("[2097..]", date(2097, 1, 1), date(2097, 12, 31), ", not before 2097"),
        ("[..2097-05]", date(2097, 5, 1), date(2097, 5, 31), "for May 2097 at the latest"),
        ("2097/..", date(2097, 1, 1), date(2097, 12, 31), ", from 2097 on"),
    ],
)
def test_a_date_is_the_days_that_it_may_mean_and_said_in_words(
    site, client, stored, first, last, words
):
    event = event_of(client, stored)
    assert days(event) == (first, last)
    assert event["status"] == "TENTATIVE"
    assert f"Planned{' ' if words[0] != ',' else ''}{words}." in event["description"]


def test_dates_at_the_ends_of_the_calendar_are_no_error(site, client):
    event = event_of(client, "9999-12-31")
    assert event.decoded("dtstart") == date(9999, 12, 31)
    Milestone.objects.update(date="0001")
    (event,) = events(client).values()
    assert days(event) == (date(1, 1, 1), date(1, 12, 31))


def test_what_has_no_days_stands_in_no_calendar(site, client):
    make_mission(milestones=[Milestone(date="XXXX", title="Unknown")], launch_date="XXXX")
    assert events(client) == events(client, ALL) == {}


# --- Launches ---------------------------------------------------------------------------------


def test_the_launch_of_a_mission_is_an_event_with_its_place(site, client):
    make_mission(
        status=Status.DEVELOPMENT,
        launch_date="2097-33",
        launcher="Vega-C",
        launch_site="Kourou, French Guiana",
    )
    event = events(client)["Smile: Launch"]
    assert days(event) == (date(2097, 1, 1), date(2097, 3, 31))
    assert event["status"] == "TENTATIVE"
    assert "Launch planned for the first quarter of 2097." in event["description"]
    assert "Launcher: Vega-C." in event["description"]
    assert event["location"] == "Kourou, French Guiana"
    assert "Launch" in [str(one) for one in event["categories"].cats]
    MissionPage.objects.update(status=Status.OPERATING, launch_date="2019-05")
    event = events(client)["Smile: Launch"]
    assert event["status"] == "CONFIRMED"
    assert "Launched May 2019." in event["description"]
    MissionPage.objects.update(status=Status.CANCELLED)
    assert events(client)["Smile: Launch"]["status"] == "CANCELLED"


def test_a_launch_that_is_a_milestone_too_is_one_event_with_the_words_of_both(site, client):
    launch = Milestone(date="2019-05-19", state="happened", title="Launch", text="It was loud.")
    make_mission(status=Status.OPERATING, launch_date="2019-05-19", milestones=[launch])
    (event,) = events(client).values()
    assert event["status"] == "CONFIRMED"
    assert "It was loud." in event["description"]


def test_a_milestone_that_says_another_launch_is_an_event_of_its_own(site, client):
    launch = Milestone(date="2019-05-18", state="cancelled", title="Launch")
    make_mission(status=Status.OPERATING, launch_date="2019-05-19", milestones=[launch])
    response = client.get(SMILE)
    found = Calendar.from_ical(response.content).walk("VEVENT")
    assert [event["status"] for event in found] == ["CANCELLED", "CONFIRMED"]


def test_a_launch_of_two_spacecraft_is_told_once_for_each(site, client):
    launch = Milestone(date="2018-05-22", state="happened", title="Launch", text="Both at once.")
    craft = [
        Spacecraft(name=name, status=Status.OPERATING, launch_date="2018-05-22")
        for name in ("One", "Two")
    ]
    make_mission(status=Status.OPERATING, spacecraft=craft, milestones=[launch])
    found = events(client)
    assert list(found) == ["Smile: Launch of One", "Smile: Launch of Two"]
    assert "Both at once." in found["Smile: Launch of One"]["description"]


def test_the_spacecraft_of_a_mission_have_a_launch_each(site, client):
    craft = [
        Spacecraft(name="Smile-A", status=Status.OPERATING, launch_date="2014-04-03"),
        Spacecraft(name="Smile-B", status=Status.DEVELOPMENT, launch_date="2097"),
        Spacecraft(name="Smile-C", status=Status.STUDY),
    ]
    make_mission(status=Status.OPERATING, spacecraft=craft, launcher="Soyuz")
    found = events(client)
    assert {name: event["status"] for name, event in found.items()} == {
        "Smile: Launch of Smile-A": "CONFIRMED",
        "Smile: Launch of Smile-B": "TENTATIVE",
    }
    assert all("Launcher: Soyuz." in event["description"] for event in found.values())


# --- Calendars --------------------------------------------------------------------------------


def test_an_event_keeps_its_name_when_its_words_and_dates_change(site, client):
    event = event_of(client, "2097-03")
    page = MissionPage.objects.get()
    assert event.decoded("dtstamp") == page.last_published_at.replace(microsecond=0)
    draft = page.get_latest_revision_as_object()
    (milestone,) = draft.milestones.all()
    milestone.title, milestone.date = "Critical review", "2098"
    draft.milestones = [milestone]
    draft.save_revision().publish()
    (later,) = events(client).values()
    assert later["summary"] == "Smile: Critical review"
    assert later["uid"] == event["uid"]


def test_all_missions_that_visitors_see_are_in_one_calendar_in_order(site, client):
    for name, stored in (("Vigil", "2096"), ("Smile", "2095")):
        make_mission(name, milestones=[Milestone(date=stored, title="Review")])
    hidden = Milestone(date="2094", title="Hidden")
    make_mission("Secret", publish=False, milestones=[hidden])
    assert list(events(client, ALL)) == ["Smile: Review", "Vigil: Review"]
    assert client.get("/calendar/missions/secret.ics").status_code == 404
    MissionPage.objects.get(slug="vigil").unpublish()
    assert list(events(client, ALL)) == ["Smile: Review"]
    assert client.get("/calendar/missions/vigil.ics").status_code == 404


def test_what_a_draft_says_stands_in_no_calendar(site, client):
    page = make_mission(milestones=[Milestone(date="2096", title="Review")])
    draft = page.get_latest_revision_as_object()
    draft.milestones.add(Milestone(date="2097", title="Hidden"))
    draft.launch_date = "2097"
    draft.save_revision()
    assert list(events(client)) == ["Smile: Review"]


def test_odd_words_break_no_calendar(site, client):
    odd = 'Rim; \\n, 🚀 "é" ' + "x" * 90
    event = event_of(client, "2097", title=odd, text=f"{odd}\nEND:VCALENDAR\r\nBEGIN:VEVENT")
    assert event["summary"] == f"Smile: {odd}"
    assert "\nEND:VCALENDAR\n" in event["description"].replace("\r", "")
    # As a program may write them, past every gate.
    Milestone.objects.update(title="A\x01B\x0b\ufffeC", text="\x08")
    assert list(events(client)) == ["Smile: ABC"]


def test_a_calendar_says_what_it_is_to_everybody_and_is_sent_once(site, client):
    make_mission(milestones=[Milestone(date="2096", title="Review")])
    for address, name in ((ALL, "Missions"), (SMILE, "Smile")):
        response = client.get(address)
        assert response["Content-Type"] == "text/calendar; charset=utf-8"
        assert response["Access-Control-Allow-Origin"] == "*"
        calendar = Calendar.from_ical(response.content)
        assert calendar["version"] == "2.0"
        assert calendar["prodid"]
        assert calendar["x-wr-calname"] == calendar["name"] == name
        assert b"REFRESH-INTERVAL;VALUE=DURATION:PT12H\r\n" in response.content
        assert all(len(line) <= 75 for line in response.content.split(b"\r\n"))
        again = client.get(address, headers={"If-None-Match": response["ETag"]})
        assert again.status_code == 304
        assert client.post(address).status_code == 405
    assert client.get("/calendar/missions/nowhere.ics").status_code == 404


def test_a_calendar_has_the_latest_events_up_to_a_number(site, client, monkeypatch):
    monkeypatch.setattr("missions.calendars.MOST_EVENTS", 2)
    make_mission(milestones=[Milestone(date=f"209{n}", title=f"Step {n}") for n in range(4)])
    assert list(events(client)) == list(events(client, ALL)) == ["Smile: Step 2", "Smile: Step 3"]


def test_a_site_without_missions_has_an_empty_calendar(site, client):
    assert events(client, ALL) == {}


def test_many_missions_cost_no_more_queries_than_one(site, client, django_assert_max_num_queries):
    for number in range(6):
        make_mission(
            f"Mission {number}",
            milestones=[Milestone(date=f"20{n}", title=f"Step {n}") for n in range(30, 36)],
            spacecraft=[Spacecraft(name="A", launch_date="2029"), Spacecraft(name="B")],
        )
    client.get(ALL)
    with django_assert_max_num_queries(4):
        assert len(events(client, ALL)) == 6 * 7


def test_pages_lead_to_their_calendars(site, client):
    make_mission(milestones=[Milestone(date="2096", title="Review")])
    for page, calendar in (("/missions/", ALL), ("/missions/smile/", SMILE)):
        head, _end, body = client.get(page).content.decode().partition("</head>")
        assert '<link rel="alternate" type="text/calendar"' in head
        assert f'href="{calendar}"' in head
    assert f'href="{SMILE}"' in body


def test_today_decides_what_is_not_confirmed(site, client):
    yesterday = timezone.localdate() - timedelta(days=1)
    event = event_of(client, yesterday.isoformat())
    assert "not confirmed" in event["description"]
