"""XMP packets: XML, read without trust and written for others to read."""

import xml.etree.ElementTree as ET
from xml.etree.ElementTree import Element, SubElement

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from media.files.metadata.carried import X_DEFAULT, Carried, Texts
from media.files.metadata.names import AVM, AVM_LISTS, NAMESPACES, named

# A packet beyond this is no description of a picture: the longest seen in archives is 300 kB.
PACKET_BYTES = 2 * 2**20
# What one property may hold; a description of this length is a book.
TEXT_CHARACTERS = 100_000
ITEMS = 500

HEADER = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
TRAILER = '<?xpacket end="w"?>'
LICENSOR_NAME, LICENSOR_URL = named("plus:LicensorName"), named("plus:LicensorURL")

for prefix, address in {**NAMESPACES, "x": "adobe:ns:meta/"}.items():
    if prefix != "xml":
        ET.register_namespace(prefix, address)


class BrokenPacket(ValueError):
    """A packet that cannot be read; the text says why."""


# --- Writing ----------------------------------------------------------------------------------


def written(carried: Carried, language: str) -> bytes:
    """The packet that says `carried`; the words in `language` are also the default ones."""
    root = Element("{adobe:ns:meta/}xmpmeta")
    about = SubElement(SubElement(root, named("rdf:RDF")), named("rdf:Description"))
    about.set(named("rdf:about"), "")
    for name, texts in {
        "dc:title": carried.title,
        "dc:description": carried.caption,
        "dc:rights": carried.rights,
        "xmpRights:UsageTerms": carried.usage_terms,
        "Iptc4xmpCore:AltTextAccessibility": carried.alt_text,
        "Iptc4xmpCore:ExtDescrAccessibility": carried.long_description,
    }.items():
        write_texts(about, name, texts, language)
    write_list(about, "dc:creator", carried.creators, "rdf:Seq")
    write_list(about, "dc:subject", carried.keywords, "rdf:Bag")
    write_single(about, "photoshop:Credit", carried.credit)
    write_single(about, "photoshop:DateCreated", carried.taken_on)
    write_single(about, "xmpRights:WebStatement", carried.licence_url)
    write_single(about, "dc:identifier", carried.address)
    if carried.licensor or carried.address:
        item = SubElement(list_of(about, "plus:Licensor", "rdf:Seq"), named("rdf:li"))
        item.set(named("rdf:parseType"), "Resource")
        write_single(item, "plus:LicensorName", carried.licensor)
        write_single(item, "plus:LicensorURL", carried.address)
    for name, values in carried.avm.items():
        if name in AVM_LISTS:
            write_list(about, f"avm:{name}", values, "rdf:Seq")
        elif values:
            write_single(about, f"avm:{name}", values[0])
    body = ET.tostring(root, encoding="unicode")
    return f"{HEADER}\n{body}\n{TRAILER}".encode()


def write_texts(parent: Element, name: str, texts: Texts, language: str) -> None:
    """A language alternative; the words in `language` come first and again as the default."""
    first = texts.get(language) or texts.get(X_DEFAULT)
    ordered = {X_DEFAULT: first, language: first} if first else {}
    ordered |= {key: words for key, words in texts.items() if key not in ordered and words}
    if ordered:
        container = list_of(parent, name, "rdf:Alt")
        for key, words in ordered.items():
            item = SubElement(container, named("rdf:li"))
            item.set(named("xml:lang"), key)
            item.text = allowed(words)


def write_list(parent: Element, name: str, values: list[str], kind: str) -> None:
    if values:
        container = list_of(parent, name, kind)
        for value in values:
            SubElement(container, named("rdf:li")).text = allowed(value)


def list_of(parent: Element, name: str, kind: str) -> Element:
    return SubElement(SubElement(parent, named(name)), named(kind))


def write_single(parent: Element, name: str, value: str) -> None:
    if value:
        SubElement(parent, named(name)).text = allowed(value)


