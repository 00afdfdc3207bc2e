"""Drawings in SVG that somebody uploads, such as an agency's sign: only shapes and colours come through.

A drawing is never passed on as it came: it is read into a tree of known elements and attributes, and
written anew from that.
"""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from xml.etree import ElementTree

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

MOST_BYTES = 64 * 1024
MOST_ELEMENTS = 500
MOST_LEVELS = 20
LONGEST_SIDE = 12  # times the other

SVG = "http://www.w3.org/2000/svg"
ELEMENTS = {
    "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon",
    "defs", "linearGradient", "radialGradient", "stop", "clipPath",
}  # fmt: skip
# What programs write for themselves or for readers; nothing is drawn by it.
SILENT_ELEMENTS = {"title", "desc", "metadata"}
SILENT_NAMESPACES = (
    "inkscape",
    "sodipodi",
    "serif.com",
    "bohemiancoding.com",
    "adobe.com",
    "boxy-svg",
)
SILENT_ATTRIBUTES = {
    "class", "version", "baseProfile", "role", "enable-background", "focusable", "font-family",
    "font-size", "font-weight", "text-anchor", "shape-rendering", "image-rendering", "style",
}  # fmt: skip
ATTRIBUTES = {
    "id", "d", "points", "x", "y", "width", "height", "rx", "ry", "cx", "cy", "r", "x1", "x2", "y1",
    "y2", "fx", "fy", "offset", "transform", "gradientTransform", "gradientUnits", "clipPathUnits",
    "spreadMethod", "viewBox", "preserveAspectRatio", "color", "fill", "fill-rule", "fill-opacity",
    "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit",
    "stroke-dasharray", "stroke-dashoffset", "stroke-opacity", "opacity", "stop-color",
    "stop-opacity", "clip-path", "clip-rule", "visibility", "display", "vector-effect", "paint-order",
}  # fmt: skip
VALUE = re.compile(r"[A-Za-z0-9\s.,#%()+_-]*")
NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)
OWN_ADDRESS = re.compile(r"url\(#([A-Za-z_][\w.-]*)\)", re.ASCII)
NUMBERS = re.compile(r"[\s,]+")


class NoDrawing(ValidationError):
    """What was uploaded cannot be taken; says why."""


@dataclass(frozen=True)
class Drawing:
    """A sound drawing: its root element, names without namespaces, only of `ELEMENTS`."""

    root: ElementTree.Element

    @cached_property
    def text(self) -> str:
        """The drawing as a file."""
        return ElementTree.tostring(self.root, encoding="unicode")

    def markup(
        self, place: str, label: str = "", *, classes: str, height: int | None = None
    ) -> SafeString:
        """The drawing for a page of HTML; `place` keeps its names apart from those of another one.

        With a `label` it is read out as a picture of that name, else it is decoration. `height` is in
        pixels, where no style sheet says it.
        """
        said = (
            format_html('role="img" aria-label="{}"', label)
            if label
            else format_html('aria-hidden="{}"', "true")
        )
        return format_html(
            '<svg class="{}" {} focusable="false"{}{}>{}</svg>',
            classes,
            said,
            format_html(' height="{}"', height) if height else "",
            attributes_of(self.root, place),
            children_of(self.root, place),
        )


def attributes_of(element: ElementTree.Element, place: str) -> SafeString:
    own = {name: value for name, value in element.items() if name != "xmlns"}
    if "id" in own:
        own["id"] = f"{place}-{own['id']}"
    for name, value in own.items():
        own[name] = OWN_ADDRESS.sub(rf"url(#{place}-\1)", value)
    return format_html_join("", ' {}="{}"', own.items())


def children_of(element: ElementTree.Element, place: str) -> SafeString:
    return format_html_join(
        "",
        "<{0}{1}>{2}</{0}>",
        ((child.tag, attributes_of(child, place), children_of(child, place)) for child in element),
    )


# --- Reading ----------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def read_drawing(text: str) -> Drawing:
    """The drawing in `text`. Raises NoDrawing."""
    if len(text.encode()) > MOST_BYTES:
        raise NoDrawing(
            f"The drawing is larger than {MOST_BYTES // 1024} KB. "
            "Export it without metadata, embedded pictures and hidden layers."
        )
    parser = DefusedXMLParser(
        forbid_dtd=True,
        forbid_entities=True,
        forbid_external=True,
        target=ElementTree.TreeBuilder(),
    )
    try:
        parser.feed(without_doctype(text))
        root = parser.close()
    except DefusedXmlException:
        raise NoDrawing(
            "The file declares entities or a document type of its own. Export it as “plain SVG”."
        ) from None
    except (ElementTree.ParseError, ValueError) as error:
        raise NoDrawing(f"The file is no SVG: {error}.") from None
    if split(root.tag) != (SVG, "svg"):
        raise NoDrawing("The file is no SVG: it does not begin with an <svg> element.")
    count = sum(1 for _element in root.iter())
    if count > MOST_ELEMENTS:
        raise NoDrawing(f"The drawing has {count} elements; a sign has {MOST_ELEMENTS} at most.")
    kept = copied(root, level=1)
    frame(kept)
    kept.set("xmlns", SVG)
    return Drawing(kept)


def without_doctype(text: str) -> str:
    """Without the line about SVG's own document type that older programs write."""
    known = (
        r'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1\.[01]//EN"\s+"https?://www\.w3\.org/[\w./-]+"\s*>'
    )
    return re.sub(known, "", text, count=1)


