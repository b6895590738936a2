"""The encoder on disk. Changes when it is shipped in another way."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.encoder import Encoder, Shipped
from bot.runtime.array_file import NotSound, read_arrays

FOLDER = Path(__file__).parent.parent / "encoder" / "files"
WEIGHTS, DIGEST, VECTORS = "weights.arrays", "weights.sha256", "vectors.arrays"
"""The network with its vocabulary, its digest as sha256sum writes it, and vectors of the asks of today."""

FORMAT = "encoder-1"
"""The fingerprint of the weights. Raised when they are laid out differently."""

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Opened:
    """The encoder, or why there is none: then words alone decide."""

    encoder: Encoder | None
    why_not: str = ""


OFF = Opened(None, "BOT_ENCODER=off: words alone decide")


@cache
def open_encoder(folder: Path = FOLDER) -> Opened:
    """
    The encoder that came with the program, opened once in a process. Never raises: a file that is missing,
    damaged or of another version is said in `why_not`.
    """
    try:
        digest = _checked(folder)
        encoder = Encoder.restored(digest, read_arrays(folder / WEIGHTS, FORMAT))
    except OSError as error:
        return _nothing(f"{WEIGHTS} cannot be read ({type(error).__name__})")
    except (NotSound, KeyError, RuntimeError, ValueError) as error:
        return _nothing(f"{WEIGHTS} is damaged or of another version ({type(error).__name__})")
    try:
        shipped = Shipped.restored(read_arrays(folder / VECTORS, digest))
    except (OSError, NotSound, KeyError, ValueError):
        return Opened(encoder)  # every ask is encoded when the bot learns: minutes, once
    return Opened(encoder.with_shipped(shipped))


def _nothing(what: str) -> Opened:
    return Opened(None, f"the encoder is not used, {what}: words alone decide")


def _checked(folder: Path) -> str:
    """The digest of the weights. Raises NotSound when it is not the one that came with them, or OSError."""
    found = hashlib.sha256()
    with (folder / WEIGHTS).open("rb") as file:
        while chunk := file.read(_CHUNK):
            found.update(chunk)
    if (folder / DIGEST).read_text(encoding="ascii").split()[:1] != [found.hexdigest()]:
        raise NotSound("its digest is another")
    return found.hexdigest()
