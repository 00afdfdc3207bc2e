"""Bytes as words, where a standard does not say how they are encoded, or files do not keep to it."""

from contextlib import suppress

# The signs with which ISO 2022 goes over to another alphabet, as agencies in Asia write IIM.
SHIFTS = (b"\x1b$@", b"\x1b$B", b"\x1b$A", b"\x1b$(")


def decoded(value: bytes) -> str:
    """UTF-8, wherever it fits; else Windows' Latin alphabet. ISO 2022, where its own signs stand.

    Fields of limited length end in the middle of a character: its rest is dropped. A last letter
    that could be the beginning of one ("Zoë" in Latin-1) is one where nothing else is UTF-8.
    """
    if value.isascii() and any(shift in value for shift in SHIFTS):
        with suppress(UnicodeDecodeError):
            return value.decode("iso2022_jp_2")
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and not ends_with_a_letter(value, error.start):
            return value[: error.start].decode("utf-8")
    as_utf_8 = value.decode("utf-8", errors="replace")
    broken = as_utf_8.count("\ufffd")
    whole = sum(character > "\x7f" for character in as_utf_8) - broken
    return as_utf_8 if whole > broken else value.decode("cp1252", errors="replace")


def ends_with_a_letter(value: bytes, start: int) -> bool:
    """Whether the one byte from `start` on is a letter of Windows' alphabet, small or capital as the
    letter before it. 0xE2 begins most typographic signs in UTF-8, and ends no word but few.
    """
    before, rest = value[:start], value[start:]
    if len(rest) != 1 or rest == b"\xe2" or not before.isascii() or not before[-1:].isalpha():
        return False
    return rest.decode("cp1252").isupper() == before[-1:].isupper()


def parts(value: bytes) -> list[str]:
    """The words between zero bytes, with which fields are filled up and sometimes divided."""
    return [words for part in value.split(b"\0") if (words := decoded(part).strip())]
