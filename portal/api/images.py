"""Pictures: all that fit, and one of them."""

from django.http import Http404, HttpRequest, HttpResponseRedirect
from ninja import Path, Query, Router

from media.archive.catalogue import Entry, FacetCount
from media.archive.facets import FACETS
from media.archive.listing import Listing
from media.archive.selections import Selection
from media.reuse.payloads import IMAGES, ImagePayload, images_of
from media.reuse.records import base_of, records_of
from media.visitors.files import page_called, withdrawal_of
from portal.api.paging import PageOf, answered, beside, listing_at
from portal.api.parameters import FIELDS, AskedOfImage, AskedOfImages, fields_in
from portal.api.problems import Problem, bad_parameter

router = Router(tags=["Pictures"])


@router.get("images", response=PageOf[ImagePayload], operation_id="images")
def images(request: HttpRequest, asked: Query[AskedOfImages]):
    """Every picture that fits, newest first unless `sort` says otherwise.

    All parameters narrow together; of one that is repeated, one value suffices. With a value that
    nothing has, nothing fits.
    """
    only = wanted_fields(asked.fields)
    selection = Selection.read(request.GET)
    selection.page_size = asked.limit
    if is_impossible(selection, asked):
        listing, total, is_exact = Listing(), 0, True
    else:
        listing = listing_at(selection, asked.cursor)
        total, is_exact = total_of(selection)
    page = {
        "items": images_of(records_of(listing.entries, base_of(request)), only),
        "total": total,
        "total_is_exact": is_exact,
        "next": beside(request, listing.next),
        "previous": beside(request, listing.previous),
        "notes": notes_on(selection, asked),
    }
    return answered(page)


@router.get("images/{identifier}", response=ImagePayload, operation_id="image")
def image(request: HttpRequest, identifier: Path[str], asked: Query[AskedOfImage]):
    """One picture. An alias leads to it (302). One that was withdrawn answers 410, with the day and the reason."""
    only = wanted_fields(asked.fields)
    entries = Entry.objects.with_files().filter(identifier=identifier)
    if found := images_of(records_of(entries, base_of(request)), only):
        return answered(found[0])
    named = Entry.objects.filter(page=page_called(identifier)).values_list("identifier", flat=True)
    if own := named.first():
        query = request.META["QUERY_STRING"]
        return HttpResponseRedirect(f"/{IMAGES}{own}{'?' if query else ''}{query}")
    raise withdrawn_or_nothing(identifier)


def wanted_fields(text: str) -> set[str] | None:
    only = fields_in(text)
    if unknown := (only or set()) - set(FIELDS):
        raise bad_parameter("fields", f"There is no field “{max(unknown)[:60]}”.", known=FIELDS)
    return only


def is_impossible(selection: Selection, asked: AskedOfImages) -> bool:
    """Whether no value of some facet is one that pictures have."""
    return any(getattr(asked, name) and name not in selection.chosen for name in FACETS)


def notes_on(selection: Selection, asked: AskedOfImages) -> list[str]:
    notes = list(selection.problems)
    if asked.sort and asked.sort != selection.sort:
        notes.append("The best match comes first only where there are words in `q`.")
    return notes


def total_of(selection: Selection) -> tuple[int, bool]:
    """How many fit, and whether there are not more; of all the number is kept."""
    if selection.is_narrowed:
        return selection.number.number, not selection.number.is_capped
    kept = FacetCount.objects.filter(facet="all").values_list("number", flat=True)
    return kept.first() or 0, True


def withdrawn_or_nothing(identifier: str) -> Exception:
    """The problem to raise for a picture that visitors do not see."""
    withdrawal = withdrawal_of(identifier)
    if withdrawal is None:
        return Http404("No picture that visitors may see has this identifier.")
    told = {
        "identifier": withdrawal.page.identifier,
        "withdrawn_on": f"{withdrawal.withdrawn_at:%Y-%m-%d}",
        "reason": withdrawal.reason,
    }
    return Problem("withdrawn", "This picture was withdrawn.", told)
