"""How each kind of content file becomes a page."""

from datetime import date

from media.models import GalleryItem, GalleryPage, ImagePage
from media.pages.typed_dates import stored_form
from missions.models import Instrument, Milestone, MissionPage, Partner, Spacecraft
from missions.models.flights import Flight
from portal.demo import bodies
from portal.demo.documents import Document
from portal.demo.rules import WHOLE_DAY, said
from portal.models import (
    Membership,
    MemberStatePage,
    NationalBody,
    StandardPage,
    StoryPage,
    TopicPage,
)

MODELS = {
    "images": ImagePage,
    "topics": TopicPage,
    "missions": MissionPage,
    "member-states": MemberStatePage,
    "galleries": GalleryPage,
    "stories": StoryPage,
    "pages": StandardPage,
}


def prepare_place(page, document: Document) -> None:
    """Set what even an empty, unpublished page of its kind must have."""
    if document.kind == "images":
        page.identifier = document.slug
    if document.kind == "member-states":
        page.iso_code = document.fields["iso"]


def facts(item: dict) -> dict:
    return {name: said(value) for name, value in item.items()}


def tag(page, document: Document, loader) -> None:
    names = document.fields["subjects"]
    page.subjects.set([subject for name in names if (subject := loader.subject(name))])


def illustrate(page, document: Document, loader, key: str = "lead_image") -> None:
    page.summary = document.fields["summary"]
    page.lead_image_id = loader.image(document.fields.get(key, ""))


def present(page, document: Document, loader) -> None:
    page.presents = loader.subject(document.fields["presents"])


def build_home(page, document: Document, loader) -> None:
    fields = document.fields
    page.title = fields["title"]
    page.featured_image_id = loader.image(fields["featured_image"])
    page.featured_text = fields["featured_text"]


def build_image(page, document: Document, loader) -> None:
    fields = document.fields
    page.title = fields["title"]
    page.asset = loader.asset(fields["file"])
    page.alt_text = fields["alt"]
    page.long_description = fields["description"].strip()
    page.caption = bodies.rich_text(document, loader.resolve)
    page.kind = fields["kind"]
    page.credit = fields["credit"]
    page.licence = loader.licence(fields["licence"])
    page.taken_on = stored_form(said(fields["taken"]))
    published = fields.get("published", "")
    page.published_on = date.fromisoformat(published) if WHOLE_DAY.fullmatch(published) else None
    tag(page, document, loader)


def build_topic(page, document: Document, loader) -> None:
    fields = document.fields
    page.title, page.statement, page.accent = fields["title"], fields["statement"], fields["accent"]
    page.introduction = bodies.rich_text(document, loader.resolve)
    illustrate(page, document, loader)
    present(page, document, loader)
    tag(page, document, loader)


def build_mission(page, document: Document, loader) -> None:
    fields = document.fields
    page.title, page.status = fields["title"], fields["status"]
    for name in ("full_name", "destination", "official_site"):
        setattr(page, name, said(fields[name]))
    fly(page, fields)
    page.story = bodies.story(document, loader.resolve)
    page.milestones = [milestone(item) for item in fields["milestones"]]
    page.spacecraft = [spacecraft(item) for item in fields.get("spacecraft", [])]
    page.instruments = [Instrument(**facts(item)) for item in fields["instruments"]]
    page.partners = [partner(item, loader) for item in fields["partners"]]
    page.facts = [("fact", item) for item in fields["facts"]]
    page.links = [("link", item) for item in fields["links"]]
    illustrate(page, document, loader)
    present(page, document, loader)
    tag(page, document, loader)


def milestone(item: dict) -> Milestone:
    return Milestone(**{**item, "date": stored_form(item["date"])})


def partner(item: dict, loader) -> Partner:
    state = loader.subject(item["state"]) if item.get("state") else None
    return Partner(**{**facts(item), "state": state})


def spacecraft(item: dict) -> Spacecraft:
    craft = Spacecraft(name=item["name"], status=item["status"])
    fly(craft, item)
    return craft


def fly(flight: Flight, fields: dict) -> None:
    """Set what is known of a flight."""
    for name in ("launcher", "launch_site", "cospar"):
        setattr(flight, name, said(fields.get(name, "")))
    flight.launch_date = stored_form(said(fields.get("launch", "")))
    flight.status_since = stored_form(said(fields.get("status_since", "")))
    number = said(fields.get("norad", ""))
    flight.norad = int(number) if number else None


def membership(item: dict) -> Membership:
    return Membership(
        kind=item["kind"],
        since=stored_form(item["from"]),
        until=stored_form(said(item["to"])),
        founder=item.get("founder", False),
        ratified_on=stored_form(said(item.get("ratified", ""))),
    )


def build_state(page, document: Document, loader) -> None:
    fields = document.fields
    page.title, page.iso_code = fields["title"], fields["iso"]
    page.memberships = [membership(item) for item in fields["memberships"]]
    page.bodies = [NationalBody(**facts(item)) for item in fields["bodies"]]
    page.story = bodies.story(document, loader.resolve)
    illustrate(page, document, loader)
    present(page, document, loader)
    tag(page, document, loader)


def build_gallery(page, document: Document, loader) -> None:
    page.title = document.fields["title"]
    page.introduction = bodies.rich_text(document, loader.resolve)
    page.items = [
        GalleryItem(image_id=number, caption=item["caption"])
        for item in document.fields["items"]
        if (number := loader.image(item["image"]))
    ]
    illustrate(page, document, loader, key="cover")
    tag(page, document, loader)


def build_story(page, document: Document, loader) -> None:
    fields = document.fields
    page.title = fields["title"]
    page.published_on = date.fromisoformat(fields["date"])
    page.body = bodies.story(document, loader.resolve)
    illustrate(page, document, loader)
    tag(page, document, loader)


def build_page(page, document: Document, loader) -> None:
    page.title, page.summary = document.fields["title"], document.fields["summary"]
    page.body = bodies.story(document, loader.resolve)


BUILDERS = {
    "home": build_home,
    "images": build_image,
    "topics": build_topic,
    "missions": build_mission,
    "member-states": build_state,
    "galleries": build_gallery,
    "stories": build_story,
    "pages": build_page,
}
