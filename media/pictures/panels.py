"""Panels of the editing form that belong to pictures."""

from django.conf import settings
from django.forms import Script
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.panels import MultipleChooserPanel, Panel

from media.descriptions.approvals import (
    OWN_WORDS,
    DescriptionApprovalTask,
    authors_since_approval,
)
from media.descriptions.statuses import Description
from media.files.metadata.carried import X_DEFAULT, Texts
from media.pages.sight import seen_by
from media.pages.uses import uses_of
from media.pictures.failures import failures_of
from media.pictures.thumbnails import with_thumbnails


class ReleasePanel(Panel):
    """Says where the public files of an image page stand, in plain words."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "media/admin/release_panel.html"

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            page = self.instance
            releases = list(page.releases.order_by("-started_at")[:5]) if page.pk else []
            context["releases"] = releases
            context["failures"] = failures_of(page) if page.pk else []
            context["address"] = reverse("make_files_again", args=[page.pk]) if page.pk else ""
            return context


class FoundPanel(Panel):
    """Says what the picture file said about itself when it came in, and what was made of that."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "media/admin/found_panel.html"
        translated = {
            "title": "Title",
            "alt_text": "Alt text",
            "long_description": "Image description",
            "caption": "Caption",
        }
        said = [
            "notes",
            *translated,
            "creators",
            "credit",
            "rights",
            "usage_terms",
            "licence_url",
            "keywords",
            "taken_on",
        ]

        @property
        def found(self) -> dict:
            found = self.instance.asset.found if self.instance.asset else {}
            return {name: found.get(name) for name in self.said}

        def is_shown(self):
            return super().is_shown() and any(self.found.values())

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            found = self.found
            context.update(
                found=found,
                words=[
                    (name, language, words)
                    for field, name in self.translated.items()
                    for language, words in each_once(found[field] or {})
                ],
                rights=each_once(found["rights"] or {}),
                usage_terms=each_once(found["usage_terms"] or {}),
            )
            return context


def each_once(texts: Texts) -> list[tuple[str, str]]:
    """Language and words; words of no declared language only if they stand under none."""
    declared = {language: words for language, words in texts.items() if language != X_DEFAULT}
    words = texts.get(X_DEFAULT)
    undeclared = [("", words)] if words and words not in declared.values() else []
    return [*undeclared, *declared.items()]


class DescriptionReportsPanel(Panel):
    """Shows what visitors report about the description, and takes the editor's word that it is done."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "media/admin/reports_panel.html"

        @cached_property
        def reports(self) -> list:
            return list(self.instance.description_reports.open()) if self.instance.pk else []

        def is_shown(self):
            return super().is_shown() and bool(self.reports)


class DescriptionPanel(Panel):
    """Says where the description of a picture stands, and remarks on it while it is written."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "media/admin/description_panel.html"

        class Media:
            css = {"all": ["media/admin/css/description.css"]}
            js = [Script("media/admin/js/description.js", type="module")]

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


class PressLinksPanel(Panel):
    """Lists the addresses at which the press sees a version of the picture before its release."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "media/admin/press_links_panel.html"

        class Media:
            css = {"all": ["media/admin/css/press.css"]}

        @cached_property
        def links(self) -> list:
            page = self.instance
            # The desk's own rule, `may_give_to_press`, stands above this room.
            if not page.pk or not page.permissions_for_user(self.request.user).can_publish():
                return []
            links = page.press_links.valid().select_related("revision", "made_by")
            return list(links.order_by("-made_at"))

        def is_shown(self):
            return super().is_shown() and bool(self.links)


class VersionsPanel(Panel):
    """Lists the files that the picture had before, to look at and to download."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "media/admin/versions_panel.html"

        def is_shown(self):
            return bool(self.instance.pk) and self.instance.asset_versions.exists()

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            rows = with_thumbnails(self.instance.asset_versions)
            rows = rows.select_related("successor", "replaced_by")
            context["versions"] = rows.order_by("-replaced_at", "-pk")
            return context


class UsesPanel(Panel):
    """Lists the pages that show the picture or link to it, live or in drafts."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "media/admin/uses_panel.html"

        def is_shown(self):
            return bool(self.instance.pk)

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            context["found"] = uses_of(self.instance)
            return context


# More than this says that the pictures are of a kind that looks alike anyway.
LOOK_ALIKES_SHOWN = 6


def look_alikes_shown(page, user) -> list:
    """The first of the pages that look like `page` and that `user` may see, with thumbnails at hand."""
    return list(with_thumbnails(seen_by(user, page.look_alikes()))[:LOOK_ALIKES_SHOWN])


class LookAlikesPanel(Panel):
    """Warns of other pages that show the same picture, or nearly the same."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "media/admin/look_alikes_panel.html"

        @cached_property
        def look_alikes(self):
            return look_alikes_shown(self.instance, self.request.user)

        def is_shown(self):
            return bool(self.look_alikes)

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            context["look_alikes"] = self.look_alikes
            return context


class PicturesPanel(MultipleChooserPanel):
    """Rows that each hold a picture, several added at once; one fetch for all their pictures."""

    class BoundPanel(MultipleChooserPanel.BoundPanel):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            if self.form is None:
                return
            fields = [form[self.panel.chooser_field_name] for form in self.formset.forms]
            widgets = [field.field.widget for field in fields]
            if widgets:
                at_hand = widgets[0].pictures_named(field.value() for field in fields)
                for widget in widgets:
                    widget.at_hand = at_hand
