"""Keeps the table of descriptions right: from pages, their revisions, files and approvals."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page, PageLogEntry, Revision

from media.descriptions.approvals import DescriptionApproval
from media.descriptions.statuses import Description, DescriptionLanguage
from media.descriptions.words import NO_WORDS, Words, words_in, words_of
from media.pictures.assets import ImageAsset
from media.pictures.failed_steps import FailedStep, attempt
from media.pictures.images import ImagePage

logger = logging.getLogger("perigee.descriptions")
Status = Description.Status

CONFIRMED = "media.description_confirmed"
PUBLICATIONS = ["wagtail.publish", "wagtail.publish.scheduled"]
AT_ONCE = 200


@dataclass
class Draft:
    """The latest state of a page's words, with the file it shows."""

    words: Words
    asset_pk: int | None
    changed_at: datetime
    changed_by: int | None = None


def refresh(page: ImagePage) -> None:
    """Make the row of one page right; `page` holds what was just saved."""
    bring_up_to_date([page.pk], page)


def refresh_for_file(asset: ImageAsset) -> None:
    """Make the rows right of all pages whose latest draft shows `asset`."""
    bring_up_to_date(list(Description.objects.filter(asset=asset).values_list("pk", flat=True)))


def refresh_all() -> Iterator[str]:
    """Make every row right, whoever changed what behind it; a sentence for each that was not.

    Where that fails for some, each of those is tried by itself.
    """
    keys = list(ImagePage.objects.order_by("pk").values_list("pk", flat=True))
    failed = FailedStep.objects.filter(step=FailedStep.Step.DESCRIBE)
    had_failed = failed.exists()
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        try:
            rows = bring_up_to_date(some)
        except Exception as error:
            logger.warning("Descriptions could not be noted together: %s", error)
            yield from filter(None, map(refresh_guarded, some))
            continue
        if had_failed:
            failed.filter(key__in=some).delete()
        for row in rows:
            yield f"{row.page.title}: {row.get_status_display().lower()}."


def refresh_guarded(page_pk: int) -> str:
    def work() -> None:
        bring_up_to_date([page_pk])

    title = Page.objects.filter(pk=page_pk).values_list("title", flat=True).first()
    return attempt(FailedStep.Step.DESCRIBE, page_pk, work, about=f"“{title}”", page=page_pk)


def confirm(page_pk: int, user, *, asset_pk: int | None) -> bool:
    """Note that the words of the latest draft, unchanged, fit the file it shows now.

    False, and nothing is noted, if that is not the file with this key, at which `user` looked.
    """
    with transaction.atomic():
        Page.objects.select_for_update().get(pk=page_pk)
        bring_up_to_date([page_pk])
        row = Description.objects.select_related("asset", "page").get(page=page_pk)
        if row.asset_id != asset_pk:
            return False
        row.asset_sha256 = row.asset.sha256 if row.asset else ""
        row.save(update_fields=["asset_sha256"])
        log(instance=row.page, action=CONFIRMED, user=user, data={"sha256": row.asset_sha256})
        bring_up_to_date([page_pk])
    return True


# --- One look at some pages, in a handful of queries --------------------------------------------


def bring_up_to_date(keys: list[int], saved: ImagePage | None = None) -> list[Description]:
    """Write the rows of these pages that are not right; answer those.

    The rows are locked before the pages are read, so that what another process saves meanwhile
    is not overwritten with what was there before. `saved` is the one page as it was just saved,
    whose texts may not be in the database yet.
    """
    with transaction.atomic():
        old = Description.objects.select_for_update().in_bulk(keys)
        stored = ImagePage.objects.filter(pk__in=keys).prefetch_related("texts")
        sight = Sight([saved] if saved else list(stored), old)
        rows = [sight.row_for(page) for page in sight.pages]
        new = [row for row in rows if row.pk not in old]
        changed = [row for row in rows if row.pk in old and not same(old[row.pk], row)]
        Description.objects.bulk_create(new, ignore_conflicts=True)
        Description.objects.bulk_update(changed, FIELDS)
        note_languages(sight)
    return new + changed


def note_languages(sight: "Sight") -> None:
    """Write in which further languages the drafts in `sight` are wholly described."""
    said = {
        (page.pk, words.language)
        for page in sight.pages
        for words in sight.drafts[page.pk].words.others
        if words.is_whole
    }
    rows = DescriptionLanguage.objects.filter(description__in=[page.pk for page in sight.pages])
    noted = {(row.description_id, row.language): row.pk for row in rows}
    if gone := noted.keys() - said:
        rows.filter(pk__in=[noted[key] for key in gone]).delete()
    DescriptionLanguage.objects.bulk_create(
        [DescriptionLanguage(description_id=pk, language=code) for pk, code in said - noted.keys()],
        ignore_conflicts=True,
    )


FIELDS = [field.attname for field in Description._meta.concrete_fields if not field.primary_key]


def same(one: Description, other: Description) -> bool:
    return all(getattr(one, field) == getattr(other, field) for field in FIELDS)


