"""OAI-PMH 2.0: pictures in Dublin Core for libraries and portals that harvest.

http://www.openarchives.org/OAI/openarchivesprotocol.html says what is asked and answered. Records and
datestamps follow the journal of changes, in its order; what was withdrawn stays there as deleted for
good. There are no sets: of a withdrawn picture nobody keeps what it was about, so no set could say that
it lost one.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from media.archive.catalogue import Entry
from media.archive.changes import Change
from media.files.xml_text import allowed
from media.pages.dates import calendar_date
from media.pages.keys import key_in
from media.reuse.records import Record, records_of

OAI = "http://www.openarchives.org/OAI/2.0/"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
SCHEMAS = {OAI: f"{OAI[:-1]}/OAI-PMH.xsd", OAI_DC: f"{OAI[:-1]}/oai_dc.xsd"}
for prefix, namespace in {"": OAI, "oai_dc": OAI_DC, "dc": DC, "xsi": XSI}.items():
    ET.register_namespace(prefix, namespace)

PREFIX = "oai_dc"
# Records of one answer.
ON_A_PAGE = 100
MOMENT = "%Y-%m-%dT%H:%M:%SZ"
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
SECOND = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")

# {verb: (arguments that it needs, those that it may have)}
VERBS = {
    "Identify": ((), ()),
    "ListMetadataFormats": ((), ("identifier",)),
    "ListSets": ((), ("resumptionToken",)),
    "ListIdentifiers": (("metadataPrefix",), ("from", "until", "set")),
    "ListRecords": (("metadataPrefix",), ("from", "until", "set")),
    "GetRecord": (("identifier", "metadataPrefix"), ()),
}
LISTS = ("ListIdentifiers", "ListRecords")


@dataclass(frozen=True)
class Repository:
    """Who answers: the name, whom to write to, where it is asked, and what addresses begin with."""

    name: str
    mail: str
    address: str
    base: str


@dataclass
class Refusal(Exception):
    """One of the protocol's errors."""

    code: str
    words: str


@dataclass(frozen=True)
class Span:
    """What a list is asked for, and how far it was read; a resumption token says all of it."""

    # Both ends as they were asked, "" for an open one.
    first: str = ""
    last: str = ""
    # The number of the last change that was given, and how many were.
    after: int = 0
    given: int = 0

    @property
    def token(self) -> str:
        return f"{self.first}!{self.last}!{self.after}!{self.given}"

    @classmethod
    def of_token(cls, token: str) -> "Span":
        first, last, after, given, *more = [*token.split("!"), "", "", ""]
        numbers = key_in(after), key_in(given)
        if any(more) or token.count("!") != 3 or None in numbers:
            raise Refusal("badResumptionToken", "This token was not given here.")
        try:
            span = cls(first, last, *numbers)
            span.ends()
        except Refusal as refusal:
            raise Refusal("badResumptionToken", "This token was not given here.") from refusal
        return span

    def ends(self) -> tuple[datetime | None, datetime | None]:
        """(the first moment within it, the first one behind it)."""
        first, last = moment_in(self.first), moment_in(self.last)
        if self.first and self.last and len(self.first) != len(self.last):
            raise Refusal("badArgument", "“from” and “until” must be of the same granularity.")
        if first and last and first > last:
            raise Refusal("badArgument", "“from” lies behind “until”.")
        if last is None:
            return first, None
        step = timedelta(days=1) if DAY.fullmatch(self.last) else timedelta(seconds=1)
        try:
            return first, last + step
        except OverflowError:
            return first, None

    def changes(self) -> QuerySet:
        first, behind = self.ends()
        rows = Change.objects.since(self.after)
        rows = rows.filter(changed_at__gte=first) if first else rows
        return rows.filter(changed_at__lt=behind) if behind else rows


def moment_in(text: str) -> datetime | None:
    """The beginning of a day or a second as the protocol writes it; None for no text."""
    if not text:
        return None
    if DAY.fullmatch(text) or SECOND.fullmatch(text):
        try:
            moment = datetime.fromisoformat(text.removesuffix("Z"))
        except ValueError:
            pass
        else:
            return moment.replace(tzinfo=UTC)
    raise Refusal("badArgument", f"“{text[:40]}” is no day and no moment in UTC.")


