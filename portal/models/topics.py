"""Topics: what the agency works on, and what belongs to each."""

from django.db import models
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.models import PageManager
from wagtail.search import index

from media.archive.page_lists import PageList
from media.archive.related import related_pages
from media.descriptions.text_fields import LineField, MarkupField, ProseField
from media.models import IllustratedPage, SubjectedPage, SubjectPresenter
from media.pages.subjected import (
    SubjectedPageManager,
    SubjectedPageQuerySet,
)
from media.stories.blocks import PROSE_FEATURES

TOPICS_ON_A_PAGE = 48


class TopicQuerySet(SubjectedPageQuerySet):
    def in_order(self):
        """As the editors arranged them."""
        return self.order_by("path")


class TopicPage(SubjectPresenter, IllustratedPage):
    """One of the agency's topics: why it matters, and its missions, stories and pictures."""

    class Accent(models.TextChoices):
        BLUE = "blue", "Blue"
        GREEN = "green", "Green"
        AMBER = "amber", "Amber"
        VIOLET = "violet", "Violet"
        TEAL = "teal", "Teal"

    statement = LineField(max_length=200, help_text="What the topic is for, in one sentence.")
    accent = models.CharField(max_length=10, choices=Accent, default=Accent.BLUE)
    introduction = MarkupField(features=PROSE_FEATURES, blank=True)

    objects = PageManager.from_queryset(TopicQuerySet)()

    type_label = "Topic"
    type_key = "topic"
    card_template = "components/topic_card.html"
    card_shows = ("title", "statement", "accent")
    card_fields = (*IllustratedPage.card_fields, "statement", "accent")
    parent_page_types = ["portal.TopicIndexPage"]
    subpage_types = []
    page_description = "One topic with its missions, stories and pictures."

    content_panels = [
        TitleFieldPanel("title"),
        MultiFieldPanel(
            [
                FieldPanel("statement"),
                FieldPanel("summary"),
                FieldRowPanel([FieldPanel("accent"), FieldPanel("lead_image")]),
            ],
            heading="The topic",
        ),
        FieldPanel("introduction"),
        MultiFieldPanel([FieldPanel("presents"), FieldPanel("subjects")], heading="Subjects"),
    ]
    search_fields = IllustratedPage.search_fields + [
        index.SearchField("statement"),
        index.SearchField("introduction"),
    ]

    class Meta:
        verbose_name = "topic"

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["related"] = related_pages([self.presents_id], apart_from=self, each=8)
        return context


class TopicIndexPage(SubjectedPage):
    """All topics, in the order of the page tree."""

    introduction = ProseField(blank=True, max_length=500)

    objects = SubjectedPageManager()

    max_count_per_parent = 1
    parent_page_types = ["portal.HomePage"]
    subpage_types = ["portal.TopicPage"]
    page_description = "The list of all topics."

    content_panels = [MultiFieldPanel([TitleFieldPanel("title"), FieldPanel("introduction")])]

    class Meta:
        verbose_name = "topic list"

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        topics = TopicPage.objects.visible().listed_below(self).in_order()
        context.update(
            PageList.read(request.GET, topics, presenting="topic").context(
                request.GET, TOPICS_ON_A_PAGE
            )
        )
        return context
