"""What search engines read on each type of page: a graph in schema.org's words.

Each type of page has a function here that tells its nodes. It draws from what the page was rendered
with and asks the database nothing, but for the words of a picture on that picture's own page.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from wagtail.models import Page

from media.models import (
    Entry,
    GalleryIndexPage,
    GalleryPage,
    ImageIndexPage,
    ImagePage,
    Subject,
)
from media.reuse.addresses import Addresses
from media.reuse.records import Record, base_of
from media.reuse.shown import record_shown
from media.reuse.structured import about, image_in_brief, image_object, known
from missions.models import MissionIndexPage, MissionPage
from missions.structured import project
from portal.models import (
    HomePage,
    MemberStatePage,
    MemberStatesPage,
    StandardPage,
    StoryIndexPage,
    StoryPage,
    TopicIndexPage,
    TopicPage,
)
from portal.models.agency import Agency

CONTEXT = "https://schema.org"
Node = dict


@dataclass
class Shown:
    """One page as it is shown to somebody."""

    request: HttpRequest
    page: Page
    # What its template is given, `shell` among it.
    context: Mapping
    # By which it differs from its plain address: “?page=2”.
    query: str = ""

    @property
    def base(self) -> str:
        return base_of(self.request)

    @cached_property
    def addresses(self) -> Addresses:
        return Addresses(self.base)

    @property
    def agency(self) -> Agency:
        return self.context["shell"]["agency"]

    @property
    def address(self) -> str:
        return f"{self.address_of(self.page)}{self.query}"

    def address_of(self, page: Page | Entry) -> str:
        return self.request.build_absolute_uri(page.get_url(self.request) or "")

    @property
    def trail(self) -> list[tuple[str, str]]:
        """(name, address) from the home page down to this one; nothing on the home page."""
        above = [(page.title, self.address_of(page)) for page in self.context["shell"]["trail"]]
        return [*above, (self.page.title, self.address)] if above else []

    @property
    def picture(self) -> Node | None:
        """That at the head of the page, if visitors see it."""
        entry = getattr(self.page, "card_image", None)
        return image_in_brief(Record(entry, self.addresses)) if isinstance(entry, Entry) else None

    @property
    def subjects(self) -> list[Node]:
        return [about(subject, self.base) for subject in self.context.get("subjects", ())]


def graph_of(shown: Shown) -> Node | None:
    """The graph of a page; None for a type that has none."""
    tell = TELLING.get(type(shown.page))
    return graph([*tell(shown), *breadcrumbs(shown.trail, shown.address)]) if tell else None


def graph(nodes: Iterable[Node]) -> Node:
    return {"@context": CONTEXT, "@graph": list(nodes)}


def breadcrumbs(trail: list[tuple[str, str]], address: str) -> list[Node]:
    """The way down to a page, if it has one."""
    steps = [
        {"@type": "ListItem", "position": position, "name": name, "item": place}
        for position, (name, place) in enumerate(trail, start=1)
    ]
    if not steps:
        return []
    return [{"@type": "BreadcrumbList", "@id": f"{address}#breadcrumb", "itemListElement": steps}]


# --- What every page says -----------------------------------------------------------------------


def agency_type(agency: Agency) -> str:
    """A demonstration is no agency of any government."""
    return "Organization" if agency.is_demonstration else "GovernmentOrganization"


def publisher(shown: Shown) -> Node:
    """The agency in brief; the home page tells all of it."""
    return {
        "@type": agency_type(shown.agency),
        "@id": f"{shown.base}#agency",
        "name": shown.agency.called,
        "url": shown.base,
        "logo": logo(shown.base),
    }


def logo(base: str) -> Node:
    address = f"{base.rstrip('/')}{reverse('touch_icon')}"
    return {"@type": "ImageObject", "url": address, "contentUrl": address}


def description_of(shown: Shown) -> str:
    page = shown.page
    return page.search_description or getattr(page, "summary", "") or introduction_of(page)


def introduction_of(page: Page) -> str:
    return getattr(page, "introduction", "") if type(page) in LISTS else ""


def moments(page: Page) -> Node:
    first, last = page.first_published_at, page.last_published_at
    return known(
        {
            "datePublished": first and first.isoformat(),
            "dateModified": last and last.isoformat(),
        }
    )


def web_page(shown: Shown, kind: str = "WebPage", **more) -> Node:
    """The page itself, with `more` of what it holds or is about."""
    return known(
        {
            "@type": kind,
            "@id": shown.address,
            "url": shown.address,
            "name": shown.page.seo_title or shown.page.title,
            "description": description_of(shown),
            "inLanguage": settings.LANGUAGE_CODE,
            **moments(shown.page),
            "isPartOf": {"@id": f"{shown.base}#website"},
            "publisher": publisher(shown),
            "breadcrumb": shown.trail and {"@id": f"{shown.address}#breadcrumb"},
            "primaryImageOfPage": shown.picture,
            "about": shown.subjects,
            **more,
        }
    )


def item_list(shown: Shown, items: Iterable[Page | Entry]) -> Node | None:
    """What a list shows, in its order."""
    items = [
        {
            "@type": "ListItem",
            "position": position,
            "name": item.title,
            "url": shown.address_of(item),
        }
        for position, item in enumerate(items, start=1)
    ]
    return items and {
        "@type": "ItemList",
        "numberOfItems": len(items),
        "itemListElement": items,
    }


# --- Each type of page --------------------------------------------------------------------------


def home(shown: Shown) -> list[Node]:
    agency, base = shown.agency, shown.base
    search = f"{base.rstrip('/')}{reverse('search')}?q={{search_term_string}}"
    whole = {
        **publisher(shown),
        "alternateName": agency.short_name,
        "description": agency.statement,
        "email": agency.contact,
        "sameAs": [one.url for one in agency.elsewhere],
    }
    website = {
        "@type": "WebSite",
        "@id": f"{base}#website",
        "url": base,
        "name": agency.called,
        "alternateName": agency.short_name,
        "description": agency.statement,
        "inLanguage": settings.LANGUAGE_CODE,
        "publisher": {"@id": f"{base}#agency"},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": search},
            "query-input": "required name=search_term_string",
        },
    }
    return [known(whole), known(website), web_page(shown, about={"@id": f"{base}#agency"})]


def image(shown: Shown) -> list[Node]:
    record = record_shown(shown.page, shown.context.get("subjects", ()), shown.base)
    if record is None:
        return []
    galleries = [
        {"@type": "ImageGallery", "name": gallery.title, "url": shown.address_of(gallery)}
        for gallery in shown.context.get("galleries", ())
    ]
    page = web_page(
        shown,
        "ItemPage",
        about=None,
        mainEntity={"@id": record.permanent_address},
        primaryImageOfPage={"@id": record.permanent_address},
    )
    return [image_object(record, galleries), {**page, "description": record.alt_text}]


def gallery(shown: Shown) -> list[Node]:
    records = [Record(item.entry, shown.addresses) for item in shown.context.get("items", ())]
    return [web_page(shown, "ImageGallery", hasPart=[image_in_brief(one) for one in records])]


def mission(shown: Shown) -> list[Node]:
    told = project(shown.page, shown.address, shown.context.get("partners", ()))
    if shown.picture:
        told["image"] = shown.picture
    return [told, web_page(shown, mainEntity={"@id": told["@id"]})]


def state(shown: Shown) -> list[Node]:
    """A country, which is no member of an organisation to schema.org, and who speaks for it."""
    page, key = shown.page, f"{shown.address}#state"
    code = {"@type": "PropertyValue", "propertyID": "ISO 3166-1 alpha-2", "value": page.iso_code}
    country = {
        "@type": "Country",
        "@id": key,
        "name": page.title,
        "identifier": code,
        "url": shown.address,
    }
    bodies = [
        known(
            {
                "@type": "GovernmentOrganization",
                "name": body.name,
                "url": body.url,
                "areaServed": {"@id": key},
            }
        )
        for body in shown.context.get("bodies", ())
    ]
    return [country, *bodies, web_page(shown, mainEntity={"@id": key})]


def story(shown: Shown) -> list[Node]:
    page = shown.page
    article = {
        "@type": "Article",
        "@id": f"{shown.address}#article",
        "mainEntityOfPage": shown.address,
        "url": shown.address,
        "headline": page.title,
        "description": description_of(shown),
        "inLanguage": settings.LANGUAGE_CODE,
        **moments(page),
        "datePublished": page.shown_date and page.shown_date.isoformat(),
        "author": publisher(shown),
        "publisher": publisher(shown),
        "image": shown.picture,
        "about": shown.subjects,
    }
    return [known(article), web_page(shown, mainEntity={"@id": article["@id"]})]


def topic(shown: Shown) -> list[Node]:
    subject = {"@type": "Thing", "name": shown.page.title, "description": shown.page.statement}
    related = shown.context.get("related") or {}
    listed = item_list(shown, [page for pages in related.values() for page in pages])
    return [web_page(shown, "CollectionPage", about=[subject], mainEntity=listed)]


def collection(shown: Shown) -> list[Node]:
    listed = item_list(shown, shown.context.get("pages") or shown.context.get("results") or ())
    return [web_page(shown, "CollectionPage", mainEntity=listed)]


def states(shown: Shown) -> list[Node]:
    groups = shown.context.get("groups", ())
    listed = item_list(shown, [one for _heading, found in groups for one in found])
    return [web_page(shown, "CollectionPage", mainEntity=listed)]


def plain_page(shown: Shown) -> list[Node]:
    return [web_page(shown)]


LISTS = (GalleryIndexPage, ImageIndexPage, MissionIndexPage, StoryIndexPage, TopicIndexPage)
TELLING: dict[type[Page], Callable[[Shown], list[Node]]] = {
    HomePage: home,
    ImagePage: image,
    GalleryPage: gallery,
    MissionPage: mission,
    MemberStatePage: state,
    StoryPage: story,
    TopicPage: topic,
    StandardPage: plain_page,
    MemberStatesPage: states,
    **dict.fromkeys(LISTS, collection),
}


# --- What is no page ----------------------------------------------------------------------------


def graph_of_subject(
    request: HttpRequest, subject: Subject, groups: Iterable[Iterable[Page | Entry]]
) -> Node:
    """The graph of a subject's own address, with all that stands there."""
    address = request.build_absolute_uri(reverse("subject", args=[subject.slug]))
    subjects = request.build_absolute_uri(reverse("subjects"))
    shown = Shown(request, Page(title=subject.label), {})
    page = {
        "@type": "CollectionPage",
        "@id": address,
        "url": address,
        "name": subject.label,
        "inLanguage": settings.LANGUAGE_CODE,
        "isPartOf": {"@id": f"{shown.base}#website"},
        "breadcrumb": {"@id": f"{address}#breadcrumb"},
        "about": about(subject, shown.base),
        "mainEntity": item_list(shown, [item for group in groups for item in group]),
    }
    trail = [("Subjects", subjects), (subject.label, address)]
    return graph([known(page), *breadcrumbs(trail, address)])
