"""The words of a file in other languages than the portal's; none disappears without a note."""

from django.conf import settings

from media.descriptions.languages import language_of, name_of
from media.descriptions.lengths import LONGEST_LANGUAGE
from media.descriptions.markup import plain
from media.files.metadata.carried import X_DEFAULT, Carried, Texts, key_of
from media.intake.fitting import judged_alt_text, limited, said, told_and_shown
from media.intake.words import NAMES, quoted
from media.pictures.images import ImagePage
from media.pictures.translations import ImageText

TRANSLATED = ("title", "alt_text", "long_description", "caption")
# Those that describe the picture: without them a language is none that the page can be read in.
DESCRIBING = ("alt_text", "long_description")


def other_languages(carried: Carried, page: ImagePage, notes: list[str]) -> list[ImageText]:
    """The words in each further language that describes the picture; the others are noted."""
    source = settings.LANGUAGE_CODE
    used = {(name, key_of(getattr(carried, name), source)) for name in TRANSLATED}
    rows = []
    for language in described(carried, source):
        keys = {name: own_key(getattr(carried, name), language) for name in TRANSLATED}
        words = {name: getattr(carried, name).get(key, "") for name, key in keys.items()}
        used |= set(keys.items())
        rows.append(row_in(language, words, page, notes))
    notes += left_over(carried, used)
    notes += of_another_language(carried, used, source)
    return rows


def described(carried: Carried, source: str) -> list[str]:
    """The further languages with an alt text or an image description, by their shortest names.

    A region counts as a language of its own only where the file distinguishes it: of “de” and
    “de-AT” with one text each, there is one.
    """
    found = {key for name in DESCRIBING for key in getattr(carried, name)}
    answer = []
    for base in sorted({base_of(key) for key in found} - {base_of(source), "x"}):
        keys = sorted(
            (key for key in found if base_of(key) == base), key=lambda key: (len(key), key)
        )
        texts = [getattr(carried, name) for name in DESCRIBING]
        is_one = all(sum(key in each for key in keys) <= 1 for each in texts)
        answer += keys[:1] if is_one else keys
    return [key for key in answer if len(key) <= LONGEST_LANGUAGE]


def own_key(texts: Texts, language: str) -> str:
    """Where the words in this language stand, or in a region of it; nothing undeclared."""
    return key_of({key: words for key, words in texts.items() if key != X_DEFAULT}, language)


def base_of(language: str) -> str:
    return language.lower().partition("-")[0]


def row_in(language: str, words: dict[str, str], page: ImagePage, notes: list[str]) -> ImageText:
    name = name_of(language)
    title = limited(words["title"], len_of("title"), f"title in {name}", notes)
    if not title:
        notes.append(f"The file has no title in {name}; that of the page stands there.")
    row = ImageText(language=language, title=title or page.title)
    row.alt_text = judged_alt_text(words["alt_text"], row, notes)
    row.caption, lifted = told_and_shown(words["caption"], language)
    row.long_description = words["long_description"] or lifted
    return row


def len_of(name: str) -> int:
    return ImageText._meta.get_field(name).max_length


def left_over(carried: Carried, used: set[tuple[str, str]]) -> list[str]:
    """Notes about the words that went nowhere, a sentence for each language."""
    taken = {getattr(carried, name).get(key) for name, key in used}
    left: dict[str, list[str]] = {}
    for name in TRANSLATED:
        for key, words in getattr(carried, name).items():
            if (name, key) not in used and words not in taken and said(words):
                left.setdefault(key, []).append(f"{NAMES[name]} “{quoted(plain(words))}”")
    return [
        f"The file also has words {language_in_words(key)}, which were left out: {', '.join(told)}."
        for key, told in left.items()
    ]


def language_in_words(language: str) -> str:
    if language == X_DEFAULT:
        return "of no declared language"
    region = f" ({language})" if "-" in language else ""
    return f"in {name_of(language)}{region}"


def of_another_language(carried: Carried, used: set[tuple[str, str]], source: str) -> list[str]:
    """A note if words of no declared language, which count as the portal's, read like another."""
    words = [getattr(carried, name).get(key, "") for name, key in used if key == X_DEFAULT]
    found = language_of(" ".join(map(plain, words)))
    if not found or found == base_of(source):
        return []
    return [
        f"The file does not say in which language its words are; they read like {name_of(found)}."
    ]
