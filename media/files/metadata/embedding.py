"""How a packet gets into a file: options for Pillow's `save`. Knows nothing of Django."""

import hashlib
import re
import struct
import zlib
from collections.abc import Iterator

from PIL.PngImagePlugin import PngInfo
from PIL.TiffImagePlugin import ImageFileDirectory_v2

# An APP1 segment holds 65,533 bytes; 29 of them name the packet (Adobe XMP, part 3, 1.1.3).
JPEG_PACKET_BYTES = 65_504
PACKET = b"http://ns.adobe.com/xap/1.0/\x00"
EXTENSION = b"http://ns.adobe.com/xmp/extension/\x00"
# What remains of a segment after the extension's name, checksum, length and offset.
EXTENSION_BYTES = 65_400
SCAN = b"\xff\xda"
# Application segments and comments; of the former those that say what the colours are stay. A
# JFIF segment with a thumbnail is longer, and goes.
APPLICATION = re.compile(rb"\xff[\xe0-\xef\xfe]")
PROFILE = b"ICC_PROFILE\x00"
ADOBE = re.compile(rb"\xff\xee\x00\x0eAdobe")
JFIF = re.compile(rb"\xff\xe0\x00\x10JFIF\x00")
# A marker within or behind a scan; 0xFF00 is a value, 0xFFD0 to 0xFFD7 only restart the scan.
MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
TIFF_XMP = 700
TIFF_BYTE = 1

POINTER = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/">'
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description rdf:about="" xmlns:xmpNote="http://ns.adobe.com/xmp/note/"'
    b' xmpNote:HasExtendedXMP="%s"/></rdf:RDF></x:xmpmeta>'
)


def save_options(format: str, packet: bytes) -> dict:
    """What to pass to `Image.save` in `format` so that the file carries `packet`.

    Pillow ignores `xmp=` for PNG and TIFF, which have places of their own.
    """
    if not packet:
        return {}
    if format == "PNG":
        chunk = PngInfo()
        chunk.add_itxt("XML:com.adobe.xmp", packet.decode())
        return {"pnginfo": chunk}
    if format == "TIFF":
        tags = ImageFileDirectory_v2()
        tags[TIFF_XMP], tags.tagtype[TIFF_XMP] = packet, TIFF_BYTE
        return {"tiffinfo": tags}
    if format == "JPEG" and len(packet) > JPEG_PACKET_BYTES:
        return extended(packet)
    return {"xmp": packet}


def extended(packet: bytes) -> dict:
    """A packet that is too long for one segment: a pointer, and the packet in pieces after it.

    The pieces hold plain XML without the wrapper around a packet.
    """
    body = packet[packet.index(b"<x:xmpmeta") : packet.rindex(b"</x:xmpmeta>") + 12]
    checksum = hashlib.md5(body, usedforsecurity=False).hexdigest().upper().encode()
    segments = segment(PACKET + POINTER % checksum)
    for offset in range(0, len(body), EXTENSION_BYTES):
        piece = body[offset : offset + EXTENSION_BYTES]
        head = EXTENSION + checksum + struct.pack(">II", len(body), offset)
        segments += segment(head + piece)
    return {"extra": segments}


def segment(data: bytes) -> bytes:
    return b"\xff\xe1" + struct.pack(">H", len(data) + 2) + data


def jpeg_with(packet: bytes, jpeg: bytes) -> bytes:
    """The same JPEG, pixel for pixel, with `packet` as the only thing that it says.

    Colour (JFIF, ICC, Adobe) stays; EXIF, other XMP, IPTC, thumbnails, comments and whatever
    hangs behind the end of the picture are left out. Raises ValueError if it is no whole JPEG.
    """
    kept, position = [], 2
    if jpeg[:2] != b"\xff\xd8":
        raise ValueError("it does not begin as a JPEG")
    while True:
        marker, length = (
            jpeg[position : position + 2],
            int.from_bytes(jpeg[position + 2 : position + 4]),
        )
        if marker[:1] != b"\xff" or length < 2 or position + 2 + length > len(jpeg):
            raise ValueError("its segments are broken")
        if marker == SCAN:
            break
        data = jpeg[position : position + 2 + length]
        is_colour = data[4:].startswith(PROFILE) or ADOBE.match(data) or JFIF.match(data)
        if is_colour or not APPLICATION.match(marker):
            kept.append(data)
        position += 2 + length
    jfif = [data for data in kept if data[:2] == b"\xff\xe0"]
    others = [data for data in kept if data[:2] != b"\xff\xe0"]
    said = (
        extended(packet)["extra"] if len(packet) > JPEG_PACKET_BYTES else segment(PACKET + packet)
    )
    return b"".join([b"\xff\xd8", *jfif, said, *others, *scans(jpeg, position)])


def scans(jpeg: bytes, position: int) -> Iterator[bytes]:
    """The scans from `position` to the end of the picture, and the tables between them."""
    start = position
    while found := MARKER.search(jpeg, position):
        position = found.start()
        if found.group() == b"\xff\xd9":
            yield jpeg[start : position + 2]
            return
        after = position + 2 + int.from_bytes(jpeg[position + 2 : position + 4])
        if APPLICATION.match(found.group()):
            yield jpeg[start:position]
            start = after
        position = after
    raise ValueError("its end is missing")


# What a PNG needs to be drawn as it was: its pixels, its transparency, what its colours mean, its
# shape. All that speaks of something else stays behind.
DRAWN = {
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cICP", b"iCCP", b"sRGB", b"gAMA", b"cHRM", b"sBIT",
    b"pHYs",
}  # fmt: skip


def png_with(packet: bytes, png: bytes) -> bytes:
    """The same PNG, bit for bit of its pixels, with `packet` as the only thing that it says.

    Raises ValueError if it is no whole PNG.
    """
    data = b"XML:com.adobe.xmp\0\0\0\0\0" + packet
    kept = [png[:8]]
    position, name = 8, b""
    while name != b"IEND":
        length = int.from_bytes(png[position : position + 4])
        name, after = png[position + 4 : position + 8], position + 12 + length
        if len(name) < 4 or after > len(png):
            raise ValueError("its chunks are broken")
        if name in DRAWN:
            kept.append(png[position:after])
        if name == b"IHDR":
            kept += [struct.pack(">I", len(data)), b"iTXt", data]
            kept.append(struct.pack(">I", zlib.crc32(b"iTXt" + data)))
        position = after
    return b"".join(kept)


def extension_of(segments: list[tuple[str, bytes]], checksum: str) -> bytes:
    """The continuation with this checksum in the APP segments of a JPEG (Pillow's `applist`).

    Empty if there is none. Raises ValueError, with the reason, if it is not whole or not meant:
    programs leave that of an earlier edition in its place.
    """
    pieces, total, others = {}, 0, False
    for name, data in segments:
        head, rest = data[: len(EXTENSION)], data[len(EXTENSION) + 32 :]
        if name != "APP1" or head != EXTENSION or len(rest) <= 8:
            continue
        if data[len(EXTENSION) :][:32] != checksum.upper().encode():
            others = True
            continue
        total, offset = struct.unpack(">II", rest[:8])
        pieces[offset] = rest[8:]
    if others and not pieces:
        raise ValueError("nothing points to it")
    found = b"".join(pieces[offset] for offset in sorted(pieces))
    if len(found) != total:
        raise ValueError("a part of it is missing")
    return found
