"""What the public files of an image page carry."""

import hashlib

from django.conf import settings

from media.descriptions import markup
from media.files.metadata import packet
from media.files.metadata.carried import Carried
from media.pages.dates import calendar_date
from media.pictures.avm import avm_of

# Move it when files must be made again though no word changed.
EDITION = b"2"


def carried_by(page) -> Carried:
    """Every word of an image page, in all its languages, and the facts beside them."""
    texts = [(settings.LANGUAGE_CODE, page)]
    texts += [(text.language, text) for text in page.texts.all()]

    def words(name: str) -> dict[str, str]:
        return {language: said for language, text in texts if (said := getattr(text, name))}

    licence, source = page.licence, settings.LANGUAGE_CODE
    return Carried(
        title=words("title"),
        alt_text=words("alt_text"),
        long_description=words("long_description"),
        caption={language: plain(caption) for language, caption in words("caption").items()},
        creators=[page.credit] if page.credit else [],
        credit=page.credit,
        rights={source: licence.credit_line(page.credit)} if licence else {},
        usage_terms={source: f"{licence.name} {licence.people_note}".strip()} if licence else {},
        licence_url=licence.url if licence else "",
        address=f"{settings.BASE_URL}/id/{page.identifier}",
        licensor=page.credit,
        keywords=[subject.label for subject in page.public_subjects(of_draft=True)],
        taken_on=calendar_date(page.taken_on),
        avm=avm_of(page),
    )


def plain(caption: str) -> str:
    """A caption without its markup, a line for each paragraph."""
    return "\n".join(line for line in markup.plain(caption).splitlines() if line)


def packets(page) -> dict[str, str]:
    """The packets for the files of `page`: `complete`, and `brief` for the small ones.

    All languages would add two thirds to a thumbnail (DESIGN, 4).
    """
    source, complete = settings.LANGUAGE_CODE, carried_by(page)
    brief = Carried(
        alt_text={source: page.alt_text},
        credit=complete.credit,
        licence_url=complete.licence_url,
        address=complete.address,
    )
    return {
        "complete": packet.packed(complete, source).decode(),
        "brief": packet.packed(brief, source).decode(),
    }


def packet_hash(page) -> str:
    """SHA-256 over everything that the public files of this page carry beside their pixels."""
    complete = packet.packed(carried_by(page), settings.LANGUAGE_CODE)
    # The kind and the identifier are in no packet, but in addresses and in what machines read; with
    # the original there is one file more.
    original = b"with original" if page.offers_original else b""
    return hashlib.sha256(EDITION + page.kind.encode() + original + complete).hexdigest()
