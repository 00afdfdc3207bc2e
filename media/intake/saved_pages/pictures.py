"""The pictures on a saved page, each with the words that stand beside it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from media.descriptions.markup import plain, rich
from media.descriptions.rules import AT_THE_START, IN_BRACKETS, lift_description
from media.files.formats import ENDINGS
from media.files.metadata.carried import X_DEFAULT, Carried, language_tag
from media.intake.saved_pages.elements import Element

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# Around a picture, these are never its caption.
WHOLE = {"", "html", "body"}
# Where a page has what is on all of its site.
FRAME = {"aside", "footer", "header", "nav"}
# What says nothing of a picture, although it stands in the same element.
BESIDE = {"aside", "footer", "nav"}
PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
CREDIT = re.compile(
    r"(?P<before>\A|[\s(\[>.;])(?:<[^>]*>)*(?:(?:image|photo|picture)\s+)?credits?(?:<[^>]*>)*\s*:(?P<whom>.*)",
    re.IGNORECASE | re.DOTALL,
)
CREDIT_ALONE = re.compile(r"(?:(?:image|photo|picture)\s+)?credits?\s*:\s*(\S.*)", re.IGNORECASE)
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
CANDIDATE = re.compile(r"([^\s,]\S*[^\s,]|[^\s,])(?:\s+[0-9.]+[wx])?\s*(?:,|\Z)")

WHOLE_ADDRESS = re.compile(r"https?://[^/\s]+/\S+\Z", re.IGNORECASE)

# The file that an address on the page leads to, if it lies in the folder.
Find = Callable[[str], Path | None]


class Rank(IntEnum):
    """How much a page says about a picture: of several pages the one that says most counts."""

    BARE = 0
    CAPTIONED = 1
    DESCRIBED = 2


@dataclass
class Shown:
    """A picture as a page shows it; `path` is None where none of its files lies in the folder."""

    path: Path | None
    # As the page writes it.
    address: str
    rank: Rank
    says: Carried
    # Where the page was, if it is about this picture alone; "" where that is not known.
    came_from: str = ""


def pictures_on(page: Element, find: Find) -> list[Shown]:
    """Every picture that has a caption or a description; else the largest of the page, if it is its subject."""
    places = list(places_of(page, find))
    for one in places:
        one.caption_it(places)
    largest = subject_of([one for one in places if one.caption is None])
    if largest and (described := lonely_description(page, [one.caption for one in places])):
        # The page has its only description elsewhere: it is that of its largest picture.
        largest.caption = described
    captioned = [one for one in places if one.caption is not None]
    alone = subject_of(places)
    found = captioned or ([alone] if alone else [])
    links = [one for one in page.walk() if one.name == "a" and is_text_link(one)]
    for one in found:
        inside = set(one.around.walk()) if one.around and len(found) > 1 else set()
        one.add([link for link in links if len(found) == 1 or link in inside], find)
    return [shown(page, one, is_one=len(found) == 1) for one in found]


@dataclass(eq=False)
class Place:
    """Where a page shows a picture: the element, and the files of it from which one may choose."""

    element: Element
    addresses: list[str]
    path: Path | None
    # Whether it stands for another page, or for the site.
    is_card: bool
    caption: Element | None = None
    # What holds picture and caption.
    around: Element | None = None
    # Links to other sizes, which are no part of the caption.
    links: list[Element] = field(default_factory=list)

    def bytes(self) -> int:
        return self.path.stat().st_size if self.path else 0

    def caption_it(self, places: list["Place"]) -> None:
        """Find its `<figcaption>`, else the innermost element around that describes it and no other."""
        others = {other.element for other in places if other is not self}
        for around in self.element.above():
            if around.name in WHOLE or others & set(around.walk()):
                return
            captions = [one for one in around.walk() if one.name == "figcaption"]
            if around.name == "figure" and captions:
                self.caption, self.around = captions[0], around
                return
            if is_described(around.markup()):
                self.caption = self.around = around
                return

    def add(self, links: list[Element], find: Find) -> None:
        """Take the largest of what these lead to and of what is shown."""
        self.links = links
        self.addresses += [link.attributes["href"] for link in links]
        self.path = largest_of(self.addresses, find)


def subject_of(places: list[Place]) -> Place | None:
    """The largest picture that stands for nothing else."""
    own = [one for one in places if one.path and not one.is_card]
    return max(own, key=Place.bytes, default=None)


def places_of(page: Element, find: Find) -> Iterator[Place]:
    """The pictures of a page, small and large file of each taken together."""
    inside_links: set[Element] = set()
    images = [one for one in page.walk() if one.name == "img" and sources(one)]
    for element in page.walk():
        if element.name == "a" and is_picture(element.attributes.get("href", "")):
            within = [one for one in element.walk() if one.name == "img"]
            # Links in words are other sizes of what is shown, or, where nothing is, pictures.
            if len(within) == 1 or not (within or images):
                inside_links.update(within)
                shown = [address for image in within for address in sources(image)]
                yield place(element, [element.attributes["href"], *shown], find)
        elif element in images and element not in inside_links:
            leads_on = any(one.name == "a" and "href" in one.attributes for one in element.above())
            yield place(element, sources(element), find, leads_on=leads_on)


def place(element: Element, addresses: list[str], find: Find, *, leads_on: bool = False) -> Place:
    is_framed = any(one.name in FRAME for one in element.above())
    path = largest_of(addresses, find)
    return Place(element, addresses, path, is_card=leads_on or is_framed)


def largest_of(addresses: list[str], find: Find) -> Path | None:
    files = {path for address in addresses if (path := find(address))}
    return max(sorted(files), key=lambda path: path.stat().st_size, default=None)


def is_text_link(link: Element) -> bool:
    shows = any(one.name == "img" for one in link.walk())
    return not shows and is_picture(link.attributes.get("href", ""))


def sources(image: Element) -> list[str]:
    """The addresses of an `<img>`, and of the other sizes of its `<picture>`."""
    elements = [image]
    if image.parent and image.parent.name == "picture":
        elements += [one for one in image.parent.walk() if one.name == "source"]
    found = [image.attributes.get("src", "")]
    for one in elements:
        found += CANDIDATE.findall(one.attributes.get("srcset", ""))
    return [address for address in dict.fromkeys(found) if is_picture(address)]


def is_picture(address: str) -> bool:
    """Whether an address ends as files of pictures do that are taken."""
    try:
        path = unquote(urlsplit(address).path)
    except ValueError:
        return False
    return PurePosixPath(path).suffix.lower().lstrip(".") in ENDINGS


# --- Words --------------------------------------------------------------------------------------


def is_described(markup: str) -> bool:
    return bool(IN_BRACKETS.search(markup) or AT_THE_START.search(markup))


def lonely_description(page: Element, captions: list[Element | None]) -> Element | None:
    """The only element of a page that holds a description, if no picture has it as its caption."""
    holding = (
        [one for one in page.walk() if one.name not in WHOLE and is_described(one.markup())]
        if is_described(page.markup())
        else []
    )
    innermost = [one for one in holding if not any(other in holding for other in one.walk())]
    if len(innermost) != 1 or any(one in holding for one in captions if one):
        return None
    return innermost[0]


def shown(page: Element, place: Place, *, is_one: bool) -> Shown:
    caption = place.caption
    language = language_of(page, place.element)
    titles = [
        one for one in (caption.walk() if caption else ()) if one.name in HEADINGS and one.text()
    ]
    title = titles[0].text() if titles and not is_one else title_of(page) or text_of(titles)
    says = Carried()
    words = {"title": title, "alt_text": alt_text(place, title)}
    rank = Rank.BARE
    if caption is not None:
        beside = [one for one in caption.walk() if one.name in BESIDE]
        without = frozenset([*titles, *place.links, *beside])
        markup, says.credit = without_credit_element(caption, without)
        rest, words["long_description"] = lift_description(rich(markup))
        words["caption"], credit = without_credit(rest)
        says.credit = says.credit or credit
        rank = Rank.DESCRIBED if words["long_description"] else Rank.CAPTIONED
    for name, said in words.items():
        if said:
            getattr(says, name)[language] = said
    came_from = address_of_page(page) if is_one else ""
    return Shown(place.path, place.addresses[0], rank, says, came_from)


def address_of_page(page: Element) -> str:
    """Where a page says that it is: its canonical address, else that for social media."""
    for element in page.walk():
        given = element.attributes
        if element.name == "link" and "canonical" in given.get("rel", "").lower().split():
            said = given.get("href", "")
        elif element.name == "meta" and given.get("property", "").lower() == "og:url":
            said = given.get("content", "")
        else:
            continue
        if WHOLE_ADDRESS.match(said.strip()):
            return said.strip()
    return ""


def text_of(elements: list[Element]) -> str:
    return elements[0].text() if elements else ""


def title_of(page: Element) -> str:
    for name in ("h1", "title"):
        for element in page.walk():
            if element.name == name and (text := element.text()):
                return text
    return ""


def alt_text(place: Place, title: str) -> str:
    """The alternative text, unless it is a file's name or the title."""
    images = [place.element, *place.element.walk()]
    said = next((one.attributes.get("alt", "") for one in images if one.name == "img"), "")
    said = " ".join(said.split())
    paths = [PurePosixPath(unquote(urlsplit(address).path)) for address in place.addresses]
    names = {name.casefold() for path in paths for name in (path.name, path.stem)}
    return "" if said.casefold() in names | {title.casefold()} else said


