"""The admin's side of reports about descriptions: their listing, each one's page, what the home says."""

import logging

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.db.models import Case, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views import View
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.reports import ReportView

from media.desk.permissions import ForEditors, may_edit, may_use_desk, pictures_of
from media.pages.keys import keys_in
from media.pictures.images import ImagePage
from media.pictures.thumbnails import with_thumbnails
from media.visitors.report_forms import AnswerForm, ApplicationForm, DismissalForm
from media.visitors.reports import DescriptionReport

logger = logging.getLogger("perigee.reports")

TITLE = "Problems with descriptions"
ICON = "comment"
CLOSED_MEANWHILE = "Somebody closed this report meanwhile. Nothing was changed or sent."
NOT_SENT = "The answer is kept, but no mail server took it. Send it again below."
NO_SERVER = (
    "The answer is kept, but not sent: no mail server is set up here. Write a mail yourself."
)


def reports_for(user):
    """The reports about pictures that `user` may change."""
    return DescriptionReport.objects.filter(page__in=pictures_of(user).values("pk"))


# --- The listing ------------------------------------------------------------------------------


class DescriptionReportFilterSet(WagtailFilterSet):
    """What the listing can be narrowed to."""

    class Meta:
        model = DescriptionReport
        fields = ["state", "problem"]


class PictureColumn(Column):
    """Thumbnail and title, leading to the report."""

    cell_template_name = "media/admin/report_picture_cell.html"


class DescriptionColumn(Column):
    """What visitors are told today."""

    cell_template_name = "media/admin/report_description_cell.html"


class WordsColumn(Column):
    """What the visitor says."""

    cell_template_name = "media/admin/report_words_cell.html"


class DescriptionReportsView(ForEditors, ReportView):
    """All reports about pictures that the editor may change: the open ones first, then the newest."""

    template_name = "media/admin/description_reports.html"
    page_title = TITLE
    header_icon = ICON
    model = DescriptionReport
    verbose_name_plural = DescriptionReport._meta.verbose_name_plural
    filterset_class = DescriptionReportFilterSet
    index_url_name = "description_reports"
    index_results_url_name = "description_reports_results"
    paginate_by = 20
    export_filename = "reports-about-descriptions"
    # Not the visitor's address: it is for the answer alone.
    list_export = [
        "page.identifier",
        "page.title",
        "get_problem_display",
        "words",
        "received_at",
        "get_state_display",
        "closed_at",
        "answer",
        "reason",
    ]
    export_headings = {
        "page.identifier": "Identifier",
        "page.title": "Picture",
        "get_problem_display": "What is wrong",
        "words": "What the visitor says",
        "received_at": "Received",
        "get_state_display": "State",
        "closed_at": "Closed",
        "answer": "Answer",
        "reason": "Why it was dismissed",
    }
    columns = [
        PictureColumn("page", label="Picture"),
        DescriptionColumn("description", label="Alt text and image description"),
        WordsColumn("words", label="What the visitor says"),
        Column("state", label="State", accessor="get_state_display"),
    ]

    def get_base_queryset(self):
        reports = with_thumbnails(reports_for(self.request.user), "page__asset")
        return reports.order_by(
            Case(When(state=DescriptionReport.State.OPEN, then=Value(0)), default=Value(1)), "-pk"
        )


# --- One report -------------------------------------------------------------------------------


