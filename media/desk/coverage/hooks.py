"""Where the coverage desk appears in the admin: addresses, menus, the panel on its home."""

from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from media.desk.coverage.describing import DescribeNextView, DescribeView
from media.desk.coverage.home import add_panel
from media.desk.coverage.pictures import may_use_desk
from media.desk.coverage.report import ICON, TITLE, CoverageView
from media.desk.menus import PICTURES_MENU


class DeskMenuItem(MenuItem):
    """Leads to the desk, for those who may change pages."""

    def is_shown(self, request) -> bool:
        return may_use_desk(request.user)


@hooks.register("register_admin_urls")
def register_coverage_urls():
    return [
        path("coverage/", CoverageView.as_view(), name="coverage"),
        path("coverage/results/", CoverageView.as_view(results_only=True), name="coverage_results"),
        path("coverage/describe/", DescribeNextView.as_view(), name="describe_next"),
        path("coverage/describe/<int:page_id>/", DescribeView.as_view(), name="describe"),
    ]


@hooks.register("register_reports_menu_item")
def register_report():
    return DeskMenuItem(TITLE, reverse("coverage"), name="coverage", icon_name=ICON, order=80)


@hooks.register(PICTURES_MENU)
def register_in_pictures_menu():
    return DeskMenuItem(TITLE, reverse("coverage"), name="coverage", icon_name=ICON, order=150)


hooks.register("construct_homepage_panels", add_panel)
