"""What files carry: written by us and read by exiftool, written by exiftool and read by us."""

import io
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from media.files.metadata import packet, reading, xmp
from media.files.metadata.carried import X_DEFAULT, Carried, in_language
from media.files.metadata.dates import as_date
from media.files.metadata.embedding import (
    JPEG_PACKET_BYTES,
    save_options,
    segment,
)
from media.files.metadata.properties import BrokenPacket
from tests import exiftool
from tests.factories import picture_bytes
from tests.media.corpus import png_with

pytestmark = pytest.mark.files

FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif", "TIFF": "tif"}
each_format = pytest.mark.parametrize("format", FORMATS)

CARRIED = Carried(
    title={"en": "Rims & <shadows>", "fr": "Bords et ombres"},
    alt_text={"en": "A grey pit — with a rim.", "fr": "Un trou gris au bord éclairé."},
    long_description={"en": "First.\n\nSecond “part”: 月。", "fr": "Première.\n\nSeconde."},
    caption={"en": "Seen in 1971.", "fr": "Vu en 1971."},
    creators=["Ana Example", "Bo Example"],
    credit="Example agency / A. Example",
    rights={"en": "Example agency / CC BY 4.0"},
    usage_terms={"en": "Creative Commons Attribution 4.0"},
    licence_url="https://creativecommons.org/licenses/by/4.0/",
    address="https://portal.example.org/id/rims",
    licensor="Example agency",
    keywords=["Moon", "Crater; old"],
    taken_on="1971-07",
    avm={"Facility": ["Hubble", "Webb"], "Type": ["Observation"], "Distance": ["6500"]},
)


def picture_with(found: bytes, format: str) -> bytes:
    """A picture with `found` in the place where its format keeps XMP."""
    return picture_bytes(format, size=(40, 30), **save_options(format, found))


def without_default(texts: dict[str, str]) -> dict[str, str]:
    return {language: words for language, words in texts.items() if language != X_DEFAULT}


# --- Written by us ----------------------------------------------------------------------------


@each_format
def test_exiftool_reads_every_word_that_we_write(format, tmp_path):
    path = tmp_path / f"picture.{FORMATS[format]}"
    path.write_bytes(picture_with(packet.packed(CARRIED, "en"), format))
    found = exiftool.tags(path)
    core, alternatives = "XMP-iptcCore:", exiftool.tags(path, "-lang", "en")
    assert "ExifTool:Warning" not in found
    assert found[f"{core}AltTextAccessibility"] == CARRIED.alt_text["en"]
    assert found[f"{core}AltTextAccessibility-fr"] == CARRIED.alt_text["fr"]
    assert found[f"{core}ExtDescrAccessibility"] == CARRIED.long_description["en"]
    assert found[f"{core}ExtDescrAccessibility-fr"] == CARRIED.long_description["fr"]
    assert found["XMP-dc:Title"] == CARRIED.title["en"]
    assert found["XMP-dc:Title-fr"] == CARRIED.title["fr"]
    assert found["XMP-dc:Description"] == CARRIED.caption["en"]
    assert found["XMP-dc:Creator"] == CARRIED.creators
    assert found["XMP-dc:Subject"] == CARRIED.keywords
    assert found["XMP-dc:Rights"] == CARRIED.rights["en"]
    assert found["XMP-photoshop:Credit"] == CARRIED.credit
    assert found["XMP-xmpRights:WebStatement"] == CARRIED.licence_url
    assert found["XMP-xmpRights:UsageTerms"] == CARRIED.usage_terms["en"]
    assert found["XMP-plus:Licensor"] == [
        {"LicensorName": CARRIED.licensor, "LicensorURL": CARRIED.address}
    ]
    assert found["XMP-avm:Facility"] == CARRIED.avm["Facility"]
    assert found["XMP-avm:Type"] == "Observation"
    assert alternatives


@each_format
def test_we_read_every_word_that_we_write(format):
    data = picture_with(packet.packed(CARRIED, "en"), format)
    found = reading.read(io.BytesIO(data))
    assert found.notes == []
    for name in ("title", "alt_text", "long_description", "caption", "rights", "usage_terms"):
        assert without_default(getattr(found, name)) == getattr(CARRIED, name), name
    for name in ("creators", "credit", "licence_url", "address", "licensor", "keywords", "avm"):
        assert getattr(found, name) == getattr(CARRIED, name), name
    assert found.taken_on == "1971-07"


