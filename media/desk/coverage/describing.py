"""Describing one picture after the other: it stands large beside the fields for its words."""

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.functional import cached_property
from django.views import View
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.images.models import SourceImageIOError
from wagtail.models import Revision, WorkflowState

from media.descriptions.statuses import Description
from media.descriptions.words import Said, words_of
from media.desk.coverage.forms import CHANGED_MEANWHILE, SURE, DescribingForm, refused_fields
from media.desk.coverage.queue import Queue
from media.desk.coverage.refused import Refused, forget, refused_at
from media.desk.coverage.report import ICON, TITLE
from media.desk.permissions import may_edit, may_publish, may_submit, may_use_desk
from media.desk.remarks import REPLACED_ONCE_MORE
from media.pages.drafts import DraftChanged, DraftLocked, change_draft, lock_on
from media.pages.keys import key_in
from media.pages.subjects import Subject
from media.pictures import ledger
from media.pictures.assets import ImageAsset
from media.pictures.images import ImagePage
from media.pictures.translations import ImageText

SAVE, PUBLISH, SUBMIT, CONFIRM, FORGET = "save", "publish", "submit", "confirm", "forget"
LARGE = "max-1600x1600"


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
        if page := self.queue.after(key_in(request.GET.get("after")) or 0):
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

    Every form that is sent is answered by an address: the next picture's where it was taken, else this
    one's, which shows what was typed and why it stays.
    """

    template_name = "media/admin/coverage/describe.html"

    def dispatch(self, request: HttpRequest, page_id: int) -> HttpResponse:
        self.page = get_object_or_404(ImagePage, pk=page_id)
        if not may_edit(request.user, self.page):
            raise PermissionDenied
        return super().dispatch(request)

    @cached_property
    def draft(self) -> ImagePage:
        return self.page.get_latest_revision_as_object()

    @cached_property
    def said(self) -> Said:
        """The words of the draft in the language of the queue."""
        return words_of(self.draft).said_in(self.queue.language)

    @cached_property
    def may_publish(self) -> bool:
        return may_publish(self.request.user, self.page)

    @property
    def is_in_source(self) -> bool:
        return self.queue.language == settings.LANGUAGE_CODE

    def get_page_subtitle(self) -> str:
        return self.draft.title

    @property
    def place(self) -> str:
        """Where what is refused is kept: the picture and the language."""
        return f"{self.page.pk} {self.queue.language}"

    def form(self, typed=None) -> DescribingForm:
        return DescribingForm(typed, said=self.said, draft=self.draft)

    def get(self, request: HttpRequest) -> HttpResponse:
        before = refused_at(request, self.place)
        if before is None:
            return self.show(self.form())
        form = self.form(before.typed)
        if form.is_valid() and before.deed != SAVE:
            form.demand_words()
        form.note(before.refused)
        return self.show(form, problem=before.problem, asked=before.asked)

    def post(self, request: HttpRequest) -> HttpResponse:
        deed = request.POST.get("deed", SAVE)
        if deed not in (*self.deeds, CONFIRM, FORGET):
            deed = SAVE
        if deed == CONFIRM:
            return self.confirm()
        if deed == FORGET:
            forget(request, self.place)
            return redirect(self.queue.address("describe", self.page.pk))
        form = self.form(request.POST)
        if form.is_valid() and deed != SAVE:
            form.demand_words()
        if not form.is_valid():
            return self.refuse(form, deed)
        if deed == SAVE and not form.says_something_new:
            return self.go_on()
        if request.POST.get("asked") == "1":
            return self.refuse(form, deed, problem=SURE, asked=2)
        try:
            said = self.keep(form, deed)
        except DraftChanged:
            form.data = {**form.data.dict(), "edition": form.initial["edition"]}
            return self.refuse(form, deed, problem=CHANGED_MEANWHILE, asked=1)
        except DraftLocked as error:
            return self.refuse(form, deed, problem=str(error))
        except ValidationError as error:
            return self.refuse(form, deed, refused=refused_fields(error))
        messages.success(request, f"“{form.cleaned_data['title']}” is {said}.")
        return self.go_on()

    def refuse(self, form: DescribingForm, deed: str, **why) -> HttpResponse:
        """Lead back to the picture, which shows what was typed and `why` it was not taken."""
        typed = {name: form.data[name] for name in form.fields if name in form.data}
        Refused(typed, deed, **why).keep(self.request, self.place)
        return redirect(self.queue.address("describe", self.page.pk))

    @transaction.atomic
    def keep(self, form: DescribingForm, deed: str) -> str:
        """Save the words as a draft and do with it what was asked, or nothing; says what it is now."""
        user = self.request.user
        Subject.objects.propose(form.cleaned_data.get("subjects") or (), user)

        def change(draft: ImagePage) -> None:
            write(draft, form.written())
            form.put_into_picture(draft)

        revision = change_draft(self.page, change, user, seen=form.cleaned_data["edition"])
        if deed == SUBMIT:
            submit(revision, user)
            return "submitted for approval"
        if deed == SAVE:
            return "saved as a draft"
        revision.publish(user=user)
        is_live = ImagePage.objects.live().filter(pk=self.page.pk).exists()
        return "published" if is_live else "scheduled"

    def confirm(self) -> HttpResponse:
        """Note that the words fit the file that the person saw."""
        seen = key_in(self.request.POST.get("asset"))
        if not ledger.confirm(self.page.pk, self.request.user, asset_pk=seen):
            messages.error(self.request, REPLACED_ONCE_MORE)
            return redirect(self.queue.address("describe", self.page.pk))
        messages.success(self.request, f"“{self.draft.title}”: the words fit this file.")
        return self.go_on()

    def go_on(self) -> HttpResponse:
        forget(self.request, self.place)
        return redirect(self.queue.address("describe_next", after=self.page.pk))

    @cached_property
    def deeds(self) -> list[str]:
        """What this person can do with the words; the first one is what Enter does."""
        found = [SAVE]
        if self.may_publish and not settings.APPROVE_DESCRIPTIONS and not self.waits:
            found.append(PUBLISH)
        if may_submit(self.request.user, self.page):
            found.append(SUBMIT)
        return found

    @cached_property
    def waits(self) -> str:
        """Why nothing is published from here although this person may publish; empty if it is."""
        if self.page.live and self.page.has_unpublished_changes:
            return (
                "Other changes of this picture wait to be published. Publish it from its own form."
            )
        if self.page.withdrawals.standing().exists():
            return "This picture was withdrawn. Publish it from its own form if it may be shown."
        return ""

    def show(self, form: DescribingForm, *, problem: str = "", asked: int = 0) -> HttpResponse:
        """The page; `problem` is said above the fields.

        `asked` says how often it was asked whether somebody else's words may go: theirs are shown.
        """
        row = Description.objects.filter(page=self.page).first()
        refusals = form.refusals() if form.is_bound else []
        if refusals or problem:
            form.fields["alt_text"].widget.attrs.pop("autofocus")  # the reasons have it
        context = self.get_context_data(
            form=form,
            draft=self.draft,
            picture=address_of_picture(self.draft.asset),
            problem=problem or lock_on(self.page, self.request.user),
            refusals=refusals,
            has_refused=bool(refusals or problem),
            there=self.said if asked else None,
            asked=asked,
            deeds=self.deeds,
            waits=self.waits if self.may_publish else "",
            is_stale=bool(row and row.status == Description.Status.STALE),
            queue=self.queue,
            source=None if self.is_in_source else words_of(self.draft).source,
            reports=list(self.page.description_reports.open()),
            skip=self.queue.address("describe_next", after=self.page.pk),
            following=self.queue.after(self.page.pk),
        )
        return self.render_to_response(context)


def address_of_picture(asset: ImageAsset | None) -> str:
    """The address of a large copy of the picture; empty while there is none.

    A small picture needs not wait for the worker.
    """
    if asset is None:
        return ""
    if asset.working_copy:
        return asset.working_copy.url
    if not asset.is_quick:
        return ""
    try:
        rendition = asset.get_rendition(LARGE)
    except SourceImageIOError:  # the store lost the file
        return ""
    return rendition.url if rendition.file else ""


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
    draft.refuse_half_languages()
    state = draft.current_workflow_state
    if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(user)
    else:
        draft.get_workflow().start(draft, user)


@hooks.register("register_admin_urls")
def describing_addresses():
    return [
        path("coverage/describe/", DescribeNextView.as_view(), name="describe_next"),
        path("coverage/describe/<key:page_id>/", DescribeView.as_view(), name="describe"),
    ]
