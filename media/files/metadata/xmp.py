"""What XMP says: in one packet, or in one that a JPEG continues in further segments."""

from PIL import Image

from media.files.metadata.carried import X_DEFAULT, Carried, Texts, merged
from media.files.metadata.embedding import TIFF_XMP, extension_of
from media.files.metadata.names import AVM, named
from media.files.metadata.properties import BrokenPacket, properties

READ = {
    named(name)
    for name in (
        "dc:title", "dc:description", "dc:creator", "dc:rights", "dc:identifier", "dc:subject",
        "photoshop:Headline", "photoshop:Credit", "photoshop:DateCreated",
        "Iptc4xmpCore:AltTextAccessibility", "Iptc4xmpCore:ExtDescrAccessibility",
        "xmpRights:UsageTerms", "xmpRights:WebStatement", "plus:Licensor",
        "xmpNote:HasExtendedXMP", *(f"avm:{name}" for name in AVM),
    )
}  # fmt: skip
LICENSOR_NAME, POINTER = named("plus:LicensorName"), named("xmpNote:HasExtendedXMP")


def read_xmp(image: Image.Image) -> Carried:
    """What the packet says, and its continuation; that may be lost without the packet."""
    packet = packet_of(image)
    values, notes = read_values(packet) if packet else ({}, [])
    carried = carried_in(values)
    carried.notes = notes
    segments = getattr(image, "applist", [])
    try:
        long = extension_of(segments, str(values.get(POINTER, "")))
        further = read(long) if long else Carried()
    except (BrokenPacket, ValueError) as error:
        further = Carried(notes=[f"The file's XMP data goes on, which was ignored: {error}."])
    return merged([carried, further])


def packet_of(image: Image.Image) -> bytes:
    if image.format == "PNG":
        image.load()  # it may speak after its pixels
    found = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp") or b""
    if not found and hasattr(image, "tag_v2"):
        found = image.tag_v2.get(TIFF_XMP) or b""
    return found.encode() if isinstance(found, str) else bytes(found)


def read(packet: bytes) -> Carried:
    """What one packet says. Raises BrokenPacket."""
    values, notes = read_values(packet)
    carried = carried_in(values)
    carried.notes = notes
    return carried


def read_values(packet: bytes) -> tuple[dict, list[str]]:
    found = properties(packet, READ)
    return found.values, found.notes


def carried_in(found: dict) -> Carried:
    licensors = found.get(named("plus:Licensor"))
    licensors = [one for one in licensors or [] if isinstance(one, dict)]
    licensor = licensors[0] if licensors else {}
    return Carried(
        title=texts(found, "dc:title") or texts(found, "photoshop:Headline"),
        alt_text=texts(found, "Iptc4xmpCore:AltTextAccessibility"),
        long_description=texts(found, "Iptc4xmpCore:ExtDescrAccessibility"),
        caption=texts(found, "dc:description"),
        creators=items(found, "dc:creator"),
        credit=", ".join(items(found, "photoshop:Credit")),
        rights=texts(found, "dc:rights"),
        usage_terms=texts(found, "xmpRights:UsageTerms"),
        licence_url=single(found, "xmpRights:WebStatement"),
        address=single(found, "dc:identifier"),
        licensor=str(licensor.get(LICENSOR_NAME, "")),
        keywords=items(found, "dc:subject"),
        taken_on=single(found, "photoshop:DateCreated"),
        avm={name: values for name in AVM if (values := items(found, f"avm:{name}"))},
    )


def texts(found: dict, name: str) -> Texts:
    value = found.get(named(name))
    if isinstance(value, list):
        value = "\n".join(item for item in value if isinstance(item, str))
    if isinstance(value, str):
        value = {X_DEFAULT: value}
    return {key: words for key, words in (value or {}).items() if words and not is_structure(value)}


def items(found: dict, name: str) -> list[str]:
    value = found.get(named(name))
    if isinstance(value, dict):
        value = [] if is_structure(value) else list(dict.fromkeys(value.values()))
    if isinstance(value, str):
        value = [value]
    return [item for item in value or [] if isinstance(item, str) and item.strip()]


def is_structure(value: dict) -> bool:
    """Whether the keys are the names of properties, not languages: an author's role is no author."""
    return any(key.startswith("{") for key in value)


def single(found: dict, name: str) -> str:
    return next(iter(items(found, name)), "")
