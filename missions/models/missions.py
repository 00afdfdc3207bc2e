"""Missions: their status, their flight and their story."""

from django.core.validators import RegexValidator
from django.db import models
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
    TitleFieldPanel,
)
from wagtail.models import PageManager
from wagtail.search import index

from media.archive.cards import related_pages
from media.pages.date_fields import HELP, FirstDay, LastDay, ReducedDateField
from media.pages.dates import date_in_words
from media.pages.subjected import (
    IllustratedPage,
    SubjectedPage,
    SubjectedPageQuerySet,
    SubjectPresenter,
)
from media.stories.blocks import FactBlock, LinkBlock, StoryBlock
from media.stories.fields import BlocksField


class MissionQuerySet(SubjectedPageQuerySet):
    def in_stage(self, stage: str):
        """Missions in one of the stages that visitors filter by (`Stage`)."""
        return self.filter(status__in=Stage(stage).statuses)

    def under_way(self):
        """Missions that are coming or flying."""
        return self.filter(status__in=[*Stage.COMING.statuses, *Stage.FLYING.statuses])


class Status(models.TextChoices):
    """Where a mission stands in its life."""

    CONCEPT = "concept", "Concept"
    STUDY = "study", "In study"
    DEVELOPMENT = "development", "In development"
    READY = "ready", "Ready for launch"
    OPERATING = "operating", "Operating"
    EXTENDED = "extended", "Operating, extended"
    COMPLETED = "completed", "Completed"
    CANCELLED = "cancelled", "Cancelled"
    LOST = "lost", "Lost"


class Stage(models.TextChoices):
    """Statuses gathered as visitors ask for them."""

    COMING = "coming", "Coming"
    FLYING = "flying", "Flying"
    PAST = "past", "Past"

    @property
    def statuses(self) -> list[Status]:
        return {
            Stage.COMING: [Status.CONCEPT, Status.STUDY, Status.DEVELOPMENT, Status.READY],
            Stage.FLYING: [Status.OPERATING, Status.EXTENDED],
            Stage.PAST: [Status.COMPLETED, Status.CANCELLED, Status.LOST],
        }[self]


class MissionPage(SubjectPresenter, IllustratedPage):
    """One mission: what it is for, who builds it, what it carries, what happened and will."""

    full_name = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.STUDY)
    launch_date = ReducedDateField(help_text=f"{HELP} For a launch to come, the plan.")
    launch_first = FirstDay(of="launch_date")
    launch_last = LastDay(of="launch_date")
    launcher = models.CharField(max_length=100, blank=True)
    launch_site = models.CharField(max_length=150, blank=True)
    destination = models.CharField("orbit or destination", max_length=200, blank=True)
    official_site = models.URLField(blank=True)
    cospar = models.CharField(
        "COSPAR identifier",
        max_length=12,
        blank=True,
        validators=[RegexValidator(r"^[0-9]{4}-[0-9]{3}[A-Z]{1,3}\Z", "Write it like 2023-053A.")],
        help_text="Given at launch: 2023-053A.",
    )
    norad = models.PositiveIntegerField("NORAD catalogue number", null=True, blank=True)
    story = BlocksField(StoryBlock(), blank=True)
    facts = BlocksField([("fact", FactBlock())], blank=True, help_text="Facts at a glance.")
    links = BlocksField([("link", LinkBlock())], blank=True, help_text="Where to find out more.")

    objects = PageManager.from_queryset(MissionQuerySet)()

    type_label = "Mission"
    type_key = "mission"
    card_template = "components/mission_card.html"
    card_fields = (*IllustratedPage.card_fields, "status", "launch_date")
    parent_page_types = ["missions.MissionIndexPage"]
    subpage_types = []
    page_description = "One mission with its timeline, instruments and partners."

    content_panels = [
        MultiFieldPanel(
            [
                TitleFieldPanel(
                    "title", heading="Short name", help_text="As people say it: Smile."
                ),
                FieldPanel("full_name"),
                FieldPanel("summary"),
                FieldPanel("lead_image"),
            ],
            heading="The mission",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("status"), FieldPanel("launch_date")]),
                FieldRowPanel([FieldPanel("launcher"), FieldPanel("launch_site")]),
                FieldPanel("destination"),
            ],
            heading="Status and flight",
        ),
        FieldPanel("story"),
        MultiFieldPanel([FieldPanel("presents"), FieldPanel("subjects")], heading="Subjects"),
    ]
    parts_panels = [
        InlinePanel("milestones", heading="Timeline", label="Milestone"),
        InlinePanel("instruments", heading="Instruments", label="Instrument"),
        InlinePanel("partners", heading="Partners", label="Partner"),
    ]
    reference_panels = [
        FieldPanel("facts"),
        FieldPanel("links", heading="Find out more"),
        MultiFieldPanel(
            [
                FieldPanel("official_site"),
                FieldRowPanel([FieldPanel("cospar"), FieldPanel("norad")]),
            ],
            heading="Official site and catalogues",
        ),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading="Mission"),
            ObjectList(parts_panels, heading="Timeline and parts"),
            ObjectList(reference_panels, heading="Facts and links"),
            ObjectList(SubjectedPage.promote_panels, heading="Promote"),
        ]
    )
    search_fields = IllustratedPage.search_fields + [
        index.SearchField("full_name", boost=2),
        index.AutocompleteField("full_name"),
        index.SearchField("launcher"),
        index.SearchField("destination"),
        index.SearchField("story"),
        index.RelatedFields(
            "instruments", [index.SearchField("name"), index.SearchField("full_name")]
        ),
        index.RelatedFields("partners", [index.SearchField("name")]),
        index.FilterField("status"),
    ]

    class Meta:
        verbose_name = "mission"

    @property
    def launch_in_words(self) -> str:
        return date_in_words(self.launch_date)

    @property
    def launch_is_past(self) -> bool:
        """Whether the status says that the launch has been."""
        return self.status not in Stage.COMING.statuses and self.status != Status.CANCELLED

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["related"] = related_pages([self.presents_id], apart_from=self)
        return context
