"""The properties of an XMP packet: read without trust, only those asked for, only of this picture."""

from collections.abc import Collection
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from media.files.metadata.carried import X_DEFAULT, cut_at_a_word, language_tag
from media.files.metadata.names import named, short

# What is beyond this is not looked at: Photoshop lets packets grow to a few megabytes, with the
# numbers of earlier documents, and cameras put a second picture into them.
PACKET_BYTES = 32 * 2**20
# What one text may hold; a description of this length is a book. And one property in all.
TEXT_CHARACTERS = 100_000
PROPERTY_CHARACTERS = 10 * TEXT_CHARACTERS
ITEMS = 500
ELEMENTS = 10 * ITEMS
DEPTH = 12

RDF, DESCRIPTION, ABOUT = named("rdf:RDF"), named("rdf:Description"), named("rdf:about")
LANGUAGE, ITEM, VALUE = named("xml:lang"), named("rdf:li"), named("rdf:value")
RESOURCE, PARSE_TYPE = named("rdf:resource"), named("rdf:parseType")
LISTS, ALTERNATIVES = (named("rdf:Bag"), named("rdf:Seq")), named("rdf:Alt")


class BrokenPacket(ValueError):
    """A packet that cannot be read; the text says why."""


@dataclass
class Properties:
    """Values by the full names of properties, and notes about what was left out of them.

    A value is a string, a list, words by language, or a structure as a dict by names.
    """

    values: dict[str, object] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def properties(packet: bytes, wanted: Collection[str]) -> Properties:
    """The `wanted` properties of a packet. Raises BrokenPacket."""
    if len(packet) > PACKET_BYTES:
        raise BrokenPacket(
            f"it is {len(packet) / 2**20:.1f} MB long; {PACKET_BYTES // 2**20} MB are read"
        )
    gathered = Gathering(wanted)
    parser = DefusedXMLParser(target=gathered, forbid_dtd=True)
    try:
        parser.feed(packet.strip(b"\x00 \r\n\t"))
        parser.close()
    except DefusedXmlException:
        raise BrokenPacket("it names things outside itself, which is not allowed") from None
    except (ParseError, ValueError, LookupError):
        raise BrokenPacket("it is not well-formed XML") from None
    return gathered.found


class Gathering:
    """Takes the events of an XML parser, and keeps no more than the wanted properties.

    Those of the picture stand directly below `rdf:RDF`, in a description of the packet's own name.
    Deeper ones belong to thumbnails, ingredients and earlier versions, which have authors of their
    own; what nobody asked for may be as heavy as it likes.
    """

    def __init__(self, wanted: Collection[str]):
        self.wanted = wanted
        self.found = Properties()
        self.depth = 0
        # Where `rdf:RDF` lies, once it is open; what the first description is about.
        self.root: int | None = None
        self.is_over = False
        self.picture: str | None = None
        self.is_of_picture = False
        # The property that is being read: its elements, how many, how long; how much is passed over.
        self.builder: TreeBuilder | None = None
        self.elements = self.characters = self.passed_over = 0
        self.is_cut = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.root is None:
            if tag == RDF and not self.is_over:
                self.root = self.depth
        elif self.builder:
            self.go_deeper(tag, attributes)
        elif self.depth == self.root + 1 and tag == DESCRIPTION:
            self.describe(attributes)
        elif self.depth == self.root + 2 and self.is_of_picture and tag in self.wanted:
            self.builder, self.is_cut = TreeBuilder(), False
            self.elements = self.characters = self.passed_over = 0
            self.builder.start(tag, attributes)

    def describe(self, attributes: dict[str, str]) -> None:
        about = attributes.get(ABOUT, attributes.get("about", ""))
        if self.picture is None:
            self.picture = about
        self.is_of_picture = about in ("", self.picture)
        if not self.is_of_picture:
            self.note("The file's XMP data also speaks of something else; that was left out.")
            return
        for name, value in attributes.items():
            if name in self.wanted:
                self.is_cut = False
                self.found.values.setdefault(name, self.limited(value.strip()))
                self.note_cut(name)

    def go_deeper(self, tag: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        too_deep = self.depth - self.root > DEPTH
        if self.passed_over or too_deep or self.elements > ELEMENTS:
            self.passed_over += 1
            self.is_cut = True
        else:
            self.builder.start(tag, attributes)

    def data(self, text: str) -> None:
        if self.builder and not self.passed_over:
            room = PROPERTY_CHARACTERS - self.characters
            self.is_cut = self.is_cut or len(text) > room
            self.characters += len(text)
            self.builder.data(text[: max(room, 0)])

    def end(self, tag: str) -> None:
        if self.passed_over:
            self.passed_over -= 1
        elif self.builder:
            self.builder.end(tag)
            if self.depth == self.root + 2:
                value = self.value_of(self.builder.close(), tag)
                self.found.values.setdefault(tag, value)
                self.builder = None
                self.note_cut(tag)
        elif self.depth == self.root:
            self.root, self.is_over = None, True
        self.depth -= 1

    def close(self) -> None:
        pass

    def value_of(self, element: Element, name: str):
        """The value of a property or of a part of it; `name` is that of the property."""
        for container in element:
            if container.tag == ALTERNATIVES:
                return self.by_language(self.items_of(container), name)
            if container.tag in LISTS:
                return [self.value_of(item, name) for item in self.items_of(container)]
        inner = element.find(DESCRIPTION)
        if inner is not None or element.get(PARSE_TYPE) == "Resource":
            parts = element if inner is None else inner
            value = {part.tag: self.value_of(part, name) for part in parts}
            if inner is not None:
                value |= {key: text for key, text in inner.attrib.items() if key != ABOUT}
            return value.get(VALUE, value)
        if LANGUAGE in element.attrib:
            return self.by_language([element], name)
        return element.get(RESOURCE) or self.limited(text_of(element))

    def items_of(self, container: Element) -> list[Element]:
        found = container.findall(ITEM)
        self.is_cut = self.is_cut or len(found) > ITEMS
        return found[:ITEMS]

    def by_language(self, items: list[Element], name: str) -> dict[str, str]:
        """Words by language. Of two in the same language the first is kept."""
        found: dict[str, str] = {}
        for item in items:
            language = language_tag(item.get(LANGUAGE, X_DEFAULT))
            words = self.limited(text_of(item))
            if found.setdefault(language, words) != words:
                self.note(f"The file's {short(name)} is there twice for “{language}”: “{words}”")
        return found

    def limited(self, text: str) -> str:
        if len(text) <= TEXT_CHARACTERS:
            return text
        self.is_cut = True
        return cut_at_a_word(text, TEXT_CHARACTERS)

    def note_cut(self, name: str) -> None:
        if self.is_cut:
            self.note(f"The file's {short(name)} was cut: it is too long.")

    def note(self, sentence: str) -> None:
        if sentence not in self.found.notes:
            self.found.notes.append(sentence)


def text_of(element: Element) -> str:
    value = element.find(f".//{VALUE}")
    return "".join((element if value is None else value).itertext()).strip()
