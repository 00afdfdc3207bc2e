"""Addresses of the calendars: `missions_calendar`, and with the slug of a mission `mission_calendar`."""

from django.urls import path

from missions.calendars import mission_calendar, missions_calendar

urlpatterns = [
    path("calendar/missions.ics", missions_calendar, name="missions_calendar"),
    path("calendar/missions/<slug:slug>.ics", mission_calendar, name="mission_calendar"),
]
