"""The SHA-256 digest by which the same bytes are known again, whatever their file is called."""

import hashlib

from django.core.files import File


def sha256_of(file: File) -> str:
    """The digest of a file; the answer is kept on the file, so that nothing reads it twice."""
    known = getattr(file, "sha256", None)
    if known is None:
        file.seek(0)
        known = file.sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
    return known