def test_words_behind_the_pixels_of_a_png_are_read_too():
    data = picture_with(packet.packed(CARRIED, "en"), "PNG")
    chunks, position = [], 8
    while position < len(data):
        (length,) = struct.unpack(">I", data[position : position + 4])
        chunks.append(data[position : position + 12 + length])
        position += 12 + length
    words = [chunk for chunk in chunks if chunk[4:8] == b"iTXt"]
    rest = [chunk for chunk in chunks if chunk[4:8] != b"iTXt"]
    late = data[:8] + b"".join([*rest[:-1], *words, rest[-1]])
    assert words and rest[-1][4:8] == b"IEND"
    assert reading.read(io.BytesIO(late)).alt_text["en"] == CARRIED.alt_text["en"]


@each_format
def test_a_description_longer_than_a_segment_of_a_jpeg_loses_nothing(format, tmp_path):
    long = Carried(long_description={"en": "A stone and its shadow. " * 4000})
    found = packet.packed(long, "en")
    assert len(found) > JPEG_PACKET_BYTES
    data = picture_with(found, format)
    read = reading.read(io.BytesIO(data))
    assert read.notes == []
    assert read.long_description["en"] == long.long_description["en"].strip()
    path = tmp_path / f"picture.{FORMATS[format]}"
    path.write_bytes(data)
    tags = exiftool.tags(path)
    assert tags["XMP-iptcCore:ExtDescrAccessibility"].strip() == read.long_description["en"]


@given(some.dictionaries(some.sampled_from(["en", "fr", "pt-BR"]), some.text(), min_size=1))
def test_whatever_an_editor_writes_comes_back(texts):
    packed = packet.packed(Carried(long_description=texts), "en")
    found = xmp.read(packed).long_description
    for language, words in texts.items():
        expected = packet.allowed(words.replace("\r\n", "\n").replace("\r", "")).strip()
        assert found.get(language, "").replace("\r", "") == expected


# --- Written by others ------------------------------------------------------------------------


@each_format
def test_we_read_what_exiftool_writes_in_two_languages(format, tmp_path):
    path = tmp_path / f"picture.{FORMATS[format]}"
    path.write_bytes(picture_bytes(format, size=(40, 30)))
    exiftool.write(
        path,
        "-XMP-dc:Title=A rim",
        "-XMP-dc:Title-fr=Un bord",
        "-XMP-iptcCore:AltTextAccessibility=A grey pit.",
        "-XMP-iptcCore:AltTextAccessibility-fr=Un trou gris.",
        "-XMP-iptcCore:ExtDescrAccessibility=A pit & its rim.",
        "-XMP-iptcCore:ExtDescrAccessibility-fr=Un trou et son bord.",
        "-XMP-dc:Description=Seen in 1971.",
        "-XMP-dc:Creator=Ana Example",
        "-XMP-dc:Subject=Moon",
        "-XMP-dc:Subject=Crater",
        "-XMP-photoshop:Credit=Example agency",
        "-XMP-xmpRights:WebStatement=https://example.org/licence",
        "-XMP-photoshop:DateCreated=1971:07:26",
        "-XMP-dc:Rights=(c) Agency",
        "-XMP-dc:Rights-fr=(c) Agence",
        "-XMP-xmpRights:UsageTerms=Name us.",
        "-XMP-xmpRights:UsageTerms-fr=Citez-nous.",
    )
    found = reading.read(path.open("rb"))
    assert found.notes == []
    assert in_language(found.title, "en") == "A rim"
    assert found.title["fr"] == "Un bord"
    assert in_language(found.alt_text, "en") == "A grey pit."
    assert found.alt_text["fr"] == "Un trou gris."
    assert in_language(found.long_description, "en") == "A pit & its rim."
    assert found.long_description["fr"] == "Un trou et son bord."
    assert in_language(found.caption, "en") == "Seen in 1971."
    assert found.creators == ["Ana Example"]
    assert found.keywords == ["Moon", "Crater"]
    assert found.credit == "Example agency"
    assert found.licence_url == "https://example.org/licence"
    assert in_language(found.rights, "en") == "(c) Agency"
    assert found.rights["fr"] == "(c) Agence"
    assert in_language(found.usage_terms, "en") == "Name us."
    assert found.usage_terms["fr"] == "Citez-nous."
    assert found.taken_on == "1971-07-26"


