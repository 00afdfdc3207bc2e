"""Whether a file is a sound picture: its header, all of its pixels, and what it says of itself.

Knows nothing of Django. `python -m media.files.soundness JOB.json` judges in a process of its own, with
a memory limit; `media.files.inspection` says which files that is for.
"""

import json
import resource
import sys
import warnings
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from PIL import Image, UnidentifiedImageError

from media.files.formats import KINDS, SUFFIXES, UnknownTiff, header_of
from media.files.metadata import reading
from media.files.metadata.carried import Carried
from media.files.samples import Unreadable
from media.files.trial import tried

MOVING = ("GIF", "WEBP", "AVIF", "PNG")
# JPEG ends at 65,535 pixels a side; WebP, which a browser may be given later, at 16,383.
LONGEST_SIDE = 32_768
MUCH_BESIDE = 2**20  # bytes of texts and profiles, unpacked


class Unsound(ValueError):
    """A file that is refused; the text is a sentence for an editor."""


class TooLargeHere(Exception):
    """A picture that may be sound, but is to be decoded elsewhere."""


@dataclass
class Inspection:
    """What was seen in a sound picture: its size in pixels as stored, what it says, what it looks like."""

    width: int
    height: int
    carried: Carried
    fingerprint: int | None = None


def inspect(
    file: BinaryIO, name: str, *, most_pixels: int, at_once: int | None = None
) -> Inspection:
    """Read a picture to its end, as the encoder will. Raises Unsound, before anything beyond
    `most_pixels` is decoded.

    Pixels count in all frames; `name` is what the file is called. Raises TooLargeHere if there are
    more than `at_once`, or much beside them.
    """
    with warnings.catch_warnings():
        # Pillow's warnings begin at half of what it refuses; the limit is judged here.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            with header_of(file) as image:
                check_header(image, name, most_pixels)
                if at_once is not None and (pixels_of(image) > at_once or is_wordy(image)):
                    raise TooLargeHere
                found = Inspection(*image.size, reading.found_in(image))
            # Once the header is closed: that of a WebP holds two whole pictures.
            trial = tried(source_of(file))
            found.carried.notes += trial.notes
            found.fingerprint = trial.fingerprint
            return found
        except UnidentifiedImageError:
            raise Unsound(f"This is not a picture that can be shown: upload {KINDS}.") from None
        except UnknownTiff:
            raise Unsound(
                "The tags of this TIFF are damaged, or of a kind that is not read here. Save it anew."
            ) from None
        except Image.DecompressionBombError:
            if at_once is not None:
                raise TooLargeHere from None
            raise Unsound(too_many_pixels(most_pixels)) from None
        except Unreadable as error:
            raise Unsound(str(error)) from None
        except (Unsound, TooLargeHere, MemoryError):
            raise
        except Exception as error:  # decoders fed by strangers raise whatever they like
            if "out of memory" in str(error):  # libvips has no exception of its own for it
                raise MemoryError from error
            raise Unsound(
                "The file is damaged: it could not be decoded to its end. Export it anew."
            ) from None
        finally:
            file.seek(0)


def source_of(file: BinaryIO) -> Path | bytes:
    """The file as decoders take it: by its path, or as its bytes if it has none."""
    path = getattr(file, "name", None)
    if isinstance(path, str) and Path(path).is_file():
        return Path(path)
    file.seek(0)
    return file.read()


def is_wordy(image: Image.Image) -> bool:
    """Whether there is so much beside the pixels that to read it takes memory."""
    texts = (text for text in image.info.values() if isinstance(text, str | bytes))
    return sum(map(len, texts)) > MUCH_BESIDE


def pixels_of(image: Image.Image) -> int:
    return image.width * image.height * frames_of(image)


def frames_of(image: Image.Image) -> int:
    return getattr(image, "n_frames", 1) if image.format in MOVING else 1


def check_header(image: Image.Image, name: str, most_pixels: int) -> None:
    """Refuse by what the header says, before anything large is decoded."""
    suffix = PurePosixPath(name).suffix.lower().lstrip(".")
    if suffix not in SUFFIXES[image.format]:
        raise Unsound(f"The file “{name}” holds {image.format}. Give it its right ending.")
    if pixels_of(image) > most_pixels:
        raise Unsound(too_many_pixels(most_pixels, *image.size, frames_of(image)))
    if max(image.size) > LONGEST_SIDE or max(image.size) > 100 * min(image.size):
        raise Unsound(
            f"The picture measures {image.width} × {image.height} pixels. Its longer side may be "
            f"{LONGEST_SIDE:,} pixels, and 100 times the shorter one, at most."
        )


def too_many_pixels(most: int, width: int = 0, height: int = 0, frames: int = 1) -> str:
    size = f"{width:,} × {height:,}" + (f" × {frames:,} frames" if frames > 1 else "")
    said = f"The picture has {size} pixels" if width else "The picture has too many pixels"
    return f"{said}; {most // 1_000_000} megapixels are allowed. Upload a smaller version."


def main(job_file: str) -> None:
    """Judge the file of a job; print {"problem"}, or an Inspection."""
    job = json.loads(Path(job_file).read_text())
    resource.setrlimit(resource.RLIMIT_AS, (job["memory"], job["memory"]))
    Image.MAX_IMAGE_PIXELS = job["most_pixels"]  # Pillow refuses what has twice as many
    try:
        with Path(job["source"]).open("rb") as file:
            answer = asdict(inspect(file, job["name"], most_pixels=job["most_pixels"]))
    except Unsound as error:
        answer = {"problem": str(error)}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main(sys.argv[1])
