"""The home page: who the agency is, and the way into everything."""

from django.db import models
from django.http import Http404
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from media.models import ImagePage, SubjectedPage
from media.models.pages import SubjectedPageManager, with_pictures
from missions.models import MissionPage, Stage

class HomePage(SubjectedPage):
    """The agency in a statement, and a look at what is new."""

    agency_name = models.CharField(max_length=100)
    is_demonstration = models.BooleanField(
        default=False,
        help_text="Every page then says that this is a demonstration and not an official site.",
    )
    statement = models.TextField(
        max_length=500, help_text="Who the agency is and what it is for, in two or three sentences."
    )
    featured_image = models.ForeignKey(
        ImagePage, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    featured_text = models.CharField(
        max_length=200, blank=True, help_text="One sentence on the featured image."
    )

    objects = SubjectedPageManager()

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "portal.TopicIndexPage",
        "portal.MemberStatesPage",
        "missions.MissionIndexPage",
        "media.ImageIndexPage",
        "media.GalleryIndexPage",
        "portal.StoryIndexPage",
        "portal.StandardPage",
    ]
    page_description = "The front door of the site."

    content_panels = [
        FieldPanel("title"),
        MultiFieldPanel(
            [
                FieldPanel("agency_name"),
                FieldPanel("statement"),
                FieldPanel("is_demonstration"),
            ],
            heading="The agency",
        ),
        MultiFieldPanel(
            [FieldPanel("featured_image"), FieldPanel("featured_text")], heading="Featured image"
        ),
    ]

    class Meta:
        verbose_name = "home page"

    def route(self, request, path_components):
        """Find the page by its address in two queries, however deep it lies."""
        if not path_components:
            return super().route(request, path_components)
        url_path = f"{self.url_path}{'/'.join(path_components)}/"
        page = Page.objects.filter(url_path=url_path, path__startswith=self.path).first()
        if page is None:
            raise Http404("No page has this address.")
        return page.specific.route(request, [])

    def get_context(self, request, *args, **kwargs):
        from portal.models.member_states import MemberStatePage
        from portal.models.stories import StoryPage
        from portal.models.topics import TopicPage

        context = super().get_context(request, *args, **kwargs)
        missions = MissionPage.objects.live().in_stage(Stage.COMING) | (
            MissionPage.objects.live().in_stage(Stage.FLYING)
        )
        pages = with_pictures(
            [
                *TopicPage.objects.live().in_order(),
                *missions.order_by("-first_published_at", "-pk")[:6],
                *StoryPage.objects.live().newest_first()[:3],
            ]
        )
        context.update(
            topics=[page for page in pages if isinstance(page, TopicPage)],
            missions=[page for page in pages if isinstance(page, MissionPage)],
            stories=[page for page in pages if isinstance(page, StoryPage)],
            latest_images=self.latest_images(),
            member_states=MemberStatePage.objects.live().members_today().order_by("title"),
        )
        return context

    def latest_images(self) -> list[ImagePage]:
        """The featured image, where there is one, and the newest others."""
        newest = ImagePage.objects.released().newest_first().exclude(pk=self.featured_image_id)
        chosen = ImagePage.objects.released().filter(pk=self.featured_image_id)
        wanted = [*chosen.values_list("pk", flat=True), *newest.values_list("pk", flat=True)[:8]]
        images = ImagePage.objects.released().with_files().in_bulk(wanted)
        return [images[pk] for pk in wanted if pk in images]
