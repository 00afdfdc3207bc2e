"""Looking into uploaded files: small ones at once, large ones in a process of their own.

A picture of 100 megapixels takes up to 1.5 GB to decode. The web process must not grow by that,
so it decodes four megapixels at most; for the rest it starts `media.files.soundness`, with the limits
of the encoder, one at a time.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import BoundedSemaphore

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File

from media.files.child_process import EncodingFailed, run
from media.files.formats import KINDS
from media.files.metadata.carried import Carried
from media.files.soundness import Inspection, TooLargeHere, Unsound, inspect

# Pictures up to so many pixels and bytes may be decoded in a request.
QUICK_PIXELS = 4_000_000
QUICK_BYTES = 4 * 2**20

one_large_picture = BoundedSemaphore(1)


def inspected(file: File) -> Inspection:
    """What is in a picture file; the answer is kept on the file, so that nothing asks twice.

    Raises ValidationError, with a sentence for an editor, unless it is a sound picture.
    """
    known = getattr(file, "inspection", None)
    if known is None:
        check_size(file)
        try:
            known = file.inspection = look_into(file)
        except Unsound as error:
            raise ValidationError(str(error)) from None
    return known


def what_is_taken() -> str:
    """The limits in words, for those who choose a file."""
    megabytes = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE // 2**20
    megapixels = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 1_000_000
    return f"{KINDS[0].upper()}{KINDS[1:]}, up to {megabytes} MB and {megapixels} megapixels."


def check_size(file: File) -> None:
    if file.size == 0:
        raise ValidationError("The file is empty. Choose it again, or export it anew.")
    limit = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
    if file.size > limit:
        raise ValidationError(
            f"The file is {file.size / 2**20:,.0f} MB large; {limit // 2**20} MB are allowed."
        )


def look_into(file: File) -> Inspection:
    most = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
    if file.size <= QUICK_BYTES:
        with suppress(TooLargeHere):
            return inspect(file, file.name, most_pixels=most, at_once=QUICK_PIXELS)
    with one_large_picture, on_disk(file) as path:
        job = {"source": path, "name": file.name, "most_pixels": most}
        try:
            answer = run("media.files.soundness", job)
        except EncodingFailed as error:
            raise Unsound(f"{error} Upload a smaller version.") from None
    if problem := answer.get("problem"):
        raise Unsound(problem)
    return Inspection(**{**answer, "carried": Carried(**answer["carried"])})


@contextmanager
def on_disk(file: File) -> Iterator[str]:
    """The path of a file; of one that lies in memory only, that of a copy."""
    path = getattr(file.file, "name", None)
    if isinstance(path, str) and os.path.isfile(path):
        yield path
        return
    with tempfile.NamedTemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as copy:
        file.seek(0)
        shutil.copyfileobj(file, copy)
        copy.flush()
        file.seek(0)
        yield copy.name
