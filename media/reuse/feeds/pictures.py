"""Feeds of pictures: the latest, those about a subject, those of a gallery, one for each week.

All of them read the catalogue, so a picture that is withdrawn leaves them at once. The newest come
first, also in the feed of a gallery: a feed says what is new.
"""

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from media.archive.catalogue import Entry, EntrySubject, moment_at
from media.archive.galleries import GalleryItem
from media.archive.index import ImageIndexPage
from media.pages.subjects import Subject
from media.reuse.feeds.feed import MOST_ITEMS, Feed, Item, Picture
from media.reuse.feeds.forms import answer
from media.reuse.feeds.markup import content_of
from media.reuse.feeds.weeks import first_of_weeks
from media.reuse.galleries import shown_galleries
from media.reuse.provider import provider
from media.reuse.records import Record, base_of, records_of

# --- A picture as an item ---------------------------------------------------------------------


def item_of(record: Record, caption: str = "") -> Item:
    """A picture with all that is said about it; `caption` is said in the place of its own."""
    return Item(
        identifier=record.permanent_address,
        address=record.address,
        title=record.title,
        summary=record.alt_text,
        content=content_of(record, caption or record.caption),
        published=moment_at(record.entry.position),
        updated=record.entry.changed_at,
        author=record.entry.credit,
        categories=[subject.label for subject in record.subjects],
        picture=Picture.of(record),
    )


# --- What stands in each feed -----------------------------------------------------------------


@require_safe
def image_feed(request: HttpRequest, form: str) -> HttpResponse:
    """The latest pictures of the archive."""
    entries = Entry.objects.with_files().newest_first()[:MOST_ITEMS]
    feed = Feed(
        title=f"Latest images – {provider().name}",
        description="The latest pictures, each with its image description, credit and licence.",
        address=archive_address(request),
        items=items_of(request, entries),
    )
    return answer(request, feed, form)


@require_safe
def subject_feed(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The latest pictures about a subject; about one that was merged, those about the whole."""
    merged = Subject.objects.filter(slug=slug).exclude(merged_into=None).first()
    if merged:
        whole = reverse("subject_feed", args=[merged.merged_into.slug, form])
        return redirect(whole, permanent=True)
    public = Subject.objects.public().with_labels().select_related("page")
    subject = get_object_or_404(public, slug=slug)
    about = EntrySubject.objects.filter(subject=subject).order_by("-entry")
    places = list(about.values_list("entry_id", flat=True)[:MOST_ITEMS])
    if not places and not subject.page:
        raise Http404("Nothing that visitors may see is about this subject.")
    shown = subject.page.get_url(request) if subject.page else reverse("subject", args=[slug])
    feed = Feed(
        title=f"{subject.label}: latest images – {provider().name}",
        description=f"The latest pictures about {subject.label}.",
        address=request.build_absolute_uri(shown),
        items=items_of(request, Entry.objects.with_files().filter(pk__in=places).newest_first()),
    )
    return answer(request, feed, form)


@require_safe
def gallery_feed(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The latest pictures of a gallery, with what that says about them."""
    gallery = shown_galleries(request).filter(slug=slug).order_by("pk").first()
    if gallery is None:
        raise Http404("No gallery has this name.")
    items = GalleryItem.objects.filter(gallery=gallery)
    entries = Entry.objects.with_files().filter(page__in=items.values("image"))
    entries = list(entries.newest_first()[:MOST_ITEMS])
    shown = [entry.page_id for entry in entries]
    captions = items.filter(image__in=shown).values_list("image_id", "caption")
    feed = Feed(
        title=f"{gallery.title} – {provider().name}",
        description=gallery.summary,
        address=request.build_absolute_uri(gallery.get_url(request)),
        items=items_of(request, entries, dict(captions)),
    )
    return answer(request, feed, form)


@require_safe
def weekly_feed(request: HttpRequest, form: str) -> HttpResponse:
    """The picture of the week (`media.reuse.feeds.weeks`)."""
    entries = Entry.objects.with_files().filter(pk__in=first_of_weeks(MOST_ITEMS))
    feed = Feed(
        title=f"Picture of the week – {provider().name}",
        description="Of each week the first picture that was published.",
        address=archive_address(request),
        items=items_of(request, entries.newest_first()),
    )
    return answer(request, feed, form)


def archive_address(request: HttpRequest) -> str:
    """That of the archive; of the site while nobody sees an archive."""
    archive = ImageIndexPage.objects.visible().order_by("path").first()
    shown = archive.get_url(request) if archive else None
    return request.build_absolute_uri(shown or "/")


def items_of(
    request: HttpRequest, entries: Iterable[Entry], captions: dict[int, str] | None = None
) -> list[Item]:
    """An item for each entry; `captions` are said in the place of their own, by keys of pages."""
    captions = captions or {}
    records = records_of(entries, base_of(request))
    return [item_of(record, captions.get(record.entry.page_id, "")) for record in records]
