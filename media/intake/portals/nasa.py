"""Pictures of NASA's image library, or of a portal that answers as it does.

A search answers {"collection": {"items": […], "links": [{"rel": "next", "href"}], "metadata":
{"total_hits"}}}; an item has `href`, which leads to a JSON list of the addresses of its files, and
`data`, of which the first part tells about it (https://images.nasa.gov/docs/images.nasa.gov_api_docs.pdf).
"""

from collections.abc import Iterator
from urllib.parse import urljoin

from media.descriptions.lengths import LONGEST_ALT_TEXT
from media.files.metadata.carried import X_DEFAULT, Carried
from media.files.metadata.dates import as_date
from media.intake.fetching import Fetcher
from media.intake.portals.offers import (
    BrokenEntry,
    Listed,
    Listing,
    Offer,
    ending_of,
    file_name_of,
    identifier_of,
    list_in,
    number_in,
    text_in,
)

# The sizes of a picture, the best first, as they stand in the names of its files.
SIZES = ("~orig.", "~large.", "~medium.")


def is_list(answer: object) -> bool:
    return isinstance(answer, dict) and isinstance(answer.get("collection"), dict)


def listing(fetcher: Fetcher, address: str, first: dict) -> Listing:
    total = number_in(first["collection"].get("metadata"), "total_hits")
    return Listing(pictures(fetcher, address, first), total or None)


def pictures(fetcher: Fetcher, address: str, answer: object) -> Iterator[Listed]:
    """Those of this part of the search, and of all that follow. Raises FetchFailed, BrokenEntry."""
    passed = {address}
    while True:
        if not is_list(answer):
            raise BrokenEntry(f"{address} is no part of a search.")
        collection = answer["collection"]
        for number, item in enumerate(list_in(collection, "items"), start=1):
            if media_type(item) in ("", "image"):
                yield listed(fetcher, address, number, item)
        ways = [one for one in list_in(collection, "links") if text_in(one, "rel") == "next"]
        following = reached(fetcher, address, text_in(ways[0], "href")) if ways else ""
        if not following or following in passed:
            return
        passed.add(following)
        address, answer = following, fetcher.document(following)


def told_in(item: object) -> object:
    return next(iter(list_in(item, "data")), None)


def media_type(item: object) -> str:
    return text_in(told_in(item), "media_type")


def reached(fetcher: Fetcher, base: str, address: str) -> str:
    """An address as it is asked: NASA writes http where https answers as well."""
    found = urljoin(base, address)
    if found.startswith("http://") and not fetcher.allows_http:
        return f"https://{found.removeprefix('http://')}"
    return found


def listed(fetcher: Fetcher, address: str, number: int, item: object) -> Listed:
    told = told_in(item)
    name, href = text_in(told, "nasa_id"), text_in(item, "href")
    files_at = reached(fetcher, address, href) if href else ""

    def offer() -> Offer:
        if not name or not href:
            raise BrokenEntry(f"Entry {number} of {address} has no nasa_id, or no href.")
        return offered(told, best_file(fetcher, files_at))

    return Listed(name=name or f"entry {number} of {address}", address=files_at, offer=offer)


def best_file(fetcher: Fetcher, files_at: str) -> str:
    """The address of the largest file that is a picture."""
    files = fetcher.document(files_at)
    if not isinstance(files, list):
        raise BrokenEntry(f"{files_at} is no list of files.")
    found = [one for one in files if isinstance(one, str) and ending_of(one)]
    for size in SIZES:
        for file in found:
            if size in file:
                return reached(fetcher, files_at, file)
    raise BrokenEntry("It has no file that could be downloaded.")


def offered(told: dict, file: str) -> Offer:
    says = Carried()
    for name, words in (("title", "title"), ("caption", "description")):
        if said := text_in(told, words):
            getattr(says, name)[X_DEFAULT] = said
    if described := text_in(told, "description_508"):
        is_short = len(described) <= LONGEST_ALT_TEXT and "\n" not in described
        (says.alt_text if is_short else says.long_description)[X_DEFAULT] = described
    people = ("secondary_creator", "photographer", "center")
    says.credit = next((said for name in people if (said := text_in(told, name))), "")
    says.keywords = [word for word in list_in(told, "keywords") if isinstance(word, str)]
    says.taken_on = as_date(text_in(told, "date_created"))
    return Offer(
        file_address=file,
        file_name=file_name_of(file, ending_of(file)),
        identifier=identifier_of(text_in(told, "nasa_id")),
        aliases=[text_in(told, "nasa_id")],
        says=says,
        notes=["NASA's API names no licence: the field is empty."],
    )
