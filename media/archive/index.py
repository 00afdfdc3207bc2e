"""The archive: every released picture, to browse, narrow and search."""

from wagtail.admin.panels import FieldPanel, MultiFieldPanel, TitleFieldPanel

from media.archive.catalogue import FacetCount
from media.archive.listing import listed
from media.archive.narrowing import Offer
from media.archive.search.finding import did_you_mean
from media.archive.selections import PAGE_SIZES, SORTS, VIEWS, Selection
from media.descriptions.text_fields import ProseField
from media.pages.subjected import SubjectedPage, SubjectedPageManager


class ImageIndexPage(SubjectedPage):
    """The archive of all released pictures."""

    introduction = ProseField(blank=True, max_length=500)

    objects = SubjectedPageManager()

    max_count_per_parent = 1
    subpage_types = ["media.ImagePage"]
    page_description = "The archive of all pictures."

    content_panels = [MultiFieldPanel([TitleFieldPanel("title"), FieldPanel("introduction")])]

    class Meta:
        verbose_name = "image archive"

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        selection = Selection.read(request.GET)
        selection.parent = self.pk if self.is_one_of_several() else None
        listing = listed(selection, request.GET)
        facets = list(selection.facets())
        context.update(
            selection=selection,
            listing=listing,
            results=listing.entries,
            facets=facets,
            better=did_you_mean(selection.question) if not listing.entries else "",
            sorts=[
                Offer(label, selection.address(sort=name), name == selection.sort)
                for name, label in SORTS.items()
                if name != "best" or selection.question.wanted
            ],
            views=[
                Offer(label, selection.address(view=name, **listing.own), name == selection.view)
                for name, label in VIEWS.items()
            ],
            page_sizes=[
                Offer(str(size), selection.address(per_page=size), size == selection.page_size)
                for size in PAGE_SIZES
            ],
            asked=selection.parameters(**listing.own),
        )
        return context

    def is_one_of_several(self) -> bool:
        """Whether there are pictures in another archive too."""
        return FacetCount.objects.filter(facet="parent", number__gt=0).count() > 1
