"""Loads the content folder: creates what is missing, updates what nobody changed."""

import hashlib
import json
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files import File
from django.db import transaction
from wagtail.models import Page, Site

from media.intake.incoming import Incoming
from media.models import (
    GalleryIndexPage,
    ImageAsset,
    ImageIndexPage,
    Licence,
    Subject,
    SubjectName,
)
from media.pages.drafts import DraftLocked, hold
from missions.models import MissionIndexPage
from portal.demo import builders
from portal.demo.documents import Document
from portal.demo.library import Library
from portal.jobs import give_pages
from portal.models import (
    DemoEntry,
    HomePage,
    MemberStatesPage,
    StoryIndexPage,
    TopicIndexPage,
)

# The pages under which everything lies: (kind of content, type, slug, title, introduction).
INDEXES = [
    ("topics", TopicIndexPage, "topics", "Topics", "What the agency works on, and why."),
    ("missions", MissionIndexPage, "missions", "Missions", "What flies, what is being built, and what has been."),
    ("images", ImageIndexPage, "images", "Images", "Every picture with its description, its credit and what you may do with it."),
    ("galleries", GalleryIndexPage, "galleries", "Galleries", "Pictures in an order that tells something."),
    ("stories", StoryIndexPage, "stories", "Stories", "How it works, how it was built, what it shows."),
    ("member-states", MemberStatesPage, "member-states", "Member states", "Who belongs to the agency, since when, and what each brings."),
]  # fmt: skip


class Loader:
    """Loads one library; may be stopped at any point and run again."""

    def __init__(self, library: Library):
        self.library = library
        self.numbers: dict[str, int] = {}
        self.home: HomePage | None = None
        self.parents: dict[str, Page] = {}

    @property
    def steps(self) -> int:
        """How many sentences `load` yields."""
        return len(self.library.everything) + len(self.library.pages)

    def load(self) -> Iterator[str]:
        """Load everything; yield a sentence for each step."""
        self.lay_frame()
        for document in [*self.library.licences, *self.library.subjects]:
            yield self.load_row(document)
        for document in self.library.pages:
            yield self.place(document)
        for document in [*self.library.pages, *self.library.home]:
            yield self.fill(document)

    # --- The frame: site, home page, index pages ----------------------------------------------

    @transaction.atomic
    def lay_frame(self) -> None:
        site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
        self.home = HomePage.objects.filter(pk=site.root_page_id).first()
        if self.home is None:
            self.home = self.new_home(site)
        address = urlsplit(settings.BASE_URL)
        site.hostname = address.hostname
        site.port = address.port or (443 if address.scheme == "https" else 80)
        site.site_name = self.home.agency_name
        site.save()
        for kind, model, slug, title, introduction in INDEXES:
            index = model.objects.child_of(self.home).first()
            if index is None:
                index = model(title=title, slug=slug, introduction=introduction, show_in_menus=True)
                self.home.add_child(instance=index)
                index.save_revision().publish()
                give_pages(index)
            self.parents[kind] = index
        self.parents["pages"] = self.home

    def new_home(self, site: Site) -> HomePage:
        """Put a home page in the place of Wagtail's welcome page."""
        fields = self.library.home[0].fields
        welcome = site.root_page if site.root_page_id else None
        root = Page.objects.get(depth=1)
        home = HomePage(
            title=fields["title"],
            slug="site",
            agency_name=fields["title"],
            statement=fields["statement"],
            is_demonstration=fields.get("demonstration", False),
        )
        root.add_child(instance=home)
        home.save_revision().publish()
        give_pages(home)
        site.root_page = home
        site.save()
        if welcome and type(welcome.specific) is Page and not welcome.get_children().exists():
            welcome.delete()
        return home

    # --- Rows: licences and subjects ----------------------------------------------------------

    @transaction.atomic
    def load_row(self, document: Document) -> str:
        """Create a licence or subject that was never loaded; what is there stays as it is."""
        path = f"{document.kind}/{document.slug}"
        if not DemoEntry.objects.filter(path=path).exists():
            create = {"licences": create_licence, "subjects": create_subject}[document.kind]
            create(document.fields)
            DemoEntry.objects.create(path=path, sha256=checksum(document))
        return document.slug

    # --- Pages: first their places, then what stands on them ----------------------------------

    @transaction.atomic
    def place(self, document: Document) -> str:
        """Give a page its number, so that others can link to it; unpublished while it is new."""
        entry, _ = DemoEntry.objects.get_or_create(path=document.address)
        page = entry.page
        if page is None and not entry.sha256:
            parent = Page.objects.get(pk=self.parents[document.kind].pk)
            page = parent.get_children().filter(slug=document.slug).first()
            if page is None:
                page = builders.MODELS[document.kind](
                    title=document.fields["title"], slug=document.slug, live=False
                )
                builders.prepare_place(page, document)
                parent.add_child(instance=page)
            entry.page = page
            entry.save()
        if page:
            self.numbers[document.address] = page.pk
        return document.address

    @transaction.atomic
    def fill(self, document: Document) -> str:
        """Write a page as its file says and publish it, unless an editor was there."""
        entry, _ = DemoEntry.objects.get_or_create(path=document.address)
        if document.kind == "home" and not entry.sha256:
            entry.page = Page.objects.get(pk=self.home.pk)
            entry.revision_id = entry.page.latest_revision_id
        sha256 = checksum(document)
        if entry.page is None or entry.sha256 == sha256:
            return document.address
        try:
            page = hold(entry.page, user=None)
        except DraftLocked:
            return document.address
        if page.latest_revision_id != entry.revision_id:
            return document.address
        builders.BUILDERS[document.kind](page, document, self)
        revision = page.save_revision()
        revision.publish()
        entry.sha256, entry.revision_id = sha256, revision.pk
        entry.save()
        return document.address

    # --- What builders ask --------------------------------------------------------------------

    def resolve(self, address: str) -> int | None:
        return self.numbers.get(address)

    def image(self, identifier: str) -> int | None:
        return self.numbers.get(f"images/{identifier}") if identifier else None

    def subject(self, name: str) -> Subject | None:
        return Subject.objects.filter(name=name).first()

    def licence(self, key: str) -> Licence | None:
        names = {entry.slug: entry.fields["name"] for entry in self.library.licences}
        return Licence.objects.filter(name=names[key]).first()

    def asset(self, name: str) -> ImageAsset:
        """The picture file with these bytes, taken in if it is new."""
        path = self.library.pictures / name
        with path.open("rb") as source:
            incoming = Incoming(File(source, name=name))
            if found := incoming.assets_here().first():
                return found
            asset = incoming.new_asset()
            asset.save()
        return asset


def create_licence(fields: dict) -> None:
    values = {name: value for name, value in fields.items() if name not in ("key", "name")}
    Licence.objects.get_or_create(name=fields["name"], defaults=values)


def create_subject(fields: dict) -> None:
    subject, is_new = Subject.objects.get_or_create(
        name=fields["name"], defaults={"kind": fields["kind"]}
    )
    if is_new:
        SubjectName.objects.bulk_create(
            SubjectName(subject=subject, **name) for name in fields.get("names", [])
        )


def checksum(document: Document) -> str:
    said = json.dumps([document.fields, document.body], sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()
