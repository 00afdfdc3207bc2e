"""The report of the coverage desk: every picture with where its description stands."""

from django.conf import settings
from django.db.models import F
from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column
from wagtail.admin.views.reports import ReportView

from media.descriptions.languages import name_of
from media.descriptions.words import LABELS
from media.desk.choosing.standing import standing
from media.desk.coverage.filters import CoverageFilterSet
from media.desk.coverage.pictures import with_facts, words_of_draft
from media.desk.coverage.queue import Queue
from media.desk.menus import PICTURES_MENU
from media.desk.permissions import ForEditors, may_use_desk, pictures_of
from media.pictures.images import ImagePage

TITLE = "Description coverage"
ICON = "glasses"


class PictureColumn(Column):
    """Thumbnail, title and mark, leading to the picture's form."""

    cell_template_name = "media/admin/coverage/picture_cell.html"


class WordsColumn(Column):
    """The words of the latest draft, and the way to describe the picture."""

    cell_template_name = "media/admin/coverage/words_cell.html"


class StatusColumn(Column):
    """Where the description stands, its further languages, open reports."""

    cell_template_name = "media/admin/coverage/status_cell.html"


class FileColumn(Column):
    """Who sent the file, and when."""

    cell_template_name = "media/admin/coverage/file_cell.html"


class CoverageView(ForEditors, ReportView):
    """Every picture that the editor may change; a spreadsheet of the same rows."""

    template_name = "media/admin/coverage/report.html"
    results_template_name = "media/admin/coverage/results.html"
    page_title = TITLE
    header_icon = ICON
    model = ImagePage
    verbose_name_plural = "pictures"
    filterset_class = CoverageFilterSet
    index_url_name = "coverage"
    index_results_url_name = "coverage_results"
    paginate_by = 25
    default_ordering = "-added"
    export_filename = "descriptions"
    columns = [
        BulkActionsCheckboxColumn("bulk_actions", obj_type="picture"),
        PictureColumn("picture", label="Picture", sort_key="title"),
        WordsColumn("words", label="Alt text and image description"),
        StatusColumn("status", label="Description", sort_key="description__status"),
        FileColumn("file", label="Added", sort_key="added"),
        Column("likes", label="Likes", sort_key="likes"),
    ]
    list_export = [
        "identifier",
        "title",
        "status",
        "language",
        "alt_text",
        "long_description",
        "further_languages",
        "released",
        "taken_on",
        "credit",
        "licence",
        "file_name",
        "uploaded_by",
        "added",
        "words_changed",
        "open_reports",
        "likes",
        "address",
    ]
    export_headings = {
        name: LABELS.get(name, name.replace("_", " ")).capitalize() for name in list_export
    }

    def get_base_queryset(self):
        pictures = pictures_of(self.request.user).annotate(
            added=F("asset__created_at"), words_changed_at=F("description__changed_at")
        )
        return with_facts(pictures)

    def order_queryset(self, queryset):
        """By the chosen column; those without a value last, equal ones newest first."""
        column = F(self.ordering.lstrip("-"))
        if self.ordering.startswith("-"):
            return queryset.order_by(column.desc(nulls_last=True), "-pk")
        return queryset.order_by(column.asc(nulls_last=True), "-pk")

    def decorate_paginated_queryset(self, pictures):
        queue = Queue(self.request)
        for page in pictures:
            page.draft_words = words_of_draft(page)
            if not self.is_export:
                page.standing = standing(page)
                page.further_languages = further_languages_of(page)
                page.describe_address = queue.address("describe", page.pk)
        return pictures

    def to_row_dict(self, page) -> dict:
        source = page.draft_words.source
        return {
            "identifier": page.identifier,
            "title": source.title,
            "status": str(getattr(page, "description", "")),
            "language": source.language,
            "alt_text": source.alt_text,
            "long_description": source.long_description,
            "further_languages": ", ".join(further_languages_of(page)),
            "released": "yes" if page.is_visible else "no",
            "taken_on": page.taken_on,
            "credit": page.credit,
            "licence": page.licence.short_name if page.licence else "",
            "file_name": page.file_name,
            "uploaded_by": str(page.asset.uploaded_by_user or "") if page.asset else "",
            "added": page.added,
            "words_changed": page.words_changed_at,
            "open_reports": page.open_reports,
            "likes": page.likes,
            "address": f"{settings.BASE_URL}/id/{page.identifier}",
        }

    def get_context_data(self, **kwargs):
        queue = Queue(self.request)
        return super().get_context_data(
            queue=queue,
            describe_next=queue.address("describe_next"),
            **kwargs,
        )


def further_languages_of(page: ImagePage) -> list[str]:
    """The further languages of a page's draft, by name."""
    row = getattr(page, "description", None)
    return sorted(name_of(said.language) for said in row.languages.all()) if row else []


# --- Where Wagtail meets it -------------------------------------------------------------------


class DeskMenuItem(MenuItem):
    """Leads to the desk, for those who may change pages."""

    def is_shown(self, request) -> bool:
        return may_use_desk(request.user)


@hooks.register("register_admin_urls")
def coverage_addresses():
    return [
        path("coverage/", CoverageView.as_view(), name="coverage"),
        path("coverage/results/", CoverageView.as_view(results_only=True), name="coverage_results"),
    ]


@hooks.register("register_reports_menu_item")
def register_report():
    return DeskMenuItem(TITLE, reverse("coverage"), name="coverage", icon_name=ICON, order=80)


@hooks.register(PICTURES_MENU)
def register_in_pictures_menu():
    return DeskMenuItem(TITLE, reverse("coverage"), name="coverage", icon_name=ICON, order=150)
