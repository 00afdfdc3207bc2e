"""Withdrawing: the form for editors, and what visitors meet at the address afterwards."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import cached_property
from wagtail.admin import messages
from wagtail.models import Page

from media.desk.acts.act import ImageActView
from media.intake.forms import WithdrawalForm
from media.release.withdrawals import Withdrawal
from media.release.withdrawing import was_shown, withdraw_for


def show_withdrawn(request: HttpRequest, withdrawal: Withdrawal) -> HttpResponse:
    """410, with the reason and the day, and no word of the picture."""
    return render(request, "media/withdrawn.html", {"withdrawal": withdrawal}, status=410)


def may_withdraw(user, page: Page) -> bool:
    """Whether `user` may publish here; a lock on the words keeps no picture before the public."""
    return page.permissions_for_user(user).can_publish()


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
        messages.success(
            self.request,
            f"“{self.page}” is withdrawn. Its public files are gone; its address says why.",
        )
        return self.back_to_page()
