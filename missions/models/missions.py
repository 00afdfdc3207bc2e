"""Missions: their status, their flight and their story."""

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

from media.archive.related import related_pages
from media.descriptions.text_fields import LineField
from media.pages.subjected import (
    IllustratedPage,
    SubjectedPage,
    SubjectedPageQuerySet,
    SubjectPresenter,
)
from media.stories.blocks import FactBlock, LinkBlock, StoryBlock
from media.stories.fields import BlocksField
from missions.models.flights import Flight
from missions.models.form import MissionForm
from missions.models.spacecraft import end_of_all, first_launch
from missions.models.statuses import Stage


class MissionQuerySet(SubjectedPageQuerySet):
    def in_stage(self, stage: str):
        """Missions in one of the stages that visitors filter by (`Stage`)."""
        return self.filter(status__in=Stage(stage).statuses)

    def under_way(self):
        """Missions that are coming or flying."""
        return self.filter(status__in=[*Stage.COMING.statuses, *Stage.FLYING.statuses])


class MissionPage(Flight, SubjectPresenter, IllustratedPage):
    """One mission: what it is for, who builds it, what it carries, what happened and will."""

    full_name = LineField(max_length=200, blank=True)
    destination = LineField("orbit or destination", max_length=200, blank=True)
    official_site = models.URLField(blank=True)
    story = BlocksField(StoryBlock(), blank=True)
    facts = BlocksField([("fact", FactBlock())], blank=True, help_text="Facts at a glance.")
    links = BlocksField([("link", LinkBlock())], blank=True, help_text="Where to find out more.")

    objects = PageManager.from_queryset(MissionQuerySet)()

    type_label = "Mission"
    type_key = "mission"
    card_template = "components/mission_card.html"
    card_shows = ("title", "summary", "status", "status_in_words", "launch_date", "launch_in_words")
    card_fields = (*IllustratedPage.card_fields, "status", "status_since", "launch_date")
    base_form_class = MissionForm
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
                FieldRowPanel(
                    [FieldPanel("status"), FieldPanel("status_since"), FieldPanel("launch_date")]
                ),
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
        InlinePanel(
            "spacecraft",
            heading="Spacecraft",
            label="Spacecraft",
            help_text="Only for a mission that has several. Its launch, and its end, then follow "
            "from theirs.",
        ),
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
        index.RelatedFields(
            "spacecraft", [index.SearchField("name"), index.SearchField("launcher")]
        ),
        index.FilterField("status"),
    ]

    class Meta:
        verbose_name = "mission"

    def save(self, *args, **kwargs):
        if kwargs.get("update_fields") is None:
            self.follow_spacecraft()
        super().save(*args, **kwargs)

    def save_revision(self, *args, **kwargs):
        self.follow_spacecraft()
        return super().save_revision(*args, **kwargs)

    def follow_spacecraft(self) -> None:
        """Take launch and end from the spacecraft, if there are any that say them."""
        craft = self.spacecraft.all()
        self.launch_date = first_launch(craft) or self.launch_date
        if self.status in Stage.PAST.statuses:
            self.status_since = end_of_all(craft) or self.status_since

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        partners = list(self.partners.all())
        states = {partner.state_id for partner in partners if partner.state_id}
        context["partners"] = partners
        context["related"] = related_pages(
            [self.presents_id], apart_from=self, presenting=sorted(states)
        )
        return context
