"""What the home of the admin says waits for the person: drafts, approvals, pictures that lack something."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import urlencode
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.models import Page, Revision, TaskState

from media.descriptions.statuses import Description
from media.desk.agreements import ending_agreements
from media.desk.coverage.filters import MISSING, ForVisitors
from media.desk.coverage.queue import WAITING
from media.desk.permissions import archive_for, changeable_pages, may_use_desk, pictures_of
from media.pages.subjects import Subject

DRAFTS_SHOWN = 5
LEFT_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Waiting:
    """One kind of thing that waits: how many there are, in words, and where they are found."""

    number: int
    words: str
    address: str


class WaitingPanel(Component):
    """What waits for a person, the nearest first; what does not wait is not named."""

    order = 40
    template_name = "media/admin/waiting_panel.html"

    class Media:
        css = {"all": ["media/admin/css/waiting.css"]}

    def __init__(self, user):
        self.user = user

    @cached_property
    def drafts(self):
        """Pages whose latest version, not published yet, is the person's own; the latest first."""
        pages = Page.objects.filter(latest_revision__user=self.user, has_unpublished_changes=True)
        return pages.filter(pk__in=changeable_pages(self.user).values("pk")).order_by(
            "-latest_revision_created_at"
        )

    @cached_property
    def left(self):
        """Pages that the person began and left: one version, a day old, never seen; no upload is one.

        Wagtail saves a new page by itself as soon as it has a title, over the one version.
        """
        versions = Revision.objects.filter(object_id=Cast(OuterRef("pk"), CharField()))
        of_pages = versions.filter(
            base_content_type=ContentType.objects.get_for_model(Page)
        ).exclude(pk=OuterRef("latest_revision"))
        return Page.objects.filter(
            Q(imagepage=None) | Q(imagepage__asset=None),
            ~Exists(of_pages),
            owner=self.user,
            live=False,
            first_published_at=None,
            go_live_at=None,
            latest_revision_created_at__lt=timezone.now() - LEFT_AFTER,
        ).order_by("latest_revision_created_at")

    def kinds(self) -> Iterator[Waiting]:
        own = pictures_of(self.user)
        desk = reverse("coverage")

        def at_desk(pictures, words: str, **asked) -> Waiting:
            return Waiting(pictures.count(), words, f"{desk}?{urlencode(asked, doseq=True)}")

        yield Waiting(
            TaskState.objects.reviewable_by(self.user).distinct().count(),
            "to approve",
            reverse("wagtailadmin_reports:workflow_tasks"),
        )
        wordless = Description.objects.filter(page=OuterRef("pk"), status__in=WAITING)
        yield at_desk(own.filter(Exists(wordless)), "without their words", status=WAITING)
        yield at_desk(own.filter(licence=None), "without a licence", licence=MISSING)
        for asked in (ForVisitors.FAILED, ForVisitors.PREPARING, ForVisitors.SCHEDULED):
            yield at_desk(asked.of(own), asked.label.lower(), released=asked)
        yield Waiting(
            ending_agreements(self.user).count(),
            "with an agreement that ends within 30 days",
            reverse("agreements"),
        )
        if self.user.has_perm("media.change_subject"):
            yield Waiting(
                Subject.objects.current().filter(is_proposed=True).count(),
                "subjects proposed",
                f"{reverse('wagtailsnippets_media_subject:list')}?is_proposed=true",
            )

    def get_context_data(self, parent_context):
        drafts = list(self.drafts[: DRAFTS_SHOWN + 1])
        return {
            "drafts": drafts[:DRAFTS_SHOWN],
            "more_drafts": self.drafts.count() - DRAFTS_SHOWN if drafts[DRAFTS_SHOWN:] else 0,
            "left": list(self.left[:DRAFTS_SHOWN]),
            "kinds": [kind for kind in self.kinds() if kind.number],
            "may_upload": archive_for(self.user) is not None,
        }


@hooks.register("construct_homepage_panels")
def add_panel(request, panels) -> None:
    if may_use_desk(request.user):
        panels.append(WaitingPanel(request.user))
