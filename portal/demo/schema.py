"""What each kind of content file holds, and whether a file keeps to it."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db.models import URLField
from PIL import Image, UnidentifiedImageError

from media.descriptions.lengths import LONGEST_ALT_TEXT, LONGEST_LANGUAGE
from media.descriptions.rules import check_alt_text, check_caption
from media.models import ImagePage, Licence, Subject
from media.pages.reserved_slugs import reserved_slugs
from missions.models import Milestone, MissionPage, Status
from missions.models.form import status_problem
from portal.demo import builders
from portal.demo.documents import ContentError, Document
from portal.demo.rules import (
    Choice,
    Date,
    Day,
    Fact,
    FactDate,
    FactNumber,
    Held,
    Many,
    Name,
    Template,
    Text,
    Truth,
    Whole,
)
from portal.models import MemberStatePage, TopicPage
from portal.models.memberships import MembershipKind, overlaps

YES_NO = Choice(tuple(Licence.Answer.values))
SUMMARY = Text(most=300)
SUBJECTS = Many(Name(of="subjects"))
IMAGE = Name(of="images", empty=True)
PRESENTS = Name(of="subjects")
ADDRESS = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
URL = URLField()
LINK = Held(field=URL)
ISO = Held(field=MemberStatePage._meta.get_field("iso_code"))
COSPAR = Held(field=MissionPage._meta.get_field("cospar"), fact=True)

LICENCE = {
    "key": Text(), "name": Text(most=120), "short_name": Text(most=60), "url": Held(empty=True, field=URL),
    "spdx": Text(empty=True), "may_use": YES_NO, "may_adapt": YES_NO, "may_use_commercially": YES_NO,
    "people_note": Text(empty=True, most=250), "credit_template": Template(most=200),
}  # fmt: skip
SUBJECT = {"name": Text(most=100), "kind": Choice(tuple(Subject.Kind.values))}
SUBJECT_NAME = {"language": Text(most=LONGEST_LANGUAGE), "name": Text(most=120)}
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
SPACECRAFT = {"name": Text(most=80), "status": Choice(tuple(Status.values))}
MISSION = {
    "title": Text(), "full_name": Fact(most=200), "status": Choice(tuple(Status.values)),
    "launch": FactDate(), "launcher": Fact(), "launch_site": Fact(), "destination": Fact(most=200), "summary": SUMMARY, "lead_image": IMAGE,
    "presents": PRESENTS, "subjects": SUBJECTS,
    "partners": Many({"name": Text(most=120), "role": Text(most=250), "share": Fact(most=60)}),
    "instruments": Many({"name": Text(most=60), "full_name": Fact(most=150), "measures": Text()}),
    "milestones": Many({"date": Date(), "state": Choice(tuple(Milestone.State.values)), "title": Text(most=120), "text": Text(empty=True)}, least=1),
    "facts": Many({"label": Text(most=80), "value": Text(most=250)}),
    "links": Many({"title": Text(most=150), "url": LINK}),
    "official_site": Held(field=URL, fact=True), "cospar": COSPAR, "norad": FactNumber(),
}  # fmt: skip
STATE = {
    "title": Text(), "iso": ISO,
    "memberships": Many({"kind": Choice(tuple(MembershipKind.values)), "from": Date(), "to": FactDate()}, least=1),
    "bodies": Many({"name": Text(most=150), "url": Held(field=URL, fact=True)}),
    "summary": SUMMARY, "presents": PRESENTS, "subjects": SUBJECTS,
}  # fmt: skip
IMAGE_PAGE = {
    "title": Text(), "file": Text(), "kind": Choice(tuple(ImagePage.Kind.values)),
    "taken": FactDate(), "credit": Text(most=ImagePage._meta.get_field("credit").max_length), "licence": Name(of="licences"),
    "alt": Text(most=LONGEST_ALT_TEXT), "description": Text(), "subjects": SUBJECTS,
}  # fmt: skip
GALLERY = {
    "title": Text(), "summary": SUMMARY, "cover": IMAGE, "subjects": SUBJECTS,
    "items": Many({"image": Name(of="images"), "caption": Text(empty=True)}, least=1),
}  # fmt: skip
STORY = {
    "title": Text(),
    "date": Day(),
    "summary": SUMMARY,
    "lead_image": IMAGE,
    "subjects": SUBJECTS,
}
PAGE = {"title": Text(), "summary": SUMMARY}

SCHEMAS = {
    "licences": LICENCE, "subjects": SUBJECT, "home": HOME, "images": IMAGE_PAGE, "topics": TOPIC,
    "missions": MISSION, "member-states": STATE, "galleries": GALLERY, "stories": STORY, "pages": PAGE,
}  # fmt: skip
# The addresses of the lists below which the pages of each kind lie.
OF_INDEXES = SCHEMAS.keys() - {"licences", "subjects", "home", "pages"}
OPTIONAL = {
    "home": {"demonstration": Truth()},
    "subjects": {"names": Many({**SUBJECT_NAME})},
    "images": {"published": Date(empty=True)},
    "missions": {"order": Whole(), "status_since": Date(), "spacecraft": Many({**SPACECRAFT})},
}
# Fields of items in lists that may be there or not.
SOMETIMES = {
    "names": {"preferred": Truth()},
    "spacecraft": {
        "status_since": Date(), "launch": Date(), "launcher": Text(most=100),
        "launch_site": Text(most=150), "cospar": Held(field=MissionPage._meta.get_field("cospar")),
        "norad": FactNumber(),
    },
    "partners": {"state": Name(of="subjects")},
    "memberships": {"founder": Truth(), "ratified": Date()},
}  # fmt: skip


def problems(
    document: Document, known: dict[str, set[str]], pictures: Path
) -> Iterator[ContentError]:
    """Everything that is wrong with one document; `known` holds the names there are, by kind."""
    wanted, optional = SCHEMAS[document.kind], OPTIONAL.get(document.kind, {})
    if document.kind == "pages" or document.kind in OF_INDEXES:
        yield from name_problems(document)
    yield from field_problems(document, document.fields, wanted, optional, (), known)
    if document.kind == "images":
        yield from image_problems(document, pictures)
    # Rows are looked at together once each is well-formed, whether or not what they name is there.
    of_form = field_problems(document, document.fields, wanted, optional, (), {})
    if document.kind in ROW_PROBLEMS and not any(of_form):
        yield from ROW_PROBLEMS[document.kind](document)


def name_problems(document: Document) -> Iterator[ContentError]:
    """The file's name becomes a part of the page's address, a picture's also its identifier."""
    if not ADDRESS.fullmatch(document.slug):
        what = "the file's name becomes the address: use a to z, 0 to 9 and hyphens only"
        yield ContentError(document.path, 1, what)
    if document.kind == "pages" and document.slug in reserved_slugs() | OF_INDEXES:
        what = f"“/{document.slug}/” is an address of the site itself; choose another file name"
        yield ContentError(document.path, 1, what)


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
    if isinstance(rule, Name) and value and value not in known.get(rule.of, (value,)):
        yield document.error(f"`{name}` names “{value}”, but there is none in {rule.of}", *keys)
    if isinstance(rule, Many):
        for number, item in enumerate(value):
            if isinstance(rule.each, dict) and isinstance(item, dict):
                yield from field_problems(
                    document, item, rule.each, SOMETIMES.get(name, {}), (*keys, number), known
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
    if "/" in file or not (pictures / file).is_file():
        yield document.error(f"there is no picture “{file}” in {pictures.name}/", "file")
    elif not is_picture(pictures / file):
        yield document.error(f"“{file}” is no picture, or it is damaged", "file")
    for sentence in check_alt_text(alt, title=title, file_name=file).values():
        yield document.error(sentence, "alt")
    for sentence in check_caption(document.body).values():
        yield ContentError(document.path, document.body_line, sentence)


def is_picture(path: Path) -> bool:
    """Whether the file begins as a picture does; what follows is looked at when it is taken in."""
    try:
        with Image.open(path):
            return True
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return False


def membership_problems(document: Document) -> Iterator[ContentError]:
    rows = document.fields["memberships"]
    memberships = [builders.membership(row) for row in rows]
    for number, row in enumerate(memberships):
        for sentence in sentences_of(row):
            yield document.error(sentence, "memberships", number)
    for earlier, later in overlaps(memberships):
        what = f"the row “{earlier}” holds at this time, too"
        yield document.error(what, "memberships", memberships.index(later))


def mission_problems(document: Document) -> Iterator[ContentError]:
    fields = document.fields
    # A row stands for the page, which is not made without a database.
    flight = builders.spacecraft({"name": fields["title"], **fields})
    craft = [builders.spacecraft(item) for item in fields.get("spacecraft", [])]
    milestones = [builders.milestone(item) for item in fields["milestones"]]
    for sentence in [
        *sentences_of(flight),
        *filter(None, [status_problem(flight.status, craft, milestones)]),
    ]:
        yield document.error(sentence, "status")
    for key, rows in (("spacecraft", craft), ("milestones", milestones)):
        for number, row in enumerate(rows):
            for sentence in sentences_of(row):
                yield document.error(sentence, key, number)


def sentences_of(row) -> list[str]:
    """What is wrong with a row that belongs to a page."""
    try:
        row.clean()
    except ValidationError as error:
        return error.messages
    return []


# What the values of a document say together.
ROW_PROBLEMS = {"member-states": membership_problems, "missions": mission_problems}
