"""One gate for text: its characters as the portal keeps them, whoever typed, pasted or sent them."""

import re
import unicodedata
from dataclasses import dataclass, field

NO_BREAK, NARROW_NO_BREAK = "\u00a0", "\u202f"
LINES = re.compile(r"\r\n|[\r\v\f\x1c-\x1e\u2028]")
PARAGRAPHS = "\u2029"

# What separates nothing and shows nothing: soft hyphen, grapheme joiner, fillers, word joiner,
# invisible signs of mathematics, byte order mark, annotations, and what Unicode keeps free.
UNSEEN = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0"
    "\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\U0001fffe\U0001ffff]"
)
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")

# Joiners, and a space without width: needed within the letters of some scripts and in emoji.
JOINED = "\u0600-\u07bf\u08a0-\u0dff\u1000-\u109f\u1780-\u18af\ufb50-\ufdff\ufe70-\ufefc"
JOINERS = re.compile(f"(?<![{JOINED}])[\u200c\u200d]")
PICTURES = "\u00a9\u00ae\u2190-\u2bff\u3030\u303d\u3297\u3299\ufe0f\U0001f000-\U0001faff"
IN_EMOJI = re.compile(f"(?<=[{PICTURES}])\u200d(?=[{PICTURES}])")
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
ZERO_WIDTH_SPACE = re.compile(f"(?<![{UNSPACED}])\u200b|\u200b(?![{UNSPACED}])")
# Tags spell the flags of regions behind a black flag; elsewhere they hide words.
FLAG = "\U0001f3f4[\U000e0030-\U000e007a]{1,6}\U000e007f"
TAGS = re.compile(f"({FLAG})|[\U000e0000-\U000e007f]+")

RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
OVERRIDES = re.compile("[\u202d\u202e]")
BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
OPENING, CLOSING = {"\u202a": "\u202c", "\u202b": "\u202c"}, "\u202c\u2069"
OPENING |= dict.fromkeys("\u2066\u2067\u2068", "\u2069")

# Where a language has a space at which no line may end: French within guillemets and before high
# signs; Czech, Slovak and Polish after words of one letter; all of them within numbers.
WITHIN_NUMBERS = r"(?<=\d){space}(?=\d)"
IN_GUILLEMETS = r"(?<=«){space}|{space}(?=»)"
BEFORE_HIGH_SIGNS = r"{space}(?=[;:!?%€])"
AFTER_SMALL_WORDS = r"(?<=\b\w){space}(?=\w)"
NEEDED = {
    "fr": BEFORE_HIGH_SIGNS,
    "cs": AFTER_SMALL_WORDS,
    "sk": AFTER_SMALL_WORDS,
    "pl": AFTER_SMALL_WORDS,
}
ANY_LANGUAGE = "mul"  # ISO 639-2: several languages
# Letters that normalisation replaces by others that look different in some fonts.
COMPATIBLE = re.compile("[\uf900-\ufaff\U0002f800-\U0002fa1f]")


@dataclass
class Cleaned:
    """A text that passed the gate, and what was changed in it that could matter, in phrases."""

    text: str
    changes: list[str] = field(default_factory=list)

    def replace(self, pattern: re.Pattern, by, change: str = "") -> None:
        """Exchange what `pattern` finds; `change` is remembered if there was anything."""
        before, self.text = self.text, pattern.sub(by, self.text)
        if change and self.text != before:
            self.changes.append(change)


def cleaned(text: str, language: str = "") -> Cleaned:
    """The text as the portal keeps it; `language` is that of its words, if it is known.

    Composed letters, ordinary spaces and line breaks, nothing unseen. What can be seen stays: curly
    quotation marks, emoji, every script. To clean a text again changes nothing.
    """
    found = Cleaned(text)
    found.replace(LINES, "\n")
    found.text = found.text.replace(PARAGRAPHS, "\n\n").replace("\t", " ")
    found.replace(CONTROLS, legible, "control characters were taken out or read as letters")
    found.replace(TAGS, lambda tags: tags[1] or "", "unseen letters were taken out")
    found.replace(UNSEEN, "")
    found.replace(ZERO_WIDTH_SPACE, "")
    found.text = without_stray_joiners(found.text)
    found.replace(OVERRIDES, "", "marks that turn the order of letters were taken out")
    found.text = without_stray_directions(found.text)
    found.text = with_needed_spaces(found.text, language)
    if COMPATIBLE.search(found.text):
        found.changes.append("rare forms of characters were replaced by the usual ones")
    found.text = unicodedata.normalize("NFC", found.text)
    return found


def legible(control: re.Match) -> str:
    """What a control character is in Windows' alphabet, where it was taken for one; else nothing."""
    if not "\x80" <= control[0] <= "\x9f":
        return ""
    return control[0].encode("latin-1").decode("cp1252", errors="ignore")


def without_stray_joiners(text: str) -> str:
    kept = {found.start() for found in IN_EMOJI.finditer(text)}
    return JOINERS.sub(lambda found: found[0] if found.start() in kept else "", text)


def without_stray_directions(text: str) -> str:
    """Marks of direction stay where there is something to be read from the right, in pairs."""
    if not RIGHT_TO_LEFT.search(text):
        return BIDI.sub("", text)
    stray: set[int] = set()
    opened: list[tuple[int, str]] = []
    for position, character in enumerate(text):
        if character == "\n":  # which ends every direction
            stray.update(place for place, _closing in opened)
            opened = []
        elif closing := OPENING.get(character):
            opened.append((position, closing))
        elif character in CLOSING:
            if opened and opened[-1][1] == character:
                opened.pop()
            else:
                stray.add(position)
    stray.update(place for place, _closing in opened)
    return "".join(sign for place, sign in enumerate(text) if place not in stray)


def with_needed_spaces(text: str, language: str) -> str:
    """Spaces that hold words together, only where the language wants them."""
    spoken = language.partition("-")[0].lower()
    wanted = NEEDED.values() if spoken == ANY_LANGUAGE else [NEEDED.get(spoken)]
    needed = [WITHIN_NUMBERS, IN_GUILLEMETS, *wanted]
    for space in (NO_BREAK, NARROW_NO_BREAK):
        # A narrow one is not typed by chance.
        rules = [*needed, BEFORE_HIGH_SIGNS] if space == NARROW_NO_BREAK else needed
        kept = "|".join(rule.format(space=space) for rule in rules if rule)
        text = re.sub(f"({kept})|{space}", lambda found: found[1] or " ", text)
    return text.replace("\u2007", " ")
