"""What the public files of a large JPEG cost, against the least that they could cost.

    python benchmarks/public_set.py

The peer is Pillow alone: `save()` of the same sizes in the same formats at the same settings, from
pictures that are decoded and resized already. Beside it stand Wagtail's own renditions of the
same sizes. Limits: 1.5 times the peer and 150 MB for 24 megapixels; for 100 megapixels 1.7 times
the time for 24, and 200 MB more for the tiles. Each row is a process of its own; peer and portal
take turns, and the best of three rounds counts.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parents[1]
ROUNDS = 3
SIZES = {"24 MP": (6000, 4000), "100 MP": (12_240, 8160)}


def make_picture(path: Path, size: tuple[int, int]) -> None:
    """Something like a photograph of the sky: soft gradients, grain and edges."""
    from PIL import Image

    with Image.open(HERE / "portal/demo/pictures/blue-marble-world-map.jpg") as image:
        large = image.convert("RGB").resize(size, Image.Resampling.BICUBIC)
    grain = Image.effect_noise((1500, 1000), 24).convert("RGB").resize(size)
    Image.blend(large, grain, 0.12).save(path, "JPEG", quality=92)


# --- What is measured: each in a process of its own --------------------------------------------


def portal(source: str, kind: str) -> None:
    from media.files import encoder

    with tempfile.TemporaryDirectory() as target:
        packets = {"complete": "x" * 8000, "brief": "x" * 800}
        encoder.Image.MAX_IMAGE_PIXELS = None
        stem = "https://example.org/files/tiles" if kind == "tiles" else "picture"
        folder = Path(target) / "files"
        folder.mkdir()
        encoder.KINDS[kind](Path(source), folder, stem, packets)


def peer(source: str) -> float:
    """Seconds of `save()` alone, for every file that the encoder encodes."""
    from PIL import Image

    from media.files import encoder

    Image.MAX_IMAGE_PIXELS = None
    with Image.open(source) as image:
        image.draft(None, (max(encoder.DOWNLOADS.values()),) * 2)
        whole = image.convert("RGB")
    tall = whole.height / whole.width
    wanted = [(step, one) for step in encoder.WIDTHS for one in (encoder.AVIF, encoder.JPEG)]
    wanted += [(step, encoder.DOWNLOAD_JPEG) for step in encoder.DOWNLOADS.values()]
    ready = [(whole.resize((step, round(step * tall))), options) for step, options in wanted]
    with tempfile.TemporaryDirectory() as target:
        started = time.perf_counter()
        for number, (image, options) in enumerate(ready):
            image.save(Path(target) / f"{number}.{options['format'].lower()}", **options)
        return time.perf_counter() - started


def wagtail(source: str) -> float:
    """Seconds for Wagtail's own renditions of the same sizes, by Willow."""
    from django.conf import settings
    from PIL import Image

    from media.files import encoder

    settings.configure()  # Willow asks for its options while it is imported
    from willow import Image as WillowImage

    Image.MAX_IMAGE_PIXELS = None
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as target:
        for step in encoder.WIDTHS:
            for format in ("avif", "jpeg"):
                with open(source, "rb") as file:
                    image = WillowImage.open(file).auto_orient()
                    width, height = image.get_size()
                    image = image.resize((step, round(height * step / width)))
                    with open(Path(target) / f"{step}.{format}", "wb") as out:
                        getattr(image, f"save_as_{format}")(out)
    return time.perf_counter() - started


def measure(what: str, source: Path) -> tuple[float, float]:
    """(seconds, peak MB) of one process that does `what`; the start of Python is not counted."""
    done = subprocess.run(
        [sys.executable, __file__, what, str(source)],
        cwd=HERE,
        env={**os.environ, "PYTHONPATH": str(HERE)},
        capture_output=True,
        check=True,
    )
    return tuple(json.loads(done.stdout))


def child(what: str, source: str) -> None:
    began = time.perf_counter()
    if what in ("peer", "wagtail"):
        seconds = {"peer": peer, "wagtail": wagtail}[what](source)
    else:
        portal(source, what)
        seconds = time.perf_counter() - began
    print(json.dumps([seconds, peak()]))


def peak() -> float:
    """The most that this process ever held, in MB (Linux; `ru_maxrss` would count its parent's)."""
    status = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in status if line.startswith("VmHWM")).split()[1]) / 1024


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        sources = {name: Path(folder) / f"{name[:3].strip()}.jpg" for name in SIZES}
        for name, size in SIZES.items():
            make_picture(sources[name], size)
        best: dict[tuple[str, str], tuple[float, float]] = {}
        for _round in range(ROUNDS):
            for name, source in sources.items():
                for what in ("peer", "release", "tiles"):
                    seconds, peak = measure(what, source)
                    before = best.get((name, what), (1e9, 0))
                    best[name, what] = (min(before[0], seconds), max(before[1], peak))
        best["24 MP", "wagtail"] = measure("wagtail", sources["24 MP"])
    print(f"{'':8}{'':22}{'seconds':>9}{'× peer':>8}{'peak MB':>9}")
    for (name, what), (seconds, peak) in sorted(best.items()):
        ratio = seconds / best[name, "peer"][0]
        print(f"{name:8}{LABELS[what]:22}{seconds:9.2f}{ratio:8.2f}{peak:9.0f}")
    small, large = best["24 MP", "release"], best["100 MP", "release"]
    print()
    kept = [
        within("24 MP, time against the peer", small[0] / best["24 MP", "peer"][0], 1.5),
        within("24 MP, peak MB", small[1], 150),
        within("100 MP, time against 24 MP", large[0] / small[0], 1.7),
        within("100 MP, peak MB", large[1], 150),
        within("100 MP, peak MB of the tiles", best["100 MP", "tiles"][1], 150 + 200),
    ]
    sys.exit(0 if all(kept) else 1)


def within(what: str, measured: float, allowed: float) -> bool:
    verdict = "PASS" if measured <= allowed else "FAIL"
    print(f"{verdict}  {what}: {measured:.3g} of {allowed:g} allowed")
    return measured <= allowed


LABELS = {
    "peer": "Pillow, save() alone",
    "release": "Perigee, the whole set",
    "tiles": "Perigee, tiles",
    "wagtail": "Wagtail's renditions",
}

if __name__ == "__main__":
    child(*sys.argv[1:]) if len(sys.argv) == 3 else main()
