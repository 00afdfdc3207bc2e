"""What may be deleted in the admin: nothing that other pages still need."""

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, ReferenceIndex

from media.pages.keys import keys_in

NAMED_AT_MOST = 3


def pages_that_need(page: Page) -> list[Page]:
    """Pages outside of `page` and its descendants that show or link to one of those."""
    inside = page.get_descendants(inclusive=True).values_list("pk", flat=True)
    keys = [str(pk) for pk in inside]
    page_type = ContentType.objects.get_for_model(Page)
    sources = ReferenceIndex.objects.filter(
        base_content_type=page_type, to_content_type=page_type, to_object_id__in=keys
    ).exclude(object_id__in=keys)
    return list(Page.objects.filter(pk__in=keys_in(sources.values_list("object_id", flat=True))))


def refusal(page: Page) -> str:
    """Why `page` cannot be deleted, as a sentence for the editor; empty if it can."""
    if page.is_root() or page.is_site_root():
        return f"“{page.title}” is the site itself and cannot be deleted."
    needing = pages_that_need(page)
    if not needing:
        return ""
    named = ", ".join(f"“{other.title}”" for other in needing[:NAMED_AT_MOST])
    more = len(needing) - NAMED_AT_MOST
    others = f" and {more} more" if more > 0 else ""
    below = " or pages below it" if page.numchild else ""
    return (
        f"“{page.title}”{below} cannot be deleted: needed by {named}{others}. "
        "Take it out there first, or unpublish it instead."
    )
