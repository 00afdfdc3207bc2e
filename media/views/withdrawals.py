"""Withdrawing: the form for editors, and what visitors meet at the address afterwards."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Page

from media.forms import WithdrawalForm
from media.models import ImagePage, Withdrawal
from media.withdrawing import was_shown, withdraw_for


def show_withdrawn(request: HttpRequest, withdrawal: Withdrawal) -> HttpResponse:
    """410, with the reason and the day, and no word of the picture."""
    return render(request, "media/withdrawn.html", {"withdrawal": withdrawal}, status=410)


def may_withdraw(user, page: Page) -> bool:
    """Whether `user` may publish here; a lock on the words keeps no picture before the public."""
    return page.permissions_for_user(user).can_publish()


class WithdrawView(WagtailAdminTemplateMixin, FormView):
    """Asks for the reason and withdraws the picture; for one withdrawn before, changes the words."""

    form_class = WithdrawalForm
    template_name = "media/admin/withdraw.html"
    page_title = "Withdraw"
    header_icon = "no-view"

    def dispatch(self, request, *args, **kwargs):
        self.page = get_object_or_404(ImagePage, pk=self.kwargs["page_id"])
        if not may_withdraw(request.user, self.page):
            raise PermissionDenied
        if not was_shown(self.page):
            messages.error(
                request,
                f"No visitor has seen “{self.page}” yet, so there is nothing to withdraw. "
                "Unpublish it instead, or leave it a draft.",
            )
            return redirect("wagtailadmin_pages:edit", self.page.pk)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def standing(self) -> Withdrawal | None:
        return self.page.withdrawals.standing().first()

    def get_page_subtitle(self):
        return self.page.get_admin_display_title()

    def get_breadcrumbs_items(self):
        edit = reverse("wagtailadmin_pages:edit", args=[self.page.pk])
        return [
            *super().get_breadcrumbs_items(),
            {"url": edit, "label": self.get_page_subtitle()},
            {"url": "", "label": "Withdraw"},
        ]

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "instance": self.standing}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(page=self.page, standing=self.standing, **kwargs)
        label = "Save the reason" if self.standing else "Withdraw the picture"
        context.update(
            action_url=self.request.path,
            submit_button_label=label,
            submit_button_active_label="Withdrawing…",
        )
        return context

    def form_valid(self, form):
        said = form.cleaned_data
        withdraw_for(self.page, said["reason"], note=said["note"], user=self.request.user)
        messages.success(
            self.request,
            f"“{self.page}” is withdrawn. Its public files are gone; its address says why.",
        )
        return redirect("wagtailadmin_pages:edit", self.page.pk)
