"""The home page: who the agency is, and the way into everything."""

from django.db import models
from django.http import Http404
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.models import Page

from media.archive.cards import with_pictures
from media.archive.catalogue import Entry
from media.descriptions.text_fields import LineField
from media.models import ImagePage, SubjectedPage
from media.pages.subjected import SubjectedPageManager
from media.pages.visibility import is_visible
from media.visitors.likes import like_count
from missions.models import MissionPage
from portal.models.agency import agency
from portal.models.member_states import MemberStatePage
from portal.models.stories import StoryPage
from portal.models.topics import TopicPage

MISSIONS_SHOWN = 5  # the first across the window, four in the row below it


class HomePage(SubjectedPage):
    """The agency in a statement, and a look at what is new."""

    featured_image = models.ForeignKey(
        ImagePage, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    featured_text = LineField(
        max_length=200, blank=True, help_text="One sentence on the featured image."
    )

    objects = SubjectedPageManager()

    card_fields = ("featured_image_id",)
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
        TitleFieldPanel("title"),
        HelpPanel("The agency's name, its statement and its looks: Settings → The agency."),
        MultiFieldPanel(
            [FieldPanel("featured_image"), FieldPanel("featured_text")], heading="Featured image"
        ),
    ]

    class Meta:
        verbose_name = "home page"

    @property
    def lead_image_id(self):
        """The featured image, under the name by which other pages have theirs."""
        return self.featured_image_id

    @property
    def summary(self) -> str:
        return agency().statement

    def route(self, request, path_components):
        """Find a page by its address, and the sections for the shell, in one query.

        Where no page has the whole address, the one above is asked what the last part means to it.
        `request.sections` holds the pages right below this one; each page knows its likes, whether
        visitors may see it, and the slug of the subject that it presents.
        """
        if not path_components:
            return super().route(request, path_components)
        *above, last = path_components
        own = f"{self.url_path}{'/'.join(path_components)}/"
        parent = f"{self.url_path}{'/'.join(above)}/"
        # The slug and the level have indexes, the address has none; an order would walk all pages.
        named = models.Q(slug__in=path_components[-2:], url_path__in=[own, parent])
        sections = models.Q(depth=self.depth + 1)
        known = {"like_count": like_count(), "subject_slug": models.F("presented_subject__slug")}
        found = self.own(Page.objects.filter(named | sections).annotate(**known))
        request.home, request.sections = self, [p for p in found if p.depth == self.depth + 1]
        pages = {page.url_path: page for page in found}
        if own in pages:
            return pages[own].specific.route(request, [])
        if parent in pages and getattr(pages[parent].specific_class, "answers_below", False):
            return pages[parent].specific.route(request, [last])
        raise Http404("No page has this address.")

    def sections_below(self) -> list[Page]:
        """The pages right below this one, each with whether visitors may see it."""
        return self.own(Page.objects.filter(depth=self.depth + 1))

    def own(self, pages: models.QuerySet) -> list[Page]:
        """Those of a few pages that stand below this one, in their order there."""
        found = pages.annotate(is_visible=is_visible()).order_by()
        below = [page for page in found if page.path.startswith(self.path)]
        return sorted(below, key=lambda page: page.path)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        missions = MissionPage.objects.visible().under_way().order_by("-first_published_at", "-pk")
        images = Entry.objects.with_files().newest_first()
        *pages, _itself = with_pictures(
            [
                *TopicPage.objects.visible().in_order(),
                *missions[:MISSIONS_SHOWN],
                *StoryPage.objects.visible().newest_first()[:3],
                self,
            ]
        )
        context.update(
            featured_image=self.card_image,
            topics=[page for page in pages if isinstance(page, TopicPage)],
            missions=[page for page in pages if isinstance(page, MissionPage)],
            stories=[page for page in pages if isinstance(page, StoryPage)],
            latest_images=list(images.exclude(page=self.featured_image_id)[:8]),
            member_states=MemberStatePage.objects.visible().members_today().order_by("title"),
        )
        return context
