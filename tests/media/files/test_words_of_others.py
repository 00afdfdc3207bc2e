"""Files as programs of others leave them: which words are of this picture, and in which letters."""

import hashlib
import io
import struct
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as some

from media.files.metadata import packet, reading, xmp
from media.files.metadata.carried import X_DEFAULT, Carried, cut_at_a_word, language_tag
from media.files.metadata.embedding import (
    EXTENSION,
    EXTENSION_BYTES,
    PACKET,
    save_options,
    segment,
)
from media.files.metadata.encodings import decoded
from media.files.metadata.iim import data_sets, in_resources
from tests import exiftool
from tests.factories import picture_bytes
from tests.media.corpus import JPEG, png_with

pytestmark = pytest.mark.files

SPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" '
    'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" '
    'xmlns:xmpNote="http://ns.adobe.com/xmp/note/" xmlns:GDepth="http://ns.google.com/photos/1.0/depthmap/" '
    'xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/" '
    'xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
)


def rdf(*descriptions: str) -> bytes:
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f"{''.join(descriptions)}</rdf:RDF></x:xmpmeta>"
    ).encode()


def described(body: str, about: str = "", attributes: str = "") -> str:
    return f'<rdf:Description rdf:about="{about}" {SPACES} {attributes}>{body}</rdf:Description>'


def alternatives(name: str, words: dict[str, str]) -> str:
    items = "".join(f'<rdf:li xml:lang="{key}">{said}</rdf:li>' for key, said in words.items())
    return f"<{name}><rdf:Alt>{items}</rdf:Alt></{name}>"


TITLE = alternatives("dc:title", {X_DEFAULT: "Dust devil at noon"})
CREATOR = "<dc:creator><rdf:Seq><rdf:li>Somebody Else</rdf:li></rdf:Seq></dc:creator>"
CREDIT = "<photoshop:Credit>Another agency</photoshop:Credit>"
OTHERS = CREATOR + CREDIT


# --- Letters ----------------------------------------------------------------------------------

WORDS = {
    "-EXIF:ImageDescription": "Près du cratère – « première lumière »",
    "-EXIF:Artist": "Zoë Müller",
    "-EXIF:Copyright": "© Agence Éxemple",
}


@pytest.mark.parametrize("format", ["JPEG", "TIFF", "PNG", "WEBP", "AVIF"])
def test_exif_in_utf_8_is_read_as_utf_8(format, tmp_path):
    path = tmp_path / f"picture.{ {'JPEG': 'jpg', 'TIFF': 'tif'}.get(format, format.lower()) }"
    path.write_bytes(picture_bytes(format, size=(40, 30)))
    exiftool.write(path, *[f"{name}={said}" for name, said in WORDS.items()])
    found = reading.read(path.open("rb"))
    assert found.notes == []
    assert found.caption == {X_DEFAULT: WORDS["-EXIF:ImageDescription"]}
    assert found.creators == ["Zoë Müller"]
    assert found.rights == {X_DEFAULT: "© Agence Éxemple"}


def exif(tag: int, kind: int, value: bytes) -> bytes:
    """EXIF of one field, whose value follows its directory."""
    entry = struct.pack("<HHLL", tag, kind, len(value), 26)
    return b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", 1) + entry + b"\0\0\0\0" + value


ASCII, UNDEFINED, UTF_8 = 2, 7, 129
ARTIST, COPYRIGHT = 315, 33432


@pytest.mark.parametrize("kind", [ASCII, UNDEFINED, UTF_8])
def test_whatever_type_exif_gives_its_words_they_are_read(kind):
    data = exif(ARTIST, kind, "Zoë Müller\0".encode())
    found = reading.read(io.BytesIO(JPEG[:2] + segment(data) + JPEG[2:]))
    assert found.creators == ["Zoë Müller"]