def split(tag: str) -> tuple[str, str]:
    """(namespace, name)."""
    namespace, _brace, name = tag.rpartition("}")
    return namespace.lstrip("{"), name


def is_silent(namespace: str) -> bool:
    return any(program in namespace for program in SILENT_NAMESPACES)


def copied(element: ElementTree.Element, level: int) -> ElementTree.Element:
    """The element with what may be in it. Raises NoDrawing on what may not."""
    if level > MOST_LEVELS:
        raise NoDrawing(f"The drawing is nested more than {MOST_LEVELS} levels deep.")
    _namespace, tag = split(element.tag)
    kept = ElementTree.Element(tag, attributes_kept(tag, element))
    for child in element:
        namespace, name = split(child.tag)
        if is_silent(namespace) or (namespace == SVG and name in SILENT_ELEMENTS):
            continue
        if namespace != SVG or name not in ELEMENTS or name == "svg":
            raise NoDrawing(
                f"The drawing has an element <{name}>. Only shapes, groups, gradients and clipping "
                "paths are taken: turn words into paths, and take out pictures, styles and scripts."
            )
        kept.append(copied(child, level + 1))
    return kept


def attributes_kept(tag: str, element: ElementTree.Element) -> dict[str, str]:
    given, kept = dict(element.items()), {}
    # The content policy of the pages knows no styles: they become attributes.
    for declaration in given.get("style", "").split(";"):
        name, _colon, value = declaration.partition(":")
        if name.strip():
            given[name.strip()] = value.strip()
    for key, value in given.items():
        namespace, name = split(key)
        if key == "style":
            continue
        if name.lower().startswith("on"):
            raise NoDrawing(f"<{tag}> has an attribute “{name}”, which would run a script.")
        if name.lower() in ("href", "src", "base"):
            raise NoDrawing(
                f"<{tag}> names something else by “{name}”. A sign has everything in itself: "
                "embed nothing, link to nothing."
            )
        is_drawn = not namespace and name in ATTRIBUTES
        if is_drawn or key in given.get("style", ""):
            check_value(tag, name, value)
        if is_drawn:
            kept[name] = value
        elif not (
            is_silent(namespace)
            or namespace.startswith("http://www.w3.org/XML/")
            or name in SILENT_ATTRIBUTES
            or name.startswith(
                ("data-", "aria-", "-", "font", "text", "line-height", "mix-", "iso")
            )
        ):
            raise NoDrawing(f"<{tag}> has an attribute “{name}”, which is not known here.")
    if "id" in kept and not NAME.fullmatch(kept["id"]):
        del kept["id"]
    return kept


def check_value(tag: str, name: str, value: str) -> None:
    if "url" in value.lower() and not OWN_ADDRESS.fullmatch(value.strip()):
        raise NoDrawing(f"“{name}” of <{tag}> names an address outside of the drawing.")
    if not VALUE.fullmatch(value):
        raise NoDrawing(f"“{name}” of <{tag}> holds what is no number, colour or shape.")


def frame(root: ElementTree.Element) -> None:
    """Let the root say its frame and nothing of its size; what has no colour follows the words."""
    sides = [root.attrib.pop(side, "").removesuffix("px") for side in ("width", "height")]
    for name in ("x", "y", "id"):
        root.attrib.pop(name, None)
    said = root.get("viewBox") or f"0 0 {sides[0]} {sides[1]}"
    try:
        _x, _y, width, height = map(float, NUMBERS.split(said.strip()))
    except ValueError:
        raise NoDrawing("The <svg> element needs a viewBox: four numbers.") from None
    if not (0 < width < 1e6 and 0 < height < 1e6):
        raise NoDrawing("The viewBox of the <svg> element has no size.")
    if max(width / height, height / width) > LONGEST_SIDE:
        raise NoDrawing(f"The drawing is more than {LONGEST_SIDE} times as long as it is wide.")
    root.set("viewBox", said)
    if "fill" not in root.attrib:
        root.set("fill", "currentColor")


# --- Icons ------------------------------------------------------------------------------------


def icon_of(drawing: Drawing, *, colour: str, paper: str, is_round: bool = True) -> str:
    """A square of `paper` with the drawing in it, as a file; `colour` is that of its words."""
    icon = ElementTree.Element("svg", {"xmlns": SVG, "viewBox": "0 0 32 32"})
    corner = "6" if is_round else "0"
    ElementTree.SubElement(
        icon, "rect", {"width": "32", "height": "32", "rx": corner, "fill": paper}
    )
    place = {"x": "3", "y": "3", "width": "26", "height": "26", "color": colour}
    inside = ElementTree.SubElement(icon, "svg", {**drawing.root.attrib, **place})
    inside.attrib.pop("xmlns", None)
    inside.extend(list(drawing.root))
    return ElementTree.tostring(icon, encoding="unicode")


@lru_cache(maxsize=8)
def png_of(icon: str, side: int) -> bytes:
    """An icon with a viewBox of 32 by 32 as a PNG of `side` pixels, without transparency.

    Raises ValueError where it cannot be drawn.
    """
    import pyvips  # takes a moment, and most processes never draw

    try:
        picture = pyvips.Image.svgload_buffer(icon.encode(), scale=side / 32)
        return picture.flatten(background=[255, 255, 255]).pngsave_buffer()
    except pyvips.Error as error:
        raise ValueError(str(error)) from None
