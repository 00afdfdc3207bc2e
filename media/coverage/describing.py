"""Describing one picture after the other: it stands large beside the fields for its words."""

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Revision, WorkflowState

from media import descriptions
from media.coverage.forms import CHANGED_MEANWHILE, DescribingForm
from media.coverage.pictures import may_use_desk
from media.coverage.queue import Queue
from media.coverage.report import ICON, TITLE
from media.drafts import DraftLocked, change_draft, lock_on
from media.models import Description, ImagePage, ImageText
from media.refusals import sentences
from media.words import Said, words_of

SAVE, PUBLISH, SUBMIT, CONFIRM = "save", "publish", "submit", "confirm"
SAID = {SAVE: "saved as a draft", PUBLISH: "published", SUBMIT: "submitted for approval"}


class DeskPage(WagtailAdminTemplateMixin, View):
    """What the pages of describing have in common: permission, queue, place in the admin."""

    page_title = "Describe"
    header_icon = ICON

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not may_use_desk(request.user):
            raise PermissionDenied
        self.queue = Queue(request)
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict]:
        return [
            *self.breadcrumbs_items,
            {"url": self.queue.address("coverage"), "label": TITLE},
            {"url": "", "label": self.page_title},
        ]


class DescribeNextView(DeskPage):
    """Leads to the next picture behind `after`, the first one without; says so where none is."""

    template_name = "media/admin/coverage/end.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        after = request.GET.get("after", "")
        known = int(after) if after.isascii() and after.isdigit() and len(after) < 19 else 0
        if page := self.queue.after(known):
            return redirect(self.queue.address("describe", page.pk))
        return self.render_to_response(
            self.get_context_data(
                queue=self.queue,
                again=self.queue.address("describe_next"),
                desk=self.queue.address("coverage"),
            )
        )


class DescribeView(DeskPage):
    """One picture with the fields for its words.

    409 where somebody else was quicker or holds a lock, 422 with what is to be corrected; typed
    words stay.
    """

    template_name = "media/admin/coverage/describe.html"

    def dispatch(self, request: HttpRequest, page_id: int) -> HttpResponse:
        self.page = get_object_or_404(ImagePage, pk=page_id)
        self.may = self.page.permissions_for_user(request.user)
        if not self.may.can_edit():
            raise PermissionDenied
        return super().dispatch(request)

    @cached_property
    def draft(self) -> ImagePage:
        return self.page.get_latest_revision_as_object()

    @cached_property
    def said(self) -> Said:
        """The words of the draft in the language of the queue."""
        return words_of(self.draft).said_in(self.queue.language)

    @property
    def is_in_source(self) -> bool:
        return self.queue.language == settings.LANGUAGE_CODE

    def get_page_subtitle(self) -> str:
        return self.draft.title

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(DescribingForm(said=self.said, draft=self.draft))

    def post(self, request: HttpRequest) -> HttpResponse:
        deed = request.POST.get("deed", SAVE)
        if deed not in (*self.deeds, CONFIRM):
            deed = SAVE
        if deed == CONFIRM:
            descriptions.confirm(self.page.pk, request.user)
            messages.success(request, f"“{self.draft.title}”: the words fit this file.")
            return self.go_on()
        form = DescribingForm(request.POST, said=self.said, draft=self.draft)
        if form.is_outdated:
            form.data = {**form.data.dict(), "revision": form.initial["revision"]}
            return self.show(form, status=409, problem=CHANGED_MEANWHILE, there=self.said)
        if not form.is_valid():
            return self.show(form, status=422)
        if deed == SAVE and not form.has_changed():
            return self.go_on()
        try:
            self.keep(form.written(), deed)
        except DraftLocked as error:
            return self.show(form, status=409, problem=str(error))
        except ValidationError as error:
            for sentence in sentences(error):
                form.add_error(None, sentence)
            return self.show(form, status=422)
        messages.success(request, f"“{form.cleaned_data['title']}” is {SAID[deed]}.")
        return self.go_on()

    @transaction.atomic
    def keep(self, words: Said, deed: str) -> None:
        """Save the words as a draft and do with it what was asked; all of it or nothing."""
        user = self.request.user
        revision = change_draft(self.page, lambda draft: write(draft, words), user)
        if deed == PUBLISH:
            revision.publish(user=user)
        elif deed == SUBMIT:
            submit(revision, user)

    def go_on(self) -> HttpResponse:
        return redirect(self.queue.address("describe_next", after=self.page.pk))

    @cached_property
    def deeds(self) -> list[str]:
        """What this person can do with the words; the first one is what Enter does."""
        found = [SAVE]
        if self.may.can_publish() and not settings.APPROVE_DESCRIPTIONS:
            found.append(PUBLISH)
        if self.may.can_submit_for_moderation():
            found.append(SUBMIT)
        return found

    def show(
        self,
        form: DescribingForm,
        *,
        status: int = 200,
        problem: str = "",
        there: Said | None = None,
    ) -> HttpResponse:
        """The page; `problem` is said above the fields, `there` are words of somebody else."""
        row = Description.objects.filter(page=self.page).first()
        context = self.get_context_data(
            form=form,
            draft=self.draft,
            problem=problem or lock_on(self.page, self.request.user),
            there=there,
            deeds=self.deeds,
            is_stale=bool(row and row.status == Description.Status.STALE),
            queue=self.queue,
            source=None if self.is_in_source else words_of(self.draft).source,
            reports=list(self.page.description_reports.open()),
            skip=self.queue.address("describe_next", after=self.page.pk),
            following=self.queue.after(self.page.pk),
        )
        return self.render_to_response(context, status=status)


def write(draft: ImagePage, words: Said) -> None:
    """Put words into a draft: on the page itself, or into its row for their language."""
    if words.language == settings.LANGUAGE_CODE:
        put(words, draft)
        return
    rows = [row for row in draft.texts.all() if row.language == words.language]
    row = rows[0] if rows else ImageText(language=words.language)
    put(words, row)
    draft.texts.add(row)  # also one that is there: else the cluster would read it anew


def put(words: Said, target: ImagePage | ImageText) -> None:
    target.title = words.title
    target.alt_text = words.alt_text
    target.long_description = words.long_description


def submit(revision: Revision, user) -> None:
    """Hand the draft to the workflow that holds for its place in the tree, once it is complete."""
    draft = revision.as_object()
    draft.full_clean()
    state = draft.current_workflow_state
    if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(user)
    else:
        draft.get_workflow().start(draft, user)
