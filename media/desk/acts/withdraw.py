"""Withdrawing a picture: the form for editors."""

from django import forms
from django.urls import path, reverse
from django.utils.functional import cached_property
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button

from media.desk.acts.act import ImageActView
from media.desk.history import tell_in_history
from media.desk.permissions import may_withdraw
from media.pictures.images import ImagePage
from media.pictures.releases import Release
from media.release.withdrawals import Withdrawal
from media.release.withdrawing import WITHDRAWN, was_shown, withdraw_for


class WithdrawalForm(forms.ModelForm):
    """Why a picture is withdrawn: a sentence for visitors, a note for colleagues."""

    class Meta:
        model = Withdrawal
        fields = ("reason", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}


class WithdrawView(ImageActView):
    """Asks for the reason and withdraws the picture; for one withdrawn before, changes the words."""

    form_class = WithdrawalForm
    template_name = "media/admin/withdraw.html"
    page_title = "Withdraw"
    header_icon = "no-view"
    active_label = "Withdrawing…"

    def is_allowed(self) -> bool:
        return may_withdraw(self.request.user, self.page)

    def refusal(self) -> str:
        if was_shown(self.page):
            return ""
        return (
            f"No visitor has seen “{self.page}” yet, so there is nothing to withdraw. "
            "Unpublish it instead, or leave it a draft."
        )

    @cached_property
    def standing(self) -> Withdrawal | None:
        return self.page.withdrawals.standing().first()

    @property
    def submit_label(self) -> str:
        return "Save the reason" if self.standing else "Withdraw the picture"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "instance": self.standing}

    def get_context_data(self, **kwargs):
        return super().get_context_data(standing=self.standing, **kwargs)

    def form_valid(self, form):
        said = form.cleaned_data
        withdraw_for(self.page, said["reason"], note=said["note"], user=self.request.user)
        # What is left is said by `media.desk.failed_steps`.
        is_left = self.page.releases.filter(state=Release.State.CLOSING).exists()
        gone = "Its" if is_left else "Its public files are gone; its"
        messages.success(self.request, f"“{self.page}” is withdrawn. {gone} address says why.")
        return self.back_to_page()


# --- Where Wagtail meets it -------------------------------------------------------------------


@hooks.register("register_admin_urls")
def withdraw_addresses():
    return [path("pages/<key:page_id>/withdraw/", WithdrawView.as_view(), name="withdraw_image")]


@hooks.register("register_page_header_buttons")
def offer_in_header(page, user, view_name, next_url=None):
    page = page.specific_deferred
    if isinstance(page, ImagePage) and may_withdraw(user, page) and was_shown(page):
        standing = page.withdrawals.standing().exists()
        yield withdraw_button(
            page, "Change the reason of the withdrawal" if standing else "Withdraw"
        )


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


tell_in_history(WITHDRAWN, "Withdrawn", lambda data: f"Withdrawn: {data['reason']}")
