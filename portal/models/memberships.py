"""What binds a state to the agency, from when, until when, and which bond holds on a day."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from media.pages.date_fields import FirstDay, LastDay, ReducedDateField
from media.pages.dates import date_in_words, ends_before, first_day
from portal.models.agency import KindSelect, agency


class MembershipKind(models.TextChoices):
    MEMBER = "member", "Member State"
    ASSOCIATE = "associate", "Associate Member"
    COOPERATING = "cooperating", "Cooperating State"


class Standing(models.TextChoices):
    """What a state is to the agency: bound in one of the ways, or not yet, or no more."""

    MEMBER = MembershipKind.MEMBER.value, "Member State"
    ASSOCIATE = MembershipKind.ASSOCIATE.value, "Associate Member"
    COOPERATING = MembershipKind.COOPERATING.value, "Cooperating State"
    TO_JOIN = "to-join", "To join"
    FORMERLY = "formerly", "Formerly"

    @property
    def heading(self) -> str:
        """What states of this standing are called, as the agency calls them."""
        is_bound = self.value in MembershipKind.values
        return agency().label_of(self.value, many=True) if is_bound else self.label


class Membership(Orderable):
    """One bond between a state and the agency, from a date on, perhaps to a date."""

    state = ParentalKey(
        "portal.MemberStatePage", on_delete=models.CASCADE, related_name="memberships"
    )
    kind = models.CharField(max_length=12, choices=MembershipKind, default=MembershipKind.MEMBER)
    since = ReducedDateField(blank=False)
    since_first = FirstDay(of="since")
    until = ReducedDateField(
        help_text="Empty while it lasts. It lasts to the end of what you write."
    )
    until_last = LastDay(of="until")
    founder = models.BooleanField(
        "founding member",
        default=False,
        help_text="One of those by whom the agency was founded: a member from the day of signing.",
    )
    ratified_on = ReducedDateField(
        "ratified", help_text="When its parliament had agreed, if that was another day."
    )

    panels = [
        FieldRowPanel(
            [FieldPanel("kind", widget=KindSelect), FieldPanel("since"), FieldPanel("until")]
        ),
        FieldRowPanel([FieldPanel("founder"), FieldPanel("ratified_on")]),
    ]

    class Meta:
        ordering = ["since_first", "sort_order"]
        constraints = [
            models.CheckConstraint(
                name="membership_ends_after_it_began",
                condition=Q(until_last=None) | Q(until_last__gte=models.F("since_first")),
            ),
            models.CheckConstraint(
                name="membership_of_founders_is_full",
                condition=Q(founder=False) | Q(kind="member"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind_in_words}, {self.in_words}"

    def clean_fields(self, exclude=None):
        # Here and not in `clean`, by which content files are judged without a database.
        super().clean_fields(exclude)
        if self.kind in MembershipKind and not agency().label_of(self.kind):
            raise ValidationError(
                {
                    "kind": "The agency has no such states. Name them under Settings → The agency first."
                }
            )

    def clean(self):
        super().clean()
        if ends_before(self.until, self.since):
            raise ValidationError({"until": "The membership cannot end before it began."})
        if self.founder and self.kind != MembershipKind.MEMBER:
            raise ValidationError(
                {"founder": "Only a Member State is a founding member. Correct the kind, too."}
            )

    @property
    def kind_in_words(self) -> str:
        """What the agency calls such a state."""
        return agency().label_of(self.kind) or self.get_kind_display()

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on `day`: from the first day of “since” to the last of “until”."""
        begins = self.since_first
        ends = self.until_last
        return begins is not None and begins <= day and (ends is None or day <= ends)

    @property
    def lies_ahead(self) -> bool:
        begins = self.since_first
        return begins is not None and begins > timezone.localdate()

    @property
    def in_words(self) -> str:
        """“since 1 January 1987; ratified 30 December 1986”, “founding member, 1975”, “1975 to 1980”."""
        since, until = date_in_words(self.since), date_in_words(self.until)
        if self.founder and (begins := self.since_first):
            words = f"founding member, {begins.year}" + (f" to {until}" if until else "")
        elif until:
            words = f"{since} to {until}"
        else:
            words = f"{'from' if self.lies_ahead else 'since'} {since}"
        ratified = date_in_words(self.ratified_on)
        return f"{words}; ratified {ratified}" if ratified else words


def bond_on(rows: Iterable[Membership], day: date) -> Membership | None:
    """The one bond that counts on `day`: of two that meet on that day, the one that began later."""
    held = [row for row in rows if row.holds_on(day)]
    return max(held, key=lambda row: row.since_first, default=None)


def standing(rows: Iterable[Membership], day: date) -> str:
    """How a state with these rows stands to the agency on `day`: a value of `Standing`."""
    held = list(rows)
    if bond := bond_on(held, day):
        return bond.kind
    ahead = any(row.since_first and row.since_first > day for row in held)
    return Standing.TO_JOIN if ahead else Standing.FORMERLY


def overlaps(rows: Iterable[Membership]) -> list[tuple[Membership, Membership]]:
    """The pairs (earlier, later) that hold at the same time.

    Two may meet: what ends in 2016 is followed by what begins in 2016.
    """
    known = [row for row in rows if first_day(row.since)]
    ordered = sorted(known, key=lambda row: row.since_first)
    return [
        (earlier, later)
        for number, earlier in enumerate(ordered)
        for later in ordered[number + 1 :]
        if not earlier.until or ends_before(later.since, earlier.until)
    ]
