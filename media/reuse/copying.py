"""What re-users paste beside a picture: credit and licence in three forms, and code that shows it.

Addresses in it are those that never change, so that what was pasted once stays right.
"""

import re

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from media.reuse.records import File, Record

# What Markdown may take for a sign of its own.
SIGNS = re.compile(r"([\\`*_\[\]<>#|~])")
# A page seldom shows a picture wider than so many pixels.
EMBEDDED = 2560


def licence_named(record: Record) -> str:
    """The licence's short name; "" where the credit line says it already."""
    name = record.licence.short_name
    return "" if name in record.credit_line else name


def credit_as_text(record: Record) -> str:
    """“ESA/Hubble, CC BY 4.0”."""
    return ", ".join(filter(None, [record.credit_line, licence_named(record)]))


def credit_as_html(record: Record) -> SafeString:
    """The title leads to the picture, the licence to its words."""
    return format_html(
        '<a href="{}">{}</a>: {}', record.permanent_address, record.title, terms_as_html(record)
    )


def terms_as_html(record: Record) -> SafeString:
    """Credit and licence; a licence that can be read somewhere is a link."""
    licence, line = record.licence, record.credit_line
    if not licence.url:
        return conditional_escape(credit_as_text(record))
    link = format_html('<a rel="license" href="{}">{}</a>', licence.url, licence.short_name)
    before, name, after = line.partition(licence.short_name)
    if name:
        return format_html("{}{}{}", before, link, after)
    return format_html("{}, {}", line, link)


def credit_as_markdown(record: Record) -> str:
    """The same in Markdown."""
    licence, line = record.licence, record.credit_line
    title = f"[{escaped(record.title)}](<{record.permanent_address}>)"
    if not licence.url:
        return f"{title}: {escaped(credit_as_text(record))}"
    link = f"[{escaped(licence.short_name)}](<{licence.url}>)"
    before, name, after = line.partition(licence.short_name)
    terms = f"{escaped(before)}{link}{escaped(after)}" if name else f"{escaped(line)}, {link}"
    return f"{title}: {terms}"


def escaped(text: str) -> str:
    return SIGNS.sub(r"\\\1", text)


def file_to_embed(record: Record) -> File:
    """The largest JPEG of the downloads that is no wider than a page needs, else the smallest."""
    jpegs = [file for file in record.downloads if file.media_type == "image/jpeg"]
    fitting = [file for file in jpegs if file.width <= EMBEDDED]
    return max(fitting, key=width) if fitting else min(jpegs, key=width)


def width(file: File) -> int:
    return file.width


def embed_code(record: Record) -> SafeString:
    """HTML that shows the picture on another site, with its alt text, credit and licence."""
    file = file_to_embed(record)
    return format_html(
        "<figure>\n"
        '  <a href="{}"><img src="{}" width="{}" height="{}" alt="{}" loading="lazy"></a>\n'
        "  <figcaption>{}</figcaption>\n"
        "</figure>",
        record.permanent_address,
        file.permanent_address,
        file.width,
        file.height,
        record.alt_text,
        credit_as_html(record),
    )