def allowed(text: str) -> str:
    """`text` without the control characters that XML forbids."""
    return (
        "".join(
            character
            for character in text
            if character in "\t\n" or (character >= " " and not "\ud800" <= character <= "\udfff")
        )
        .replace("\ufffe", "")
        .replace("\uffff", "")
    )


# --- Reading ----------------------------------------------------------------------------------

# A property as it was found: words by language, a list, or a structure of further properties.
Value = Texts | list


def read(packet: bytes) -> Carried:
    """What a packet says. Raises BrokenPacket."""
    found = properties(packet)
    licensors = [item for item in found.get(named("plus:Licensor"), []) if isinstance(item, dict)]
    licensor = licensors[0] if licensors else {}
    return Carried(
        title=texts(found, "dc:title") or texts(found, "photoshop:Headline"),
        alt_text=texts(found, "Iptc4xmpCore:AltTextAccessibility"),
        long_description=texts(found, "Iptc4xmpCore:ExtDescrAccessibility"),
        caption=texts(found, "dc:description"),
        creators=items(found, "dc:creator"),
        credit=single(found, "photoshop:Credit"),
        rights=texts(found, "dc:rights"),
        usage_terms=texts(found, "xmpRights:UsageTerms"),
        licence_url=single(found, "xmpRights:WebStatement"),
        address=single(found, "dc:identifier"),
        licensor=str(licensor.get(LICENSOR_NAME, "")),
        keywords=items(found, "dc:subject"),
        taken_on=single(found, "photoshop:DateCreated"),
        avm={name: values for name in AVM if (values := items(found, f"avm:{name}"))},
    )


def properties(packet: bytes) -> dict[str, object]:
    """Every property of a packet by its full name. Raises BrokenPacket."""
    if len(packet) > PACKET_BYTES:
        raise BrokenPacket(
            f"it is {len(packet) / 2**20:.1f} MB long; {PACKET_BYTES // 2**20} MB are read"
        )
    try:
        root = fromstring(packet.strip(b"\x00 \r\n\t"), forbid_dtd=True)
    except DefusedXmlException:
        raise BrokenPacket("it names things outside itself, which is not allowed") from None
    except (ET.ParseError, ValueError, LookupError):
        raise BrokenPacket("it is not well-formed XML") from None
    found: dict[str, object] = {}
    for description in root.iter(named("rdf:Description")):
        for name, value in description.attrib.items():
            if not name.startswith((f"{{{NAMESPACES['rdf']}}}", f"{{{NAMESPACES['xml']}}}")):
                found.setdefault(name, value)
        for child in description:
            found.setdefault(child.tag, value_of(child))
    return found


def value_of(element: Element):
    """A string, a list, words by language (`rdf:Alt`), or a structure as a dict by names."""
    for kind in ("rdf:Bag", "rdf:Seq", "rdf:Alt"):
        if (container := element.find(named(kind))) is None:
            continue
        found = container.findall(named("rdf:li"))[:ITEMS]
        if kind == "rdf:Alt":
            language = named("xml:lang")
            return {item.get(language, X_DEFAULT): text_of(item) for item in found}
        return [value_of(item) for item in found]
    inner = element.find(named("rdf:Description"))
    if inner is not None:
        return {**inner.attrib, **{child.tag: value_of(child) for child in inner}}
    if element.get(named("rdf:parseType")) == "Resource":
        return {child.tag: value_of(child) for child in element}
    return element.get(named("rdf:resource")) or text_of(element)


def text_of(element: Element) -> str:
    return "".join(element.itertext()).strip()[:TEXT_CHARACTERS]


def texts(found: dict, name: str) -> Texts:
    value = found.get(named(name))
    if isinstance(value, list):
        value = next((item for item in value if isinstance(item, str)), "")
    if isinstance(value, str):
        value = {X_DEFAULT: value}
    return {key: words for key, words in (value or {}).items() if isinstance(words, str) and words}


def items(found: dict, name: str) -> list[str]:
    value = found.get(named(name))
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, str):
        value = [value]
    return [item for item in value or [] if isinstance(item, str) and item.strip()]


def single(found: dict, name: str) -> str:
    return next(iter(items(found, name)), "")
