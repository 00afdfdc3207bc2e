"""What is encoded once a run is the same as what the encoder makes."""

from pathlib import Path

import pytest

from media.files.child_process import EncodingFailed
from tests import encodings
from tests.factories import picture_bytes


@pytest.fixture
def made(monkeypatch) -> list[str]:
    """A list that grows by each job that really reaches the encoder."""
    reached, encode = [], encodings.encode

    def noted(module: str, job: dict) -> dict:
        reached.append(job["stem"])
        return encode(module, job)

    monkeypatch.setattr(encodings, "encode", noted)
    return reached


def encode(folder: Path, name: str, stem: str = "crater") -> tuple[dict, dict[str, bytes]]:
    """The manifest, and the files by their names."""
    source, target = folder / f"{name}.jpg", folder / name
    source.write_bytes(picture_bytes(size=(80, 60)))
    target.mkdir()
    job = {"kind": "release", "stem": stem, "packets": {"complete": "", "brief": ""}}
    job |= {"options": {}, "source": str(source), "target": str(target)}
    kept = folder / "kept"
    kept.mkdir(exist_ok=True)
    manifest = encodings.encode_once("media.files.encoder", job, kept)
    return manifest, {path.name: path.read_bytes() for path in target.iterdir()}


def test_the_same_job_is_done_once_and_answered_alike(tmp_path, made):
    first = encode(tmp_path, "first")
    assert len(first[1]) == 3
    assert encode(tmp_path, "second") == first
    assert made == ["crater"]


def test_other_words_and_other_limits_are_another_job(tmp_path, made, settings):
    encode(tmp_path, "first")
    _manifest, files = encode(tmp_path, "second", stem="rim")
    assert all(name.startswith("rim") for name in files)
    settings.ENCODER_SECONDS = 0
    with pytest.raises(EncodingFailed):
        encode(tmp_path, "third")
    assert made == ["crater", "rim", "crater"]