# --- The answer ---------------------------------------------------------------------------------


def answer_to(arguments: list[tuple[str, str]], repository: Repository) -> bytes:
    """The XML that answers to the arguments of a request, errors included."""
    root = ET.Element(f"{{{OAI}}}OAI-PMH", {f"{{{XSI}}}schemaLocation": f"{OAI} {SCHEMAS[OAI]}"})
    say(root, "responseDate", timezone.now().strftime(MOMENT))
    request = say(root, "request", repository.address)
    try:
        verb, asked = understood(arguments)
        found = ET.Element(f"{{{OAI}}}{verb}")
        ANSWERS[verb](found, asked, repository)
    except Refusal as refusal:
        if refusal.code not in ("badVerb", "badArgument"):
            request.attrib |= {name: allowed(value) for name, value in arguments}
        say(root, "error", refusal.words, code=refusal.code)
    else:
        request.attrib |= {"verb": verb, **{name: allowed(said) for name, said in asked.items()}}
        root.append(found)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def understood(arguments: list[tuple[str, str]]) -> tuple[str, dict[str, str]]:
    """(the verb, its arguments); each may stand there once, and nothing else."""
    names = [name for name, _value in arguments]
    asked = dict(arguments)
    verb = asked.pop("verb", "")
    if names.count("verb") != 1 or verb not in VERBS:
        raise Refusal("badVerb", f"Ask for one of: {', '.join(VERBS)}.")
    needed, possible = VERBS[verb]
    if verb in LISTS and "resumptionToken" in asked:
        needed, possible = ("resumptionToken",), ()
    if len(set(names)) < len(names):
        raise Refusal("badArgument", "An argument stands there twice.")
    if unknown := sorted(set(asked) - {*needed, *possible}):
        raise Refusal("badArgument", f"“{unknown[0][:40]}” cannot stand here.")
    if missing := [name for name in needed if not asked.get(name)]:
        raise Refusal("badArgument", f"“{missing[0]}” is missing.")
    return verb, asked


