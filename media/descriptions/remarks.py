"""What the editing form says about a description while it is written."""

import re
from dataclasses import dataclass

from django.conf import settings

from media.descriptions.languages import language_of, name_of
from media.descriptions.lengths import LONG_ALT_TEXT, length_problem
from media.descriptions.rules import check_alt_text

REFUSED, ADVICE = "refused", "advice"


@dataclass(frozen=True)
class Remark:
    """One sentence about one field; a refused text cannot be published, advice may be ignored."""

    field: str
    level: str
    sentence: str


def remarks_on(
    *,
    alt_text: str,
    long_description: str,
    title: str = "",
    file_name: str = "",
    caption: str = "",
    language: str = "",
) -> list[Remark]:
    """What there is to say about the words in one language; `caption` is plain text."""
    language = language or settings.LANGUAGE_CODE
    alt_text, long_description = alt_text.strip(), long_description.strip()
    said = [
        Remark(field, REFUSED, sentence)
        for field, sentence in check_alt_text(alt_text, title=title, file_name=file_name).items()
    ]
    if sentence := title_problem(title):
        said.append(Remark("title", ADVICE, sentence))
    said += remarks_on_length(alt_text, long_description)
    story = one_line(caption)
    for field, text in (("alt_text", alt_text), ("long_description", long_description)):
        if story and one_line(text) == story:
            said.append(Remark(field, ADVICE, COPY_OF_CAPTION))
        found = language_of(text)
        if found and found != language.partition("-")[0].lower():
            sentence = f"This reads like {name_of(found)}; {name_of(language)} is expected here."
            said.append(Remark(field, ADVICE, sentence))
    return said


# How cameras, scanners, archives and programs call what they make.
OF_A_MACHINE = re.compile(
    r"(img|dscn?|dscf|pict?|pia|image|photo|picture|scan|screenshot|mvi|gopr|cimg|sam|hpim|file|foto"
    r"|bild|p|r|_mg|wa)?[\W_]*[0-9][0-9\W_]{2,}(\.\w+)?"
)
OF_A_FILE = re.compile(
    r"\S+\.(jpe?g|png|tiff?|gif|webp|avif|heic|raw|dng|bmp|fits?)|[^\s_]+(_[^\s_]+)+"
)
SAYS_NOTHING = re.compile(
    r"(untitled|unnamed|no title|title|(new )?(image|picture|photo|photograph|file|document)|test|tba"
    r"|ohne titel|unbenannt|(neues )?(bild|foto)|sans titre|sans nom|photographie|senza titolo|immagine"
    r"|fotografia|sin título|imagen|fotografía)[\W_]*[0-9]*"
)


def title_problem(title: str) -> str:
    """What there is to say about a title that names a file, or nothing at all; else empty."""
    name = one_line(title)
    if SAYS_NOTHING.fullmatch(name):
        return "This title says nothing. Name what the picture is about."
    if OF_A_MACHINE.fullmatch(name) or OF_A_FILE.fullmatch(name):
        return "This looks like the name of a file. Name what the picture is about."
    return ""


COPY_OF_CAPTION = (
    "This is a copy of the caption. The caption tells the story; say here what the picture shows."
)


def remarks_on_length(alt_text: str, long_description: str) -> list[Remark]:
    length = len(alt_text)
    said = []
    if sentence := length_problem(alt_text):
        said.append(Remark("alt_text", REFUSED, sentence))
    elif length > LONG_ALT_TEXT:
        sentence = (
            f"The alt text has {length} characters. Best below {LONG_ALT_TEXT}: move details into "
            "the image description."
        )
        said.append(Remark("alt_text", ADVICE, sentence))
    if alt_text and long_description and len(long_description) < length:
        sentence = "The image description is shorter than the alt text. Say more than it does."
        said.append(Remark("long_description", ADVICE, sentence))
    return said


def one_line(text: str) -> str:
    return " ".join(text.split()).casefold()
