"""Replacing the file of a picture: the form for editors."""

from django.urls import path, reverse
from django.utils.functional import cached_property
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button

from media.desk.acts.act import ImageActView
from media.desk.history import tell_in_history
from media.desk.permissions import may_edit, may_replace
from media.intake.forms import ReplacementForm
from media.intake.replacing import REPLACED, replace_file
from media.pages.drafts import DraftLocked, lock_on
from media.pictures.assets import ImageAsset
from media.pictures.images import ImagePage


class ReplaceFileView(ImageActView):
    """Takes the new file and the reason; the latest draft shows it, the earlier file is kept."""

    form_class = ReplacementForm
    template_name = "media/admin/replace_file.html"
    page_title = "Replace the file"
    header_icon = "image"
    submit_label = "Replace the file"
    active_label = "Uploading…"

    def is_allowed(self) -> bool:
        return may_edit(self.request.user, self.page)

    def refusal(self) -> str:
        if sentence := lock_on(self.page, self.request.user):
            return sentence
        return "" if self.asset else "The page has no picture yet: choose it in the form."

    @cached_property
    def asset(self) -> ImageAsset | None:
        """The file that the latest draft shows."""
        return self.page.get_latest_revision_as_object().asset

    def get_form_kwargs(self):
        return {
            **super().get_form_kwargs(),
            "page": self.page,
            "current": self.asset,
            "user": self.request.user,
        }

    def get_context_data(self, **kwargs):
        return super().get_context_data(asset=self.asset, **kwargs)

    def form_valid(self, form):
        said = form.cleaned_data
        try:
            replace_file(self.page, said["file"], reason=said["reason"], user=self.request.user)
        except DraftLocked as error:  # since the form was opened
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(
            self.request,
            f"“{self.page}” has a new file, in its draft. Look whether alt text and image "
            "description still say what it shows, then publish.",
        )
        return self.back_to_page()


# --- Where Wagtail meets it -------------------------------------------------------------------


@hooks.register("register_admin_urls")
def replace_addresses():
    view = ReplaceFileView.as_view()
    return [path("pages/<key:page_id>/replace-file/", view, name="replace_file")]


@hooks.register("register_page_header_buttons")
def offer_in_header(page, user, view_name, next_url=None):
    page = page.specific_deferred
    if isinstance(page, ImagePage) and may_replace(user, page):
        address = reverse("replace_file", args=[page.pk])
        yield Button("Replace the file", address, icon_name="image", priority=35)


tell_in_history(
    REPLACED,
    "File replaced",
    lambda data: f"{data['after']} replaced {data['before']}: {data['reason']}",
)