def test_the_two_halves_of_an_exif_copyright_do_not_run_together():
    data = exif(COPYRIGHT, ASCII, b"Ana Example\0Example Agency\0")
    found = reading.read(io.BytesIO(JPEG[:2] + segment(data) + JPEG[2:]))
    assert found.rights == {X_DEFAULT: "Ana Example; Example Agency"}


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("Zoë Müller".encode(), "Zoë Müller"),
        ("Zoë Müller".encode("latin-1"), "Zoë Müller"),
        ("Zoë".encode("latin-1"), "Zoë"),
        ("ANDRÉ".encode("latin-1"), "ANDRÉ"),
        ("A rim, été".encode("latin-1"), "A rim, été"),
        ("Zoë".encode()[:-1], "Zo"),
        ("the lander’s".encode()[:11], "the lander"),
        ("l’été – 10 €".encode("cp1252"), "l’été – 10 €"),
        ("月の裏側".encode(), "月の裏側"),
        ("Vu près du cratè".encode()[:-1], "Vu près du crat"),
        ("Zoë près".encode() + b"\xff du " + "cratère".encode(), "Zoë près\ufffd du cratère"),
        ("Rim: 月の裏側".encode("iso2022_jp"), "Rim: 月の裏側"),
        ("月球 달".encode("iso2022_jp_2"), "月球 달"),
        (b"\x1b$B cut", "\x1b$B cut"),
        (b"", ""),
    ],
)
def test_undeclared_letters_are_taken_for_utf_8_wherever_they_can_be(value, words):
    assert decoded(value) == words


@given(some.text().filter(lambda text: "\x1b$" not in text))
def test_utf_8_is_never_taken_for_anything_else(text):
    assert decoded(text.encode(errors="ignore")) == text.encode(errors="ignore").decode()


# --- PNG as ImageMagick writes it ---------------------------------------------------------------


def iim() -> bytes:
    values = {5: b"Lander on the plain", 110: "Agence Éxemple".encode()}
    return b"".join(
        b"\x1c\x02" + struct.pack(">BH", number, len(value)) + value
        for number, value in values.items()
    )


def resources(block: bytes) -> bytes:
    """The block between two other resources of Photoshop, of which one has a name."""
    other = b"8BIM\x03\xed" + b"\x03abc" + struct.pack(">L", 3) + b"xyz\0"
    own = b"8BIM\x04\x04\0\0" + struct.pack(">L", len(block)) + block + b"\0" * (len(block) % 2)
    return other + own + other


@pytest.mark.parametrize(
    ("name", "wrap"), [("iptc", resources), ("8bim", resources), ("iptc", bytes)]
)
def test_a_profile_of_imagemagick_in_a_png_is_read(name, wrap):
    data = wrap(iim())
    digits = data.hex()
    lines = "\n".join(digits[at : at + 72] for at in range(0, len(digits), 72))
    text = f"\n{name}\n{len(data):8d}\n{lines}\n".encode()
    chunk = f"Raw profile type {name}\0\0".encode() + zlib.compress(text)
    found = reading.read(io.BytesIO(png_with(b"zTXt", chunk)))
    assert found.notes == []
    assert (found.title, found.credit) == ({X_DEFAULT: "Lander on the plain"}, "Agence Éxemple")


@pytest.mark.parametrize("broken", [b"\x1c\x02\x78\xff\xff", b"\x1c\x02\x78\0\x09cut", b"garbage"])
def test_fields_before_a_broken_one_are_read_and_the_rest_is_noted(broken):
    block = iim() + broken
    data = b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + struct.pack(">L", len(block)) + block
    app13 = segment(data).replace(b"\xff\xe1", b"\xff\xed", 1)
    found = reading.read(io.BytesIO(JPEG[:2] + app13 + JPEG[2:]))
    assert found.credit == "Agence Éxemple"
    assert ["IPTC" in note for note in found.notes] == [True]


# --- Of this picture only -----------------------------------------------------------------------

STRANGERS = {
    "an ingredient": "<xmpMM:Ingredients><rdf:Bag><rdf:li><rdf:Description>%s</rdf:Description>"
    "</rdf:li></rdf:Bag></xmpMM:Ingredients>",
    "an ingredient in short form": '<xmpMM:Ingredients><rdf:Bag><rdf:li><rdf:Description '
    'photoshop:Credit="Another agency"/></rdf:li></rdf:Bag></xmpMM:Ingredients>',
    "a pantry": '<xmpMM:Pantry><rdf:Bag><rdf:li rdf:parseType="Resource">%s</rdf:li></rdf:Bag>'
    "</xmpMM:Pantry>",
    "a thumbnail": "<xmp:Thumbnails><rdf:Alt><rdf:li><rdf:Description>%s</rdf:Description>"
    "</rdf:li></rdf:Alt></xmp:Thumbnails>",
    "its history": "<xmpMM:History><rdf:Seq><rdf:li><rdf:Description>%s</rdf:Description></rdf:li>"
    "</rdf:Seq></xmpMM:History>",
    "what it was made of": "<xmpMM:DerivedFrom><rdf:Description>%s</rdf:Description>"
    "</xmpMM:DerivedFrom>",
    "a work of art in it": "<Iptc4xmpExt:ArtworkOrObject><rdf:Bag><rdf:li><rdf:Description>%s"
    "</rdf:Description></rdf:li></rdf:Bag></Iptc4xmpExt:ArtworkOrObject>",
    "a packet in the packet": "<xmpMM:Extra><rdf:RDF><rdf:Description>%s</rdf:Description></rdf:RDF>"
    "</xmpMM:Extra>",
}  # fmt: skip


