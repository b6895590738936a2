"""
Arrays of numbers in one file, mapped and not read. Changes when that file is laid out differently.

    8 letters   HRBARRAY
    u32         CRC-32 of all that follows
    u32         length of the head
    head        JSON: the fingerprint of what it was made from, and name, type, shape and place of each array
    data        each array as it lies in memory (little-endian), from a multiple of 64 on

Nothing in it can run: only plain numbers are read. The checksum finds a broken file, not a forged one:
whoever can write into the folder can also write a right checksum.
"""

from __future__ import annotations

import json
import math
import mmap
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

MAGIC = b"HRBARRAY"
ALIGNED = 64
TYPES = frozenset({"|i1", "|u1", "<i4", "<i8", "<u8", "<f2", "<f4"})
"""As numpy writes them: signed and unsigned bytes, whole numbers, hashes, weights."""

_START = len(MAGIC) + 8
_CHUNK = 1 << 20


class NotSound(Exception):  # noqa: N818 - it is the file that is not
    """The file is none of ours, of something else, of another version, or broken."""


def read_arrays(path: Path, fingerprint: str) -> dict[str, NDArray[Any]]:
    """
    The arrays that were written there for this fingerprint, read-only and mapped: what nobody touches takes
    no memory, and processes share the rest.

    Raises NotSound, or OSError when there is no such file.
    """
    with path.open("rb") as file:
        head = _head(file, fingerprint)
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    try:
        return {
            name: np.frombuffer(mapped, kind, math.prod(shape), place).reshape(shape)
            for name, kind, shape, place in head
        }
    except (TypeError, ValueError) as error:
        raise NotSound(str(error)) from None


def write_arrays(path: Path, fingerprint: str, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write them beside the path, then put them there in one step. Raises OSError."""
    laid_out = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    laid_out = {
        name: array.astype(array.dtype.newbyteorder("<"), copy=False) for name, array in laid_out.items()
    }
    head: list[tuple[str, str, tuple[int, ...], int]] = []
    length = 0
    # places depend on the length of the head, and that on their digits: the second round holds
    for _ in range(3):
        place = _aligned(_START + length)
        head = []
        for name, array in laid_out.items():
            head.append((name, array.dtype.str, array.shape, place))
            place = _aligned(place + array.nbytes)
        length = len(_encoded(fingerprint, head))
    part = path.with_suffix(f".{os.getpid()}.part")
    try:
        with part.open("wb+") as file:
            file.write(MAGIC + bytes(4) + length.to_bytes(4, "little") + _encoded(fingerprint, head))
            for (*_, place), array in zip(head, laid_out.values(), strict=True):
                file.write(bytes(place - file.tell()))
                file.write(array.data)
            checksum = _checksum(file)
            file.seek(len(MAGIC))
            file.write(checksum.to_bytes(4, "little"))
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _encoded(fingerprint: str, head: list[tuple[str, str, tuple[int, ...], int]]) -> bytes:
    return json.dumps({"fingerprint": fingerprint, "arrays": head}).encode()


def _head(file: BinaryIO, fingerprint: str) -> list[tuple[str, str, tuple[int, ...], int]]:
    start = file.read(_START)
    if len(start) < _START or not start.startswith(MAGIC):
        raise NotSound("another kind of file")
    if _checksum(file) != int.from_bytes(start[len(MAGIC) : len(MAGIC) + 4], "little"):
        raise NotSound("broken")
    file.seek(_START)
    length = int.from_bytes(start[len(MAGIC) + 4 :], "little")
    try:
        head = json.loads(file.read(length))
        arrays = [
            (str(n), str(kind), tuple(map(int, shape)), int(place))
            for n, kind, shape, place in head["arrays"]
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise NotSound(str(error)) from None
    if head.get("fingerprint") != fingerprint:
        raise NotSound("made from something else")
    if not {kind for _, kind, _, _ in arrays} <= TYPES:
        raise NotSound("numbers of another kind")
    return arrays


def _checksum(file: BinaryIO) -> int:
    """Of all behind the checksum itself. Read, not mapped: what is looked through so takes no memory."""
    file.seek(len(MAGIC) + 4)
    found = 0
    while chunk := file.read(_CHUNK):
        found = crc32(chunk, found)
    return found


def _aligned(place: int) -> int:
    return -(-place // ALIGNED) * ALIGNED
