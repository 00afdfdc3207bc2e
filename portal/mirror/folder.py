"""The folder of a copy: what stands in it, what was asked already, and how files get there whole."""

import os
import shutil
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from portal.mirror.asking import Answer

# Its presence says that the folder was made here; it holds nothing that is not public.
MARK = ".perigee-mirror"
TABLES = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS pages (
    number INTEGER PRIMARY KEY, address TEXT NOT NULL UNIQUE, run INTEGER NOT NULL, status INTEGER NOT NULL,
    type TEXT NOT NULL DEFAULT '', target TEXT NOT NULL DEFAULT '', path TEXT, body BLOB
);
CREATE INDEX IF NOT EXISTS pages_to_ask ON pages (run, status, number);
CREATE INDEX IF NOT EXISTS pages_by_path ON pages (path);
CREATE TABLE IF NOT EXISTS files (path TEXT PRIMARY KEY, run INTEGER NOT NULL);
"""
TO_ASK, FAILED = 0, -1


class UnfitFolder(Exception):
    """The folder cannot take a copy; the text says why and what to do."""


class Folder:
    """One run over a folder. Nothing outside of the folder is written."""

    def __init__(self, place: Path, site: str):
        self.place = place.resolve()
        self.check()
        self.own = self.place / MARK
        self.parts = self.own / "parts"
        shutil.rmtree(self.parts, ignore_errors=True)
        self.parts.mkdir(parents=True)
        self.rows = sqlite3.connect(self.own / "state.sqlite3", timeout=2, isolation_level=None)
        try:
            self.rows.executescript(TABLES)
            self.rows.execute("PRAGMA synchronous=NORMAL")
            # What was withdrawn is not left in unused parts of the file.
            self.rows.execute("PRAGMA secure_delete=ON")
            self.rows.execute("PRAGMA locking_mode=EXCLUSIVE")
            self.rows.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            raise UnfitFolder(f"Another run is writing into {place} just now.") from None
        except sqlite3.DatabaseError:
            raise UnfitFolder(
                f"{self.own} cannot be read. Delete {place}, or name another folder, and begin anew."
            ) from None
        if self.fact("site") not in ("", site):
            raise UnfitFolder(
                f"{place} holds a copy of {self.fact('site')}, not of {site}. Name another folder."
            )
        self.note("site", site)
        self.goes_on = self.fact("state") == "begun"
        self.run = int(self.fact("run") or 0) + (not self.goes_on)
        self.note("run", str(self.run))
        self.note("state", "begun")
        self.save()

    def check(self) -> None:
        if self.place.exists() and not self.place.is_dir():
            raise UnfitFolder(f"{self.place} is a file. Name a folder.")
        if self.place.is_dir() and any(self.place.iterdir()) and not (self.place / MARK).is_dir():
            raise UnfitFolder(
                f"{self.place} is not empty and holds no copy made here. Name an empty or a new folder."
            )

    def close(self) -> None:
        with suppress(sqlite3.Error):  # a full disk, of which was told already
            self.save()
        self.rows.close()
        shutil.rmtree(self.parts, ignore_errors=True)

    def save(self) -> None:
        """What was noted so far is kept, whatever happens next."""
        if self.rows.in_transaction:
            self.rows.execute("COMMIT")
        self.rows.execute("BEGIN EXCLUSIVE")

    def fact(self, name: str) -> str:
        row = self.rows.execute("SELECT value FROM facts WHERE name = ?", [name]).fetchone()
        return row[0] if row else ""

    def note(self, name: str, value: str) -> None:
        self.rows.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", [name, value])

    # --- Pages --------------------------------------------------------------------------------

    def want(self, address: str) -> bool:
        """Have an address asked in this run; answers whether it is new to it."""
        done = self.rows.execute(
            "INSERT INTO pages (address, run, status) VALUES (?, ?, 0) ON CONFLICT (address) "
            "DO UPDATE SET run = excluded.run, status = 0 WHERE run < excluded.run",
            [address, self.run],
        )
        return done.rowcount > 0

    def next_to_ask(self) -> str | None:
        row = self.rows.execute(
            "SELECT address FROM pages WHERE run = ? AND status = 0 ORDER BY number LIMIT 1",
            [self.run],
        ).fetchone()
        return row[0] if row else None

    def count(self) -> tuple[int, int]:
        """How many addresses of this run are known, and how many of them were asked."""
        asked = "SELECT count(*), count(nullif(status, 0)) FROM pages WHERE run = ?"
        return self.rows.execute(asked, [self.run]).fetchone()

    def take(self, address: str, answer: Answer, path: str) -> None:
        self.rows.execute(
            "UPDATE pages SET status = ?, type = ?, target = ?, path = ?, body = ? WHERE address = ?",
            [
                answer.status,
                answer.media_type,
                answer.target,
                path,
                zlib.compress(answer.body, 1),
                address,
            ],
        )

    def fail(self, address: str) -> None:
        """Note that an address could not be asked; what an earlier run has of it stays."""
        self.rows.execute("UPDATE pages SET status = ? WHERE address = ?", [FAILED, address])

    def drop(self, address: str) -> None:
        row = self.rows.execute("SELECT path FROM pages WHERE address = ?", [address]).fetchone()
        if row:
            self.rows.execute(
                "UPDATE pages SET status = 410, body = NULL WHERE address = ?", [address]
            )
            self.forget(row[0] or "")

    def holder_of(self, path: str) -> str | None:
        """The address, of this run, that has this file."""
        row = self.rows.execute(
            "SELECT address FROM pages WHERE path = ? AND run = ? AND status != 0", [path, self.run]
        ).fetchone()
        return row[0] if row else None

    def page_at(self, address: str) -> tuple[int, str, str] | None:
        """(status, target, path) of an address that was asked."""
        return self.rows.execute(
            "SELECT status, target, path FROM pages WHERE address = ? AND run = ?",
            [address, self.run],
        ).fetchone()

    def pages(self) -> Iterator[tuple[str, str, str, str, bytes]]:
        """(address, type, where it leads on to, path, body) of each page that is there."""
        number = 0
        while row := self.rows.execute(
            "SELECT number, address, type, target, path, body FROM pages WHERE run = ? AND number > ? "
            "AND path IS NOT NULL AND body IS NOT NULL AND status IN (200, 301, 302, 307, 308, -1) "
            "ORDER BY number LIMIT 1",
            [self.run, number],
        ).fetchone():
            number, *told, body = row
            yield *told, zlib.decompress(body)

    # --- Files --------------------------------------------------------------------------------

    def has(self, path: str) -> bool:
        """Whether this run has put a file there."""
        asked = "SELECT 1 FROM files WHERE path = ? AND run = ?"
        return self.rows.execute(asked, [path, self.run]).fetchone() is not None

    def keep(self, path: str) -> None:
        self.rows.execute("INSERT OR REPLACE INTO files VALUES (?, ?)", [path, self.run])

    def forget(self, path: str) -> None:
        """Have a file removed at the end; with a slash behind it, all that lies in a folder."""
        if path.endswith("/"):
            asked = "UPDATE files SET run = 0 WHERE path >= ?1 AND path < ?1 || char(1114111)"
        else:
            asked = "UPDATE files SET run = 0 WHERE path = ?1"
        self.rows.execute(asked, [path])

    def write(self, path: str, body: bytes) -> bool:
        """Put a file, whole; answers whether there was another, or none."""
        target = self.place / path
        self.keep(path)
        with suppress(OSError):
            if target.stat().st_size == len(body) and target.read_bytes() == body:
                return False
        part = self.parts / "page"
        part.write_bytes(body)
        self.move(part, target)
        return True

    def put(self, path: str, source: Path) -> bool:
        """Put a file of the public store: the same file if both lie on one disk, else a copy of it."""
        target = self.place / path
        found = source.stat()
        self.keep(path)
        with suppress(OSError):
            there = target.stat()
            same = (there.st_size, int(there.st_mtime)) == (found.st_size, int(found.st_mtime))
            if os.path.samestat(there, found) or same:
                return False
        part = self.parts / "file"
        part.unlink(missing_ok=True)
        try:
            os.link(source, part)
        except OSError:
            shutil.copy2(source, part)
        self.move(part, target)
        return True

    def move(self, part: Path, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        if os.path.samefile(target.parent, self.own) or self.own in target.parents:
            raise UnfitFolder(f"{target} is the copy's own.")
        os.replace(part, target)

    def remove_the_rest(self) -> int:
        """Remove what earlier runs put here and this one did not; nothing else."""
        gone = self.rows.execute("SELECT path FROM files WHERE run < ?", [self.run]).fetchall()
        for (path,) in gone:
            target = self.place / path
            with suppress(FileNotFoundError, NotADirectoryError):
                target.unlink()
            for folder in target.parents:
                if folder == self.place:
                    break
                try:
                    folder.rmdir()
                except OSError:  # something else is in it
                    break
        self.rows.execute("DELETE FROM files WHERE run < ?", [self.run])
        self.rows.execute("DELETE FROM pages WHERE run < ?", [self.run])
        return len(gone)

    def finish(self) -> None:
        self.note("state", "finished")
        self.save()
