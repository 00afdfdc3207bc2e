"""Encodes one picture into its public files: `python -m media.files.encoder JOB.json`.

Runs as a process of its own, with its own memory and time limit, and knows nothing of Django.
The job is {"source", "target", "stem", "kind", "packets", "options", "memory"}: its kind
one of those in `KINDS`, the memory that it may use in bytes. The answer, a manifest (see
`Release.manifest`), is printed as JSON. `packets` holds the XMP that the files carry (see
`media.pictures.packets.packets`); a working copy carries none.
"""

import hashlib
import json
import resource
import sys
from math import ceil
from pathlib import Path

import pyvips
from PIL import Image

from media.files.colours import Meaning
from media.files.decoding import decoded, picture, upright
from media.files.formats import header_of
from media.files.likeness import fingerprint
from media.files.metadata.embedding import jpeg_with, png_with, save_options
from media.files.samples import Samples, samples_of

# Five widths serve phones to large screens; a picture is never enlarged.
WIDTHS = (320, 640, 1024, 1600, 2400)
DOWNLOADS = {"small": 1280, "large": 2560}
WORKING_COPY_SIDE = 2048
# Files from this width on, and all downloads, carry the words in every language.
COMPLETE_WIDTH = 1280

# Quality 60 and speed 8 cost 3 % more bytes than speed 6 and 2.7 times less time (DESIGN, 1).
AVIF = {"format": "AVIF", "quality": 60, "speed": 8}
JPEG = {"format": "JPEG", "quality": 80, "progressive": True, "optimize": True}
DOWNLOAD_JPEG = {"format": "JPEG", "quality": 90, "progressive": True, "optimize": True}

TILE_SIDE = 512

# VipsForeignKeep: XMP is 2, the colour profile 8.
XMP_AND_PROFILE = 2 | 8


def save(image: Image.Image, path: Path, options: dict, packet: str = "") -> dict:
    """Write one file that carries `packet`, and describe it as the manifest does.

    It is sRGB or grey, which needs no profile.
    """
    image.save(path, **options, **save_options(options["format"], packet.encode()))
    return described(path, options["format"], image.size)


def described(path: Path, format: str, size: tuple[int, int]) -> dict:
    """A file as the manifest describes it; `size` is (width, height)."""
    width, height = size
    about = {"name": path.name, "format": format.lower(), "width": width, "height": height}
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {**about, "bytes": path.stat().st_size, "sha256": digest}


def scaled(image: Image.Image, width: int, height: int) -> Image.Image:
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def release(
    source: Path,
    target: Path,
    stem: str,
    packets: dict[str, str],
    *,
    offers_original: bool = False,
) -> dict:
    """Make the responsive set and the downloads of `source` in `target`; answer the manifest.

    The picture is decoded once, a JPEG at the fraction of its size that the widest new file
    needs, and resized down a chain, widest first.
    """
    width, height, is_copied = copied_whole(
        source, target / f"{stem}-full.jpg", packets["complete"]
    )
    if not is_copied:
        image = decoded(source)
        width, height = image.size
    downloads = {} if is_copied else {"full": width}
    for size, longest in DOWNLOADS.items():
        if max(width, height) > longest:
            downloads[size] = max(1, round(width * longest / max(width, height)))
    responsive = {*(w for w in WIDTHS if w < width), min(width, WIDTHS[-1])}
    if is_copied:
        widest = max([*downloads.values(), *responsive])
        image = decoded(source, longest=ceil(widest * max(width, height) / width))
    manifest = {"width": width, "height": height, "responsive": [], "downloads": {}}
    if is_copied:
        whole = described(target / f"{stem}-full.jpg", "JPEG", (width, height))
        manifest["downloads"]["full"] = whole
    for step in sorted({*downloads.values(), *responsive}, reverse=True):
        if step != image.width:
            image = scaled(image, step, max(1, round(height * step / width)))
        for size in (size for size, wanted in downloads.items() if wanted == step):
            path = target / f"{stem}-{size}.jpg"
            manifest["downloads"][size] = save(image, path, DOWNLOAD_JPEG, packets["complete"])
        if step in responsive:
            packet = packets["complete" if step >= COMPLETE_WIDTH else "brief"]
            manifest["responsive"] += [
                save(image, target / f"{stem}-{step}.avif", AVIF, packet),
                save(image, target / f"{stem}-{step}.jpg", JPEG, packet),
            ]
    manifest["responsive"].reverse()
    manifest["downloads"] = dict(
        sorted(manifest["downloads"].items(), key=lambda item: item[1]["width"])
    )
    if offers_original and (own := original(source, target, stem, packets["complete"])):
        manifest["downloads"]["original"] = own
    return manifest