class DescriptionReportDeskView(WagtailAdminTemplateMixin, View):
    """One report beside its picture, and what an editor can do about it.

    409 if somebody else was quicker, 422 with what is to be corrected; typed words stay.
    """

    template_name = "media/admin/description_report.html"
    page_title = "Report"
    header_icon = ICON
    forms = {"apply": ApplicationForm, "answer": AnswerForm, "dismiss": DismissalForm}

    def dispatch(self, request: HttpRequest, report_id: int) -> HttpResponse:
        reports = DescriptionReport.objects.select_related("page__asset", "closed_by")
        self.report = get_object_or_404(reports, pk=report_id)
        if not may_edit(request.user, self.report.page):
            raise PermissionDenied
        return super().dispatch(request)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show()

    def post(self, request: HttpRequest) -> HttpResponse:
        deed = request.POST.get("deed")
        if deed == "send":
            return self.done("")
        if deed not in self.forms:
            return self.show(status=400)
        form = self.forms[deed](request.POST, prefix=deed)
        if not form.is_valid():
            return self.show({deed: form}, status=422)
        words = next(iter(form.cleaned_data.values()))
        this = DescriptionReport.objects.filter(pk=self.report.pk)
        if deed == "apply":
            done = this.close(DescriptionReport.State.APPLIED, request.user, answer=words)
        elif deed == "answer":
            done = this.answer(request.user, words)
        else:
            done = this.close(DescriptionReport.State.DISMISSED, request.user, reason=words)
        self.report.refresh_from_db()
        if not done:
            messages.error(request, CLOSED_MEANWHILE)
            return self.show(status=409, unsaved=words)
        return self.done(f"The report is marked as {self.report.get_state_display().lower()}.")

    def done(self, sentence: str) -> HttpResponse:
        """Say what was done, send what is to be sent, and lead on."""
        if sentence:
            messages.success(self.request, sentence)
        if not self.report.awaits_mail:
            return redirect("description_reports")
        if not settings.SENDS_MAIL:
            messages.warning(self.request, NO_SERVER)
        elif send_answer(self.report):
            messages.success(self.request, f"The answer was sent to {self.report.email}.")
            return redirect("description_reports")
        else:
            messages.error(self.request, NOT_SENT)
        return redirect("description_report_desk", self.report.pk)

    def show(self, filled=None, status: int = 200, unsaved: str = "") -> HttpResponse:
        """The report with its forms, those in `filled` as they were sent."""
        forms = {deed: form(prefix=deed) for deed, form in self.forms.items()}
        forms.update(filled or {})
        context = self.get_context_data(
            report=self.report,
            sends_mail=settings.SENDS_MAIL,
            unsaved=unsaved,
            **{f"{deed}_form": form for deed, form in forms.items()},
        )
        return self.render_to_response(context, status=status)

    def get_page_subtitle(self) -> str:
        return self.report.page.title

    def get_breadcrumbs_items(self) -> list[dict]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("description_reports"), "label": TITLE},
            {"url": "", "label": self.page_title, "sublabel": self.get_page_subtitle()},
        ]


def send_answer(report: DescriptionReport) -> bool:
    """Mail the answer to the visitor; False if no server took it. Takes ten seconds at most."""
    title = " ".join(report.page.title.split())
    quoted = "\n".join(f"> {line}" for line in report.words.splitlines())
    parts = [
        report.answer,
        f"You had reported on “{title}”, {report.page.full_url}:",
        quoted,
        "Your e-mail address is deleted 90 days after the report was closed.",
    ]
    message = EmailMessage(
        subject=f"Your report about “{title}”", body="\n\n".join(parts), to=[report.email]
    )
    try:
        message.send()
    except OSError as error:  # every error of smtplib is one
        logger.error("The answer to report %d was not sent: %s", report.pk, type(error).__name__)
        return False
    report.mailed_at = timezone.now()
    report.save(update_fields=["mailed_at"])
    return True


# --- Where Wagtail meets it -------------------------------------------------------------------


class DescriptionReportsMenuItem(MenuItem):
    """Leads to the listing, for those who may change pages."""

    def is_shown(self, request):
        return may_use_desk(request.user)


class OpenReportsItem(SummaryItem):
    """How many reports wait, on the admin's home."""

    order = 400
    template_name = "media/admin/open_reports_item.html"

    @cached_property
    def count(self) -> int:
        return reports_for(self.request.user).open().count()

    def is_shown(self):
        return may_use_desk(self.request.user) and self.count > 0

    def get_context_data(self, parent_context):
        return {"count": self.count}


@hooks.register("construct_homepage_summary_items")
def say_how_many_reports_wait(request, items):
    items.append(OpenReportsItem(request))


@hooks.register("after_publish_page")
def mark_ticked_reports(request: HttpRequest, page) -> None:
    """After a publication: mark as applied what the editor ticked in the page's form."""
    if not isinstance(page, ImagePage):
        return
    ticked = keys_in(request.POST.getlist("applied_reports"))
    reports = page.description_reports.filter(pk__in=ticked)
    if count := reports.close(DescriptionReport.State.APPLIED, request.user):
        messages.success(request, f"{count} report{'' if count == 1 else 's'} marked as applied.")


@hooks.register("register_admin_urls")
def report_addresses() -> list:
    return [
        path("description-reports/", DescriptionReportsView.as_view(), name="description_reports"),
        path(
            "description-reports/results/",
            DescriptionReportsView.as_view(results_only=True),
            name="description_reports_results",
        ),
        path(
            "description-reports/<key:report_id>/",
            DescriptionReportDeskView.as_view(),
            name="description_report_desk",
        ),
    ]


@hooks.register("register_reports_menu_item")
def report_menu_item() -> MenuItem:
    address = reverse("description_reports")
    return DescriptionReportsMenuItem(
        TITLE, address, name="description-reports", icon_name=ICON, order=90
    )
