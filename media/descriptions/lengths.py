"""How long the words about a picture may be, and the sentence about those that are longer."""

from media.descriptions.text_fields import LineField

LONGEST_ALT_TEXT = 250
# Beyond that, details belong into the image description.
LONG_ALT_TEXT = 125
LONGEST_LANGUAGE = 12  # characters of a BCP 47 code


def too_long(what: str) -> str:
    """The sentence about a text longer than its field, as validators of Django's fill it in."""
    return f"{what} has %(show_value)d characters; %(limit_value)d fit."


ALT_TEXT_TOO_LONG = too_long("The alt text")


def length_problem(alt_text: str) -> str:
    """That an alt text is too long, as a sentence; empty if it fits."""
    length = len(alt_text)
    if length <= LONGEST_ALT_TEXT:
        return ""
    return ALT_TEXT_TOO_LONG % {"show_value": length, "limit_value": LONGEST_ALT_TEXT}


class AltTextField(LineField):
    """An alt text of the one length."""

    default_error_messages = {"max_length": ALT_TEXT_TOO_LONG}

    def __init__(self, verbose_name="alt text", **kwargs):
        super().__init__(verbose_name, **{"max_length": LONGEST_ALT_TEXT, **kwargs})

    def formfield(self, **kwargs):
        field = super().formfield(**{"error_messages": self.default_error_messages, **kwargs})
        # For the counter below it, in whatever form it stands.
        field.widget.attrs["data-best-length"] = LONG_ALT_TEXT
        return field
