"""The demonstration's own drawings, as pictures."""

import io
from pathlib import Path

from PIL import Image

DRAWINGS = Path(__file__).parent / "drawings"


def render(drawing: Path) -> Image.Image:
    """An SVG as a picture of the size that it asks for, in three channels.

    Fonts of the machine are not looked at, so that it looks the same everywhere: drawings hold
    no text. Raises ImportError without resvg-py, ValueError if the file is no drawing.
    """
    import resvg_py

    picture = resvg_py.svg_to_bytes(svg_path=str(drawing), skip_system_fonts=True)
    return Image.open(io.BytesIO(bytes(picture))).convert("RGB")
