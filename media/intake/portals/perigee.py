"""Pictures of another Perigee: its API answers {"items": [image …], "next": address or null}.

An image has identifier, title, alt_text, long_description, caption, credit, licence {name, spdx, url},
texts (the same four by language), downloads [{size, url, media_type, width, height, bytes, sha256}],
subjects [{label, kind}] and taken_on (`media.reuse.payloads`). What a list leaves out is asked for one by one.
"""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from media.descriptions.lengths import LONGEST_LANGUAGE
from media.files.metadata.carried import X_DEFAULT, Carried, language_tag
from media.intake.fetching import Fetcher
from media.intake.portals.licences import licence_called
from media.intake.portals.offers import (
    BrokenEntry,
    Listed,
    Listing,
    Offer,
    ending_of,
    file_name_of,
    identifier_of,
    label_of,
    list_in,
    number_in,
    text_in,
)

LIST = "/api/v1/images"
WORDS = ("title", "alt_text", "long_description", "caption")
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8})*")
ENDINGS = {
    "image/avif": "avif",
    "image/gif": "gif",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/tiff": "tif",
    "image/webp": "webp",
}


def is_list(answer: object) -> bool:
    return isinstance(answer, dict) and isinstance(answer.get("items"), list)


def listing(fetcher: Fetcher, address: str, first: dict) -> Listing:
    total = next(
        (number for name in ("total", "count") if (number := number_in(first, name))), None
    )
    return Listing(pictures(fetcher, address, first), total)


def pictures(fetcher: Fetcher, address: str, answer: object) -> Iterator[Listed]:
    """Those of this page of the list, and of all that follow. Raises FetchFailed, BrokenEntry."""
    passed = {address}
    while True:
        if not is_list(answer):
            raise BrokenEntry(f"{address} is no part of a list of pictures.")
        for number, told in enumerate(answer["items"], start=1):
            yield listed(fetcher, address, number, told)
        following = urljoin(address, text_in(answer, "next"))
        if not text_in(answer, "next") or following in passed:
            return
        passed.add(following)
        address, answer = following, fetcher.document(following)


def listed(fetcher: Fetcher, address: str, number: int, told: object) -> Listed:
    identifier = text_in(told, "identifier")

    def offer() -> Offer:
        if not identifier:
            raise BrokenEntry(f"Entry {number} of {address} has no identifier.")
        is_whole = "downloads" in told and "long_description" in told
        whole = told if is_whole else fetcher.document(own_address(address, told))
        found = offered(whole)
        found.aliases = aliases_of(whole, address)
        return found

    file = best_file(told)
    permanent = text_in(told, "permanent_url") or f"/id/{identifier}"
    return Listed(
        name=identifier or f"entry {number} of {address}",
        address=urljoin(address, permanent) if identifier else "",
        offer=offer,
        sha256=text_in(file, "sha256").lower(),
    )


def aliases_of(told: object, list_address: str) -> list[str]:
    """What the picture is called there, and where it is: identifier, aliases, permanent address and page."""
    names = [name for name in list_in(told, "aliases") if isinstance(name, str)]
    ways = [text_in(told, name) for name in ("permanent_url", "url")]
    return [
        text_in(told, "identifier"),
        *names,
        *(urljoin(list_address, way) for way in ways if way),
    ]


def own_address(list_address: str, told: dict) -> str:
    """Where the API tells all about one picture."""
    path = list_address.partition("?")[0].rstrip("/")
    return f"{path}/{text_in(told, 'identifier')}"


def best_file(told: object) -> dict | None:
    """Of the downloads that are pictures the one with most pixels, of equals the original."""
    found = [one for one in list_in(told, "downloads") if address_of(one) and ending(one)]
    return max(
        found,
        key=lambda one: (
            number_in(one, "width") * number_in(one, "height"),
            text_in(one, "size") == "original",
            number_in(one, "bytes"),
        ),
        default=None,
    )


def address_of(file: object) -> str:
    return text_in(file, "url") or text_in(file, "permanent_url")


def ending(file: object) -> str:
    return ending_of(address_of(file)) or ENDINGS.get(text_in(file, "media_type"), "")


def offered(told: object) -> Offer:
    file = best_file(told)
    if file is None:
        raise BrokenEntry("It has no file that could be downloaded.")
    notes: list[str] = []
    licence = told.get("licence")
    name = text_in(licence, "name") or text_in(licence, "short_name")
    terms = licence_called(text_in(licence, "spdx"), text_in(licence, "url"), name)
    if terms is None:
        called = name or text_in(licence, "url") or text_in(licence, "spdx")
        notes.append(
            f"Its licence elsewhere, “{called}”, is none of ours: the field is empty."
            if called
            else "The other portal names no licence: the field is empty."
        )
    says = words_of(told)
    says.credit = text_in(told, "credit") or text_in(told, "credit_line")
    says.taken_on = text_in(told, "taken_on")
    subjects = [
        (label, text_in(one, "kind"))
        for one in list_in(told, "subjects")
        if (label := label_of(one.get("label") if isinstance(one, dict) else one))
    ]
    return Offer(
        file_address=address_of(file),
        file_name=file_name_of(address_of(file), ending(file)),
        sha256=text_in(file, "sha256").lower(),
        identifier=identifier_of(text_in(told, "identifier")),
        says=says,
        licence=terms,
        kind=text_in(told, "kind"),
        subjects=subjects,
        notes=notes,
    )


def words_of(told: dict) -> Carried:
    """The words in each language; those above the languages are of the one that says the same."""
    by_language = dict(each_language(told.get("texts")))
    own = {name: text_in(told, name) for name in WORDS}
    same = [
        language
        for language, words in by_language.items()
        if all(words[name] == own[name] for name in ("alt_text", "long_description"))
    ]
    declared = text_in(told, "language")
    language = same[0] if same else tag(declared) or X_DEFAULT
    says = Carried()
    for name in WORDS:
        words = {code: said[name] for code, said in by_language.items() if said[name]}
        getattr(says, name).update({**words, **({language: own[name]} if own[name] else {})})
    return says


def each_language(texts: object) -> Iterator[tuple[str, dict[str, str]]]:
    """Language and words, whether they stand by language or each names its own."""
    if isinstance(texts, dict):
        pairs = list(texts.items())
    else:
        rows = texts if isinstance(texts, list) else []
        pairs = [(text_in(said, "language"), said) for said in rows]
    for written, said in pairs:
        if language := tag(written):
            yield language, {name: text_in(said, name) for name in WORDS}


def tag(written: str) -> str:
    """A language as it is kept here; "" for what is none."""
    is_one = LANGUAGE.fullmatch(written) and len(written) <= LONGEST_LANGUAGE
    return language_tag(written) if is_one else ""
