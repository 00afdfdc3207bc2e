"""The home page: who the agency is, and the way into everything."""

from functools import cache

from django.db import models
from django.http import Http404
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.models import Page

from media.archive.cards import with_pictures
from media.archive.catalogue import Entry
from media.descriptions.text_fields import LineField
from media.models import ImagePage, SubjectedPage
from media.pages.kept import is_keeping, kept
from media.pages.prepared import Prepared, prepared
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
        """Find a page by its address, in one query.

        Where no page has the whole address, the one above is asked what the last part means to it.
        The page knows its likes, whether visitors may see it, and the slug of the subject that it
        presents. `request.home` and `request.sections` are for the shell.
        """
        if not path_components:
            # This one may be kept, and be at hand for others at the same moment.
            itself = HomePage.objects.get(pk=self.pk) if is_keeping() else self
            return super(HomePage, itself).route(request, path_components)
        *above, last = path_components
        own = f"{self.url_path}{'/'.join(path_components)}/"
        parent = f"{self.url_path}{'/'.join(above)}/"
        # The slug and the level have indexes, the address has none; an order would walk all pages.
        request.home, request.sections = self, self.sections_below()
        named = [one for one in request.sections if one.slug == path_components[0]]
        if not named or not (section := named[0].specific_class):
            raise Http404("No page has this address.")
        kinds = section.clean_subpage_models() if above else [section]
        found = pages_of(tuple(kinds))([own, parent], path_components[-2:])
        pages = {page.url_path: page for page in found if page.path.startswith(self.path)}
        if own in pages:
            return routed(pages[own]).route(request, [])
        if parent in pages and getattr(pages[parent].specific_class, "answers_below", False):
            return routed(pages[parent]).route(request, [last])
        raise Http404("No page has this address.")

    def sections_below(self) -> list[Page]:
        """The pages right below this one in their order, each with whether visitors may see it."""

        def ask() -> list[Page]:
            below = Page.objects.filter(depth=self.depth + 1, path__startswith=self.path)
            return list(below.annotate(is_visible=is_visible()).order_by("path"))

        return kept(("sections", self.pk), ask)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        *pages, _itself = with_pictures(
            [*topics_shown(), *missions_shown(), *stories_shown(), self]
        )
        context.update(
            featured_image=self.card_image,
            topics=[page for page in pages if isinstance(page, TopicPage)],
            missions=[page for page in pages if isinstance(page, MissionPage)],
            stories=[page for page in pages if isinstance(page, StoryPage)],
            latest_images=latest_images(self.featured_image_id or 0),
            member_states=kept("members today", members_shown),
        )
        return context


@cache
def pages_of(kinds: tuple[type[Page], ...]) -> Prepared:
    """Asks for pages by their addresses and slugs, with what they have as one of these types.

    And with their likes, whether visitors may see them, and the slug of the subject they present.
    """
    known = {"like_count": like_count(), "subject_slug": models.F("presented_subject__slug")}
    wanted = [kind._meta.model_name for kind in kinds]
    for kind in kinds:
        wanted += [f"{kind._meta.model_name}__{more}" for more in kind.shown_with]

    def pages_at(addresses: list[str], slugs: list[str]):
        # The slug has an index, the address has none; an order would walk all pages.
        named = Page.objects.filter(slug__in=slugs, url_path__in=addresses).order_by()
        return named.annotate(**known, is_visible=is_visible()).select_related(*wanted)

    return prepared(pages_at)


def routed(page: Page) -> Page:
    """The specific page, which knows what was found with its address."""
    kind = page.specific_class
    found = page._state.fields_cache.get(kind and kind._meta.model_name) or page.specific
    for name in ("like_count", "subject_slug", "is_visible"):
        setattr(found, name, getattr(page, name))
    return found


@prepared
def topics_shown():
    return TopicPage.objects.visible().in_order()


@prepared
def missions_shown():
    missions = MissionPage.objects.visible().under_way()
    return missions.order_by("-first_published_at", "-pk")[:MISSIONS_SHOWN]


@prepared
def stories_shown():
    return StoryPage.objects.visible().newest_first()[:3]


@prepared
def latest_images(apart_from: int):
    return Entry.objects.with_files().newest_first().exclude(page=apart_from)[:8]


def members_shown() -> list[MemberStatePage]:
    return list(MemberStatePage.objects.visible().members_today().order_by("title"))
