"""What was said of a picture, in order: right letters, text without markup, each language its own."""

from dataclasses import fields, replace

from media.descriptions.characters import cleaned
from media.descriptions.markup import plain
from media.files.metadata.carried import (
    X_DEFAULT,
    Carried,
    Texts,
    cut_at_a_word,
    in_language,
)
from media.files.metadata.garbled import looks_garbled, mended

NAMES = {
    "title": "title",
    "alt_text": "alt text",
    "long_description": "image description",
    "caption": "caption",
    "rights": "copyright notice",
    "usage_terms": "terms of use",
    "creators": "creator",
    "credit": "credit",
    "keywords": "keyword",
    "licensor": "licensor",
}
ADDRESSES = {"licence_url", "address"}
# The markup of captions may stay (media.descriptions.markup); of the others only text is kept.
MAY_HAVE_MARKUP = {"caption"}
# Where lines come from tags only.
ONE_LINE = {"credit", "creators", "licensor"}
# A description of this length is a book. What a note quotes.
TEXT_CHARACTERS = 100_000
QUOTED_CHARACTERS = 200


def in_order(carried: Carried, source: str, *, is_ours: bool = False) -> Carried:
    """The same words, as fields and visitors can have them; notes say what was changed.

    Words of no declared language are `ours`, in the `source` language, if that is known; else they
    are those of the language that says the same.
    """
    notes: list[str] = []
    changed: dict[str, object] = {}
    for one in fields(carried):
        value = getattr(carried, one.name)
        if one.name == "avm":
            changed["avm"] = {name: [legible(said) for said in value[name]] for name in value}
        elif one.name in ADDRESSES:
            changed[one.name] = legible(value).strip()
        elif one.name not in NAMES:
            continue
        elif isinstance(value, dict):
            texts = {key: settled(said, one.name, notes, key) for key, said in value.items()}
            changed[one.name] = {key: said for key, said in texts.items() if said}
        elif isinstance(value, list):
            changed[one.name] = [said for item in value if (said := settled(item, one.name, notes))]
        else:
            changed[one.name] = settled(value, one.name, notes)
    found = replace(carried, **changed, notes=list(dict.fromkeys([*carried.notes, *notes])))
    found.keywords = split(found.keywords)
    declare(found, source if is_ours else default_language(found, source))
    return found


def settled(words: str, name: str, notes: list[str], language: str = "") -> str:
    """One text in order."""
    called = NAMES[name]
    if len(words) > TEXT_CHARACTERS:
        notes.append(f"The file's {called} was cut: it has {len(words):,} characters.")
        words = cut_at_a_word(words, TEXT_CHARACTERS)
    right = mended(words)
    if right != words:
        notes.append(
            f"The file's {called} was garbled, “{quoted(words)}”; it is read as “{quoted(right)}”."
        )
    elif place := looks_garbled(right):
        notes.append(f"The file's {called} looks garbled: “{place}”. Check its letters.")
    language = "" if language == X_DEFAULT else language
    found = cleaned(" ".join(right.split()) if name in ONE_LINE else right, language)
    changes = found.changes
    if name not in MAY_HAVE_MARKUP:
        found = cleaned(plain(found.text), language)
        changes += found.changes
    notes += [f"The file's {called} was cleaned: {change}." for change in dict.fromkeys(changes)]
    if name in ONE_LINE:
        return "; ".join(line for part in found.text.splitlines() if (line := part.strip(" ;")))
    return found.text.strip()


def quoted(words: str) -> str:
    return cut_at_a_word(" ".join(words.split()), QUOTED_CHARACTERS)


def legible(value: str) -> str:
    return cleaned(mended(value)).text


def split(keywords: list[str]) -> list[str]:
    """Keywords one by one, also where a program wrote several into one."""
    sign = "," if len(keywords) == 1 and ";" not in keywords[0] else ";"
    parts = [word for item in keywords for part in item.splitlines() for word in part.split(sign)]
    return list(dict.fromkeys(word.strip() for word in parts if word.strip()))


def texts_of(carried: Carried) -> list[Texts]:
    return [
        value
        for one in fields(carried)
        if isinstance(value := getattr(carried, one.name), dict) and one.name != "avm"
    ]


def default_language(carried: Carried, source: str) -> str:
    """The language whose words the undeclared ones repeat, wherever both stand; "" if there is none.

    XMP gives every text a default, which is that of the program, not English.
    """
    same: set[str] | None = None
    for texts in texts_of(carried):
        default = texts.get(X_DEFAULT)
        declared = {key: words for key, words in texts.items() if key != X_DEFAULT}
        if default and declared:
            repeated = {key for key, words in declared.items() if words.startswith(default)}
            same = repeated if same is None else same & repeated
    candidates = sorted(same or ())
    ours = [key for key in candidates if key.partition("-")[0] == source.partition("-")[0]]
    return next(iter([*ours, *candidates]), "")


def declare(carried: Carried, language: str) -> None:
    """Give words of no declared language to this one."""
    if language:
        for texts in texts_of(carried):
            if words := texts.pop(X_DEFAULT, ""):
                texts.setdefault(language, words)


def above(says: Carried, found: Carried, source: str) -> Carried:
    """What was said elsewhere before what the file says; of translated words each language."""
    answer = {}
    for one in fields(Carried):
        first, second = getattr(says, one.name), getattr(found, one.name)
        if one.name in ("title", "alt_text", "long_description", "caption"):
            if in_language(first, source):  # beside which the file's own would only be left over
                own = source.partition("-")[0]
                second = {
                    key: said
                    for key, said in second.items()
                    if key != X_DEFAULT and key.partition("-")[0] != own
                }
            answer[one.name] = {**second, **first}
        elif one.name == "notes":
            answer["notes"] = [*first, *second]
        else:
            answer[one.name] = first or second
    return Carried(**answer)
