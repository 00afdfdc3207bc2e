"""What each kind of content file holds, and whether a file keeps to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError

from media.dates import validate_reduced_date
from media.models import ImagePage, Licence, Subject
from media.texts import check_alt_text, check_caption
from missions.models import Status
from portal.demo.documents import ContentError, Document
from portal.models import TopicPage
from portal.models.member_states import MembershipKind

# What stands for a fact that nobody knows, and for one that does not exist.
UNSAID = ("unknown", "none")


def said(fact: str) -> str:
    """A fact as pages keep it: empty where the file says that it is unknown or does not exist."""
    return "" if fact in UNSAID else fact


@dataclass(frozen=True)
class Text:
    """Plain text; `empty` allows none, `most` is its greatest length in characters."""

    empty: bool = False
    most: int | None = None

    def problems(self, value) -> Iterator[str]:
        if not isinstance(value, str):
            yield f"must be text, not {type(value).__name__}; put it in quotation marks"
        elif not value.strip() and not self.empty:
            yield "must not be empty"
        elif self.most and len(value) > self.most:
            yield f"is {len(value)} characters long; {self.most} are allowed"


class Date(Text):
    """A date of reduced precision."""

    def problems(self, value) -> Iterator[str]:
        yield from super().problems(value)
        if isinstance(value, str) and value:
            try:
                validate_reduced_date(value)
            except ValidationError as error:
                yield error.messages[0]


@dataclass(frozen=True)
class Fact(Text):
    """A fact that visitors look for: it is said, or else it is said that it is not known."""

    def problems(self, value) -> Iterator[str]:
        if value == "":
            yield "must be filled in: write “unknown” if it is not known, “none” if there is none"
        else:
            yield from super().problems(value)


@dataclass(frozen=True)
class FactDate(Fact, Date):
    """A date of reduced precision that is a fact."""

    def problems(self, value) -> Iterator[str]:
        if value not in UNSAID:
            yield from super().problems(value)


@dataclass(frozen=True)
class FactNumber(Fact):
    """A whole number, in digits, that is a fact."""

    def problems(self, value) -> Iterator[str]:
        yield from super().problems(value)
        if value and value not in UNSAID and not str(value).isdecimal():
            yield f"must be digits, not “{value}”"


@dataclass(frozen=True)
class Choice:
    """One of some words."""

    words: tuple

    def problems(self, value) -> Iterator[str]:
        if value not in self.words:
            yield f"must be one of {', '.join(self.words)}, not “{value}”"


@dataclass(frozen=True)
class Whole:
    """A whole number."""

    def problems(self, value) -> Iterator[str]:
        if not isinstance(value, int):
            yield "must be a whole number"


@dataclass(frozen=True)
class Truth:
    """true or false."""

    def problems(self, value) -> Iterator[str]:
        if not isinstance(value, bool):
            yield "must be true or false"


@dataclass(frozen=True)
class Name(Text):
    """The address of another entry: of the kind `of`."""

    of: str = ""


@dataclass(frozen=True)
class Many:
    """A list; each item a value of `each` or, where `each` is a dict, fields of their own."""

    each: object
    least: int = 0

    def problems(self, value) -> Iterator[str]:
        if not isinstance(value, list):
            yield "must be a list"
        elif len(value) < self.least:
            yield f"must hold {self.least} or more"


YES_NO = Choice(tuple(Licence.Answer.values))
SUMMARY = Text(most=300)
SUBJECTS = Many(Name(of="subjects"))
IMAGE = Name(of="images", empty=True)
PRESENTS = Name(of="subjects")

LICENCE = {
    "key": Text(), "name": Text(most=120), "short_name": Text(most=60), "url": Text(empty=True),
    "spdx": Text(empty=True), "may_use": YES_NO, "may_adapt": YES_NO, "may_use_commercially": YES_NO,
    "people_note": Text(empty=True, most=250), "credit_template": Text(most=200),
}  # fmt: skip
SUBJECT = {"name": Text(most=100), "kind": Choice(tuple(Subject.Kind.values))}
SUBJECT_NAME = {"language": Text(most=12), "name": Text(most=120)}
HOME = {
    "title": Text(),
    "statement": Text(most=500),
    "featured_image": IMAGE,
    "featured_text": Text(empty=True, most=200),
}
TOPIC = {
    "title": Text(), "order": Whole(), "statement": Text(most=200),
    "accent": Choice(tuple(TopicPage.Accent.values)), "summary": SUMMARY, "lead_image": IMAGE,
    "presents": PRESENTS, "subjects": SUBJECTS,
}  # fmt: skip
MISSION = {
    "title": Text(), "full_name": Fact(most=200), "status": Choice(tuple(Status.values)),
    "launch": FactDate(), "launcher": Fact(), "launch_site": Fact(), "destination": Fact(most=200), "summary": SUMMARY, "lead_image": IMAGE,
    "presents": PRESENTS, "subjects": SUBJECTS,
    "partners": Many({"name": Text(most=120), "role": Text(most=250), "share": Fact(most=60)}),
    "instruments": Many({"name": Text(most=60), "full_name": Fact(most=150), "measures": Text()}),
    "milestones": Many({"date": Date(), "title": Text(most=120), "text": Text(empty=True)}, least=1),
    "facts": Many({"label": Text(most=80), "value": Text(most=250)}),
    "links": Many({"title": Text(most=150), "url": Text()}),
    "official_site": Fact(), "cospar": Fact(), "norad": FactNumber(),
}  # fmt: skip
STATE = {
    "title": Text(), "iso": Text(most=2),
    "memberships": Many({"kind": Choice(tuple(MembershipKind.values)), "from": Date(), "to": FactDate()}, least=1),
    "bodies": Many({"name": Text(most=150), "url": Fact()}),
    "summary": SUMMARY, "presents": PRESENTS, "subjects": SUBJECTS,
}  # fmt: skip
IMAGE_PAGE = {
    "title": Text(), "file": Text(), "kind": Choice(tuple(ImagePage.Kind.values)),
    "taken": FactDate(), "credit": Text(most=250), "licence": Name(of="licences"),
    "alt": Text(most=250), "description": Text(), "subjects": SUBJECTS,
}  # fmt: skip
GALLERY = {
    "title": Text(), "summary": SUMMARY, "cover": IMAGE, "subjects": SUBJECTS,
    "items": Many({"image": Name(of="images"), "caption": Text(empty=True)}, least=1),
}  # fmt: skip
STORY = {
    "title": Text(),
    "date": Date(),
    "summary": SUMMARY,
    "lead_image": IMAGE,
    "subjects": SUBJECTS,
}
PAGE = {"title": Text(), "summary": SUMMARY}

SCHEMAS = {
    "licences": LICENCE, "subjects": SUBJECT, "home": HOME, "images": IMAGE_PAGE, "topics": TOPIC,
    "missions": MISSION, "member-states": STATE, "galleries": GALLERY, "stories": STORY, "pages": PAGE,
}  # fmt: skip
OPTIONAL = {
    "home": {"demonstration": Truth()},
    "subjects": {"names": Many({**SUBJECT_NAME})},
    "images": {"published": Date(empty=True)},
    "missions": {"order": Whole()},
}
SOMETIMES = {"preferred": Truth()}


def problems(
    document: Document, known: dict[str, set[str]], pictures: Path
) -> Iterator[ContentError]:
    """Everything that is wrong with one document; `known` holds the names there are, by kind."""
    wanted, optional = SCHEMAS[document.kind], OPTIONAL.get(document.kind, {})
    yield from field_problems(document, document.fields, wanted, optional, (), known)
    if document.kind == "images":
        yield from image_problems(document, pictures)


def field_problems(document, values, wanted, optional, keys, known) -> Iterator[ContentError]:
    for name in wanted.keys() - values.keys():
        yield document.error(f"`{name}` is missing", *keys)
    for name, value in values.items():
        rule = wanted.get(name) or optional.get(name)
        if rule is None:
            yield document.error(f"`{name}` is not known here", *keys, name)
            continue
        yield from value_problems(document, name, value, rule, (*keys, name), known)


def value_problems(document, name, value, rule, keys, known) -> Iterator[ContentError]:
    found = list(rule.problems(value))
    for sentence in found:
        yield document.error(f"`{name}` {sentence}", *keys)
    if found:
        return
    if isinstance(rule, Name) and value and value not in known.get(rule.of, ()):
        yield document.error(f"`{name}` names “{value}”, but there is none in {rule.of}", *keys)
    if isinstance(rule, Many):
        for number, item in enumerate(value):
            if isinstance(rule.each, dict) and isinstance(item, dict):
                yield from field_problems(
                    document, item, rule.each, SOMETIMES, (*keys, number), known
                )
            elif isinstance(rule.each, dict):
                yield document.error(f"`{name}` wants fields, not “{item}”", *keys, number)
            else:
                yield from value_problems(document, name, item, rule.each, (*keys, number), known)


def image_problems(document: Document, pictures: Path) -> Iterator[ContentError]:
    fields = document.fields
    texts = [fields.get(name) for name in ("alt", "title", "file")]
    if not all(isinstance(text, str) for text in texts):
        return
    alt, title, file = texts
    if file and not (pictures / file).is_file():
        yield document.error(f"there is no picture “{file}” in {pictures.name}/", "file")
    for sentence in check_alt_text(alt, title=title, file_name=file).values():
        yield document.error(sentence, "alt")
    for sentence in check_caption(document.body).values():
        yield ContentError(document.path, document.body_line, sentence)
