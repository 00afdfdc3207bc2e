"""The fields of press agencies: IPTC-IIM, in the resources of Photoshop or on its own."""

import struct

from PIL import Image, IptcImagePlugin

from media.files.metadata.carried import X_DEFAULT, Carried
from media.files.metadata.encodings import parts

# Information Interchange Model 4.2, record 2 (application record).
TITLE, KEYWORDS, DATE, CREATOR = 5, 25, 55, 80
HEADLINE, CREDIT, RIGHTS, CAPTION = 105, 110, 116, 120
RECORD, DATA_SET, RESOURCE, RESOURCE_OF_IIM = 2, 0x1C, b"8BIM", 0x0404


def read_iim(image: Image.Image) -> Carried:
    if image.format == "TIFF":
        found, is_whole = in_tags(image), True
    else:
        found, is_whole = data_sets(block_of(image))

    def words(number: int) -> list[str]:
        return [
            "\n".join(said) for value in found.get(number, []) if value and (said := parts(value))
        ]

    def texts(*numbers: int) -> dict[str, str]:
        return next(({X_DEFAULT: said[0]} for number in numbers if (said := words(number))), {})

    return Carried(
        title=texts(TITLE, HEADLINE),
        caption=texts(CAPTION),
        creators=words(CREATOR),
        credit=next(iter(words(CREDIT)), ""),
        rights=texts(RIGHTS),
        keywords=words(KEYWORDS),
        taken_on=next(iter(words(DATE)), ""),
        notes=[] if is_whole else ["The end of the file's IPTC data was ignored: it is damaged."],
    )


def in_tags(image: Image.Image) -> dict[int, list[bytes]]:
    """The values of record 2 in a TIFF, where Pillow alone knows the bytes."""
    found = IptcImagePlugin.getiptcinfo(image) or {}
    return {
        number: value if isinstance(value, list) else [value]
        for (record, number), value in found.items()
        if record == RECORD
    }


def block_of(image: Image.Image) -> bytes:
    """The block in the place where the format keeps it; empty if there is none."""
    resources = image.info.get("photoshop")
    if isinstance(resources, dict) and (block := resources.get(RESOURCE_OF_IIM)):
        return block
    for name in ("iptc", "8bim"):  # as ImageMagick keeps it in a PNG
        if profile := image.info.get(f"Raw profile type {name}"):
            return in_resources(from_hexadecimal(profile))
    return b""


def from_hexadecimal(profile: str) -> bytes:
    """A profile as ImageMagick writes it: its name, its length, its bytes as digits."""
    _name, _length, *digits = profile.split("\n", 3)[1:]
    return bytes.fromhex("".join(digits))


def in_resources(data: bytes) -> bytes:
    """The block among the resources of Photoshop; the data itself if it is one already."""
    position = 0
    while data[position : position + 4] == RESOURCE:
        (number,) = struct.unpack_from(">H", data, position + 4)
        position += 6 + (data[position + 6] // 2 + 1) * 2  # the resource's name, of even length
        (length,) = struct.unpack_from(">L", data, position)
        if number == RESOURCE_OF_IIM:
            return data[position + 4 : position + 4 + length]
        position += 4 + length + length % 2
    return data if not position else b""


def data_sets(block: bytes) -> tuple[dict[int, list[bytes]], bool]:
    """The values of record 2 by their numbers, up to what is broken; whether all is whole."""
    found: dict[int, list[bytes]] = {}
    position = 0
    while position + 5 <= len(block) and block[position] == DATA_SET:
        record, number, length = struct.unpack_from(">BBH", block, position + 1)
        position += 5
        if length & 0x8000:  # a length of so many bytes follows
            width = length & 0x7FFF
            length = int.from_bytes(block[position : position + width])
            position += width
        if position + length > len(block):
            return found, False
        if record == RECORD:
            found.setdefault(number, []).append(block[position : position + length])
        position += length
    return found, not block[position:].strip(b"\0")
