"""Database keys as texts name them: in addresses, forms, and the markup of rich text."""

from django.urls import register_converter

LARGEST_KEY = 2**63 - 1  # of 64 bits; beyond, SQLite fails instead of finding nothing
DIGITS = len(str(LARGEST_KEY))


def key_in(text) -> int | None:
    """The key that `text` names in ASCII digits; None if it names none."""
    text = str(text)
    if not (text.isascii() and text.isdigit() and len(text) <= DIGITS):
        return None
    key = int(text)
    return key if key <= LARGEST_KEY else None


def keys_in(texts) -> list[int]:
    """The keys that `texts` name, in their order; those that name none are left out."""
    return [key for text in texts if (key := key_in(text)) is not None]


class KeyConverter:
    """A key in an address: `<key:page_id>`."""

    regex = "[0-9]+"

    def to_python(self, value: str) -> int:
        key = key_in(value)
        if key is None:
            raise ValueError
        return key

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(KeyConverter, "key")
