"""What an editor can do with a picture beside its form: withdraw it."""

from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogFormatter

from media.models import ImagePage
from media.views.withdrawals import WithdrawView, may_withdraw
from media.withdrawing import WITHDRAWN, was_shown


@hooks.register("register_admin_urls")
def register_desk_urls():
    return [path("pages/<int:page_id>/withdraw/", WithdrawView.as_view(), name="withdraw_image")]


@hooks.register("register_page_header_buttons")
def offer_in_header(page, user, view_name, next_url=None):
    page = page.specific_deferred
    if isinstance(page, ImagePage) and may_withdraw(user, page) and was_shown(page):
        standing = page.withdrawals.standing().exists()
        label = "Change the reason of the withdrawal" if standing else "Withdraw"
        yield withdraw_button(page, label)


@hooks.register("register_page_listing_more_buttons")
def offer_in_listing(page, user, next_url=None):
    # No query: a listing has fifty rows. Whether anybody saw the picture, the form looks up.
    if page.live and issubclass(page.specific_class, ImagePage) and may_withdraw(user, page):
        yield withdraw_button(page, "Withdraw")


def withdraw_button(page, label: str) -> Button:
    return Button(
        label, reverse("withdraw_image", args=[page.pk]), icon_name="no-view", priority=61
    )


@hooks.register("register_log_actions")
def register_desk_log_actions(actions):
    @actions.register_action(WITHDRAWN)
    class WithdrawnFormatter(LogFormatter):
        label = "Withdrawn"

        def format_message(self, log_entry):
            return f"Withdrawn: {log_entry.data['reason']}"
