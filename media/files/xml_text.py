"""Text as XML 1.0 can hold it (section 2.2): most control characters have no form there, not even escaped."""

import re

# A line ends with \n alone; readers of XML make that of every \r.
FORBIDDEN = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def allowed(text: str) -> str:
    """`text` without what XML forbids. The gate lets none of it in; a program may."""
    return FORBIDDEN.sub("", text)