def say(above: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    """An element of the protocol below another."""
    element = ET.SubElement(above, f"{{{OAI}}}{name}", attributes)
    element.text = allowed(text) or None
    return element


# --- About the repository -----------------------------------------------------------------------


def identify(found: ET.Element, asked: dict, repository: Repository) -> None:
    earliest = Change.objects.order_by("changed_at").values_list("changed_at", flat=True).first()
    say(found, "repositoryName", repository.name)
    say(found, "baseURL", repository.address)
    say(found, "protocolVersion", "2.0")
    say(found, "adminEmail", repository.mail)
    say(found, "earliestDatestamp", (earliest or timezone.now()).astimezone(UTC).strftime(MOMENT))
    say(found, "deletedRecord", "persistent")
    say(found, "granularity", "YYYY-MM-DDThh:mm:ssZ")


def list_metadata_formats(found: ET.Element, asked: dict, repository: Repository) -> None:
    if "identifier" in asked:
        change_named(asked["identifier"])
    form = say(found, "metadataFormat")
    say(form, "metadataPrefix", PREFIX)
    say(form, "schema", SCHEMAS[OAI_DC])
    say(form, "metadataNamespace", OAI_DC)


def list_sets(found: ET.Element, asked: dict, repository: Repository) -> None:
    raise no_sets()


def no_sets() -> Refusal:
    return Refusal("noSetHierarchy", "There are no sets here.")


# --- Records ------------------------------------------------------------------------------------


def stem() -> str:
    """What identifiers begin with, for good."""
    return f"oai:{urlsplit(settings.BASE_URL).hostname}:"


def change_named(identifier: str) -> Change:
    change = None
    if identifier.startswith(stem()):
        name = identifier.removeprefix(stem())
        change = Change.objects.filter(identifier=name).first()
    if change is None:
        raise Refusal("idDoesNotExist", "No picture that visitors ever saw has this identifier.")
    return change


def check_form(asked: dict) -> None:
    if asked["metadataPrefix"] != PREFIX:
        raise Refusal("cannotDisseminateFormat", f"Records are given as {PREFIX} only.")


def get_record(found: ET.Element, asked: dict, repository: Repository) -> None:
    change = change_named(asked["identifier"])
    check_form(asked)
    add_records(found, [change], repository)


def list_records(found: ET.Element, asked: dict, repository: Repository) -> None:
    changes, token = part_of_list(asked)
    add_records(found, changes, repository)
    add_token(found, asked, token)


def list_identifiers(found: ET.Element, asked: dict, repository: Repository) -> None:
    changes, token = part_of_list(asked)
    for change in changes:
        add_header(found, change, is_deleted=change.is_withdrawn)
    add_token(found, asked, token)


def part_of_list(asked: dict) -> tuple[list[Change], str]:
    """(the changes that stand in this answer, the token for those behind them)."""
    if token := asked.get("resumptionToken"):
        span = Span.of_token(token)
    else:
        check_form(asked)
        if asked.get("set"):
            raise no_sets()
        span = Span(asked.get("from", ""), asked.get("until", ""))
    changes = list(span.changes()[: ON_A_PAGE + 1])
    if not changes and token:
        raise Refusal("badResumptionToken", "Nothing follows behind this token any more.")
    if not changes:
        raise Refusal("noRecordsMatch", "Nothing changed in this time.")
    if len(changes) <= ON_A_PAGE:
        return changes, ""
    given = changes[:ON_A_PAGE]
    following = replace(span, after=given[-1].number, given=span.given + len(given))
    return given, following.token


def add_token(found: ET.Element, asked: dict, token: str) -> None:
    """The way on; at the end of a list of several parts an empty one."""
    before = asked.get("resumptionToken")
    if token or before:
        cursor = Span.of_token(before).given if before else 0
        say(found, "resumptionToken", token, cursor=str(cursor))


def add_header(above: ET.Element, change: Change, *, is_deleted: bool) -> None:
    header = say(above, "header", **({"status": "deleted"} if is_deleted else {}))
    say(header, "identifier", f"{stem()}{change.identifier}")
    say(header, "datestamp", change.changed_at.astimezone(UTC).strftime(MOMENT))


def add_records(found: ET.Element, changes: list[Change], repository: Repository) -> None:
    """A record for each change; what the catalogue has no more is deleted."""
    wanted = [change.identifier for change in changes if not change.is_withdrawn]
    entries = Entry.objects.with_files().filter(identifier__in=wanted)
    records = {one.identifier: one for one in records_of(entries, repository.base) if one.words}
    for change in changes:
        record = records.get(change.identifier)
        element = say(found, "record")
        add_header(element, change, is_deleted=record is None)
        if record:
            add_dublin_core(say(element, "metadata"), record, repository)


def add_dublin_core(above: ET.Element, record: Record, repository: Repository) -> None:
    place = {f"{{{XSI}}}schemaLocation": f"{OAI_DC} {SCHEMAS[OAI_DC]}"}
    whole = ET.SubElement(above, f"{{{OAI_DC}}}dc", place)
    for name, text, language in dublin_core(record, repository):
        attributes = {LANGUAGE: language} if language else {}
        element = ET.SubElement(whole, f"{{{DC}}}{name}", attributes)
        element.text = allowed(text)


def dublin_core(record: Record, repository: Repository) -> Iterator[tuple[str, str, str]]:
    """(element, text, language or "") in the order in which they stand."""
    for said in record.words:
        yield "title", said.title, said.language
    yield "creator", record.entry.credit, ""
    for subject in record.subjects:
        yield "subject", subject.label, settings.LANGUAGE_CODE
    for said in record.words:
        yield "description", said.alt_text, said.language
        yield "description", said.long_description, said.language
    yield "publisher", repository.name, ""
    taken_on = calendar_date(record.entry.taken_on)
    yield "date", taken_on or record.entry.shown_on.isoformat(), ""
    yield "type", "StillImage", ""
    for kind in sorted({file.media_type for file in record.downloads}):
        yield "format", kind, ""
    for name in (record.permanent_address, *record.names_elsewhere, *record.addresses_before):
        yield "identifier", name, ""
    yield "rights", record.licence.name, ""
    if record.licence.url:
        yield "rights", record.licence.url, ""


ANSWERS: dict[str, Callable[[ET.Element, dict, Repository], None]] = {
    "Identify": identify,
    "ListMetadataFormats": list_metadata_formats,
    "ListSets": list_sets,
    "ListIdentifiers": list_identifiers,
    "ListRecords": list_records,
    "GetRecord": get_record,
}
