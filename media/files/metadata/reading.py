"""What an uploaded file says about its picture: XMP first, then IPTC-IIM, then EXIF."""

from typing import BinaryIO

from PIL import Image

from media.files.metadata.carried import Carried, merged
from media.files.metadata.dates import as_date, is_blank
from media.files.metadata.exif import read_exif
from media.files.metadata.iim import read_iim
from media.files.metadata.properties import BrokenPacket
from media.files.metadata.xmp import read_xmp


def read(file: BinaryIO) -> Carried:
    """Everything that a picture file says; what is broken is only noted.

    Never raises for what a file holds.
    """
    try:
        with Image.open(file) as image:
            return found_in(image)
    except Exception:
        return Carried(notes=["The file's data about the picture could not be read."])


def found_in(image: Image.Image) -> Carried:
    """The same of a picture that is open. A PNG is decoded for it: it may speak after its pixels."""
    found = []
    for name, reader in (("XMP", read_xmp), ("IPTC", read_iim), ("EXIF", read_exif)):
        try:
            found.append(dated(reader(image)))
        except BrokenPacket as error:
            found.append(Carried(notes=[f"The file's {name} data was ignored: {error}."]))
        except Exception:  # parsers of others, fed by strangers, raise whatever they like
            found.append(Carried(notes=[f"The file's {name} data was ignored: it is damaged."]))
    return merged(found)


def dated(carried: Carried) -> Carried:
    """The same with a date of reduced precision, or a note that there is none."""
    written, carried.taken_on = carried.taken_on, as_date(carried.taken_on)
    if not carried.taken_on and not is_blank(written):
        carried.notes.append(f"The file's date, “{written}”, was left out: there is no such day.")
    return carried
