"""The six kinds of block of which stories are made."""

from wagtail import blocks

PROSE_FEATURES = ["h2", "h3", "bold", "italic", "link", "ol", "ul", "superscript", "subscript"]


class ReleasedImageBlock(blocks.PageChooserBlock):
    """A chosen image page, with its public files fetched for all figures of a story at once."""

    def __init__(self, **kwargs):
        super().__init__(page_type="media.ImagePage", **kwargs)

    def bulk_to_python(self, values):
        from media.models import ImagePage

        found = ImagePage.objects.with_files().in_bulk([value for value in values if value])
        return [found.get(value) for value in values]


class FigureBlock(blocks.StructBlock):
    """A picture in the flow of a story."""

    image = ReleasedImageBlock(help_text="A released picture. Its credit and licence come with it.")
    caption = blocks.RichTextBlock(
        features=["bold", "italic", "link"],
        required=False,
        help_text="What the picture adds here; left empty, its title stands below it.",
    )
    alt_text = blocks.CharBlock(
        required=False,
        max_length=250,
        help_text="Only if this story needs other words than the picture's own alt text.",
    )
    decorative = blocks.BooleanBlock(
        required=False, help_text="It adds nothing here that the text does not say."
    )

    class Meta:
        icon = "image"
        template = "media/blocks/figure.html"
        label_format = "{image}"


class GalleryBlock(blocks.StructBlock):
    """A gallery, shown as a card."""

    gallery = blocks.PageChooserBlock(page_type="media.GalleryPage")

    class Meta:
        icon = "media"
        template = "media/blocks/gallery.html"

    def get_context(self, value, parent_context=None):
        from media.models.pages import with_pictures

        context = super().get_context(value, parent_context)
        gallery = value["gallery"]
        context["gallery"] = with_pictures([gallery])[0] if gallery and gallery.live else None
        return context


class QuoteBlock(blocks.StructBlock):
    """Somebody's words."""

    text = blocks.TextBlock()
    source = blocks.CharBlock(help_text="Who said it, where and when.")

    class Meta:
        icon = "openquote"
        template = "media/blocks/quote.html"


class FactBlock(blocks.StructBlock):
    """One fact: what it is about, and the fact."""

    label = blocks.CharBlock(max_length=80)
    value = blocks.CharBlock(max_length=250)


class FactsBlock(blocks.StructBlock):
    """Facts at a glance."""

    title = blocks.CharBlock(required=False, default="Facts")
    facts = blocks.ListBlock(FactBlock(), min_num=1)

    class Meta:
        icon = "list-ul"
        template = "media/blocks/facts.html"


class EmbedBlock(blocks.StructBlock):
    """A film from elsewhere, opened there, with its content in words."""

    address = blocks.URLBlock(help_text="The page on which the film is shown.")
    title = blocks.CharBlock()
    transcript = blocks.RichTextBlock(
        features=["bold", "italic", "link", "ul"],
        help_text="What is said and shown, for those who cannot hear or see it.",
    )

    class Meta:
        icon = "media"
        template = "media/blocks/embed.html"


class StoryBlock(blocks.StreamBlock):
    """The body of stories and missions."""

    prose = blocks.RichTextBlock(
        features=PROSE_FEATURES, icon="pilcrow", template="media/blocks/prose.html"
    )
    figure = FigureBlock()
    gallery = GalleryBlock()
    quote = QuoteBlock()
    facts = FactsBlock()
    embed = EmbedBlock()