@pytest.mark.parametrize("name", STRANGERS)
@pytest.mark.parametrize("place", ["before", "after"])
def test_the_authors_of_other_things_are_not_this_pictures(name, place):
    stranger = STRANGERS[name].replace("%s", OTHERS)
    found = xmp.read(rdf(described(stranger + TITLE if place == "before" else TITLE + stranger)))
    assert found.title == {X_DEFAULT: "Dust devil at noon"}
    assert (found.creators, found.credit) == ([], "")


def test_a_description_of_something_else_is_left_out_with_a_note():
    found = xmp.read(rdf(described(TITLE), described(OTHERS, about="#ingredient-1")))
    assert (found.title, found.creators) == ({X_DEFAULT: "Dust devil at noon"}, [])
    assert ["something else" in note for note in found.notes] == [True]


@pytest.mark.parametrize("abouts", [("", ""), ("uuid:1", "uuid:1"), ("uuid:1", "")])
def test_a_picture_described_in_several_parts_is_read_from_all(abouts):
    first, second = abouts
    found = xmp.read(rdf(described(TITLE, about=first), described(OTHERS, about=second)))
    assert (found.creators, found.notes) == (["Somebody Else"], [])


def test_the_role_of_an_author_is_no_author():
    person = '<rdf:li rdf:parseType="Resource"><rdf:value>Ana</rdf:value><dc:type>editor</dc:type></rdf:li>'
    plain = f"<dc:creator><rdf:Seq>{person}</rdf:Seq></dc:creator>"
    assert xmp.read(rdf(described(plain))).creators == ["Ana"]
    structure = '<dc:creator rdf:parseType="Resource"><dc:type>editor</dc:type></dc:creator>'
    assert xmp.read(rdf(described(structure))).creators == []


# --- A heavy part and a light one ---------------------------------------------------------------


def jpeg_that_goes_on(continuation: bytes, *, checksum: bytes = b"", lost: int | None = None):
    """A JPEG with a packet of words and its continuation, of which one piece may be lost."""
    digest = hashlib.md5(continuation, usedforsecurity=False).hexdigest().upper()
    body = TITLE + f"<xmpNote:HasExtendedXMP>{digest}</xmpNote:HasExtendedXMP>"
    segments = [segment(PACKET + rdf(described(body)))]
    for number, at in enumerate(range(0, len(continuation), EXTENSION_BYTES)):
        head = EXTENSION + (checksum or digest.encode()) + struct.pack(">II", len(continuation), at)
        if number != lost:
            segments.append(segment(head + continuation[at : at + EXTENSION_BYTES]))
    return io.BytesIO(b"".join([JPEG[:2], *segments, JPEG[2:]]))


DEPTH_MAP = "iVBORw0KGgo" * 250_000
LATE = alternatives("dc:description", {"en": "Seen from the rim."})
HEAVY = {
    "as an element": rdf(described(f"<GDepth:Data>{DEPTH_MAP}</GDepth:Data>{LATE}")),
    "as an attribute": rdf(described(LATE, attributes=f'GDepth:Data="{DEPTH_MAP}"')),
}


@pytest.mark.parametrize("form", HEAVY)
def test_words_around_a_depth_map_of_megabytes_are_read(form):
    found = reading.read(jpeg_that_goes_on(HEAVY[form]))
    assert found.notes == []
    assert found.title == {X_DEFAULT: "Dust devil at noon"}
    assert found.caption == {"en": "Seen from the rim."}


@pytest.mark.parametrize(
    ("continuation", "options", "why"),
    [
        (HEAVY["as an element"], {"lost": 3}, "a part of it is missing"),
        (HEAVY["as an element"], {"checksum": b"0" * 32}, "nothing points to it"),
        (b"<no xml " * 20_000, {}, "not well-formed"),
        (b"<x>" + b"a" * 33 * 2**20 + b"</x>", {}, "MB are read"),
    ],
)
def test_a_continuation_that_cannot_be_used_leaves_the_packet_readable(continuation, options, why):
    found = reading.read(jpeg_that_goes_on(continuation, **options))
    assert found.title == {X_DEFAULT: "Dust devil at noon"}
    assert found.caption == {}
    assert [why in note for note in found.notes] == [True]


