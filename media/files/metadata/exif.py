"""The fields of cameras: EXIF."""

from PIL import ExifTags, Image
from PIL.TiffImagePlugin import ImageFileDirectory_v2

from media.files.metadata.carried import X_DEFAULT, Carried
from media.files.metadata.encodings import parts

# EXIF 3 has a type for words in UTF-8, which Pillow passes over. As bytes they come through.
UTF_8 = 129
ImageFileDirectory_v2._load_dispatch.setdefault(UTF_8, (1, lambda tags, data, legacy: data))


def read_exif(image: Image.Image) -> Carried:
    exif = image.getexif()
    taken = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal)
    description = "\n".join(words(exif.get(ExifTags.Base.ImageDescription)))
    rights = "; ".join(words(exif.get(ExifTags.Base.Copyright)))
    artists = ";".join(words(exif.get(ExifTags.Base.Artist)))
    return Carried(
        caption={X_DEFAULT: description} if description else {},
        creators=[name for part in artists.split(";") if (name := part.strip())],
        rights={X_DEFAULT: rights} if rights else {},
        taken_on=" ".join(words(taken)),
    )


def words(value: str | bytes | None) -> list[str]:
    """The words of one field: the standard says ASCII, programs write UTF-8.

    Pillow reads every byte as the letter of Latin-1 with that number, which can be undone.
    """
    if isinstance(value, str):
        value = value.encode("latin-1", errors="replace")
    return parts(value) if isinstance(value, bytes) else []
