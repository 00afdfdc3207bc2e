"""Drawing pictures and likes: every picture on the site comes out of `{% picture %}`."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from media.archive.drawn import drawn, markup
from media.archive.neighbours import neighbours_of
from media.archive.related import related_pages
from media.descriptions.markup import plain
from media.pages.dates import calendar_date, date_in_words, planned_in_words
from media.pages.uses import showing
from media.reuse.feeds.forms import LABELS, MEDIA_TYPES
from media.visitors.likes import like_count

register = template.Library()
register.filter("reduced_date", date_in_words)
register.filter("planned", planned_in_words)
register.filter("plain", plain)


@register.simple_tag(takes_context=True)
def picture(context, image, sizes="100vw", **options) -> SafeString:
    """The picture of an image page, from its public files.

    `image` an ImagePage, an entry of the catalogue, or nothing · `sizes` as in HTML · options: `eager` for the first picture of
    a page, `alt` other words for this use, `decorative` when the words stand beside it,
    `described_by` the id of its description, `width` the fallback's least width in pixels, `release`
    the one to draw from instead of the public one.
    A preview, and only that, draws a picture that is not released, from the private store.
    """
    if not image:
        return SafeString()
    alt = "" if options.get("decorative") else options.get("alt") or image.alt_text
    own = {
        "sizes": sizes,
        "alt": alt,
        "eager": bool(options.get("eager")),
        "described_by": options.get("described_by") or "",
    }
    release = options.get("release") or (image.release if image.is_visible else None)
    # An entry has none: also in a preview it is drawn as visitors see it.
    is_preview = getattr(context.get("request"), "is_preview", False)
    asset = getattr(image, "asset", None) if is_preview else None
    if release and not (asset and asset.sha256 != release.asset_hash):
        return drawn.picture(release, width=options.get("width") or 960, **own)
    if asset:
        rendition = asset.get_rendition("max-1600x1600")
        return markup(source=rendition.url, width=rendition.width, height=rendition.height, **own)
    return SafeString()


@register.simple_tag(takes_context=True)
def card(context, page, level: str = "h3", bond: str = "") -> SafeString:
    """The card of a page or of an entry of the catalogue, as its type has it.

    `level` the element of its heading · `bond` for a state: since when it is one, instead of what it is.
    """
    return drawn.card(page, address(context, page), level=level, bond=bond)


@register.simple_tag(takes_context=True)
def social_image(context, image) -> dict | None:
    """What other sites show beside a link, of a released image.

    {"url", "is_secure", "type", "width", "height", "alt"}
    """
    release = image.release if image and image.is_visible else None
    if release is None or "request" not in context:
        return None
    file = release.fallback(1200)
    return {
        "url": context["request"].build_absolute_uri(release.url_of(file)),
        "is_secure": context["request"].is_secure(),
        "type": "image/jpeg",
        "width": file["width"],
        "height": file["height"],
        "alt": image.alt_text,
    }


@register.simple_tag
def what_follows(image, subjects) -> dict[str, list]:
    """Where an image page leads: missions, stories that show it, pictures of the same, by type."""
    if not image.pk:  # the preview of a page that was never saved
        return {}
    subject_keys = [subject.pk for subject in subjects]
    return related_pages(
        subject_keys,
        apart_from=image,
        each=4,
        page_keys=showing(image),
        kinds=("mission", "story", "image"),
    )


@register.inclusion_tag("media/image_neighbours.html")
def image_neighbours(image) -> dict:
    """The way to the pictures before and after `image` in the archive."""
    newer, older = neighbours_of(image)
    return {"previous": newer, "next": older}


@register.simple_tag(takes_context=True)
def address(context, shown) -> str:
    """Where a page stands, or the picture of an entry of the catalogue."""
    return shown.get_url(request=context.get("request")) or ""


@register.inclusion_tag("media/feed_links.html")
def feed_links(name: str, *, title: str, slug: str = "") -> dict:
    """Where the feed with this name of an address is, in each form, for the head of a page."""
    about = [slug] if slug else []
    addresses = {form: reverse(name, args=[*about, form]) for form in MEDIA_TYPES}
    return {
        "title": title,
        "feeds": [(MEDIA_TYPES[form], LABELS[form], addresses[form]) for form in MEDIA_TYPES],
    }


@register.inclusion_tag("media/feed_choice.html")
def feed_choice(name: str, *, title: str, slug: str = "", text: str = "") -> dict:
    """The same to read and to follow, with a `text` that says what is in it."""
    return {**feed_links(name, title=title, slug=slug), "text": text}


@register.filter
def credit_line(image) -> str:
    """The line that a re-user should print beside `image`."""
    return image.licence.credit_line(image.credit) if image.licence else image.credit


@register.filter
def as_time(stored: str) -> SafeString:
    """A date as it is known, in words; marked for machines where HTML has a form for it."""
    words, machine = date_in_words(stored), calendar_date(stored)
    return format_html('<time datetime="{}">{}</time>', machine, words) if machine else words


@register.inclusion_tag("media/like_button.html")
def like_button(page) -> dict:
    """The form that likes a page, with how many like it at this moment."""
    if page.pk and not hasattr(page, "like_count"):
        page.like_count = (
            type(page).objects.filter(pk=page.pk).values_list(like_count(), flat=True).first()
        )
    return {"page": page, "count": getattr(page, "like_count", 0) or 0}