@pytest.mark.parametrize("format", ["PNG", "TIFF", "WEBP", "AVIF"])
def test_words_beside_the_numbers_of_sixty_thousand_ancestors_are_read(format):
    ancestors = "".join(f"<rdf:li>{number:032X}</rdf:li>" for number in range(60_000))
    bag = (
        f"<photoshop:DocumentAncestors><rdf:Bag>{ancestors}</rdf:Bag></photoshop:DocumentAncestors>"
    )
    found = reading.read(
        io.BytesIO(
            picture_bytes(
                format, size=(40, 30), **save_options(format, rdf(described(bag + TITLE + CREDIT)))
            )
        )
    )
    assert found.notes == []
    assert (found.title, found.credit) == ({X_DEFAULT: "Dust devil at noon"}, "Another agency")


def test_a_title_of_ten_megabytes_is_cut_with_a_note_and_the_rest_is_read():
    long = alternatives("dc:title", {X_DEFAULT: "Rims of stone " * 700_000})
    found = xmp.read(rdf(described(long + CREDIT)))
    assert found.credit == "Another agency"
    assert found.title[X_DEFAULT].endswith("stone…") or found.title[X_DEFAULT].endswith("of…")
    assert len(found.title[X_DEFAULT]) <= 100_000
    assert found.notes == ["The file's title was cut: it is too long."]


@pytest.mark.parametrize(
    "body",
    [
        "<dc:subject><rdf:Bag>" + "<rdf:li>Moon</rdf:li>" * 9_000 + "</rdf:Bag></dc:subject>",
        "<dc:subject>" + "<rdf:li>" * 9_000 + "Moon" + "</rdf:li>" * 9_000 + "</dc:subject>",
    ],
)
def test_keywords_by_the_thousand_or_a_thousand_deep_are_cut_with_a_note(body):
    found = xmp.read(rdf(described(body + CREDIT)))
    assert found.credit == "Another agency"
    assert len(found.keywords) <= 500
    assert found.notes == ["The file's subject was cut: it is too long."]


# --- Languages --------------------------------------------------------------------------------


def test_words_of_one_language_twice_are_noted():
    body = (
        '<dc:title><rdf:Alt><rdf:li xml:lang="de">Eins</rdf:li><rdf:li xml:lang="DE">Zwei</rdf:li>'
        "</rdf:Alt></dc:title>"
    )
    found = xmp.read(rdf(described(body)))
    assert found.title == {"de": "Eins"}
    assert ["“Zwei”" in note for note in found.notes] == [True]


def test_a_language_beside_a_single_text_counts():
    found = xmp.read(rdf(described('<dc:title xml:lang="de">Staubteufel</dc:title>')))
    assert found.title == {"de": "Staubteufel"}


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("DE_de", "de-DE"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("X-Default", X_DEFAULT),
        ("pt-BR", "pt-BR"),
        ("es-419", "es-419"),
    ],
)
def test_languages_are_written_in_one_way(written, tag):
    assert language_tag(written) == tag


@given(some.text(max_size=300), some.integers(2, 80))
def test_a_cut_text_is_as_long_as_it_may_be_and_begins_as_before(text, length):
    found = cut_at_a_word(text, length)
    assert len(found) <= length
    assert found == text or (found.endswith("…") and text.startswith(found[:-1]))


def test_a_text_is_cut_at_a_word():
    assert cut_at_a_word("A grey pit with a rim", 14) == "A grey pit…"
    assert cut_at_a_word("A grey pit with a rim", 16) == "A grey pit with…"
    assert cut_at_a_word("月の裏側 " + "月" * 50, 40) == "月の裏側 " + "月" * 34 + "…"


@given(some.lists(some.binary(max_size=30), max_size=6))
def test_no_fields_whatever_of_agencies_raise(values):
    data_sets(b"".join(values))
    data_sets(b"".join(b"\x1c\x02" + value for value in values))
    with suppress(struct.error, IndexError):  # which the reader notes
        in_resources(b"8BIM" + b"".join(values))


def test_what_we_write_has_its_categories_as_a_set(tmp_path):
    said = Carried(avm={"Subject.Category": ["B.4.1.2.", "B.3.6.4."], "Facility": ["Hubble"]})
    written = packet.packed(said, "en").decode()
    assert "<avm:Subject.Category><rdf:Bag>" in written
    assert "<avm:Facility><rdf:Seq>" in written
