"""A picture as NASA's library tells it: an item of a search, its files, its metadata, its words."""

from urllib.parse import urljoin

from django.urls import reverse

from media.descriptions.languages import name_of
from media.pages.subjects import Subject
from media.reuse.nasa.finding import created
from media.reuse.provider import provider
from media.reuse.records import File, Record

# The longest side in pixels, of which a JPEG has at least so many if the picture has; 0 for the largest.
SIZES = {"orig": 0, "large": 1920, "medium": 1280, "small": 640, "thumb": 320}
# Files of an original without loss, beside the JPEG.
ORIGINALS = ("png", "tif")


def item(record: Record, albums: list[str]) -> dict:
    return {
        "href": address(record, "nasa_assets"),
        "data": [
            {
                "center": provider().short_name,
                "title": record.title,
                "nasa_id": record.identifier,
                "date_created": moment(record),
                "media_type": "image",
                "description": record.caption or record.alt_text,
                "description_508": record.long_description,
                "keywords": keywords(record),
                "location": location(record),
                "secondary_creator": record.credit_line,
                "album": albums,
            }
        ],
        "links": [{"href": file_address(record, "thumb"), "rel": "preview", "render": "image"}],
    }


def metadata(record: Record) -> dict:
    return {
        "AVAIL:NASAID": record.identifier,
        "AVAIL:Title": record.title,
        "AVAIL:Description": record.caption or record.alt_text,
        "AVAIL:Description508": record.long_description,
        "AVAIL:Keywords": keywords(record),
        "AVAIL:Location": location(record),
        "AVAIL:SecondaryCreator": record.credit_line,
        "AVAIL:Center": provider().short_name,
        "AVAIL:DateCreated": moment(record),
        "AVAIL:MediaType": "image",
    }


def captions(record: Record) -> str:
    """Alternative text and image description in every language, as plain text."""
    return "\n\n\n".join(
        f"Alternative text ({name_of(said.language)})\n{said.alt_text}\n\n"
        f"Image description ({name_of(said.language)})\n{said.long_description}"
        for said in record.words
    )


def moment(record: Record) -> str:
    return created(record.entry).isoformat(timespec="seconds").replace("+00:00", "Z")


def keywords(record: Record) -> list[str]:
    return [subject.label for subject in record.subjects]


def location(record: Record) -> str:
    places = [one.label for one in record.subjects if one.kind == Subject.Kind.PLACE]
    return ", ".join(places)


# --- Files ----------------------------------------------------------------------------------------


def address(record: Record, name: str, *more: str) -> str:
    return urljoin(record.base, reverse(name, args=[record.identifier, *more]))


def file_address(record: Record, size: str, extension: str = "jpg") -> str:
    """Programs put one size for another in it: ~orig for ~thumb."""
    return address(record, "nasa_file", f"{record.identifier}~{size}.{extension}")


def assets(record: Record) -> list[str]:
    """The addresses of all files, the largest first, and of the metadata."""
    originals = [one for one in ORIGINALS if original(record, one)]
    return [
        *(file_address(record, "orig", one) for one in originals),
        *(file_address(record, size) for size in SIZES),
        address(record, "nasa_metadata_file"),
    ]


def file_called(record: Record, name: str) -> File | None:
    """The current public file that an address like …/crater~medium.jpg means."""
    for size in SIZES:
        if name == f"{record.identifier}~{size}.jpg":
            return jpeg(record, size)
    for extension in ORIGINALS:
        if name == f"{record.identifier}~orig.{extension}":
            return original(record, extension)
    return None


def jpeg(record: Record, size: str) -> File:
    """The smallest JPEG that has so many pixels, of equals the download, which carries more words."""
    if not (wanted := SIZES[size]):
        return record.largest_jpeg
    files = [*record.downloads, *record.responsive]
    jpegs = [one for one in files if one.media_type == "image/jpeg"]
    large_enough = [one for one in jpegs if max(one.width, one.height) >= wanted]
    if not large_enough:
        return record.largest_jpeg
    return min(large_enough, key=lambda one: max(one.width, one.height))


def original(record: Record, extension: str) -> File | None:
    files = [one for one in record.downloads if one.size == "original"]
    return next((one for one in files if one.name.endswith(f".{extension}")), None)
