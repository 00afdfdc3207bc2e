"""A canvas: one picture painted on a surface of its size, with the words that describe it."""

from media.release.tiles import public_address
from media.reuse.iiif.parts import image, thumbnail
from media.reuse.iiif.texts import in_every_language, plain
from media.reuse.records import Record

# What of the words describes the picture: {ours: the name among schema.org's accessibility features},
# https://www.w3.org/TR/annotation-vocab/#accessibility.
DESCRIBING = {"alt_text": "alternativeText", "long_description": "longDescription"}


def canvas_address(manifest: str, identifier: str = "") -> str:
    """That of the canvas of a manifest; of the one with this picture where there are several."""
    own = f"canvas/{identifier}" if identifier else "canvas"
    return manifest.removesuffix("manifest.json") + own


def canvas_of(record: Record, address: str, **more) -> dict:
    """The canvas at this address; `more` is what it says beside picture and words."""
    file = record.largest_jpeg
    return {
        "id": address,
        "type": "Canvas",
        "label": in_every_language(record, "alt_text"),
        "summary": plain(in_every_language(record, "long_description")),
        "width": file.width,
        "height": file.height,
        "thumbnail": thumbnail(record),
        **more,
        "items": [
            {
                "id": f"{address}/painting",
                "type": "AnnotationPage",
                "items": [
                    {
                        "id": f"{address}/painting/1",
                        "type": "Annotation",
                        "motivation": "painting",
                        "body": painted(record),
                        "target": address,
                    }
                ],
            }
        ],
        "annotations": [
            {
                "id": f"{address}/descriptions",
                "type": "AnnotationPage",
                "items": descriptions(record, address),
            }
        ],
    }


def painted(record: Record) -> dict:
    """The largest JPEG; with the tiles behind it where there are some."""
    body = image(record.largest_jpeg)
    if record.tiles_address:
        # By the name that stands in the `info.json` itself, whichever host was asked.
        name = public_address(record.entry.release)
        body["service"] = [{"id": name, "type": "ImageService3", "profile": "level0"}]
    return body


def descriptions(record: Record, address: str) -> list[dict]:
    """Alternative text and image description in every language, as annotations."""
    return [
        {
            "id": f"{address}/descriptions/{said.language}/{feature}",
            "type": "Annotation",
            "motivation": "describing",
            "body": {
                "type": "TextualBody",
                "value": getattr(said, name),
                "language": said.language,
                "format": "text/plain",
                "accessibility": feature,
            },
            "target": address,
        }
        for said in record.words
        for name, feature in DESCRIBING.items()
    ]
