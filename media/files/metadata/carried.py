"""The words and facts that a file carries, whichever standard they were written in."""

from dataclasses import dataclass, field

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


def in_language(texts: Texts, language: str) -> str:
    """The words in `language`, or in its base language, or in none; "" if there are none."""
    wanted = language.lower()
    found = {name.lower(): words for name, words in texts.items()}
    for name in (wanted, wanted.partition("-")[0], X_DEFAULT):
        if words := found.get(name):
            return words
    for name, words in found.items():
        if name.partition("-")[0] == wanted.partition("-")[0]:
            return words
    return ""
