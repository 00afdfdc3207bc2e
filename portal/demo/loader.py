"""Loads the content folder: creates what is missing, updates what nobody changed."""

import hashlib
import json
from collections.abc import Iterator

from django.core.files import File
from django.db import transaction
from wagtail.models import Page

from media.intake.incoming import Incoming
from media.models import (
    ImageAsset,
    Licence,
    Subject,
    SubjectName,
)
from media.pages.drafts import DraftLocked, hold
from portal.demo import builders
from portal.demo.documents import Document
from portal.demo.library import Library
from portal.frame import lay_frame, name_agency
from portal.models import Agency, DemoEntry, HomePage


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

    # --- The frame: the agency, site, home page, index pages ------------------------------------

    def lay_frame(self) -> None:
        self.name_agency()
        self.home, self.parents, _made = lay_frame(Agency.load())
        self.parents["pages"] = self.home

    @transaction.atomic
    def name_agency(self) -> None:
        """Let the agency be called as the file of the home page says, unless somebody changed that."""
        fields = self.library.home[0].fields
        said = {
            "name": fields["title"],
            "statement": fields["statement"],
            "is_demonstration": fields.get("demonstration", False),
        }
        entry, _ = DemoEntry.objects.get_or_create(path="agency")
        agency = name_agency(**said)
        kept = {field: getattr(agency, field) for field in said}
        if kept != said and checksum_of(kept) == entry.sha256:
            vars(agency).update(said)
            agency.save()
            kept = said
        if kept == said and entry.sha256 != checksum_of(said):
            entry.sha256 = checksum_of(said)
            entry.save()

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
    return checksum_of([document.fields, document.body])


def checksum_of(said) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()
