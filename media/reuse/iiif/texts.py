"""Texts as IIIF has them: {language: [text, …]}, "none" for what is in no language."""

from django.conf import settings

from media.reuse.records import Record

Texts = dict[str, list[str]]


def in_our_language(*texts: str) -> Texts:
    return {settings.LANGUAGE_CODE: [*texts]}


def in_no_language(*texts: str) -> Texts:
    return {"none": [*texts]}


def in_every_language(record: Record, name: str) -> Texts:
    """What every language says of a picture: its `title`, `alt_text`, `long_description` or `caption`."""
    said = {one.language: getattr(one, name) for one in record.words}
    return {language: [text] for language, text in said.items() if text}


def plain(texts: Texts) -> Texts:
    """The same where viewers would read “<…>” as HTML: with a blank behind it they do not."""
    return {
        language: [f"{one} " if one.startswith("<") and one.endswith(">") else one for one in said]
        for language, said in texts.items()
    }


def row(label: str, value: Texts) -> dict:
    """One line of `metadata`, whose value is no HTML."""
    return {"label": in_our_language(label), "value": plain(value)}
