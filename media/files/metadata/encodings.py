"""Bytes as words, where a standard does not say how they are encoded, or files do not keep to it."""

from contextlib import suppress

# The signs with which ISO 2022 goes over to another alphabet, as agencies in Asia write IIM.
SHIFTS = (b"\x1b$@", b"\x1b$B", b"\x1b$A", b"\x1b$(")


def decoded(value: bytes) -> str:
    """UTF-8, wherever it fits; else Windows' Latin alphabet. ISO 2022, where its own signs stand.

    Fields of limited length end in the middle of a character: its rest is dropped.
    """
    if value.isascii() and any(shift in value for shift in SHIFTS):
        with suppress(UnicodeDecodeError):
            return value.decode("iso2022_jp_2")
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            return value[: error.start].decode("utf-8")
    as_utf_8 = value.decode("utf-8", errors="replace")
    broken = as_utf_8.count("\ufffd")
    whole = sum(character > "\x7f" for character in as_utf_8) - broken
    return as_utf_8 if whole > broken else value.decode("cp1252", errors="replace")


def parts(value: bytes) -> list[str]:
    """The words between zero bytes, with which fields are filled up and sometimes divided."""
    return [words for part in value.split(b"\0") if (words := decoded(part).strip())]