class Sight:
    """What the database says about some pages."""

    def __init__(self, pages: list[ImagePage], rows: dict[int, Description]):
        keys = [page.pk for page in pages]
        self.rows = rows
        names = ["live", "has_unpublished_changes", "latest_revision_id", "live_revision_id"]
        self.states = {
            state["pk"]: state
            for state in Page.objects.filter(pk__in=keys).values("pk", "first_published_at", *names)
        }
        self.pages = [page for page in pages if page.pk in self.states]  # not deleted meanwhile
        self.published = self.last_publications()
        self.revisions = Revision.objects.in_bulk(self.needed_revisions())
        self.drafts = {page.pk: self.draft_of(page) for page in self.pages}
        self.files = {
            pk: (sha256, name)
            for pk, sha256, name in ImageAsset.objects.filter(
                pk__in={draft.asset_pk for draft in self.drafts.values()} - {None}
            ).values_list("pk", "sha256", "title")
        }
        approvals = DescriptionApproval.objects.filter(page__in=keys).order_by("approved_at", "pk")
        self.approvals = {
            (approval.page_id, approval.words_hash, approval.asset_sha256): approval.pk
            for approval in approvals
        }

    def last_publications(self) -> dict[int, int]:
        """{withdrawn page: its revision that was last published}"""
        withdrawn = [
            pk
            for pk, state in self.states.items()
            if state["first_published_at"] and not state["live"]
        ]
        entries = PageLogEntry.objects.filter(page__in=withdrawn, action__in=PUBLICATIONS)
        return dict(entries.order_by("timestamp", "pk").values_list("page_id", "revision_id"))

    def needed_revisions(self) -> set[int]:
        needed = set(self.published.values())
        for state in self.states.values():
            if state["has_unpublished_changes"]:
                needed |= {state["latest_revision_id"], state["live_revision_id"]}
        return needed - {None}

    def draft_of(self, page: ImagePage) -> Draft:
        """The latest revision if it is not published yet, else what stands on the page."""
        state = self.states[page.pk]
        revision = self.revisions.get(state["latest_revision_id"])
        if revision and state["has_unpublished_changes"]:
            asset_pk = revision.content.get("asset")
            words = words_in(revision.content)
            return Draft(words, asset_pk, revision.created_at, revision.user_id)
        return Draft(words_of(page), page.asset_id, timezone.now())

    def is_published(self, page: ImagePage, words: Words) -> bool:
        """Whether the live page, or a withdrawn one at its last publication, has these words."""
        state = self.states[page.pk]
        if state["live"] and not state["has_unpublished_changes"]:
            return True
        key = state["live_revision_id"] if state["live"] else self.published.get(page.pk)
        revision = self.revisions.get(key)
        return revision is not None and words_in(revision.content).words_hash == words.words_hash

    def row_for(self, page: ImagePage) -> Description:
        """The row as it should be."""
        draft, old = self.drafts[page.pk], self.rows.get(page.pk)
        sha256, file_name = self.files.get(draft.asset_pk, ("", ""))
        row = Description(
            page=page,
            words_hash=draft.words.words_hash,
            source_hash=draft.words.source_hash,
            asset_id=draft.asset_pk if sha256 else None,
        )
        if old is None:
            trace_back(row, draft, sha256)
        else:
            follow(row, old, draft, sha256)
        row.approval_id = self.approvals.get((page.pk, row.words_hash, sha256))
        if row.approval_id or not row.asset_sha256:
            row.asset_sha256 = sha256
        if row.source_hash == NO_WORDS:
            row.asset_sha256 = ""
        is_stale = bool(sha256) and row.asset_sha256 != sha256
        is_sound = bool(sha256) and not draft.words.problems(file_name)
        row.status = status_for(
            is_whole=draft.words.source.is_whole,
            is_stale=is_stale,
            is_sound=is_sound,
            is_approved=row.approval_id is not None,
            is_published=self.is_published(page, draft.words),
        )
        return row


def status_for(
    *, is_whole: bool, is_stale: bool, is_sound: bool, is_approved: bool, is_published: bool
) -> Status:
    """The words of `Description`, in their order."""
    if not is_whole:
        return Status.MISSING
    if is_stale:
        return Status.STALE
    if not is_sound:
        return Status.DRAFT
    if is_approved:
        return Status.APPROVED
    return Status.DESCRIBED if is_published else Status.DRAFT


def follow(row: Description, old: Description, draft: Draft, sha256: str) -> None:
    """Set when the words changed and for which file they were written, from the row before."""
    is_new = row.words_hash != old.words_hash or is_first_told(old, draft)
    row.changed_at = draft.changed_at if is_new else old.changed_at
    row.changed_by_id = draft.changed_by if is_new else old.changed_by_id
    row.asset_sha256 = sha256 if row.source_hash != old.source_hash else old.asset_sha256


def is_first_told(old: Description, draft: Draft) -> bool:
    """Whether the draft's revision is the page's first: a page is saved before it has one."""
    if old.changed_by_id or not draft.changed_by:
        return False
    revisions = Revision.page_revisions.filter(object_id=str(old.page_id))
    return not revisions.filter(created_at__lt=draft.changed_at).exists()


def trace_back(row: Description, draft: Draft, sha256: str) -> None:
    """The same where there is no row yet: from the page's revisions, as far as they tell."""
    row.changed_at, row.changed_by_id = draft.changed_at, draft.changed_by
    row.asset_sha256 = sha256
    written_for = None
    revisions = Revision.page_revisions.filter(object_id=str(row.page_id))
    same_words = True
    saved = revisions.order_by("-created_at", "-pk")
    for content, created_at, user_pk in saved.values_list(
        "content", "created_at", "user"
    ).iterator():
        words = words_in(content)
        if words.source_hash != row.source_hash:
            break
        same_words = same_words and words.words_hash == row.words_hash
        if same_words:
            row.changed_at, row.changed_by_id = created_at, user_pk
        written_for = content.get("asset") or written_for
    if written_for and written_for != draft.asset_pk:
        file = ImageAsset.objects.filter(pk=written_for).values_list("sha256", flat=True).first()
        row.asset_sha256 = file or row.asset_sha256
