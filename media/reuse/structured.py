"""Pictures as search engines read them: schema.org's words in JSON-LD.

Each function answers a node as a dict. Only properties that schema.org defines for the type stand in
it; what is not known is left out.
"""

from collections.abc import Iterable, Mapping

from django.urls import reverse

from media.archive.catalogue import EntryWords
from media.pages.dates import calendar_date
from media.pages.subjects import Subject
from media.reuse.records import File, Record

# UN/CEFACT's code for pixels.
PIXEL = "E37"
TYPES = {
    Subject.Kind.PERSON: "Person",
    Subject.Kind.PLACE: "Place",
    Subject.Kind.MISSION: "Project",
}


def known(node: Mapping) -> dict:
    """The node without what says nothing."""
    return {name: value for name, value in node.items() if value not in (None, "", [], {})}


def pixels(number: int) -> dict:
    return {"@type": "QuantitativeValue", "value": number, "unitCode": PIXEL}


def about(subject: Subject, base: str) -> dict:
    """What a page or a picture is about."""
    return {
        "@type": TYPES.get(subject.kind, "Thing"),
        "name": subject.label,
        "url": f"{base.rstrip('/')}{reverse('subject', args=[subject.slug])}",
    }


def licence_address(record: Record) -> str:
    """Where the licence can be read; of one that stands nowhere, the page says what it allows."""
    return record.licence.url or terms_address(record)


def terms_address(record: Record) -> str:
    return f"{record.address}#licence"


def terms(record: Record) -> dict:
    """What a re-user has to know; a credit is a line, of which nobody can tell whether it is a person."""
    return {
        "license": licence_address(record),
        "acquireLicensePage": terms_address(record),
        "creditText": record.credit_line,
        "creator": {"@type": "Organization", "name": record.entry.credit},
        "copyrightNotice": record.credit_line,
    }


def file_facts(file: File) -> dict:
    return known(
        {
            "contentUrl": file.address,
            "encodingFormat": file.media_type,
            "width": pixels(file.width),
            "height": pixels(file.height),
            "contentSize": f"{file.bytes} B",
            "sha256": file.sha256,
        }
    )


def image_object(record: Record, galleries: Iterable[Mapping] = ()) -> dict:
    """The whole picture, for its own page; `galleries` are nodes of those in which it stands."""
    entry, largest = record.entry, record.largest_jpeg
    taken = calendar_date(entry.taken_on)
    names = record.names_elsewhere
    return known(
        {
            "@type": "ImageObject",
            "@id": record.permanent_address,
            "url": record.address,
            "mainEntityOfPage": record.address,
            "identifier": [record.identifier, *names] if names else record.identifier,
            "sameAs": record.addresses_before,
            "name": record.title,
            "caption": record.caption or record.alt_text,
            "description": record.long_description,
            "inLanguage": record.said.language,
            "accessibilityFeature": ["alternativeText", "longDescription"],
            "representativeOfPage": True,
            "isAccessibleForFree": True,
            **file_facts(largest),
            "thumbnailUrl": record.preview().address,
            "thumbnail": {"@type": "ImageObject", **file_facts(record.preview())},
            "encoding": [
                {"@type": "MediaObject", "name": file.name, **file_facts(file)}
                for file in record.downloads
                if file != largest
            ],
            **terms(record),
            "datePublished": entry.shown_on.isoformat(),
            "dateModified": entry.changed_at.isoformat(),
            "uploadDate": entry.release.opened_at and entry.release.opened_at.isoformat(),
            # Nothing shorter than a day is a date to schema.org.
            "dateCreated": taken if len(taken) == len("2026-11-27") else "",
            "about": [about(subject, record.base) for subject in record.subjects],
            "isPartOf": list(galleries),
            "workTranslation": [translation(record, said) for said in record.words[1:]],
        }
    )


def translation(record: Record, said: EntryWords) -> dict:
    """The same picture in the words of another language."""
    return {
        "@type": "ImageObject",
        "@id": f"{record.permanent_address}#{said.language}",
        "translationOfWork": {"@id": record.permanent_address},
        "inLanguage": said.language,
        "name": said.title,
        "caption": said.caption or said.alt_text,
        "description": said.long_description,
        "contentUrl": record.largest_jpeg.address,
    }


def image_in_brief(record: Record) -> dict:
    """A picture beside others or at the head of a page; costs no query."""
    file = record.preview(1200)
    return known(
        {
            "@type": "ImageObject",
            "@id": record.permanent_address,
            "url": record.address,
            "name": record.title,
            "caption": record.alt_text,
            **file_facts(file),
            "thumbnailUrl": record.preview().address,
            **terms(record),
        }
    )
