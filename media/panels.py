"""Panels of the editing form that belong to pictures."""

from django.utils.functional import cached_property
from wagtail.admin.panels import Panel


class ReleasePanel(Panel):
    """Says where the public files of an image page stand, in plain words."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "media/admin/release_panel.html"

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            page = self.instance
            releases = list(page.releases.order_by("-started_at")[:5]) if page.pk else []
            context["releases"] = releases
            context["working_copy_failed"] = page.asset.encoding_error if page.asset else ""
            return context


class DescriptionReportsPanel(Panel):
    """Shows what visitors report about the description, and takes the editor's word that it is done."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "media/admin/reports_panel.html"

        @cached_property
        def reports(self) -> list:
            return list(self.instance.description_reports.open()) if self.instance.pk else []

        def is_shown(self):
            return super().is_shown() and bool(self.reports)
