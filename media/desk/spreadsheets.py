"""What every spreadsheet of the admin holds, Wagtail's reports included: text, and no formula."""

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from wagtail.admin.views.mixins import SpreadsheetExportMixin

# A spreadsheet takes a cell that begins so for a formula, whoever wrote the words.
BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def for_a_cell(value):
    """A text that a spreadsheet can hold and takes for no formula; everything else as it is."""
    if not isinstance(value, str):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub(" ", value)
    return f"'{text}" if text.startswith(BEGINS_FORMULA) else text


wagtails_own = SpreadsheetExportMixin.preprocess_field_value


def preprocess_field_value(self, field, value, export_format):
    """The value of a cell as the listing gives it, made fit for a cell."""
    return for_a_cell(wagtails_own(self, field, value, export_format))


# Every export passes this method, for both kinds of file; Wagtail has no setting in front of it.
SpreadsheetExportMixin.preprocess_field_value = preprocess_field_value
