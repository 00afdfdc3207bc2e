"""What an editor can do with a picture beside its form: replace its file, withdraw it."""

from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogFormatter

from media.desk.acts import retry as releases
from media.desk.acts.replace import ReplaceFileView, may_replace
from media.desk.acts.withdraw import WithdrawView, may_withdraw
from media.intake.replacing import REPLACED
from media.pages.uses import uses_of
from media.pictures.images import ImagePage
from media.release.withdrawing import WITHDRAWN, was_shown


@hooks.register("register_admin_urls")
def register_desk_urls():
    return [
        path("pages/<int:page_id>/withdraw/", WithdrawView.as_view(), name="withdraw_image"),
        path("pages/<int:page_id>/replace-file/", ReplaceFileView.as_view(), name="replace_file"),
        path("pages/<int:page_id>/make-files/", releases.try_again, name="make_files_again"),
    ]


@hooks.register("register_page_header_buttons")
def offer_in_header(page, user, view_name, next_url=None):
    page = page.specific_deferred
    if not isinstance(page, ImagePage):
        return
    if may_replace(user, page):
        address = reverse("replace_file", args=[page.pk])
        yield Button("Replace the file", address, icon_name="image", priority=35)
    if may_withdraw(user, page) and was_shown(page):
        standing = page.withdrawals.standing().exists()
        label = "Change the reason of the withdrawal" if standing else "Withdraw"
        yield withdraw_button(page, label)


@hooks.register("register_page_listing_more_buttons")
def offer_in_listing(page, user, next_url=None):
    # No query: a listing has fifty rows. Whether anybody saw the picture, the form looks up.
    page = page.specific_deferred
    if isinstance(page, ImagePage) and page.live and may_withdraw(user, page):
        yield withdraw_button(page, "Withdraw")


def withdraw_button(page, label: str) -> Button:
    return Button(
        label, reverse("withdraw_image", args=[page.pk]), icon_name="no-view", priority=61
    )


@hooks.register("before_delete_page")
def warn_of_drafts(request, page):
    """Live pages that need a picture refuse its deletion; drafts lose it, and so we say which."""
    page = page.specific_deferred
    if request.method != "GET" or not isinstance(page, ImagePage):
        return
    titles = [f"“{use.page.get_admin_display_title()}”" for use in uses_of(page)]
    if titles:
        messages.warning(request, f"Drafts that name this picture lose it: {', '.join(titles)}.")


@hooks.register("register_log_actions")
def register_desk_log_actions(actions):
    @actions.register_action(WITHDRAWN)
    class WithdrawnFormatter(LogFormatter):
        label = "Withdrawn"

        def format_message(self, log_entry):
            return f"Withdrawn: {log_entry.data['reason']}"

    @actions.register_action(REPLACED)
    class ReplacedFormatter(LogFormatter):
        label = "File replaced"

        def format_message(self, log_entry):
            said = log_entry.data
            return f"{said['after']} replaced {said['before']}: {said['reason']}"
