"""Releases: the one truth of which files are public."""

from django.core.files.storage import default_storage, storages
from django.db import models
from django.utils.functional import cached_property

from media.pictures.workers import WorkerProcess

# Beside the folders of its releases, in that of a picture.
TILES_FOLDER = "tiles"


class ReleaseQuerySet(models.QuerySet):
    def public(self):
        return self.filter(state=Release.State.PUBLIC)

    def with_public_files(self):
        """Those of which files lie, or may lie, in the public store."""
        return self.filter(state__in=Release.State.with_public_files())


class Release(models.Model):
    """The files made from one picture file and one set of words, and where they stand."""

    class State(models.TextChoices):
        PREPARING = "preparing", "Being prepared"
        PREPARED = "prepared", "Prepared, private"
        OPENING = "opening", "Being made public"
        PUBLIC = "public", "Public"
        SUPERSEDED = "superseded", "Superseded by newer files"
        CLOSING = "closing", "Withdrawn, files to be removed"
        WITHDRAWN = "withdrawn", "Withdrawn"
        FAILED = "failed", "Failed"

        @classmethod
        def with_public_files(cls) -> list["Release.State"]:
            return [cls.OPENING, cls.PUBLIC, cls.SUPERSEDED]

        @classmethod
        def with_files(cls) -> list["Release.State"]:
            """All files are made, and lie in one of the two stores."""
            return [cls.PREPARED, cls.PUBLIC, cls.SUPERSEDED]

    class Tiles(models.TextChoices):
        """Where the tiles for deep zoom stand; they follow the release."""

        NONE = "", "None: the picture is small"
        WANTED = "wanted", "To be made"
        PUBLIC = "public", "Public"
        FAILED = "failed", "Failed"

    page = models.ForeignKey(
        "media.ImagePage", null=True, on_delete=models.SET_NULL, related_name="releases"
    )
    identifier = models.CharField(max_length=80)
    asset_hash = models.CharField(max_length=64)
    packet_hash = models.CharField(max_length=64)
    # That of the descriptions alone (`media.descriptions.words`), by which approvals go.
    words_hash = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PREPARING, db_index=True)
    # {"width", "height", "responsive": [file …], "downloads": {size: file}},
    # a file being {"name", "format", "width", "height", "bytes", "sha256"}; files made by earlier
    # versions of the encoder lack the last.
    manifest = models.JSONField(default=dict)
    tiles = models.CharField(max_length=10, choices=Tiles, blank=True, default=Tiles.NONE)
    error = models.TextField(blank=True)
    # The worker that has it in hand, as long as its heart beats.
    holder = models.ForeignKey(
        WorkerProcess, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    started_at = models.DateTimeField()
    # When the page was read for which this was last found to be the right release.
    confirmed_at = models.DateTimeField(null=True)
    prepared_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = ReleaseQuerySet.as_manager()

    # Where its files are read instead of at their public address: that of a press preview.
    read_at = ""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["page", "asset_hash", "packet_hash"], name="release_once_per_content"
            ),
            models.UniqueConstraint(
                fields=["page"],
                condition=models.Q(state="public"),
                name="release_one_public_per_page",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.identifier}: {self.get_state_display()}"

    @property
    def top(self) -> str:
        """The folder in which everything of its picture lies, in the public store."""
        return self.asset_hash[:16]

    @property
    def folder(self) -> str:
        """Where its files lie, in the private and in the public store alike."""
        return f"{self.top}/{self.packet_hash[:16]}"

    @property
    def tiles_folder(self) -> str:
        """Where the tiles of its picture lie in the public store, whatever its words are."""
        return f"{self.top}/{TILES_FOLDER}"

    @property
    def tiles_url(self) -> str:
        """The address of the tiles' IIIF description; empty until they are public."""
        if self.tiles != self.Tiles.PUBLIC:
            return ""
        return storages["public"].url(f"{self.tiles_folder}/info.json")

    @property
    def private_folder(self) -> str:
        return f"prepared/{self.folder}"

    @property
    def has_private_files(self) -> bool:
        """Whether every file lies in the private store."""
        names = [f"{self.private_folder}/{file['name']}" for file in self.files]
        return bool(names) and all(map(default_storage.exists, names))

    @property
    def files(self) -> list[dict]:
        """Every file of the release."""
        return [*self.manifest.get("responsive", []), *self.manifest.get("downloads", {}).values()]

    @cached_property
    def downloads(self) -> list[dict]:
        """The downloads with their size's key and the ending of their name, smallest first."""
        told = [
            {"size": size, "extension": file["name"].rpartition(".")[2], **file}
            for size, file in self.manifest["downloads"].items()
        ]
        # PostgreSQL keeps the keys of a JSON object in an order of its own.
        return sorted(told, key=lambda file: (file["width"], file["size"] == "original"))

    def url_of(self, file: dict) -> str:
        """The address of one file of the manifest; the public one unless `read_at` says another."""
        if self.read_at:
            return f"{self.read_at}{file['name']}"
        return storages["public"].url(f"{self.folder}/{file['name']}")

    def source_set(self, format: str) -> str:
        """The `srcset` of the responsive files in `format`."""
        return ", ".join(
            f"{self.url_of(file)} {file['width']}w"
            for file in self.manifest["responsive"]
            if file["format"] == format
        )

    def fallback(self, width: int = 960) -> dict:
        """The smallest responsive JPEG that is at least `width` pixels wide, else the largest."""
        jpegs = [file for file in self.manifest["responsive"] if file["format"] == "jpeg"]
        wide_enough = [file for file in jpegs if file["width"] >= width]
        return wide_enough[0] if wide_enough else jpegs[-1]

    @property
    def width(self) -> int:
        return self.manifest["width"]

    @property
    def height(self) -> int:
        return self.manifest["height"]
