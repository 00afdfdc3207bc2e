"""Dates that have passed: plans of missions of which nobody has said what came of them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView

from media.desk.permissions import ForEditors, changeable_pages, may_use_desk
from media.pages.dates import date_in_words
from missions.models import Milestone, MissionPage, Spacecraft, Stage

TITLE = "Dates that have passed"
ICON = "history"


@dataclass(frozen=True)
class PassedDate:
    """One plan: what was to happen, of which mission, when, and the last day of that date."""

    what: str
    page_id: int
    mission: str
    date: str
    last: date

    @property
    def date_in_words(self) -> str:
        return date_in_words(self.date)

    @property
    def form(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.page_id])


def passed_dates(user) -> list[PassedDate]:
    """Milestones that are planned and launches that are coming, of the missions `user` may change.

    Three queries; the earliest first.
    """
    today, pages = timezone.localdate(), changeable_pages(user).values("pk")
    milestones = Milestone.objects.filter(
        mission__in=pages, state=Milestone.State.PLANNED, date_last__lt=today
    )
    coming = {"status__in": Stage.COMING.statuses, "launch_last__lt": today}
    craft = Spacecraft.objects.filter(mission__in=pages, **coming)
    # The launch of a mission follows from its spacecraft, where they say theirs.
    said = Spacecraft.objects.filter(mission=OuterRef("pk"), launch_last__isnull=False)
    missions = MissionPage.objects.filter(~Exists(said), pk__in=pages, **coming)
    of_mission = ("mission_id", "mission__title")
    found = [
        *milestones.values_list("title", *of_mission, "date", "date_last"),
        *(
            (f"Launch of {name}", *rest)
            for name, *rest in craft.values_list("name", *of_mission, "launch_date", "launch_last")
        ),
        *(
            ("Launch", *rest)
            for rest in missions.values_list("pk", "title", "launch_date", "launch_last")
        ),
    ]
    return sorted((PassedDate(*row) for row in found), key=lambda row: (row.last, row.mission))


class PassedDatesView(ForEditors, ReportView):
    """Planned dates that have passed without a word, the earliest first."""

    template_name = "missions/admin/passed_dates.html"
    results_template_name = "missions/admin/passed_dates_results.html"
    page_title = TITLE
    header_icon = ICON
    model = MissionPage
    index_url_name = "passed_dates"
    index_results_url_name = "passed_dates_results"
    default_ordering = "last"
    export_filename = "passed-dates"
    list_export = ["what", "mission", "date_in_words", "date", "form"]
    export_headings = {
        "what": "What was planned",
        "mission": "Mission",
        "date_in_words": "Planned for",
        "date": "Date (EDTF)",
        "form": "Form",
    }
    columns = [
        TitleColumn("what", label="What was planned", get_url=lambda row: row.form),
        Column("mission", label="Mission", sort_key="mission"),
        Column("last", label="Planned for", accessor="date_in_words", sort_key="last"),
    ]

    def get_base_queryset(self):
        return passed_dates(self.request.user)

    def order_queryset(self, rows):
        key = self.ordering.lstrip("-")
        return sorted(
            rows, key=lambda row: getattr(row, key), reverse=self.ordering.startswith("-")
        )


# --- Where Wagtail meets it -------------------------------------------------------------------


class PassedDatesMenuItem(MenuItem):
    """Leads to the listing, for those who may change pages."""

    def is_shown(self, request):
        return may_use_desk(request.user)


class PassedDatesItem(SummaryItem):
    """How many planned dates have passed, on the admin's home."""

    order = 420
    template_name = "missions/admin/passed_dates_item.html"

    @cached_property
    def count(self) -> int:
        return len(passed_dates(self.request.user))

    def is_shown(self):
        return may_use_desk(self.request.user) and self.count > 0

    def get_context_data(self, parent_context):
        return {"count": self.count}


@hooks.register("construct_homepage_summary_items")
def say_how_many_dates_have_passed(request, items):
    items.append(PassedDatesItem(request))


@hooks.register("register_admin_urls")
def passed_dates_addresses() -> list:
    return [
        path("passed-dates/", PassedDatesView.as_view(), name="passed_dates"),
        path(
            "passed-dates/results/",
            PassedDatesView.as_view(results_only=True),
            name="passed_dates_results",
        ),
    ]


@hooks.register("register_reports_menu_item")
def passed_dates_menu_item() -> MenuItem:
    return PassedDatesMenuItem(
        TITLE, reverse("passed_dates"), name="passed-dates", icon_name=ICON, order=96
    )