def language_of(page: Element, element: Element) -> str:
    for one in [element, *element.above()]:
        written = one.attributes.get("lang") or one.attributes.get("xml:lang") or ""
        if LANGUAGE.fullmatch(written) and len(written) <= 12:
            return language_tag(written)
    return X_DEFAULT


def without_credit_element(caption: Element, without: frozenset[Element]) -> tuple[str, str]:
    """The markup of a caption and the credit, where that has an element of its own."""
    for element in caption.walk():
        found = CREDIT_ALONE.fullmatch(element.text())
        if found and not is_described(element.markup()):
            return caption.markup(without | {element}), found[1].strip(" .")
    return caption.markup(without), ""


def without_credit(caption: str) -> tuple[str, str]:
    """A caption in paragraphs without its “Credit: …”, which goes to the end of a paragraph, or of
    the brackets around it; and whom it names."""
    for paragraph in PARAGRAPH.finditer(caption):
        if not (found := CREDIT.search(paragraph[1])):
            continue
        whom, rest = found["whom"], ""
        closing = {"(": ")", "[": "]"}.get(found["before"], "")
        if closing and closing in whom:
            whom, _, rest = whom.partition(closing)
        credit = plain(whom).strip(" .;\n")
        if not credit:
            continue
        before = paragraph[1][: found.start()] + found["before"].strip("([ \n>")
        before += ">" if found["before"] == ">" else ""
        left = rich(f"{before}{rest}")
        return caption[: paragraph.start()] + left + caption[paragraph.end() :], credit
    return caption, ""
