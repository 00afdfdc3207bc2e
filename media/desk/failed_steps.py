"""What the worker could not do yet: a listing of the admin, and a word to whoever is concerned."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView

from media.desk.permissions import ForEditors, changeable_pages, may_use_desk
from media.pictures.failed_steps import FailedStep
from media.release.closing import noting_what_is_left

TITLE = "Failed and tried again"
ICON = "warning"


def failed_steps_for(user):
    """What failed for pages that `user` may change, for pages that are gone, and for none."""
    own = Q(page__in=changeable_pages(user).values("pk"))
    gone = Q(page=None, step=FailedStep.Step.WITHDRAW)
    shown = FailedStep.objects.all()
    return shown if user.is_superuser else shown.filter(own | gone)


class WhatColumn(Column):
    """What could not be done, and why; leads to the page if there is one."""

    cell_template_name = "media/admin/failed_step_cell.html"


class NextTryColumn(Column):
    """When it is tried again, and how often it was tried."""

    def get_value(self, instance):
        seconds = (instance.next_try_at - timezone.now()).total_seconds()
        when = "at the next look" if seconds < 1 else f"in {when_in_words(seconds)}"
        times = "once" if instance.attempts == 1 else f"{instance.attempts} times"
        return f"{when}; tried {times}"


def when_in_words(seconds: float) -> str:
    if seconds < 60:
        return f"{round(seconds)} seconds"
    minutes = round(seconds / 60)
    return "a minute" if minutes == 1 else f"{minutes} minutes"


class FailedStepsView(ForEditors, ReportView):
    """Every step that failed and is not done yet, the oldest first."""

    template_name = "media/admin/report.html"
    results_template_name = "media/admin/failed_steps_results.html"
    page_title = TITLE
    header_icon = ICON
    model = FailedStep
    verbose_name_plural = "steps"
    index_url_name = "failed_steps"
    index_results_url_name = "failed_steps_results"
    paginate_by = 50
    columns = [
        WhatColumn("sentence", label="What"),
        DateColumn("failed_at", label="Since"),
        NextTryColumn("next_try_at", label="Tried again"),
    ]

    def get_base_queryset(self):
        steps = failed_steps_for(self.request.user)
        return steps.select_related("page").order_by("failed_at", "pk")


class WhatIsLeftMiddleware:
    """Says after an editor's act that files of what was taken back could not be removed yet.

    Whichever view it was: ours, Wagtail's, for one page or many.
    """

    def __init__(self, respond):
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_act = request.method == "POST" and request.path.startswith(reverse("wagtailadmin_home"))
        if not is_act:
            return self.respond(request)
        with noting_what_is_left() as left:
            response = self.respond(request)
        if left:
            messages.warning(request, sentence_about(len(left)))
        return response


def sentence_about(number: int) -> str:
    pictures = "1 picture" if number == 1 else f"{number} pictures"
    return (
        f"Withdrawn; the files of {pictures} could not be removed yet, this is tried again every "
        f"minute. “{TITLE}” under Reports says until when."
    )


# --- Where Wagtail meets it -------------------------------------------------------------------


class FailedStepsMenuItem(MenuItem):
    """Leads to the listing, for those who may change pages."""

    def is_shown(self, request):
        return may_use_desk(request.user)


class FailedStepsItem(SummaryItem):
    """How much waits to be tried again, on the admin's home."""

    order = 420
    template_name = "media/admin/failed_steps_item.html"

    @cached_property
    def count(self) -> int:
        return failed_steps_for(self.request.user).count()

    def is_shown(self):
        return may_use_desk(self.request.user) and self.count > 0

    def get_context_data(self, parent_context):
        return {"count": self.count}


@hooks.register("construct_homepage_summary_items")
def say_how_much_failed(request, items):
    items.append(FailedStepsItem(request))


@hooks.register("register_admin_urls")
def failed_steps_addresses() -> list:
    view = FailedStepsView
    return [
        path("failed-steps/", view.as_view(), name="failed_steps"),
        path("failed-steps/results/", view.as_view(results_only=True), name="failed_steps_results"),
    ]


@hooks.register("register_reports_menu_item")
def failed_steps_menu_item() -> MenuItem:
    return FailedStepsMenuItem(
        TITLE, reverse("failed_steps"), name="failed-steps", icon_name=ICON, order=98
    )
