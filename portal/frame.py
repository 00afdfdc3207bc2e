"""The frame of a portal: its site, its home page, the sections below it, the first standard pages.

Both ways to begin lay it: `manage.py start_agency` and the loader of content files.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from wagtail.models import Page, Site

from media.models import GalleryIndexPage, ImageIndexPage
from missions.models import MissionIndexPage
from portal.jobs import give_pages
from portal.models import (
    Agency,
    HomePage,
    MemberStatesPage,
    StandardPage,
    StoryIndexPage,
    TopicIndexPage,
)
from portal.standard_texts import STANDARD_TEXTS

# Below the home page: (type, slug and kind of content, title, introduction).
SECTIONS = [
    (TopicIndexPage, "topics", "Topics", "What the agency works on, and why."),
    (MissionIndexPage, "missions", "Missions", "What flies, what is being built, and what has been."),
    (ImageIndexPage, "images", "Images", "Every picture with its description, its credit and what you may do with it."),
    (GalleryIndexPage, "galleries", "Galleries", "Pictures in an order that tells something."),
    (StoryIndexPage, "stories", "Stories", "How it works, how it was built, what it shows."),
    (MemberStatesPage, "member-states", "Member states", "Who belongs to the agency, since when, and what each brings."),
]  # fmt: skip


def default_site() -> Site:
    """The site that answers; one that is not saved yet where there is none."""
    return Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)


def home_of(site: Site) -> HomePage | None:
    return HomePage.objects.filter(pk=site.root_page_id).first()


@transaction.atomic
def name_agency(**values) -> Agency:
    """Give the agency that has no name yet its `values`; one that has a name stays as it is."""
    found = Agency.load()
    if not found.name:
        for field, value in values.items():
            setattr(found, field, value)
        found.full_clean()
        found.save()
    return found


@transaction.atomic
def lay_frame(agency: Agency) -> tuple[HomePage, dict[str, Page], list[Page]]:
    """Make of site, home page and sections what is missing.

    Gives the home page, each section by its kind, and the pages that were made.
    """
    site, made = default_site(), []
    home = home_of(site)
    if home is None:
        home = new_home(site, agency)
        made.append(home)
    address = urlsplit(settings.BASE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    said = {"hostname": address.hostname, "port": port, "site_name": agency.name}
    if any(getattr(site, name) != value for name, value in said.items()):
        vars(site).update(said)
        site.save()
    sections = {}
    for model, slug, title, introduction in SECTIONS:
        section = model.objects.child_of(home).first()
        if section is None:
            section = model(title=title, slug=slug, introduction=introduction, show_in_menus=True)
            home.add_child(instance=section)
            section.save_revision().publish()
            give_pages(section)
            made.append(section)
        sections[slug] = section
    return home, sections, made


def new_home(site: Site, agency: Agency) -> HomePage:
    """Put a home page in the place of Wagtail's welcome page."""
    welcome = site.root_page if site.root_page_id else None
    home = HomePage(title=agency.name, slug="site")
    Page.objects.get(depth=1).add_child(instance=home)
    home.save_revision().publish()
    give_pages(home)
    site.root_page = home
    site.save()
    if welcome and type(welcome.specific) is Page and not welcome.get_children().exists():
        welcome.delete()
    return home


@transaction.atomic
def draft_standard_pages(home: HomePage) -> list[StandardPage]:
    """Drafts of the pages that a public site needs, where no page has their slug; those made."""
    made = []
    for slug, (title, summary, body) in STANDARD_TEXTS.items():
        if not home.get_children().filter(slug=slug).exists():
            page = StandardPage(title=title, slug=slug, summary=summary, live=False)
            page.body = [{"type": "prose", "value": body}]
            home.add_child(instance=page)
            page.save_revision()
            made.append(page)
    return made
