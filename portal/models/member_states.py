"""Member states: who belongs to the agency, since when, and how."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.functional import cached_property
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    TitleFieldPanel,
)
from wagtail.models import Orderable, PageManager
from wagtail.search import index

from media.archive.cards import related_pages
from media.descriptions.text_fields import LineField, ProseField
from media.models import IllustratedPage, Subject, SubjectedPage, SubjectPresenter
from media.pages.dates import ReducedDateField, date_in_words
from media.pages.subjected import DraftCopyForm, SubjectedPageManager, SubjectedPageQuerySet
from media.stories.blocks import StoryBlock
from media.stories.fields import BlocksField
from portal.flags import check_iso_code, flag_of
from portal.maps import europe_map
from portal.models.agency import KindSelect, agency


class MembershipKind(models.TextChoices):
    MEMBER = "member", "Member State"
    ASSOCIATE = "associate", "Associate Member"
    COOPERATING = "cooperating", "Cooperating State"


def in_force(kind: MembershipKind, today: str) -> Q:
    """Membership rows of `kind` that hold on `today` (ISO 8601)."""
    return Q(kind=kind, since__lte=today) & (Q(until="") | Q(until__gt=today))


class MemberStateQuerySet(SubjectedPageQuerySet):
    def bound_today(self, kind: MembershipKind):
        """States with a membership of `kind` that is in force today."""
        rows = Membership.objects.filter(state=OuterRef("pk"))
        return self.filter(Exists(rows.filter(in_force(kind, timezone.localdate().isoformat()))))

    def members_today(self):
        return self.bound_today(MembershipKind.MEMBER)


class StateCopyForm(DraftCopyForm):
    """Refuses: no two pages are about one state."""

    def clean(self):
        super().clean()
        self.add_error("new_title", "A state has one page. Create a new page instead of a copy.")


class MemberStatePage(SubjectPresenter, IllustratedPage):
    """One state: its bonds with the agency, its national bodies, what it contributes."""

    iso_code = models.CharField(
        "ISO code",
        max_length=2,
        unique=True,
        validators=[check_iso_code],
        help_text="ISO 3166-1: FR. It chooses the flag and the shape on the map.",
    )
    story = BlocksField(StoryBlock(), blank=True)

    objects = PageManager.from_queryset(MemberStateQuerySet)()

    type_label = "Member state"
    type_key = "member-state"
    card_template = "components/state_card.html"
    card_fields = (*IllustratedPage.card_fields, "iso_code")
    parent_page_types = ["portal.MemberStatesPage"]
    subpage_types = []
    copy_form_class = StateCopyForm
    page_description = "One state with its membership and national bodies."

    content_panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([TitleFieldPanel("title"), FieldPanel("iso_code")]),
                FieldPanel("summary"),
                FieldPanel("lead_image"),
            ],
            heading="The state",
        ),
        InlinePanel("memberships", heading="Membership", label="Membership", min_num=1),
        InlinePanel("bodies", heading="National bodies", label="Body"),
        FieldPanel("story"),
        MultiFieldPanel([FieldPanel("presents"), FieldPanel("subjects")], heading="Subjects"),
    ]
    search_fields = IllustratedPage.search_fields + [
        index.SearchField("story"),
        index.RelatedFields("bodies", [index.SearchField("name")]),
    ]

    class Meta:
        verbose_name = "member state"

    @property
    def flag(self) -> str:
        """The path of its flag among the static files; empty where its letters stand instead."""
        return flag_of(self.iso_code)

    @property
    def kind_in_words(self) -> str:
        """“Member state”, or what binds it to the agency instead."""
        bond = self.membership_today
        return agency().label_of(bond.kind) if bond else self.type_label

    @cached_property
    def membership_today(self) -> "Membership | None":
        today = timezone.localdate().isoformat()
        held = [row for row in self.memberships.all() if row.holds_on(today)]
        return held[-1] if held else None

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        # A state is tagged with the missions in which it takes part: their pages stand here, too.
        missions = [one.page_id for one in context["subjects"] if one.kind == Subject.Kind.MISSION]
        context["related"] = related_pages(
            [self.presents_id], apart_from=self, each=4, page_keys=missions
        )
        context["map"] = europe_map([self], current=self.iso_code)
        return context


class Membership(Orderable):
    """One bond between a state and the agency, from a date on, perhaps to a date."""

    state = ParentalKey(MemberStatePage, on_delete=models.CASCADE, related_name="memberships")
    kind = models.CharField(max_length=12, choices=MembershipKind, default=MembershipKind.MEMBER)
    since = ReducedDateField(blank=False, help_text="1975, 1975-05 or 1975-05-30.")
    until = ReducedDateField(help_text="Empty while it lasts.")

    panels = [
        FieldRowPanel(
            [FieldPanel("kind", widget=KindSelect), FieldPanel("since"), FieldPanel("until")]
        )
    ]

    class Meta:
        ordering = ["since", "sort_order"]
        constraints = [
            models.CheckConstraint(
                name="membership_ends_after_it_began",
                condition=Q(until="") | Q(until__gte=models.F("since")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} since {self.since}"

    def clean(self):
        super().clean()
        if self.until and self.until < self.since:
            raise ValidationError({"until": "The membership cannot end before it began."})

    def holds_on(self, day: str) -> bool:
        """Whether it is in force on `day` (ISO 8601)."""
        return self.since <= day and (not self.until or self.until > day)

    @property
    def since_in_words(self) -> str:
        return date_in_words(self.since)

    @property
    def until_in_words(self) -> str:
        return date_in_words(self.until)


class NationalBody(Orderable):
    """Who speaks for a state in space matters."""

    state = ParentalKey(MemberStatePage, on_delete=models.CASCADE, related_name="bodies")
    name = LineField(max_length=150)
    url = models.URLField("address", blank=True)

    panels = [FieldRowPanel([FieldPanel("name"), FieldPanel("url")])]

    def __str__(self) -> str:
        return self.name


class MemberStatesPage(SubjectedPage):
    """All states as a list with flags that is also a map."""

    introduction = ProseField(blank=True, max_length=500)

    objects = SubjectedPageManager()

    max_count_per_parent = 1
    parent_page_types = ["portal.HomePage"]
    subpage_types = ["portal.MemberStatePage"]
    page_description = "The member states, as a list and a map."

    content_panels = [MultiFieldPanel([TitleFieldPanel("title"), FieldPanel("introduction")])]

    class Meta:
        verbose_name = "member state list"

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        states = list(
            MemberStatePage.objects.visible()
            .listed_below(self)
            .prefetch_related("memberships")
            .order_by("title")
        )
        groups = [
            (kind, [s for s in states if s.membership_today and s.membership_today.kind == kind])
            for kind in MembershipKind
        ]
        members = groups[0][1]
        context.update(
            members=members,
            groups=[(agency().label_of(kind, many=True), found) for kind, found in groups if found],
            map=europe_map(members),
        )
        return context
