"""Galleries, missions, topics, states and stories: lists of them, and each whole.

Only pages that visitors see (`.visible()`); the pictures in them come from the catalogue. What a list
costs does not grow with what stands on it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import Count, QuerySet, Value, prefetch_related_objects
from django.db.models.functions import Coalesce, TruncDate
from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router
from wagtail.models import Page

from media.archive.catalogue import Entry, by_page
from media.descriptions.markup import plain
from media.models import GalleryItem, Subject
from media.pages.dates import date_in_words, first_day, last_day
from media.reuse.addresses import Addresses, absolute
from media.reuse.galleries import shown_galleries, shown_items, with_entries
from media.reuse.payloads import known_day, reference_to
from media.reuse.records import Record, base_of
from missions.models import MissionPage
from portal.api import keysets
from portal.api import page_payloads as told
from portal.api.keysets import Column
from portal.api.paging import PageOf, address_with, answered, page_of, part_of
from portal.api.parameters import AskedOfGallery, AskedOfPage
from portal.models import MemberStatePage, StoryPage, TopicPage

router = Router()


# --- What all of them say -----------------------------------------------------------------------


@dataclass
class Pages:
    """Pages of one type with what their payloads need, fetched for all at once."""

    request: HttpRequest
    pages: list
    # The name of their list in the address.
    name: str

    def __post_init__(self):
        self.base = base_of(self.request)
        self.addresses = Addresses(self.base)
        leads = by_page(page.lead_image_id for page in self.pages)
        self.leads = leads
        presented = {page.presents_id for page in self.pages if getattr(page, "presents_id", None)}
        self.subjects = references(presented, self.addresses)

    def common(self, page) -> dict:
        """What is said about a page of any type."""
        entry = self.leads.get(page.lead_image_id)
        return {
            "slug": page.slug,
            "title": page.title,
            "url": absolute(self.base, page.get_url(self.request) or ""),
            "api_url": absolute(self.base, f"/api/v1/{self.name}/{page.slug}"),
            "summary": page.summary,
            "lead_image": told.LeadImage(**picture(entry, self.addresses)) if entry else None,
            "published_at": page.first_published_at,
            "changed_at": page.last_published_at,
        }

    def presented_by(self, page) -> dict | None:
        return self.subjects.get(page.presents_id)


def picture(entry: Entry, addresses: Addresses) -> dict:
    """What is said about a picture that stands on a page."""
    record = Record(entry, addresses)
    preview = record.preview()
    return {
        "identifier": record.identifier,
        "title": record.title,
        "alt_text": record.alt_text,
        "credit_line": record.credit_line,
        "url": record.absolute(f"/api/v1/images/{record.identifier}"),
        "permanent_url": record.permanent_address,
        "preview_url": preview.address,
        "width": preview.width,
        "height": preview.height,
    }


def references(keys: Iterable[int], addresses: Addresses) -> dict[int, dict]:
    """{key: reference} to those subjects that visitors may meet."""
    keys = set(keys) - {None}
    if not keys:
        return {}
    subjects = Subject.objects.public().with_labels().filter(pk__in=keys)
    return {subject.pk: reference_to(subject, addresses) for subject in subjects}


def subjects_of(page, addresses: Addresses) -> list[dict]:
    return [reference_to(subject, addresses) for subject in page.public_subjects()]


def dated(stored: str) -> told.DatePayload | None:
    if not stored:
        return None
    return told.DatePayload(
        edtf=stored,
        words=date_in_words(stored),
        first=known_day(first_day(stored)),
        last=known_day(last_day(stored)),
    )


def one(pages: QuerySet, slug: str) -> Page:
    """The page with this slug; of several, in several parts of the tree, the first."""
    found = pages.filter(slug=slug).order_by("path").first()
    if found is None:
        raise Http404("No page that visitors may see has this slug.")
    return found


# --- In which order -----------------------------------------------------------------------------

KEY = Column("pk", keysets.number)
LAST_KEY = Column("pk", keysets.number, is_falling=True)
BY_TITLE = (Column("title", keysets.text), KEY)
# In a gallery.
BY_PLACE = (Column("place", keysets.number), KEY)
# As the editors arranged them.
IN_THE_TREE = (Column("path", keysets.text),)
NEWEST_FIRST = (Column("moment", keysets.moment, is_falling=True), LAST_KEY)
BY_DAY = (Column("day", keysets.day, is_falling=True), LAST_KEY)
BEGINNING = datetime(1900, 1, 1, tzinfo=UTC)


def dated_rows(rows: QuerySet) -> QuerySet:
    """With the `moment` of their first publication, which what was never published in the admin lacks."""
    return rows.annotate(moment=Coalesce("first_published_at", Value(BEGINNING)))


# --- Galleries ----------------------------------------------------------------------------------


@router.get(
    "galleries", response=PageOf[told.GalleryPayload], operation_id="galleries", tags=["Galleries"]
)
def galleries(request: HttpRequest, asked: Query[AskedOfPage]):
    """All galleries with pictures that visitors see, the newest first."""
    part = part_of(dated_rows(shown_galleries(request)), NEWEST_FIRST, asked)
    found = part.rows
    of = Pages(request, found, "galleries")
    shown = GalleryItem.objects.filter(gallery__in=found, image__entry__isnull=False).order_by()
    sizes = dict(shown.values_list("gallery").annotate(number=Count("pk")))
    items = (told.GalleryPayload(**of.common(page), images=sizes.get(page.pk, 0)) for page in found)
    return page_of(request, told.GalleryPayload, items, part)


@router.get(
    "galleries/{slug}", response=told.WholeGallery, operation_id="gallery", tags=["Galleries"]
)
def gallery(request: HttpRequest, slug: Path[str], asked: Query[AskedOfGallery]):
    """One gallery with its pictures in their order, so many at a time."""
    page = one(shown_galleries(request), slug)
    of = Pages(request, [page], "galleries")
    rows = shown_items([page.pk]).annotate(place=Coalesce("sort_order", Value(0)))
    part = part_of(rows, BY_PLACE, asked)
    items = [
        told.GalleryItemPayload(**picture(item.entry, of.addresses), caption=item.caption or None)
        for item in with_entries(part.rows)
    ]
    whole = told.WholeGallery(
        **of.common(page),
        images=part.total,
        introduction=plain(page.introduction),
        items=items,
        next=part.next and address_with(request, cursor=part.next),
        previous=part.previous and address_with(request, cursor=part.previous),
        subjects=subjects_of(page, of.addresses),
    )
    return answered(whole)


# --- Missions -----------------------------------------------------------------------------------


def flight_of(flight) -> dict:
    """What is said about the flight of a mission or of a spacecraft."""
    return {
        "status": flight.status,
        "status_since": dated(flight.status_since),
        "launch": dated(flight.launch_date),
        "launcher": flight.launcher or None,
        "launch_site": flight.launch_site or None,
        "cospar": flight.cospar or None,
        "norad": flight.norad,
    }


def mission_of(of: Pages, page: MissionPage) -> dict:
    return {
        **of.common(page),
        **flight_of(page),
        "full_name": page.full_name or None,
        "destination": page.destination or None,
        "official_site": page.official_site or None,
        "subject": of.presented_by(page),
    }


@router.get(
    "missions", response=PageOf[told.MissionPayload], operation_id="missions", tags=["Missions"]
)
def missions(request: HttpRequest, asked: Query[AskedOfPage]):
    """All missions, by title."""
    part = part_of(MissionPage.objects.visible(), BY_TITLE, asked)
    found = part.rows
    of = Pages(request, found, "missions")
    items = (told.MissionPayload(**mission_of(of, page)) for page in found)
    return page_of(request, told.MissionPayload, items, part)


@router.get(
    "missions/{slug}", response=told.WholeMission, operation_id="mission", tags=["Missions"]
)
def mission(request: HttpRequest, slug: Path[str]):
    """One mission with its spacecraft, milestones, instruments and partners."""
    page = one(MissionPage.objects.visible(), slug)
    of = Pages(request, [page], "missions")
    partners = list(page.partners.all())
    states = references((partner.state_id for partner in partners), of.addresses)
    whole = told.WholeMission(
        **mission_of(of, page),
        spacecraft=[
            told.SpacecraftPayload(name=craft.name, **flight_of(craft))
            for craft in page.spacecraft.all()
        ],
        milestones=[
            told.MilestonePayload(
                title=step.title, date=dated(step.date), state=step.state, text=step.text or None
            )
            for step in page.milestones.all()
        ],
        instruments=[
            told.InstrumentPayload(
                name=tool.name, full_name=tool.full_name or None, measures=tool.measures
            )
            for tool in page.instruments.all()
        ],
        partners=[
            told.PartnerPayload(
                name=partner.name,
                role=partner.role,
                share=partner.share or None,
                state=states.get(partner.state_id),
            )
            for partner in partners
        ],
        subjects=subjects_of(page, of.addresses),
    )
    return answered(whole)


# --- Topics -------------------------------------------------------------------------------------


def topic_of(of: Pages, page: TopicPage) -> dict:
    return {**of.common(page), "statement": page.statement, "subject": of.presented_by(page)}


@router.get("topics", response=PageOf[told.TopicPayload], operation_id="topics", tags=["Topics"])
def topics(request: HttpRequest, asked: Query[AskedOfPage]):
    """All topics, as the editors arranged them."""
    part = part_of(TopicPage.objects.visible(), IN_THE_TREE, asked)
    found = part.rows
    of = Pages(request, found, "topics")
    items = (told.TopicPayload(**topic_of(of, page)) for page in found)
    return page_of(request, told.TopicPayload, items, part)


@router.get("topics/{slug}", response=told.WholeTopic, operation_id="topic", tags=["Topics"])
def topic(request: HttpRequest, slug: Path[str]):
    """One topic."""
    page = one(TopicPage.objects.visible(), slug)
    of = Pages(request, [page], "topics")
    whole = told.WholeTopic(
        **topic_of(of, page),
        introduction=plain(page.introduction),
        subjects=subjects_of(page, of.addresses),
    )
    return answered(whole)


# --- Member states ------------------------------------------------------------------------------


def state_of(of: Pages, page: MemberStatePage) -> dict:
    bond = page.membership_today
    return {
        **of.common(page),
        "iso_code": page.iso_code,
        "kind": bond.kind if bond else None,
        "memberships": [
            told.MembershipPayload(
                kind=row.kind,
                since=dated(row.since),
                until=dated(row.until),
                founder=row.founder,
                ratified=dated(row.ratified_on),
            )
            for row in page.memberships.all()
        ],
        "subject": of.presented_by(page),
    }


@router.get(
    "member-states",
    response=PageOf[told.MemberStatePayload],
    operation_id="member_states",
    tags=["Member states"],
)
def member_states(request: HttpRequest, asked: Query[AskedOfPage]):
    """All states, by name."""
    part = part_of(MemberStatePage.objects.visible(), BY_TITLE, asked)
    found = part.rows
    prefetch_related_objects(found, "memberships")
    of = Pages(request, found, "member-states")
    items = (told.MemberStatePayload(**state_of(of, page)) for page in found)
    return page_of(request, told.MemberStatePayload, items, part)


@router.get(
    "member-states/{slug}",
    response=told.WholeMemberState,
    operation_id="member_state",
    tags=["Member states"],
)
def member_state(request: HttpRequest, slug: Path[str]):
    """One state with its national bodies."""
    page = one(MemberStatePage.objects.visible(), slug)
    of = Pages(request, [page], "member-states")
    bodies = [told.BodyPayload(name=body.name, url=body.url or None) for body in page.bodies.all()]
    whole = told.WholeMemberState(
        **state_of(of, page), bodies=bodies, subjects=subjects_of(page, of.addresses)
    )
    return answered(whole)


# --- Stories ------------------------------------------------------------------------------------


def story_of(of: Pages, page: StoryPage) -> dict:
    shown_on = page.published_on
    if not shown_on and page.first_published_at:
        zone = timezone.get_default_timezone()
        shown_on = timezone.localdate(page.first_published_at, zone)
    return {**of.common(page), "shown_on": shown_on}


@router.get("stories", response=PageOf[told.StoryPayload], operation_id="stories", tags=["Stories"])
def stories(request: HttpRequest, asked: Query[AskedOfPage]):
    """All stories, the newest first."""
    day = Coalesce("published_on", TruncDate("first_published_at"), Value(date.min))
    rows = StoryPage.objects.visible().annotate(day=day)
    part = part_of(rows, BY_DAY, asked)
    found = part.rows
    of = Pages(request, found, "stories")
    items = (told.StoryPayload(**story_of(of, page)) for page in found)
    return page_of(request, told.StoryPayload, items, part)


@router.get("stories/{slug}", response=told.WholeStory, operation_id="story", tags=["Stories"])
def story(request: HttpRequest, slug: Path[str]):
    """One story; its text is read at its page."""
    page = one(StoryPage.objects.visible(), slug)
    of = Pages(request, [page], "stories")
    whole = told.WholeStory(**story_of(of, page), subjects=subjects_of(page, of.addresses))
    return answered(whole)
