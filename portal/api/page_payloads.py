"""What the API says about pages that are no pictures, and about subjects: the form of each answer."""

from datetime import date, datetime

from pydantic import BaseModel, Field

from media.models import Subject
from media.reuse.payloads import SubjectReference, one_of
from missions.models import Milestone, Status
from portal.models.memberships import MembershipKind


class LeadImage(BaseModel):
    """The picture at the head of a page."""

    identifier: str
    title: str
    alt_text: str
    credit_line: str
    url: str = Field(description="The picture in this API.")
    permanent_url: str
    preview_url: str = Field(description="A JPEG some hundred pixels wide.")
    width: int = Field(description="Of the preview, in pixels.")
    height: int


class PagePayload(BaseModel):
    """What is said about a page of any type."""

    slug: str
    title: str
    url: str = Field(description="Its page for people.")
    api_url: str
    summary: str
    lead_image: LeadImage | None
    published_at: datetime | None
    changed_at: datetime | None


class GalleryPayload(PagePayload):
    """Pictures in an order that tells something."""

    images: int = Field(description="How many are in it.")


class GalleryItemPayload(LeadImage):
    """One place in a gallery."""

    caption: str | None = Field(description="What is said about the picture in this gallery alone.")


class WholeGallery(GalleryPayload):
    introduction: str = Field(description="As plain text.")
    items: list[GalleryItemPayload] = Field(description="So many as `limit` says.")
    next: str | None = Field(description="Where its other pictures stand.")
    previous: str | None
    subjects: list[SubjectReference]


class DatePayload(BaseModel):
    """A date as far as it is known."""

    edtf: str = Field(description="In the Extended Date/Time Format (ISO 8601-2).")
    words: str
    first: date | None = Field(description="The first day that it may mean.")
    last: date | None = Field(description="The last one.")


class FlightPayload(BaseModel):
    """The flight of a mission, or of one of its spacecraft."""

    status: one_of(Status.values)
    status_since: DatePayload | None
    launch: DatePayload | None = Field(description="For a launch to come, the plan.")
    launcher: str | None
    launch_site: str | None
    cospar: str | None
    norad: int | None


class MissionPayload(PagePayload, FlightPayload):
    """One mission."""

    full_name: str | None
    destination: str | None
    official_site: str | None
    subject: SubjectReference | None = Field(description="The subject that its page presents.")


class SpacecraftPayload(FlightPayload):
    name: str


class MilestonePayload(BaseModel):
    """Something that is planned, happened or was cancelled."""

    title: str
    date: DatePayload | None
    state: one_of(Milestone.State.values)
    text: str | None


class InstrumentPayload(BaseModel):
    name: str
    full_name: str | None
    measures: str


class PartnerPayload(BaseModel):
    """Who builds, flies or pays, and what part is theirs."""

    name: str
    role: str
    share: str | None
    state: SubjectReference | None


class WholeMission(MissionPayload):
    spacecraft: list[SpacecraftPayload]
    milestones: list[MilestonePayload]
    instruments: list[InstrumentPayload]
    partners: list[PartnerPayload]
    subjects: list[SubjectReference]


class TopicPayload(PagePayload):
    """What the agency works on."""

    statement: str
    subject: SubjectReference | None


class WholeTopic(TopicPayload):
    introduction: str = Field(description="As plain text.")
    subjects: list[SubjectReference]


class MembershipPayload(BaseModel):
    """What binds a state to the agency, from when and until when."""

    kind: one_of(MembershipKind.values)
    since: DatePayload | None
    until: DatePayload | None
    founder: bool
    ratified: DatePayload | None


class MemberStatePayload(PagePayload):
    """A state, and what binds it to the agency."""

    iso_code: str = Field(description="ISO 3166-1.")
    kind: one_of(MembershipKind.values) | None = Field(description="What binds it today.")
    memberships: list[MembershipPayload]
    subject: SubjectReference | None


class BodyPayload(BaseModel):
    """Who speaks for a state in space matters."""

    name: str
    url: str | None


class WholeMemberState(MemberStatePayload):
    bodies: list[BodyPayload]
    subjects: list[SubjectReference]


class StoryPayload(PagePayload):
    """A story; its text is read at its page."""

    shown_on: date | None = Field(description="The day that visitors read.")


class WholeStory(StoryPayload):
    subjects: list[SubjectReference]


class SubjectNamePayload(BaseModel):
    name: str
    language: str
    preferred: bool


class SubjectPayload(BaseModel):
    """One thing that pictures and pages are about."""

    slug: str
    label: str
    name: str = Field(description="Tells things of one label apart: Euclid (mission).")
    kind: one_of(Subject.Kind.values)
    url: str
    api_url: str
    images: int = Field(description="How many pictures are about it.")
    images_url: str = Field(description="Those pictures in this API.")


class WholeSubject(SubjectPayload):
    names: list[SubjectNamePayload] = Field(description="What else it is called.")
