"""Member states: who belongs to the agency, since when, and how."""

from collections import Counter, defaultdict

from django.db import models
from django.db.models import Q, prefetch_related_objects
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

from media.archive.page_lists import ChoiceFacet, PageList
from media.archive.related import related_pages
from media.descriptions.text_fields import LineField, ProseField
from media.models import IllustratedPage, Subject, SubjectedPage, SubjectPresenter
from media.pages.dates import has_passed
from media.pages.subjected import (
    DraftCopyForm,
    SubjectedPageForm,
    SubjectedPageManager,
    SubjectedPageQuerySet,
)
from media.stories.blocks import StoryBlock
from media.stories.fields import BlocksField
from missions.models import MissionPage
from portal.flags import check_iso_code, flag_of
from portal.maps import map_of
from portal.models.memberships import (
    Membership,
    MembershipKind,
    Standing,
    bond_on,
    overlaps,
    standing,
)

# All that there are; the map shows the members among them.
STATES_ON_A_PAGE = 400


class MemberStateQuerySet(SubjectedPageQuerySet):
    def bound_today(self, kind: MembershipKind):
        """States whose bond of today is of this kind, in two queries."""
        return self.filter(pk__in=[key for key, bond in self.standings().items() if bond == kind])

    def standings(self) -> dict[int, str]:
        """{key of a state: how it stands to the agency today}, in one query."""
        rows = defaultdict(list)
        for row in Membership.objects.filter(state__in=self.order_by().values("pk")):
            rows[row.state_id].append(row)
        today = timezone.localdate()
        return {key: standing(held, today) for key, held in rows.items()}

    def members_today(self):
        return self.bound_today(MembershipKind.MEMBER)


class StateCopyForm(DraftCopyForm):
    """Refuses: no two pages are about one state."""

    def clean(self):
        super().clean()
        self.add_error("new_title", "A state has one page. Create a new page instead of a copy.")


class StateForm(SubjectedPageForm):
    """Refuses two memberships at the same time."""

    def clean(self):
        cleaned = super().clean()
        forms = self.formsets["memberships"].forms if "memberships" in self.formsets else []
        valid = [row for row in forms if row.is_valid() and row.cleaned_data]
        typed = [row for row in valid if not row.cleaned_data.get("DELETE")]
        form_of = {id(row.instance): row for row in typed}
        for earlier, later in overlaps(row.instance for row in typed):
            form_of[id(later)].add_error(
                "since",
                f"At this time the row “{earlier}” holds, too. "
                "Say until when that one lasted, or correct this date.",
            )
        return cleaned


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

    type_label = "State"
    type_key = "member-state"
    card_template = "components/state_card.html"
    card_shows = ("title", "iso_code", "flag", "kind_in_words")
    card_fields = (*IllustratedPage.card_fields, "iso_code")
    card_rows = ("memberships",)
    related_as_presented = True
    base_form_class = StateForm
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
        """“Member State”, or what binds it to the agency instead, did so, or will."""
        if bond := self.membership_today:
            return bond.kind_in_words
        if bond := self.membership_to_come:
            return f"Future {bond.kind_in_words}"
        if bond := self.membership_before:
            return f"Former {bond.kind_in_words}"
        return self.type_label

    @property
    def bond_in_words(self) -> str:
        """Since when, from when or until when it is what `kind_in_words` says."""
        bond, coming = self.membership_today, self.membership_to_come
        if bond and coming:
            return f"{bond.in_words}; {coming.kind_in_words} {coming.in_words}"
        said = bond or coming or self.membership_before
        return said.in_words if said else ""

    @cached_property
    def bonds(self) -> list[Membership]:
        return list(self.memberships.all())

    @cached_property
    def membership_today(self) -> Membership | None:
        return bond_on(self.bonds, timezone.localdate())

    @cached_property
    def membership_to_come(self) -> Membership | None:
        coming = [row for row in self.bonds if row.lies_ahead]
        return min(coming, key=lambda row: row.since_first, default=None)

    @cached_property
    def membership_before(self) -> Membership | None:
        """The last one that ended."""
        ended = [row for row in self.bonds if has_passed(row.until)]
        return max(ended, key=lambda row: row.until_last, default=None)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        # The missions in which it takes part: it is tagged with them, or a partner is in the state.
        missions = [one.pk for one in context["subjects"] if one.kind == Subject.Kind.MISSION]
        own = Q(partners__state=self.presents_id) | Q(partners__state__merged_into=self.presents_id)
        of_partners = MissionPage.objects.filter(own).values("pk")
        context["related"] = related_pages(
            [self.presents_id],
            apart_from=self,
            each=4,
            presenting=missions,
            page_keys=of_partners if self.presents_id else None,
        )
        context["map"] = map_of([self], current=self.iso_code)
        context["bodies"] = list(self.bodies.all())
        return context


class NationalBody(Orderable):
    """Who speaks for a state in space matters."""

    state = ParentalKey(MemberStatePage, on_delete=models.CASCADE, related_name="bodies")
    name = LineField(max_length=150)
    url = models.URLField("address", blank=True)

    panels = [FieldRowPanel([FieldPanel("name"), FieldPanel("url")])]

    def __str__(self) -> str:
        return self.name


class StandingFacet(ChoiceFacet):
    """What a state is to the agency today."""

    def labels(self):
        return {one.value: one.heading for one in Standing}

    def narrowed(self, pages, values):
        wanted = {value.name for value in values}
        return pages.filter(pk__in=[key for key, one in pages.standings().items() if one in wanted])

    def numbers(self, pages):
        return Counter(pages.standings().values())


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
        states = MemberStatePage.objects.visible().listed_below(self).order_by("title")
        chosen = PageList.read(
            request.GET, states, [StandingFacet("standing", "Bond")], presenting="place"
        )
        context.update(chosen.context(request.GET, STATES_ON_A_PAGE))
        prefetch_related_objects(context["pages"], "memberships")
        groups, today = defaultdict(list), timezone.localdate()
        for state in context["pages"]:
            groups[standing(state.memberships.all(), today)].append(state)
        members = groups[Standing.MEMBER]
        context.update(
            members=members,
            groups=[(one.heading, groups[one]) for one in Standing if groups[one]],
            map=map_of(members) if members or not chosen.is_narrowed else None,
        )
        return context
