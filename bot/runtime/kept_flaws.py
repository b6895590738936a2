"""What the checks said of the same files on the same day. Changes when that is kept in another way."""

from __future__ import annotations

import contextlib
import hashlib
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from bot.knowledge import Withholding
from bot.library import Refused, bytes_of, files_in

KEPT = 3
"""Older ones that stay."""

PACKAGE = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class KeptFlaws:
    """
    Keeps beside the models what a start found wrong, so that a second start on the same day need not look
    for seconds. It is named by a fingerprint of all that the checks see: files, code, day. Nothing that
    people write comes into it.
    """

    place: Path
    fingerprint: str

    @classmethod
    def of(cls, place: Path, folder: Path, today: date, withholding: Withholding) -> KeptFlaws:
        """Where the flaws of the folder, as it stands, are kept. Reads every file; takes some 50 ms."""
        digest = hashlib.sha256(f"{today} {withholding} {_code()}\x1e".encode())
        for path in files_in(folder):
            name = path.relative_to(folder).as_posix()
            try:
                held = hashlib.sha256(bytes_of(folder, name)).hexdigest()
            except (OSError, Refused) as reason:
                held = str(reason)
            digest.update(f"{name}\x1f{held}\x1e".encode(errors="surrogateescape"))
        return cls(place, digest.hexdigest()[:24])

    def read(self) -> list[str] | None:
        """The lines that were found; None where nobody has looked, or the file is damaged."""
        try:
            lines = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError):
            return None
        is_list = isinstance(lines, list) and all(isinstance(line, str) for line in lines)
        return lines if is_list else None

    def write(self, lines: Sequence[str]) -> None:
        """Keep them. Without a place to write the next start looks again."""
        with contextlib.suppress(OSError):
            self.place.mkdir(parents=True, exist_ok=True)
            kept = sorted(self.place.glob("flaws-*.json"), key=lambda path: path.stat().st_mtime)
            for old in kept[: -KEPT + 1]:
                old.unlink(missing_ok=True)
            with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=self.place, delete=False) as file:
                json.dump(list(lines), file)
            Path(file.name).replace(self._path)

    @property
    def _path(self) -> Path:
        return self.place / f"flaws-{self.fingerprint}.json"


@cache
def _code() -> str:
    """A fingerprint of what reads and checks: after an update of the bot the checks look again."""
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*.py")):
        digest.update(path.read_bytes() + b"\x1e")
    return digest.hexdigest()
