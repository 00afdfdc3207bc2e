"""Replacing the file of a picture: the form for editors."""

from django.utils.functional import cached_property
from wagtail.admin import messages
from wagtail.models import Page

from media.desk.acts.act import ImageActView
from media.intake.forms import ReplacementForm
from media.intake.replacing import replace_file
from media.pictures.assets import ImageAsset


def may_replace(user, page: Page) -> bool:
    """Whether `user` may edit the page, and nothing locks it for them."""
    lock = page.get_lock()
    return page.permissions_for_user(user).can_edit() and not (lock and lock.for_user(user))


class ReplaceFileView(ImageActView):
    """Takes the new file and the reason; the latest draft shows it, the earlier file is kept."""

    form_class = ReplacementForm
    template_name = "media/admin/replace_file.html"
    page_title = "Replace the file"
    header_icon = "image"
    submit_label = "Replace the file"
    active_label = "Uploading…"

    def is_allowed(self) -> bool:
        return may_replace(self.request.user, self.page)

    def refusal(self) -> str:
        return "" if self.asset else "The page has no picture yet: choose it in the form."

    @cached_property
    def asset(self) -> ImageAsset | None:
        """The file that the latest draft shows."""
        return self.page.get_latest_revision_as_object().asset

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "current": self.asset}

    def get_context_data(self, **kwargs):
        return super().get_context_data(asset=self.asset, **kwargs)

    def form_valid(self, form):
        said = form.cleaned_data
        replace_file(self.page, said["file"], reason=said["reason"], user=self.request.user)
        messages.success(
            self.request,
            f"“{self.page}” has a new file, in its draft. Look whether alt text and image "
            "description still say what it shows, then publish.",
        )
        return self.back_to_page()
