"""Panels of the editing form that belong to pictures."""

from django.conf import settings
from wagtail.admin.panels import Panel

from media.models.approvals import (
    OWN_WORDS,
    DescriptionApprovalTask,
    authors_since_approval,
)
from media.models.descriptions import Description


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


class DescriptionPanel(Panel):
    """Says where the description of a picture stands, and remarks on it while it is written."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "media/admin/description_panel.html"

        class Media:
            css = {"all": ["media/admin/description.css"]}
            js = ["media/admin/description.js"]

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            page = self.instance
            rows = Description.objects.select_related("changed_by", "approval")
            row = rows.filter(page=page.pk).first() if page.pk else None
            context["description"] = row
            context["wants_approval"] = settings.APPROVE_DESCRIPTIONS
            context["refusal"] = OWN_WORDS
            context["has_own_words"] = bool(
                row
                and row.status != Description.Status.MISSING
                and isinstance(page.current_workflow_task, DescriptionApprovalTask)
                and self.request.user.pk in authors_since_approval(page.pk)
            )
            return context
