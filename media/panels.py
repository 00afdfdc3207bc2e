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


class WithdrawalPanel(Panel):
    """Says when and why the picture was withdrawn, if it ever was."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "media/admin/withdrawal_panel.html"

        def is_shown(self):
            return bool(self.instance.pk) and self.instance.withdrawals.exists()

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            rows = self.instance.withdrawals.select_related("withdrawn_by")
            context["withdrawals"] = rows.order_by("-withdrawn_at")
            return context


class VersionsPanel(Panel):
    """Lists the files that the picture had before, to look at and to download."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "media/admin/versions_panel.html"

        def is_shown(self):
            return bool(self.instance.pk) and self.instance.asset_versions.exists()

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            rows = self.instance.asset_versions.select_related("asset", "successor", "replaced_by")
            context["versions"] = rows.order_by("-replaced_at", "-pk")
            return context


class UsesPanel(Panel):
    """Lists the pages that show the picture or link to it, live or in drafts."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "media/admin/uses_panel.html"

        def is_shown(self):
            return bool(self.instance.pk)

        def get_context_data(self, parent_context=None):
            from media.uses import uses_of

            context = super().get_context_data(parent_context)
            context["found"] = uses_of(self.instance)
            return context


# More than this says that the pictures are of a kind that looks alike anyway.
LOOK_ALIKES_SHOWN = 6


class LookAlikesPanel(Panel):
    """Warns of other pages that show the same picture, or nearly the same."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "media/admin/look_alikes_panel.html"

        @cached_property
        def look_alikes(self):
            return list(self.instance.look_alikes()[:LOOK_ALIKES_SHOWN])

        def is_shown(self):
            return bool(self.look_alikes)

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            context["look_alikes"] = self.look_alikes
            return context
