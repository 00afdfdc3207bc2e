"""A feed and its items, whatever they are about."""

from dataclasses import dataclass, field, fields
from datetime import datetime
from urllib.parse import urlsplit

from django.urls import register_converter

from media.archive.catalogue import LONG_AGO
from media.files.xml_text import allowed
from media.reuse.provider import provider
from media.reuse.records import File, Record

# So many items a feed has at most.
MOST_ITEMS = 50


class FormConverter:
    """The form of a feed in an address: `<form:form>`."""

    regex = "atom|rss|json"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(FormConverter, "form")


class Legible:
    """All its texts hold only what every form can carry."""

    def __post_init__(self):
        for one in fields(self):
            value = getattr(self, one.name)
            if isinstance(value, str):
                setattr(self, one.name, allowed(value))


@dataclass
class Terms(Legible):
    """The licence of a picture; without address or SPDX identifier "" stands there."""

    name: str
    address: str
    spdx: str

    def __str__(self) -> str:
        return f"{self.name} {self.address}".strip()

    @property
    def is_creative_commons(self) -> bool:
        host = urlsplit(self.address).hostname or ""
        return host.removeprefix("www.") == "creativecommons.org"


@dataclass
class Picture(Legible):
    """What an item shows."""

    file: File
    thumbnail: File
    title: str
    alt_text: str
    long_description: str
    credit: str
    terms: Terms
    # Everything that re-users are offered.
    downloads: list[File] = field(default_factory=list)

    @classmethod
    def of(cls, record: Record) -> "Picture":
        return cls(
            file=record.preview(2400),
            thumbnail=record.preview(320),
            title=record.title,
            alt_text=record.alt_text,
            long_description=record.long_description,
            credit=record.credit_line,
            terms=Terms(record.licence.name, record.licence.url, record.licence.spdx),
            downloads=record.downloads,
        )


@dataclass
class Item(Legible):
    """One thing that a feed tells about. Addresses are whole."""

    # Never changes, whatever else does.
    identifier: str
    address: str
    title: str
    # Without markup.
    summary: str
    # In HTML.
    content: str
    published: datetime
    updated: datetime
    # Whom to name; "" for the publisher.
    author: str = ""
    categories: list[str] = field(default_factory=list)
    picture: Picture | None = None

    def __post_init__(self):
        super().__post_init__()
        self.categories = [allowed(one) for one in self.categories]


@dataclass
class Feed(Legible):
    """What is told, the newest first."""

    title: str
    description: str
    # That of the page that shows the same.
    address: str
    items: list[Item] = field(default_factory=list)

    @property
    def updated(self) -> datetime:
        """The last change of anything in it. One without items says the same for ever."""
        return max((item.updated for item in self.items), default=LONG_AGO)

    @property
    def publisher(self) -> str:
        return allowed(provider().name)
