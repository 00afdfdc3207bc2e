"""Many pictures at one moment: setting when they are released, and clearing that."""

from django import forms
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.widgets import AdminDateTimeInput

from media.desk.bulk.pictures import PictureBulkAction, pictures, why_not_publishing
from media.pictures.images import ImagePage
from media.release.schedule import NO_MOMENT, schedule, unschedule, why_not_scheduled


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


@hooks.register("register_bulk_action")
class SetMoment(PictureBulkAction):
    """Schedules the latest version of each chosen picture, or says why it cannot be released."""

    display_name = "Set release moment"
    action_type = "set_release_moment"
    aria_label = "Set the moment at which the selected pictures are released"
    action_priority = 50
    form_class = MomentForm
    question = (
        "Release the latest versions of these pictures at one moment. Until then they are locked, "
        "and visitors see nothing of them, or the version that they see now."
    )
    submit_label = "Set the moment"

    @property
    def moment(self):
        return self.cleaned_form.cleaned_data["moment"] if self.cleaned_form else None

    def why_not(self, page: ImagePage) -> str:
        user = self.request.user
        return why_not_publishing(page, user) or why_not_scheduled(page, self.moment)

    def do(self, page: ImagePage, cleaned: dict) -> bool:
        schedule(page, cleaned["moment"], self.request.user)
        return True

    def done(self, number: int) -> str:
        moment = timezone.localtime(self.moment)
        return f"{pictures(number)} will be released on {moment:%-d %B %Y at %H:%M %Z}."


@hooks.register("register_bulk_action")
class ClearMoment(PictureBulkAction):
    """Takes the chosen pictures off the schedule; they stay drafts."""

    display_name = "Clear release moment"
    action_type = "clear_release_moment"
    aria_label = "Clear the moment at which the selected pictures are released"
    action_priority = 51
    question = (
        "Take these pictures off the schedule; they can be edited again. Nothing is published."
    )
    submit_label = "Clear the moment"

    def why_not(self, page: ImagePage) -> str:
        if page.scheduled_revision is None:
            return NO_MOMENT
        return why_not_publishing(page, self.request.user)

    def do(self, page: ImagePage, cleaned: dict) -> bool:
        unschedule(page, self.request.user)
        return True

    def done(self, number: int) -> str:
        return f"{pictures(number)} {'has' if number == 1 else 'have'} no release moment any more."