@pytest.mark.parametrize("charset", ["UTF8", "Latin"])
@pytest.mark.parametrize("format", ["JPEG", "TIFF"])  # the others have no place for IPTC-IIM
def test_we_read_the_fields_of_agencies_and_cameras_where_there_is_no_xmp(
    format, charset, tmp_path
):
    path = tmp_path / f"picture.{FORMATS[format]}"
    path.write_bytes(picture_bytes(format, size=(40, 30)))
    exiftool.write(
        path,
        "-charset",
        f"iptc={charset}",
        *(["-IPTC:CodedCharacterSet=UTF8"] if charset == "UTF8" else []),
        "-IPTC:ObjectName=Un cratère",
        "-IPTC:Caption-Abstract=Vu à l'aube.",
        "-IPTC:By-line=Ana",
        "-IPTC:Credit=Agence",
        "-IPTC:CopyrightNotice=(c) Agence",
        "-IPTC:Keywords=Lune",
        "-IPTC:Keywords=Été",
        "-IPTC:DateCreated=1971:07:26",
        "-EXIF:Artist=Bo",
        "-EXIF:ImageDescription=OLYMPUS DIGITAL CAMERA",
    )
    found = reading.read(path.open("rb"))
    assert found.notes == []
    assert found.title == {X_DEFAULT: "Un cratère"}
    assert found.caption == {X_DEFAULT: "Vu à l'aube."}
    assert (found.creators, found.credit) == (["Ana"], "Agence")
    assert found.rights == {X_DEFAULT: "(c) Agence"}
    assert found.keywords == ["Lune", "Été"]
    assert found.taken_on == "1971-07-26"


@each_format
def test_the_cameras_own_fields_are_the_last_resort(format, tmp_path):
    path = tmp_path / f"picture.{FORMATS[format]}"
    path.write_bytes(picture_bytes(format, size=(40, 30)))
    exiftool.write(
        path,
        "-EXIF:Artist=Ana; Bo",
        "-EXIF:Copyright=Agency",
        "-EXIF:ImageDescription=A rim",
        "-EXIF:DateTimeOriginal=1971:07:26 05:00:00",
    )
    found = reading.read(path.open("rb"))
    assert found.creators == ["Ana", "Bo"]
    assert (found.rights, found.caption) == ({X_DEFAULT: "Agency"}, {X_DEFAULT: "A rim"})
    assert found.taken_on == "1971-07-26"


def test_we_read_the_short_form_and_structures_of_other_writers():
    """As Photoshop writes: properties as attributes, and lists of single values."""
    found = xmp.read(
        b"""<x:xmpmeta xmlns:x="adobe:ns:meta/">
        <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <rdf:Description xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
          xmlns:avm="http://www.communicatingastronomy.org/avm/1.0/"
          xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/"
          photoshop:Credit="Agency" avm:Type="Observation" avm:Distance="6500">
          <plus:Licensor><rdf:Seq><rdf:li><rdf:Description plus:LicensorName="Agency"/></rdf:li>
          </rdf:Seq></plus:Licensor>
          <avm:Spectral.Band><rdf:Seq><rdf:li>Optical</rdf:li><rdf:li>X-ray</rdf:li></rdf:Seq>
          </avm:Spectral.Band>
        </rdf:Description></rdf:RDF></x:xmpmeta>"""
    )
    assert (found.credit, found.licensor) == ("Agency", "Agency")
    assert found.avm == {
        "Type": ["Observation"],
        "Distance": ["6500"],
        "Spectral.Band": ["Optical", "X-ray"],
    }


# --- Broken and hostile -----------------------------------------------------------------------

