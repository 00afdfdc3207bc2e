"""What all bulk actions on pictures have in common."""

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import redirect
from django.utils.functional import cached_property
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction
from wagtail.models import Page

from media.desk.choosing.search import PictureFilterForm
from media.desk.coverage.filters import CoverageFilterSet
from media.desk.permissions import may_edit, may_publish, may_use_desk, pictures_of
from media.desk.refusals import sentences
from media.pages.drafts import DraftLocked, lock_on
from media.pages.keys import keys_in
from media.pictures.images import ImagePage

MOST = 500  # pictures at once: they are changed in one transaction, while somebody waits


def why_not_publishing(page: ImagePage, user) -> str:
    """Why `user` may not say when visitors see the draft of `page`; empty if they may.

    The lock of a schedule does not count: it is the schedule that they change.
    """
    if not may_publish(user, page):
        return "You may not publish it."
    return lock_on(page, user, beside_schedule=True)


class PictureBulkAction(PageBulkAction):
    """An act on each chosen picture; those that cannot take it are named, and the others go on.

    A subclass says in `why_not` what is left out beforehand, in `do` what happens to one picture,
    and in `done` what happened to how many.
    """

    models = [ImagePage]
    form_class = forms.Form
    template_name = "media/admin/bulk_actions/confirm.html"
    question = ""
    submit_label = ""

    def __init__(self, request, model):
        super().__init__(request, model)
        self.reasons: dict[int, str] = {}

    def dispatch(self, request, *args, **kwargs):
        if not may_use_desk(request.user):
            raise PermissionDenied
        if "all" in request.GET.getlist("id") and (sentence := self.why_not_all()):
            messages.error(request, sentence)
            return redirect(self.next_url)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def filters(self) -> CoverageFilterSet:
        """The desk's filters: they come with the address."""
        return CoverageFilterSet(self.request.GET, request=self.request)

    @cached_property
    def search(self) -> PictureFilterForm:
        """What *All pictures* was narrowed to, beside what the desk's filters understand as well."""
        asked = {name: value for name, value in self.request.GET.items() if name != "released"}
        return PictureFilterForm(asked, user=self.request.user)

    def why_not_all(self) -> str:
        """Why not all pictures of the list can be taken at once; empty if they can."""
        if not (self.filters.is_valid() and self.search.is_valid()):
            return "The list's filters hold no longer. Set them again. Nothing was changed."
        number = self.get_all_objects_in_listing_query(None).count()
        if number > MOST:
            return f"These are {number} pictures; {MOST} can be taken at once. Narrow the list."
        return ""

    def get_all_objects_in_listing_query(self, parent_id):
        pictures = self.filters.filter_queryset(pictures_of(self.request.user))
        pictures = self.search.filter(pictures)
        return pictures.order_by("pk").values_list("pk", flat=True)

    def get_queryset(self, model, object_ids) -> list[ImagePage]:
        """The chosen pictures that this person may change, in the order in which they were chosen."""
        keys = keys_in(object_ids)
        found = pictures_of(self.request.user).in_bulk(keys)
        return [found[key] for key in dict.fromkeys(keys) if key in found]

    def why_not(self, page: ImagePage) -> str:
        """Why `page` is left out, as a sentence; empty if it is not."""
        return "" if may_edit(self.request.user, page) else "You may not change it."

    def check_perm(self, page) -> bool:
        self.reasons[page.pk] = self.why_not(page)
        return not self.reasons[page.pk]

    def do(self, page: ImagePage, cleaned: dict) -> bool:
        """Act on one picture; False if there was nothing to do.

        Raises ValidationError or DraftLocked, with a sentence, where it cannot be done.
        """
        raise NotImplementedError

    def done(self, number: int) -> str:
        raise NotImplementedError

    def prepare_action(self, objects, objects_without_access):
        for page in objects_without_access["items_with_no_access"]:
            self.leave_out(page, self.reasons[page.pk])

    def get_execution_context(self):
        return {"action": self, "cleaned": self.cleaned_form.cleaned_data}

    @classmethod
    def execute_action(cls, objects, action, cleaned, **kwargs):
        number = 0
        for page in objects:
            try:
                with transaction.atomic():
                    number += action.do(page, cleaned)
            except DraftLocked as error:
                action.leave_out(page, str(error))
            except ValidationError as error:
                action.leave_out(page, " ".join(sentences(error)))
        return number, 0

    def leave_out(self, page: Page, reason: str) -> None:
        """Say why nothing happened to one page."""
        title = page.get_admin_display_title()
        messages.warning(self.request, f"“{title}” was left out. {reason}")

    def get_success_message(self, num_parent_objects, num_child_objects):
        return self.done(num_parent_objects) if num_parent_objects else None

    def get_context_data(self, **kwargs):
        context = super().get_context_data(
            title=self.display_name,
            question=self.question,
            action_button_text=self.submit_label,
            no_action_button_text="Cancel",
            **kwargs,
        )
        for row in context["items_with_no_access"]:
            row["reason"] = self.reasons[row["item"].pk]
        return context


def pictures(number: int) -> str:
    """“1 picture” or “12 pictures”."""
    return f"{number} picture{'' if number == 1 else 's'}"
