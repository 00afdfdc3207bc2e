"""Many pictures at one moment: setting when they are released, and clearing that."""

from django import forms
from django.utils import timezone
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction
from wagtail.admin.widgets import AdminDateTimeInput
from wagtail.models import Page

from media.models import ImagePage
from media.publishing import schedule, unschedule, why_locked, why_not_scheduled


class MomentForm(forms.Form):
    """A moment in the future, to the minute."""

    moment = forms.DateTimeField(label="Release moment", widget=AdminDateTimeInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        zone = timezone.get_current_timezone_name()
        self.fields["moment"].help_text = (
            f"To the minute; times are in {zone}. All of them appear within a minute after it, "
            "because their files are made before."
        )

    def clean_moment(self):
        moment = self.cleaned_data["moment"].replace(second=0, microsecond=0)
        if moment <= timezone.now():
            raise forms.ValidationError("This moment has passed. Choose one in the future.")
        return moment


class PicturesBulkAction(PageBulkAction):
    """An act on the chosen pages that says of each left out why; `why_not` is the reason."""

    @property
    def reasons(self) -> dict[int, str]:
        """Why pages are left out, by their keys."""
        return self.__dict__.setdefault("_reasons", {})

    def why_not(self, page: Page) -> str:
        raise NotImplementedError

    def check_perm(self, page: Page) -> bool:
        if sentence := self.why_not(page):
            self.reasons[page.pk] = sentence
        return not sentence

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        for left_out in context["items_with_no_access"]:
            left_out["reason"] = self.reasons[left_out["item"].pk]
        return context

    def prepare_action(self, objects, objects_without_access):
        for page in objects_without_access["items_with_no_access"]:
            title = page.get_admin_display_title()
            messages.warning(self.request, f"“{title}” was left out. {self.reasons[page.pk]}")


class SetMomentAction(PicturesBulkAction):
    """Schedules the latest version of each chosen picture, or says why it cannot be released."""

    display_name = "Set release moment"
    action_type = "set_release_moment"
    aria_label = "Set the moment at which the selected pictures are released"
    template_name = "media/admin/bulk_set_moment.html"
    action_priority = 110
    form_class = MomentForm

    @property
    def moment(self):
        return self.cleaned_form.cleaned_data["moment"] if self.cleaned_form else None

    def why_not(self, page: Page) -> str:
        return why_not_scheduled(page, self.request.user, self.moment)

    def get_execution_context(self):
        return {**super().get_execution_context(), "moment": self.moment}

    @classmethod
    def execute_action(cls, objects, moment=None, user=None, **kwargs):
        for page in objects:
            schedule(page.specific, moment, user)
        return len(objects), 0

    def get_success_message(self, num_parent_objects, num_child_objects):
        if not num_parent_objects:
            return None
        pictures = "1 picture" if num_parent_objects == 1 else f"{num_parent_objects} pictures"
        moment = timezone.localtime(self.moment)
        return f"{pictures} will be released on {moment:%-d %B %Y at %H:%M %Z}."


class ClearMomentAction(PicturesBulkAction):
    """Takes the chosen pictures off the schedule; they stay drafts."""

    display_name = "Clear release moment"
    action_type = "clear_release_moment"
    aria_label = "Clear the moment at which the selected pictures are released"
    template_name = "media/admin/bulk_clear_moment.html"
    action_priority = 111

    form_class = forms.Form

    def why_not(self, page: Page) -> str:
        page = page.specific
        if not isinstance(page, ImagePage):
            return "It is no image page."
        if page.scheduled_revision is None:
            return "It has no release moment."
        return why_locked(page, self.request.user)

    @classmethod
    def execute_action(cls, objects, user=None, **kwargs):
        return sum(unschedule(page.specific, user) for page in objects), 0

    def get_success_message(self, num_parent_objects, num_child_objects):
        if not num_parent_objects:
            return None
        pictures = (
            "1 picture has" if num_parent_objects == 1 else f"{num_parent_objects} pictures have"
        )
        return f"{pictures} no release moment any more."