ENTITY = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/hostname">]>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>&secret;</dc:title>
</rdf:Description></rdf:RDF></x:xmpmeta>"""
LAUGHS = b"""<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>"""
WHOLE = packet.packed(CARRIED, "en")
HOSTILE = {
    "an external entity": (ENTITY, "outside itself"),
    "a billion laughs": (LAUGHS, "outside itself"),
    "half of a packet": (WHOLE[: len(WHOLE) // 2], "not well-formed"),
    "a wrong encoding": (WHOLE.replace("é".encode(), b"\xe9"), "not well-formed"),
    "an encoding that nobody knows": (b"<?xml version='1.0' encoding='klingon'?><x/>", "not well"),
    "no XML at all": (b"\x89PNG and then nothing", "not well-formed"),
    "nothing but depth": (b"<a>" * 20_000, "not well-formed"),
}


def hostile_picture(format: str, data: bytes) -> bytes:
    """A picture with whatever in the place of its XMP, as no program of good will writes it."""
    if format == "PNG":
        return png_with(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + data)
    return picture_with(data, format)


@pytest.mark.parametrize("name", HOSTILE)
@each_format
def test_hostile_metadata_is_ignored_with_a_note(name, format):
    data, why = HOSTILE[name]
    found = reading.read(io.BytesIO(hostile_picture(format, data)))
    assert len(found.notes) == 1
    assert found.notes[0].startswith("The file's XMP data was ignored: ")
    assert why in found.notes[0]
    found.notes = []
    assert found == Carried()


BROKEN = {
    "IPTC": segment(
        b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0\0\0\0\x0a" + b"\x1c\x02\x05\xff\xff" * 2
    ),
    "EXIF": segment(b"Exif\0\0" + b"II*\0\xff\xff\xff\xff"),
}


@pytest.mark.parametrize("standard", BROKEN)
def test_broken_fields_of_agencies_and_cameras_leave_the_rest_readable(standard):
    data = bytearray(picture_with(WHOLE, "JPEG"))
    broken = BROKEN[standard]
    if standard == "IPTC":
        broken = broken.replace(b"\xff\xe1", b"\xff\xed", 1)
    found = reading.read(io.BytesIO(data[:2] + broken + data[2:]))
    assert found.credit == CARRIED.credit
    assert all("was ignored" in note for note in found.notes)


def test_what_one_standard_spoils_another_may_still_say(tmp_path):
    path = tmp_path / "picture.jpg"
    path.write_bytes(picture_with(ENTITY, "JPEG"))
    exiftool.write(path, "-m", "-IPTC:ObjectName=A rim")
    found = reading.read(path.open("rb"))
    assert found.title == {X_DEFAULT: "A rim"}


@pytest.mark.parametrize("data", [b"", b"\xff\xd8", b"<svg/>", picture_bytes()[:300]])
def test_a_file_that_is_no_picture_says_nothing_and_breaks_nothing(data):
    found = reading.read(io.BytesIO(data))
    assert found.notes or found == Carried()


@given(some.binary(max_size=400))
def test_no_bytes_whatever_in_a_packet_raise_more_than_its_own_error(data):
    try:
        xmp.read(data)
    except BrokenPacket as error:
        assert str(error)


@given(some.text(max_size=30))
def test_a_date_is_a_date_or_nothing(text):
    found = as_date(text)
    assert found == "" or found[:4].isdigit()


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2026", "2026"),
        ("2026-05", "2026-05"),
        ("2026-05-04T12:30:00Z", "2026-05-04"),
        ("20260504", "2026-05-04"),
        ("2026:05:04 12:30:00", "2026-05-04"),
        ("2026:00:00 00:00:00", "2026"),
        ("2019-00-12", "2019"),
        ("20190012", "2019"),
        ("2019:00:12 08:15:00", "2019"),
        ("2019-12-00", "2019-12"),
        ("0000-12-24", ""),
        ("2026-5-4", "2026-05-04"),
        ("2026/05/04", "2026-05-04"),
        ("202605", "2026-05"),
        ("1779883200", ""),
        ("２０２６", ""),
        ("0000:00:00 00:00:00", ""),
        ("2026-02-31", ""),
        ("yesterday", ""),
    ],
)
def test_dates_keep_their_precision(written, date):
    assert as_date(written) == date


@pytest.mark.parametrize("written", ["2026-02-31", "last summer"])
def test_a_date_that_is_none_is_noted(written):
    found = reading.read(
        io.BytesIO(picture_with(packet.packed(Carried(taken_on=written), "en"), "JPEG"))
    )
    assert found.taken_on == ""
    assert [written in note for note in found.notes] == [True]


def test_a_language_falls_back_to_its_base_and_then_to_none():
    texts = {"pt-BR": "Lua cheia", X_DEFAULT: "Full Moon"}
    assert in_language(texts, "pt-BR") == "Lua cheia"
    assert in_language(texts, "de") == "Full Moon"
    assert in_language({"pt-BR": "Lua"}, "pt") == "Lua"
    assert in_language({X_DEFAULT: "Moon", "pt-BR": "Lua"}, "pt") == "Lua"
    assert in_language({}, "pt") == ""


def test_a_note_does_not_name_where_the_file_lies(tmp_path):
    path: Path = tmp_path / "secret-place.jpg"
    path.write_bytes(b"nothing")
    assert "secret-place" not in " ".join(reading.read(path.open("rb")).notes)
