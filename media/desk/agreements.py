"""Agreements that end: which released pictures withdraw by themselves soon."""

from datetime import timedelta

from django.conf import settings
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView

from media.desk.permissions import ForEditors, may_use_desk, pictures_of
from media.pictures.images import ImagePage
from media.pictures.thumbnails import with_thumbnails

TITLE = "Agreements that end"
ICON = "calendar-alt"
WARNED_AHEAD = timedelta(days=30)


def ending_agreements(user):
    """The released pictures that `user` may change and whose last day comes within 30 days."""
    today = timezone.localdate()
    released = pictures_of(user).visible()
    return released.filter(use_until__range=(today, today + WARNED_AHEAD))


class PictureColumn(Column):
    """Thumbnail and title, leading to the form."""

    cell_template_name = "media/admin/agreement_picture_cell.html"


class DaysLeftColumn(Column):
    """How many days the picture stays, today included."""

    def get_value(self, instance):
        return days_left(instance)


def days_left(page: ImagePage) -> str:
    days = (page.use_until - timezone.localdate()).days
    if days < 2:
        return ("today is the last day", "tomorrow is the last day")[days]
    return f"{days} days"


class AgreementsView(ForEditors, ReportView):
    """Released pictures that withdraw by themselves within 30 days, the next ones first."""

    template_name = "media/admin/report.html"
    results_template_name = "media/admin/agreements_results.html"
    page_title = TITLE
    header_icon = ICON
    model = ImagePage
    verbose_name_plural = "pictures"
    index_url_name = "agreements"
    index_results_url_name = "agreements_results"
    export_filename = "agreements"
    list_export = ["title", "use_until", "days", "address"]
    export_headings = {
        "title": "Picture",
        "use_until": "Use until",
        "days": "Left",
        "address": "Address",
    }
    columns = [
        PictureColumn("title", label="Picture"),
        Column("use_until", label="Use until", accessor=lambda page: f"{page.use_until:%-d %B %Y}"),
        DaysLeftColumn("days", label="Left"),
    ]

    def to_row_dict(self, page) -> dict:
        return {
            "title": page.title,
            "use_until": page.use_until,
            "days": days_left(page),
            "address": f"{settings.BASE_URL}/id/{page.identifier}",
        }

    def get_base_queryset(self):
        return with_thumbnails(ending_agreements(self.request.user)).order_by("use_until", "pk")


# --- Where Wagtail meets it -------------------------------------------------------------------


class AgreementsMenuItem(MenuItem):
    """Leads to the listing, for those who may change pages."""

    def is_shown(self, request):
        return may_use_desk(request.user)


class EndingAgreementsItem(SummaryItem):
    """How many agreements end within 30 days, on the admin's home."""

    order = 410
    template_name = "media/admin/ending_agreements_item.html"

    @cached_property
    def count(self) -> int:
        return ending_agreements(self.request.user).count()

    def is_shown(self):
        return may_use_desk(self.request.user) and self.count > 0

    def get_context_data(self, parent_context):
        return {"count": self.count}


@hooks.register("construct_homepage_summary_items")
def say_how_many_agreements_end(request, items):
    items.append(EndingAgreementsItem(request))


@hooks.register("register_admin_urls")
def agreement_addresses() -> list:
    return [
        path("agreements/", AgreementsView.as_view(), name="agreements"),
        path(
            "agreements/results/",
            AgreementsView.as_view(results_only=True),
            name="agreements_results",
        ),
    ]


@hooks.register("register_reports_menu_item")
def agreements_menu_item() -> MenuItem:
    return AgreementsMenuItem(
        TITLE, reverse("agreements"), name="agreements", icon_name=ICON, order=95
    )
