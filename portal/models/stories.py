"""Stories: what happened, how it works, why it matters."""

from django.db import models
from django.db.models.functions import Coalesce, TruncDate
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.models import PageManager
from wagtail.search import index

from media.archive.page_lists import PageList, YearFacet
from media.archive.related import related_pages
from media.descriptions.text_fields import ProseField
from media.models import IllustratedPage, SubjectedPage
from media.pages.subjected import (
    SubjectedPageManager,
    SubjectedPageQuerySet,
)
from media.stories.blocks import StoryBlock
from media.stories.fields import BlocksField

STORIES_ON_A_PAGE = 16  # the first across the window, then rows of three
# The date that visitors see.
SHOWN = Coalesce("published_on", TruncDate("first_published_at"))


class StoryQuerySet(SubjectedPageQuerySet):
    def newest_first(self):
        """By the date that visitors see."""
        return self.order_by(SHOWN.desc(), "-pk")


class StoryPage(IllustratedPage):
    """A story of some length, with pictures."""

    published_on = models.DateField(
        null=True,
        blank=True,
        help_text="The date shown to visitors; left empty, the day of the first publication.",
    )
    body = BlocksField(StoryBlock(min_num=1))

    objects = PageManager.from_queryset(StoryQuerySet)()

    type_label = "Story"
    type_key = "story"
    card_template = "components/story_card.html"
    card_shows = ("title", "summary", "shown_date")
    card_fields = (*IllustratedPage.card_fields, "published_on")
    parent_page_types = ["portal.StoryIndexPage"]
    subpage_types = []
    page_description = "A story with pictures."

    content_panels = [
        TitleFieldPanel("title"),
        MultiFieldPanel(
            [
                FieldPanel("summary"),
                FieldRowPanel([FieldPanel("lead_image"), FieldPanel("published_on")]),
            ],
            heading="In short",
        ),
        FieldPanel("body"),
        FieldPanel("subjects"),
    ]
    search_fields = IllustratedPage.search_fields + [index.SearchField("body")]

    class Meta:
        verbose_name = "story"

    @property
    def shown_date(self):
        """The date visitors see."""
        return self.published_on or self.first_published_at

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["related"] = related_pages(
            [subject.pk for subject in context["subjects"]], apart_from=self, each=4
        )
        return context


class StoryIndexPage(SubjectedPage):
    """All stories, newest first."""

    introduction = ProseField(blank=True, max_length=500)

    objects = SubjectedPageManager()

    max_count_per_parent = 1
    parent_page_types = ["portal.HomePage"]
    subpage_types = ["portal.StoryPage"]
    page_description = "The list of all stories."

    content_panels = [MultiFieldPanel([TitleFieldPanel("title"), FieldPanel("introduction")])]

    class Meta:
        verbose_name = "story list"

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        stories = StoryPage.objects.visible().listed_below(self).newest_first()
        chosen = PageList.read(request.GET, stories, [YearFacet("year", "Year", SHOWN)])
        context.update(chosen.context(request.GET, STORIES_ON_A_PAGE))
        return context
