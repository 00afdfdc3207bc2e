"""What could not be drawn and was left out of pages: a listing of the admin, for administrators."""

from datetime import timedelta

from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from media.visitors.left_out import LeftOut

TITLE = "Left out of pages"
ICON = "warning"
# The home counts what goes on failing; the listing keeps a week.
STILL_FAILING = timedelta(days=1)


class WhatColumn(Column):
    """What was left out, where and why; leads to its page if it is one."""

    cell_template_name = "media/admin/left_out_cell.html"


class LeftOutView(ReportView):
    """Every kind of fault of the last week, the latest first."""

    permission_policy = ModelPermissionPolicy(LeftOut)
    permission_required = "view"
    template_name = "media/admin/report.html"
    results_template_name = "media/admin/left_out_results.html"
    page_title = TITLE
    header_icon = ICON
    model = LeftOut
    verbose_name_plural = "faults"
    index_url_name = "left_out"
    index_results_url_name = "left_out_results"
    paginate_by = 50
    columns = [
        WhatColumn("what", label="What"),
        Column("count", label="How often"),
        DateColumn("first_at", label="First"),
        DateColumn("last_at", label="Last"),
    ]

    def get_base_queryset(self):
        return LeftOut.objects.select_related("page").order_by("-last_at", "-pk")


# --- Where Wagtail meets it -------------------------------------------------------------------


class LeftOutMenuItem(MenuItem):
    """Leads to the listing, for administrators."""

    def is_shown(self, request):
        return request.user.is_superuser


class LeftOutItem(SummaryItem):
    """How much was left out since yesterday, on the admin's home."""

    order = 430
    template_name = "media/admin/left_out_item.html"

    @cached_property
    def count(self) -> int:
        return LeftOut.objects.filter(last_at__gt=timezone.now() - STILL_FAILING).count()

    def is_shown(self):
        return self.request.user.is_superuser and self.count > 0

    def get_context_data(self, parent_context):
        return {"count": self.count}


@hooks.register("construct_homepage_summary_items")
def say_how_much_was_left_out(request, items):
    items.append(LeftOutItem(request))


@hooks.register("register_admin_urls")
def left_out_addresses() -> list:
    view = LeftOutView
    return [
        path("left-out/", view.as_view(), name="left_out"),
        path("left-out/results/", view.as_view(results_only=True), name="left_out_results"),
    ]


@hooks.register("register_reports_menu_item")
def left_out_menu_item() -> MenuItem:
    return LeftOutMenuItem(TITLE, reverse("left_out"), name="left-out", icon_name=ICON, order=99)
