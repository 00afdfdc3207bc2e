"""What items say in HTML. Addresses are whole, and nothing needs a style sheet."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from media.reuse.records import Record


def content_of(record: Record, caption: str) -> SafeString:
    """Picture, caption, image description, credit and licence in HTML."""
    return format_html(
        "{}{}<p><strong>Image description</strong></p>{}{}",
        drawn(record, record.permanent_address),
        paragraphs(caption),
        paragraphs(record.long_description),
        credited(record),
    )


def drawn(record: Record, address: str) -> SafeString:
    """The picture with its alt text, as a link to an address."""
    file = record.preview(1200)
    return format_html(
        '<p><a href="{}"><img src="{}" width="{}" height="{}" alt="{}"></a></p>',
        address,
        file.address,
        file.width,
        file.height,
        record.alt_text,
    )


def credited(record: Record) -> SafeString:
    """The line that names source and terms."""
    licence = record.licence
    terms = (
        format_html('<a href="{}" rel="license">{}</a>', licence.url, licence.short_name)
        if licence.url
        else licence.short_name
    )
    return format_html("<p>Credit: {}. Licence: {}</p>", record.credit_line, terms)


def paragraphs(text: str) -> SafeString:
    """Plain text in HTML: what blank lines part is a paragraph each."""
    said = (one.strip() for one in text.split("\n\n"))
    return format_html_join("", "<p>{}</p>", ((one,) for one in said if one))
