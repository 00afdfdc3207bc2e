"""Calendars (RFC 5545) of what missions did and plan: their milestones and launches.

A date is kept as it is known. In a calendar it is the days that it may mean, all of them: May 2027 is
an event of 31 days. What is not known, or only said to be open on both sides, stands in none.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid5

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event, vDuration

from media.archive.catalogue import LONG_AGO
from media.files.xml_text import allowed
from media.pages.dates import (
    UNKNOWN,
    Period,
    date_in_words,
    ends_of,
    period,
    planned_in_words,
)
from missions.models import Milestone, MissionPage, Status
from missions.models.flights import Flight
from missions.models.form import LAUNCH

CONFIRMED, TENTATIVE, CANCELLED = "CONFIRMED", "TENTATIVE", "CANCELLED"
# How often programs should ask again.
REFRESHED = timedelta(hours=12)
# So many events a calendar has at most, the latest; a thousand take half a second and more.
MOST_EVENTS = 1_000


@dataclass
class Occasion:
    """Something in the life of a mission, with its date as it is stored."""

    mission: MissionPage
    # Tells it apart from the others of its mission, for ever.
    key: str
    kind: str
    title: str
    date: str
    # Of RFC 5545.
    status: str
    # How certain it is, in a sentence.
    certainty: str
    text: str = ""
    place: str = ""

    @property
    def days(self) -> Period | None:
        """The days on which it stands; of an open date the end that is known."""
        stored = self.date
        if stored == UNKNOWN:
            return None
        if ends := ends_of(stored):
            known = [end for end in ends if end]
            stored = known[0] if len(known) == 1 else stored
        try:
            return period(stored) if stored else None
        except ValueError:
            return None

    def event(self, address: str) -> Event:
        days = self.days
        event = Event()
        event.add("uid", str(uuid5(self.mission.translation_key, self.key)))
        changed = self.mission.last_published_at or LONG_AGO
        event.add("dtstamp", changed)
        event.add("last-modified", changed)
        event.add("dtstart", days.first)
        # The day after the last one; the calendar itself ends with the year 9999.
        if days.last < date.max:
            event.add("dtend", days.last + timedelta(days=1))
        event.add("summary", legible(f"{self.mission.title}: {self.title}"))
        said = [self.certainty, self.text, address]
        event.add("description", legible("\n\n".join(part for part in said if part)))
        event.add("status", self.status)
        event.add("transp", "TRANSPARENT")
        event.add("categories", [self.kind, legible(self.mission.title)])
        event.add("url", address)
        if self.place:
            event.add("location", legible(self.place))
        return event


def legible(text: str) -> str:
    """Without characters that no calendar may hold (RFC 5545, section 3.1)."""
    return allowed(text)


# --- What there is to tell --------------------------------------------------------------------


def occasions_of(mission: MissionPage) -> Iterator[Occasion]:
    """Its launch, or those of its spacecraft, and its milestones."""
    milestones = list(mission.milestones.all())
    craft = [one for one in mission.spacecraft.all() if one.launch_date]
    # The launch of a mission follows from its spacecraft, where they say theirs.
    flights = [(f"launch-{one.pk}", f"Launch of {one.name}", one) for one in craft]
    for key, title, flight in flights or [("launch", "Launch", mission)]:
        if flight.launch_date:
            told = [one for one in milestones if is_launch(one, flight)]
            milestones = [one for one in milestones if one not in told]
            yield launch_of(mission, key, title, flight, told)
    for milestone in milestones:
        yield Occasion(
            mission=mission,
            key=f"milestone-{milestone.pk}",
            kind="Milestone",
            title=milestone.title,
            date=milestone.date,
            text=milestone.text,
            **standing_of(milestone),
        )


def is_launch(milestone: Milestone, flight: Flight) -> bool:
    """Whether a milestone says the same as the launch of the flight."""
    same = milestone.title.casefold() in LAUNCH and milestone.date == flight.launch_date
    return same and (milestone.state == Milestone.State.HAPPENED) == flight.launch_is_past


def launch_of(
    mission: MissionPage, key: str, title: str, flight: Flight, told: list[Milestone]
) -> Occasion:
    status = CONFIRMED if flight.launch_is_past else TENTATIVE
    certainty = f"{flight.launch_in_words}."
    if flight.status == Status.CANCELLED:
        status, certainty = CANCELLED, f"Cancelled. {certainty}"
    launcher = flight.launcher or mission.launcher
    said = [f"Launcher: {launcher}." if launcher else "", *(one.text for one in told)]
    return Occasion(
        mission=mission,
        key=key,
        kind="Launch",
        title=title,
        date=flight.launch_date,
        status=status,
        certainty=certainty,
        text="\n\n".join(filter(None, said)),
        place=flight.launch_site or mission.launch_site,
    )


def standing_of(milestone: Milestone) -> dict[str, str]:
    """Its status in a calendar, and the same in a sentence."""
    words, planned = date_in_words(milestone.date), planned_in_words(milestone.date)
    if milestone.state == Milestone.State.HAPPENED:
        return {"status": CONFIRMED, "certainty": f"Happened: {words}."}
    if milestone.state == Milestone.State.CANCELLED:
        return {"status": CANCELLED, "certainty": f"Cancelled. It was planned{planned}."}
    unconfirmed = ", not confirmed" if milestone.is_unconfirmed else ""
    return {"status": TENTATIVE, "certainty": f"Planned{planned}{unconfirmed}."}


# --- Calendars --------------------------------------------------------------------------------


@require_safe
def missions_calendar(request: HttpRequest) -> HttpResponse:
    """All milestones and launches of the missions that visitors see."""
    missions = with_dates(MissionPage.objects.visible().order_by("title", "pk"))
    found = (occasion for mission in missions for occasion in occasions_of(mission))
    return answer(request, "Missions", found)


@require_safe
def mission_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """The milestones and launches of one mission."""
    missions = with_dates(MissionPage.objects.visible().order_by("pk"))
    mission = missions.filter(slug=slug).first()
    if mission is None:
        raise Http404("No mission has this name.")
    return answer(request, mission.title, occasions_of(mission))


def with_dates(missions: QuerySet) -> QuerySet:
    return missions.defer("story", "facts", "links").prefetch_related("milestones", "spacecraft")


def answer(request: HttpRequest, name: str, occasions: Iterable[Occasion]) -> HttpResponse:
    """A calendar of the latest occasions that have days, in their order."""
    calendar = Calendar()
    calendar.add("prodid", f"-//Perigee//Missions//{settings.LANGUAGE_CODE.upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    # RFC 7986, and the names that programs had for the same before.
    for property_name in ("name", "x-wr-calname"):
        calendar.add(property_name, legible(name))
    for property_name in ("refresh-interval", "x-published-ttl"):
        duration = vDuration(REFRESHED)
        duration.params["VALUE"] = "DURATION"
        calendar.add(property_name, duration)
    placed = sorted((one for one in occasions if one.days), key=lambda one: one.days.first)
    for occasion in placed[-MOST_EVENTS:]:
        address = request.build_absolute_uri(occasion.mission.get_url(request))
        calendar.add_component(occasion.event(address))
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Access-Control-Allow-Origin"] = "*"
    return response
