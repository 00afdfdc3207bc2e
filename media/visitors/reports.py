"""What visitors report about image descriptions, and what became of each report."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone
from wagtail.models import Page

from media.descriptions.text_fields import ProseField
from media.pictures.images import ImagePage

LONGEST_REPORT = 2000  # characters of the visitor's words


class DescriptionReportQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=DescriptionReport.State.OPEN)

    @transaction.atomic
    def take_in(self, page: ImagePage, *, problem: str, words: str, email: str) -> bool:
        """Keep a report about `page`; False if as many are open as one picture may have.

        The same report sent again while it is open is not kept twice.
        """
        # Two at the same moment: the second waits here, and then counts the first.
        Page.objects.select_for_update().get(pk=page.pk)
        about_page = self.open().filter(page=page)
        same = about_page.filter(problem=problem, words=words, email=email)
        if same.exists():
            return True
        if about_page.count() >= DescriptionReport.OPEN_AT_MOST:
            return False
        self.create(page=page, problem=problem, words=words, email=email)
        return True

    def close(self, state: "DescriptionReport.State", user, **words: str) -> int:
        """Close those that are still open; answers how many."""
        return self.open().update(state=state, closed_by=user, closed_at=timezone.now(), **words)

    def answer(self, user, words: str) -> int:
        """Close those that are open with an answer, and give one to those applied without a word."""
        applied = self.filter(state=DescriptionReport.State.APPLIED, answer="")
        late = applied.update(answer=words)
        return late + self.close(DescriptionReport.State.ANSWERED, user, answer=words)


class DescriptionReport(models.Model):
    """A visitor's words about what is wrong with the description of a picture."""

    class Problem(models.TextChoices):
        MISSING = "missing", "Something is missing"
        WRONG = "wrong", "Something is wrong"
        UNCLEAR = "unclear", "It is hard to understand"
        LANGUAGE = "language", "I need it in another language"
        OTHER = "other", "Something else"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        APPLIED = "applied", "Applied"
        ANSWERED = "answered", "Answered"
        DISMISSED = "dismissed", "Dismissed"

    OPEN_AT_MOST = 20  # for one picture

    page = models.ForeignKey(
        ImagePage, on_delete=models.CASCADE, related_name="description_reports"
    )
    problem = models.CharField("what is wrong", max_length=8, choices=Problem)
    words = ProseField("the visitor's words", max_length=LONGEST_REPORT)
    # Only if the visitor gave one; forgotten by media.housekeeping some time after the report is closed.
    email = models.EmailField("address for an answer", blank=True)
    received_at = models.DateTimeField("received", auto_now_add=True, db_index=True)
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    answer = ProseField("answer to the visitor", blank=True)
    reason = ProseField("why it was dismissed", blank=True)
    mailed_at = models.DateTimeField("answer sent", null=True, blank=True)
    closed_at = models.DateTimeField("closed", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = DescriptionReportQuerySet.as_manager()

    # A report is no use of a picture: Wagtail's lists of uses leave it out.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "report about a description"
        verbose_name_plural = "reports about descriptions"
        indexes = [models.Index(fields=["page", "state"], name="description_report_of_page")]
        constraints = [
            models.CheckConstraint(
                name="description_report_says_something", condition=~Q(words="")
            ),
            models.CheckConstraint(
                name="description_report_is_short",
                condition=LessThanOrEqual(Length("words"), LONGEST_REPORT),
            ),
            models.CheckConstraint(
                name="description_report_problem_is_known",
                condition=Q(problem__in=["missing", "wrong", "unclear", "language", "other"]),
            ),
            models.CheckConstraint(
                name="description_report_is_open_or_closed",
                condition=Q(state="open", closed_at=None)
                | Q(state__in=["applied", "answered", "dismissed"], closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="description_report_answer_is_given",
                condition=~Q(state="answered") | ~Q(answer=""),
            ),
            models.CheckConstraint(
                name="description_report_dismissed_for_a_reason",
                condition=~Q(state="dismissed") | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_problem_display()}: {self.page}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def may_be_answered(self) -> bool:
        """Whether it is open, or was applied and its visitor still waits for a word."""
        waits = self.state == self.State.APPLIED and self.email and not self.answer
        return self.is_open or bool(waits)

    @property
    def awaits_mail(self) -> bool:
        """Whether there is an answer that the visitor wants to have and was not sent."""
        return bool(self.answer and self.email and not self.mailed_at)