def original(source: Path, target: Path, stem: str, packet: str) -> dict | None:
    """The pixels of a PNG or TIFF as they came in, without loss, in a file that says only `packet`.

    None for the other formats (a JPEG's own pixels are its full download), for a TIFF of which not
    all bits are read, and for a PNG that lies on its side or has a profile for other colours, since
    its chunks are copied as they are.
    """
    with header_of(source) as header:
        format, size = header.format, header.size
    if format == "PNG":
        stored = samples_of(source)
        if stored.orientation in range(2, 9) or stored.has_foreign_profile:
            return None
        path = target / f"{stem}-original.png"
        path.write_bytes(png_with(packet.encode(), source.read_bytes()))
        return described(path, "PNG", size)
    if format == "TIFF" and (page := exact(samples_of(source))):
        path = target / f"{stem}-original.tif"
        page.set_type(pyvips.GValue.blob_type, "xmp-data", packet.encode())
        page.tiffsave(str(path), compression="deflate", keep=XMP_AND_PROFILE)
        return described(path, "TIFF", (page.width, page.height))
    return None


def exact(stored: Samples) -> pyvips.Image | None:
    """All bits of the samples that a TIFF names, upright, and their profile; None if that cannot be."""
    is_stretched = stored.colours.format not in ("uchar", "ushort")
    if not stored.is_exact or (is_stretched and stored.no_data is not None):
        return None  # the copy would not say which number stands for nothing
    page = stored.colours.invert() if stored.white_is_zero else stored.colours
    page = page if stored.alpha is None else page.bandjoin(stored.alpha)
    page = upright(page, stored.orientation).copy()
    page.remove("icc-profile-data")
    if stored.profile:
        page.set_type(pyvips.GValue.blob_type, "icc-profile-data", stored.profile)
    return page


def copied_whole(source: Path, target: Path, packet: str) -> tuple[int, int, bool]:
    """Give re-users a JPEG's own pixels: copy it, saying only `packet`; answer its size.

    False at the end if that cannot be: it is no JPEG, lies on its side, or the copy would not say
    what its colours are: print colours, a profile for others, or something that only EXIF said.
    """
    with header_of(source) as header:
        is_plain = header.format in ("JPEG", "MPO")
        size = header.size
    if is_plain:
        stored = samples_of(source)
        is_plain = (
            stored.kind != "cmyk"
            and stored.orientation not in range(2, 9)
            and not stored.has_foreign_profile
            and stored.meaning == Meaning()
        )
    if is_plain:
        try:
            target.write_bytes(jpeg_with(packet.encode(), source.read_bytes()))
        except ValueError:
            is_plain = False
    return *size, is_plain


def working_copy(source: Path, target: Path, stem: str, packets: dict[str, str]) -> dict:
    """Make the copy from which the admin's thumbnails come, and say what the picture looks like."""
    image = decoded(source, longest=WORKING_COPY_SIDE)
    image.thumbnail((WORKING_COPY_SIDE, WORKING_COPY_SIDE), Image.Resampling.LANCZOS)
    manifest = save(image, target / f"{stem}.jpg", DOWNLOAD_JPEG)
    return {**manifest, "fingerprint": fingerprint(image)}


def tiles(source: Path, target: Path, stem: str, packets: dict[str, str]) -> dict:
    """Make a IIIF tile pyramid in `target`; `stem` is the address at which it will lie."""
    image = picture(source)
    place, _, name = stem.rpartition("/")
    image.dzsave(
        str(target.parent / name),
        layout="iiif3",
        id=place,
        tile_size=TILE_SIDE,
        overlap=0,
        suffix=f".jpg[Q={JPEG['quality']},keep=none]",
    )
    for path in (target.parent / name).iterdir():
        path.rename(target / path.name)
    return {"width": image.width, "height": image.height}


KINDS = {"release": release, "working copy": working_copy, "tiles": tiles}


def main(job_file: str) -> None:
    job = json.loads(Path(job_file).read_text())
    resource.setrlimit(resource.RLIMIT_AS, (job["memory"], job["memory"]))
    Image.MAX_IMAGE_PIXELS = None  # the upload form has judged the size
    paths = Path(job["source"]), Path(job["target"])
    answer = KINDS[job["kind"]](*paths, job["stem"], job["packets"], **job["options"])
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main(sys.argv[1])
