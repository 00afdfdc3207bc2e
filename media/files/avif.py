"""How the main picture of an AVIF is marked: its box of colours, found by way of its properties. Knows nothing of Django."""

import struct
from collections.abc import Iterator


def nclx(avif: bytes) -> tuple[int, int] | None:
    """(primaries, transfer) by the code points of ITU-T H.273 (ISO/IEC 14496-12, 12.1.5)."""
    try:
        meta = box(b"meta", avif)[4:]
        properties = box(b"iprp", meta)
        listed = list(boxes(box(b"ipco", properties)))
        main = main_item(box(b"pitm", meta))
        for number in numbers_of(main, box(b"ipma", properties)):
            name, body = listed[number - 1]
            if name == b"colr" and body[:4] == b"nclx":
                return struct.unpack_from(">HH", body, 4)
    except (LookupError, struct.error):
        pass  # libheif judges whether the file is sound
    return None


def boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each box in `data`: its name and what is in it."""
    at = 0
    while at + 8 <= len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        head = 8
        if length == 1:
            length, head = struct.unpack_from(">Q", data, at + 8)[0], 16
        length = length or len(data) - at
        if length < head:
            return
        yield name, data[at + head : at + length]
        at += length


def box(name: bytes, data: bytes) -> bytes:
    """What is in the first box of that name. Raises LookupError if there is none."""
    for found, body in boxes(data):
        if found == name:
            return body
    raise LookupError(name)


def main_item(pitm: bytes) -> int:
    return struct.unpack_from(">I" if pitm[:1] == b"\1" else ">H", pitm, 4)[0]


def numbers_of(item: int, ipma: bytes) -> list[int]:
    """The numbers of an item's properties, of which the first is 1."""
    of_item, is_wide = (">IB" if ipma[:1] == b"\1" else ">HB"), ipma[3:4] == b"\1"
    at = 8
    for _ in range(*struct.unpack_from(">I", ipma, 4)):
        found, count = struct.unpack_from(of_item, ipma, at)
        at += struct.calcsize(of_item)
        width = 2 if is_wide else 1
        if found == item:
            # The highest bit only says that the property must be understood.
            numbers = struct.unpack_from(f">{count}{'H' if is_wide else 'B'}", ipma, at)
            return [number & (0x7FFF if is_wide else 0x7F) for number in numbers]
        at += count * width
    return []
