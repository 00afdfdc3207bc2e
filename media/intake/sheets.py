"""Tables of words that come with a folder of pictures: one row a file."""

import csv
import unicodedata
from pathlib import Path

from media.files.metadata.carried import X_DEFAULT, Carried
from media.intake.first_values import licence_at
from media.pictures.licences import Licence

# A column may be followed by a language, as in `alt_text:fr`, where words are translated.
TRANSLATED = ("title", "alt_text", "long_description", "caption")
COLUMNS = ("file", *TRANSLATED, "credit", "licence", "keywords", "taken_on")


class BrokenSheet(ValueError):
    """A table that cannot be used; the text says what is wrong and in which line."""


def read_sheet(path: Path) -> dict[str, Carried]:
    """What a CSV file says of each picture, by the picture's composed path. Raises BrokenSheet."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            columns = [name.strip() for name in rows.fieldnames or []]
            check_columns(columns)
            rows.fieldnames = columns
            said: dict[str, Carried] = {}
            for row in rows:
                name, carried = read_row(row, rows.line_num)
                if name in said:
                    raise BrokenSheet(f"line {rows.line_num}: “{name}” has a line already")
                said[name] = carried
            return said
    except UnicodeDecodeError:
        raise BrokenSheet("it is not UTF-8; save it as “CSV UTF-8”") from None
    except csv.Error as error:
        raise BrokenSheet(str(error)) from None


def composed(name: str) -> str:
    """A path with its letters and accents as one: a disk may keep apart what a table joins."""
    return unicodedata.normalize("NFC", name)


def check_columns(columns: list[str]) -> None:
    if "file" not in columns:
        raise BrokenSheet(f"it needs a column “file”; its first line has {', '.join(columns)}")
    for column in columns:
        name, colon, _language = column.partition(":")
        if name not in (TRANSLATED if colon else COLUMNS):
            raise BrokenSheet(
                f"line 1: “{column}” is no column; there are {', '.join(COLUMNS)}, and "
                f"{', '.join(TRANSLATED)} with a language, as in alt_text:fr"
            )


def read_row(row: dict, line: int) -> tuple[str, Carried]:
    if None in row or None in row.values():
        raise BrokenSheet(f"line {line} has not as many fields as the first line")
    values = {name: value.strip() for name, value in row.items()}
    if not values["file"]:
        raise BrokenSheet(f"line {line} names no file")
    carried = Carried(
        credit=values.get("credit", ""),
        taken_on=values.get("taken_on", ""),
        keywords=[keywords] if (keywords := values.get("keywords")) else [],
        licence_url=licence_called(values.get("licence", ""), line),
    )
    for column, value in values.items():
        name, _, language = column.partition(":")
        if value and name in TRANSLATED:
            getattr(carried, name)[language or X_DEFAULT] = value
    return composed(values["file"]), carried


def licence_called(name: str, line: int) -> str:
    """The address of the licence with this short name or address. Raises BrokenSheet."""
    if not name:
        return ""
    licence = licence_at(name) or Licence.objects.filter(short_name__iexact=name).first()
    if licence is None:
        known = ", ".join(Licence.objects.values_list("short_name", flat=True))
        raise BrokenSheet(f"line {line}: there is no licence “{name}”; there are {known}")
    if licence_at(licence.url) != licence:
        raise BrokenSheet(
            f"line {line}: “{name}” cannot be told from other licences by its address; leave the "
            "field empty and choose it in the drafts"
        )
    return licence.url
