"""XMP packets, as they are written for others to read."""

import xml.etree.ElementTree as ET
from xml.etree.ElementTree import Element, SubElement

from media.files.metadata.carried import X_DEFAULT, Carried, Texts
from media.files.metadata.names import AVM_LISTS, AVM_SETS, NAMESPACES, named
from media.files.xml_text import allowed

HEADER = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
TRAILER = '<?xpacket end="w"?>'

for prefix, address in {**NAMESPACES, "x": "adobe:ns:meta/"}.items():
    if prefix != "xml":
        ET.register_namespace(prefix, address)


def packed(carried: Carried, language: str) -> bytes:
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
            kind = "rdf:Bag" if name in AVM_SETS else "rdf:Seq"
            write_list(about, f"avm:{name}", values, kind)
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
