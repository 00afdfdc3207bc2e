"""Standard pages: about, accessibility statement, privacy, licences."""

from wagtail.admin.panels import FieldPanel, TitleFieldPanel
from wagtail.search import index

from media.descriptions.text_fields import ProseField
from media.models import SubjectedPage
from media.pages.subjected import SubjectedPageManager
from media.stories.blocks import StoryBlock
from media.stories.fields import BlocksField


class StandardPage(SubjectedPage):
    """A page of plain text: about, accessibility, privacy, licences, contact."""

    summary = ProseField(max_length=300, help_text="One or two sentences for search results.")
    body = BlocksField(StoryBlock(), blank=True)

    objects = SubjectedPageManager()

    type_label = "Page"
    card_fields = ("summary",)
    parent_page_types = ["portal.HomePage", "portal.StandardPage"]
    subpage_types = ["portal.StandardPage"]
    page_description = "A page of plain text."

    content_panels = [TitleFieldPanel("title"), FieldPanel("summary"), FieldPanel("body")]
    search_fields = SubjectedPage.search_fields + [
        index.SearchField("summary"),
        index.SearchField("body"),
    ]

    class Meta:
        verbose_name = "standard page"
