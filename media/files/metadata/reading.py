"""What an uploaded file says about its picture: XMP first, then IPTC-IIM, then EXIF."""

import re
from collections.abc import Callable
from dataclasses import fields
from datetime import datetime
from typing import BinaryIO

from PIL import ExifTags, Image, IptcImagePlugin

from media.files.metadata import packet
from media.files.metadata.carried import X_DEFAULT, Carried
from media.files.metadata.embedding import TIFF_XMP, extension_of

EXIF_TEXT_CHARACTERS = 10_000
# IPTC Information Interchange Model 4.2, record 2 (application record).
IIM_TITLE, IIM_KEYWORDS, IIM_DATE, IIM_CREATOR = (2, 5), (2, 25), (2, 55), (2, 80)
IIM_HEADLINE, IIM_CREDIT, IIM_RIGHTS, IIM_CAPTION = (2, 105), (2, 110), (2, 116), (2, 120)
IIM_CHARACTER_SET, IIM_UTF_8 = (1, 90), b"\x1b%G"


def read(file: BinaryIO) -> Carried:
    """Everything that a picture file says; what is broken is only noted.

    Never raises for what a file holds.
    """
    try:
        with Image.open(file) as image:
            return found_in(image)
    except Exception:
        return Carried(notes=["The file's data about the picture could not be read."])


def found_in(image: Image.Image) -> Carried:
    """The same of a picture that is open. A PNG is decoded for it: it may speak after its pixels."""
    notes: list[str] = []
    found = [Carried()]
    for name, reader in (("XMP", read_xmp), ("IPTC", read_iim), ("EXIF", read_exif)):
        try:
            found.append(reader(image))
        except packet.BrokenPacket as error:
            notes.append(f"The file's {name} data was ignored: {error}.")
        except Exception:  # parsers of others, fed by strangers, raise whatever they like
            notes.append(f"The file's {name} data was ignored: it is damaged.")
    carried = merged(found)
    carried.notes = notes
    return carried


def merged(found: list[Carried]) -> Carried:
    """Each property from the first that has it."""
    answer = Carried()
    for one in fields(Carried):
        for source in found:
            if value := getattr(source, one.name):
                setattr(answer, one.name, value)
                break
    return answer


# --- XMP --------------------------------------------------------------------------------------


def read_xmp(image: Image.Image) -> Carried:
    if image.format == "PNG":
        image.load()
    raw = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp") or b""
    if not raw and hasattr(image, "tag_v2"):
        raw = image.tag_v2.get(TIFF_XMP) or b""
    carried = packet.read(as_bytes(raw)) if raw else Carried()
    if long := extension_of(getattr(image, "applist", [])):
        carried = merged([packet.read(long), carried])
    carried.taken_on = as_date(carried.taken_on)
    return carried


def as_bytes(raw: str | bytes) -> bytes:
    return raw.encode() if isinstance(raw, str) else bytes(raw)


# --- IPTC-IIM ---------------------------------------------------------------------------------


def read_iim(image: Image.Image) -> Carried:
    raw = IptcImagePlugin.getiptcinfo(image) or {}
    is_utf_8 = raw.get(IIM_CHARACTER_SET) == IIM_UTF_8

    def words(key: tuple[int, int]) -> list[str]:
        value = raw.get(key, [])
        values = value if isinstance(value, list) else [value]
        return [text for one in values if (text := decoded(one, is_utf_8))]

    def texts(*keys: tuple[int, int]) -> dict[str, str]:
        return next(({X_DEFAULT: said[0]} for key in keys if (said := words(key))), {})

    return Carried(
        title=texts(IIM_TITLE, IIM_HEADLINE),
        caption=texts(IIM_CAPTION),
        creators=words(IIM_CREATOR),
        credit=next(iter(words(IIM_CREDIT)), ""),
        rights=texts(IIM_RIGHTS),
        keywords=words(IIM_KEYWORDS),
        taken_on=as_date(next(iter(words(IIM_DATE)), "")),
    )


def decoded(value: bytes, is_utf_8: bool) -> str:
    """The words of a field: UTF-8 if it is declared or fits, else Windows' Latin alphabet."""
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        text = value.decode("utf-8" if is_utf_8 else "cp1252", errors="replace")
    return text.replace("\x00", "").strip()


# --- EXIF -------------------------------------------------------------------------------------


def read_exif(image: Image.Image) -> Carried:
    exif = image.getexif()
    inner = exif.get_ifd(ExifTags.IFD.Exif)

    def words(tag: int, clean: Callable[[str], str] = str) -> str:
        value = exif.get(tag) or ""
        if isinstance(value, bytes):
            value = decoded(value, False)
        return clean(str(value).replace("\x00", "").strip()[:EXIF_TEXT_CHARACTERS])

    description, rights = words(ExifTags.Base.ImageDescription), words(ExifTags.Base.Copyright)
    artist = words(ExifTags.Base.Artist)
    taken = inner.get(ExifTags.Base.DateTimeOriginal) or ""
    return Carried(
        caption={X_DEFAULT: description} if description else {},
        creators=[name for part in artist.split(";") if (name := part.strip())],
        rights={X_DEFAULT: rights} if rights else {},
        taken_on=as_date(str(taken)),
    )


def as_date(text: str) -> str:
    """A date of reduced precision from what the standards write; "" if it is none.

    XMP writes 2026, 2026-05, 2026-05-04T12:00:00Z; IPTC-IIM 20260504; EXIF 2026:05:04 12:00:00.
    """
    found = re.match(r"(\d{4})(?:[-:]?(\d{2})(?:[-:]?(\d{2}))?)?(?!\d)", text.strip())
    if not found:
        return ""
    parts = [part for part in found.groups() if part and part not in ("00", "0000")]
    try:
        datetime(*[int(part) for part in [*parts, "1", "1"][:3]])
    except (ValueError, TypeError):
        return ""
    return "-".join(parts)
