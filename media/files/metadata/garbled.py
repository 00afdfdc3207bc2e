"""Words that a program before us took for another encoding: mended where that is sure, else found."""

import re
import unicodedata

# What UTF-8 looks like to programs that read it in Windows' alphabet, where only a part of a text
# went through their hands: “Ã«” was “ë”, “â€™” was “’”.
FURTHER = "[\u0080-\u00bf\u0152-\u017e\u0192-\u02dc\u2013-\u2122]"
PART = re.compile(f"(?:[ÂÃ]{FURTHER}|â[€‚„…†\u0080-\u008a]{FURTHER}|ð{FURTHER}{{3}})+")
# What looks like that and is none: the end of a quotation, “café”…, CAFÉ”, été »; ångströms.
INNOCENT = re.compile(
    r"[À-ß][‘’“”»›–—…](?!\w)|[à-ÿ](?:\xa0[«»‹›]|[‘’“”«»›–—…]{2,}(?!\w))|Å[¹²³±°·]"
)
TIMES = 3
CONTROLS = re.compile("[\u0080-\u009f]")
# Text of other scripts that was taken for one of Western Europe, which never has so many accented
# letters or signs in a row; a letter that was lost.
OTHER_SCRIPT = re.compile("[\u00a1-\u00bf\u00c0-\u00ff]{4,}|(?:[‚ƒ][^\\s]){3,}")
LOST_LETTER = re.compile(r"(?<=[^\W\d_])\?(?=[a-zß-ÿ])")
IN_ADDRESSES = ("://", "www.", "=")
AROUND = 20  # characters that show where it is


def mended(text: str) -> str:
    """The text with the letters it had, as far as that is sure."""
    for _time in range(TIMES):
        found = undone(text) or PART.sub(lambda part: undone(part[0]) or part[0], text)
        if found == text:
            break
        text = found
    return text


def undone(text: str) -> str:
    """The UTF-8 that was taken for Windows' alphabet; "" if it was not, or makes no sense."""
    if INNOCENT.sub("", text).isascii():
        return ""
    try:
        found = b"".join(map(byte_of, text)).decode("utf-8")
    except UnicodeError:
        return ""
    if CONTROLS.search(found):  # such a text was misread twice, or never
        return found if undone(found) else ""
    pairs = zip(" " + found, found, strict=False)
    return found if all(is_usual(character, before) for before, character in pairs) else ""


def byte_of(character: str) -> bytes:
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        return character.encode("latin-1")  # five numbers stand for no letter there


def is_usual(character: str, before: str) -> bool:
    """Whether words have this character: no phonetic signs, no script of scholars.

    A mark stands on a letter of its own script.
    """
    if character.isascii():
        return True
    name = unicodedata.name(character, "")
    if unicodedata.category(character) == "Mn" and not name.startswith(("COMBINING", "VARIATION")):
        return name.split()[0] == unicodedata.name(before, "-").split()[0]
    if "\u0250" <= character <= "\u02ff" or "\u0700" <= character <= "\u08ff":
        return False
    return bool(name)


def looks_garbled(text: str) -> str:
    """The place in the text that looks as if letters had been lost; "" if there is none."""
    words = text.split()
    said = " ".join(word for word in words if not any(sign in word for sign in IN_ADDRESSES))
    for sign in (re.compile("\ufffd"), OTHER_SCRIPT, LOST_LETTER):
        if found := sign.search(said):
            start = max(found.start() - AROUND, 0)
            return " ".join(said[start : found.end() + AROUND].split())
    return ""
