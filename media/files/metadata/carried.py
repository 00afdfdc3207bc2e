"""The words and facts that a file carries, whichever standard they were written in."""

import re
from dataclasses import dataclass, field, fields

# The words of one property in each language: {"en": "A crater", "fr": "Un cratère"}.
# Words of no declared language stand under X_DEFAULT, as in XMP.
Texts = dict[str, str]
X_DEFAULT = "x-default"


@dataclass
class Carried:
    """What is written into a public file, and what was found in an uploaded one."""

    title: Texts = field(default_factory=dict)
    alt_text: Texts = field(default_factory=dict)
    long_description: Texts = field(default_factory=dict)
    caption: Texts = field(default_factory=dict)
    creators: list[str] = field(default_factory=list)
    credit: str = ""
    # The copyright notice.
    rights: Texts = field(default_factory=dict)
    usage_terms: Texts = field(default_factory=dict)
    licence_url: str = ""
    # The page of the picture itself, for ever; and who licenses it.
    address: str = ""
    licensor: str = ""
    keywords: list[str] = field(default_factory=list)
    # A date of reduced precision.
    taken_on: str = ""
    # Astronomy Visualization Metadata by the names of the standard, such as
    # {"Facility": ["Hubble"], "Distance": ["6500"]}; always lists.
    avm: dict[str, list[str]] = field(default_factory=dict)
    # What was ignored, in sentences for an editor.
    notes: list[str] = field(default_factory=list)


def merged(found: list[Carried]) -> Carried:
    """Each property from the first that has it, and everybody's notes."""
    answer = Carried()
    for one in fields(Carried):
        for source in found:
            if value := getattr(source, one.name):
                setattr(answer, one.name, value)
                break
    answer.notes = [note for source in found for note in source.notes]
    return answer


def in_language(texts: Texts, language: str) -> str:
    """The words in `language`, or in its base language, or in none; "" if there are none."""
    return texts.get(key_of(texts, language), "")


def key_of(texts: Texts, language: str) -> str:
    """Under which language those words stand."""
    wanted = language.lower()
    base = wanted.partition("-")[0]
    found = {key.lower(): key for key, words in texts.items() if words}
    related = [name for name in found if name.partition("-")[0] == base]
    return next((found[name] for name in (wanted, base, *related, X_DEFAULT) if name in found), "")


def language_tag(written: str) -> str:
    """A language as BCP 47 writes it: `DE_de` is de-DE, `zh-hant` zh-Hant."""
    first, *rest = written.strip().replace("_", "-").split("-")
    shapes = {2: str.upper, 4: str.title}
    tag = [first.lower(), *(shapes.get(len(part), str.lower)(part) for part in rest)]
    return "-".join(tag) if first.lower() != "x" else "-".join([first, *rest]).lower()


def cut_at_a_word(text: str, length: int) -> str:
    """At most `length` characters, the last of them an ellipsis.

    A word is cut only if it must be, and a tag never.
    """
    if len(text) <= length:
        return text
    kept = text[: length - 1]
    if not text[length - 1].isspace():
        # Scripts without blanks would lose nearly all.
        whole = re.match(r"(?s)(.*)\s", kept)
        kept = whole[1] if whole and len(whole[1]) > length / 2 else kept
    tag = kept.rfind("<")
    if tag > kept.rfind(">") and re.match(r"</?[a-zA-Z]", text[tag:]) and ">" in text[tag:]:
        kept = kept[:tag]
    return kept.rstrip() + "…"
