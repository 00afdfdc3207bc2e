"""Acts on one picture beside its form: what their pages in the admin have in common."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from media.pictures.images import ImagePage


class ImageActView(WagtailAdminTemplateMixin, FormView):
    """A form for one act on the picture in `page`; leads back to the picture's own form.

    A subclass says who may do it, and by `refusal` in which case nobody can.
    """

    submit_label = ""
    active_label = ""

    def dispatch(self, request, *args, **kwargs):
        self.page = get_object_or_404(ImagePage, pk=self.kwargs["page_id"])
        if not self.is_allowed():
            raise PermissionDenied
        if sentence := self.refusal():
            messages.error(request, sentence)
            return self.back_to_page()
        return super().dispatch(request, *args, **kwargs)

    def is_allowed(self) -> bool:
        raise NotImplementedError

    def refusal(self) -> str:
        """Why the act makes no sense for this picture, as a sentence; empty if it does."""
        return ""

    def back_to_page(self):
        return redirect("wagtailadmin_pages:edit", self.page.pk)

    def get_page_subtitle(self):
        return self.page.get_admin_display_title()

    def get_breadcrumbs_items(self):
        edit = reverse("wagtailadmin_pages:edit", args=[self.page.pk])
        return [
            *super().get_breadcrumbs_items(),
            {"url": edit, "label": self.get_page_subtitle()},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(page=self.page, **kwargs)
        context.update(
            action_url=self.request.path,
            submit_button_label=self.submit_label,
            submit_button_active_label=self.active_label,
        )
        return context
