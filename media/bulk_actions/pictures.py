"""What all bulk actions on pictures have in common."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction
from wagtail.models import Page

from media.coverage.filters import CoverageFilterSet
from media.coverage.pictures import pictures_of
from media.drafts import DraftLocked
from media.models import ImagePage
from media.refusals import sentences


class PictureBulkAction(PageBulkAction):
    """An act on each chosen picture; those that refuse it are named, and the others go on.

    A subclass says in `do` what happens to one picture, and in `done` what happened to how many.
    """

    models = [ImagePage]
    form_class = forms.Form
    template_name = "media/admin/bulk_actions/confirm.html"
    question = ""
    submit_label = ""

    def get_all_objects_in_listing_query(self, parent_id):
        """All pictures that the desk's filters leave: they come with the address."""
        pictures = pictures_of(self.request.user)
        filters = CoverageFilterSet(self.request.GET, request=self.request)
        if filters.is_valid():
            pictures = filters.filter_queryset(pictures)
        return pictures.values_list("pk", flat=True)

    def check_perm(self, page) -> bool:
        return page.permissions_for_user(self.request.user).can_edit()

    def do(self, page: ImagePage, cleaned: dict) -> bool:
        """Act on one picture; False if there was nothing to do.

        Raises ValidationError or DraftLocked, with a sentence, where it cannot be done.
        """
        raise NotImplementedError

    def done(self, number: int) -> str:
        raise NotImplementedError

    def get_execution_context(self):
        return {"action": self, "cleaned": self.cleaned_form.cleaned_data}

    @classmethod
    def execute_action(cls, objects, action, cleaned, **kwargs):
        number = 0
        for page in objects:
            try:
                with transaction.atomic():
                    number += action.do(page, cleaned)
            except (DraftLocked, ValidationError) as error:
                action.refuse(page, error)
        return number, 0

    def refuse(self, page: Page, error: DraftLocked | ValidationError) -> None:
        """Say why nothing happened to one page."""
        reasons = sentences(error) if isinstance(error, ValidationError) else [str(error)]
        messages.error(self.request, f"“{page.draft_title}”: {' '.join(reasons)}")

    def get_success_message(self, num_parent_objects, num_child_objects):
        return self.done(num_parent_objects) if num_parent_objects else "Nothing was to be done."

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            title=self.display_name,
            question=self.question,
            action_button_text=self.submit_label,
            no_action_button_text="Cancel",
            **kwargs,
        )


def pictures(number: int) -> str:
    """“1 picture” or “12 pictures”."""
    return f"{number} picture{'' if number == 1 else 's'}"
