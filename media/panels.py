"""Panels of the editing form that belong to pictures."""

from wagtail.admin.panels import MultipleChooserPanel, Panel


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


class PicturesPanel(MultipleChooserPanel):
    """Rows that each hold a picture, several added at once; one fetch for all their pictures."""

    class BoundPanel(MultipleChooserPanel.BoundPanel):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            from media.choosing.widgets import as_key, pictures

            if self.form is None:
                return
            fields = [form[self.panel.chooser_field_name] for form in self.formset.forms]
            at_hand = pictures([as_key(field.value()) for field in fields])
            for field in fields:
                field.field.widget.at_hand = at_hand
