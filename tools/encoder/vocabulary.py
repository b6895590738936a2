"""
The pieces that are kept of XLM-RoBERTa's 250,000, and the model that cuts a text into them.

`pieces.txt` beside this file names those that are kept, one bit a piece. They were chosen once, by `choose`:
those that texts of our 23 languages use, and all of some scripts. A text of another script is cut into
unknown pieces.
"""

from __future__ import annotations

import base64
import io
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import sentencepiece
from sentencepiece import sentencepiece_model_pb2

from tools.encoder.source import Source

proto: Any = sentencepiece_model_pb2
"""Made by protobuf while it is imported: no type checker sees what is in it."""

KEPT = Path(__file__).parent / "pieces.txt"
SPECIAL = 4
"""The first pieces of the source stand for no letters: begin, padding, end, unknown."""

ALL_OF = frozenset({"ARABIC", "ETHIOPIC", "BENGALI", "GURMUKHI"})
"""Scripts of languages of which we had few texts: every piece of them is kept."""

SOME_OF = {"LATIN": 3, "CYRILLIC": 3, "DEVANAGARI": 3, "CJK": 2}
"""Scripts of which those pieces are kept that so many words have."""

UNKNOWN, BEGIN, END = 3, 0, 2
"""Rows of the source for what stands first in ours."""


def kept() -> list[int]:
    """The numbers of the pieces that are kept, rising."""
    packed = zlib.decompress(base64.b64decode(KEPT.read_text(encoding="ascii").partition("\n\n")[2]))
    return np.flatnonzero(np.unpackbits(np.frombuffer(packed, np.uint8))).tolist()


def rows(numbers: Sequence[int]) -> list[int]:
    """The rows of the source's table for each piece of ours, in our order."""
    return [UNKNOWN, BEGIN, END, *numbers]


def model(source: Source, numbers: Sequence[int]) -> bytes:
    """A sentencepiece model (unigram, as XLM-RoBERTa's) of those pieces: unknown, begin, end, then each."""
    made = proto.ModelProto()
    made.normalizer_spec.CopyFrom(_normaliser())
    trained = made.trainer_spec
    trained.model_type = 1
    trained.unk_id, trained.bos_id, trained.eos_id, trained.pad_id = 0, 1, 2, -1
    for name, kind in (("<unk>", 2), ("<s>", 3), ("</s>", 3)):
        made.pieces.add(piece=name, score=0.0, type=kind)
    for number in numbers:
        made.pieces.add(piece=source.pieces[number], score=float(source.scores[number]), type=1)
    return bytes(made.SerializeToString(deterministic=True))


def _normaliser() -> Any:
    """XLM-RoBERTa's: NFKC and a little more. A tiny model that is trained with it carries its table."""
    tiny = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(["a text of some words"] * 60),
        model_writer=tiny,
        vocab_size=20,
        model_type="unigram",
        normalization_rule_name="nmt_nfkc",
        hard_vocab_limit=False,
        minloglevel=2,
    )
    found = proto.ModelProto()
    found.ParseFromString(tiny.getvalue())
    return found.normalizer_spec


def choose(source: Source, words: Iterable[str]) -> list[int]:
    """
    The pieces that words of our languages have. Used: the 30,000 to 45,000 commonest words of 19 languages
    (wordfreq), Somali, Tigrinya and Amharic news (MasakhaNEWS), Albanian word lists (myspell-sq, simplemma),
    the asks and dangers of `knowledge/`. One word a line; each counts once.
    """
    known = set(source.pieces[:SPECIAL]) | {"<mask>"}
    numbers = []
    for number, piece in enumerate(source.pieces):
        if piece not in known:
            known.add(piece)
            numbers.append(number)
    cut = sentencepiece.SentencePieceProcessor(model_proto=model(source, numbers))
    count: Counter[int] = Counter()
    for word in words:
        count.update(set(cut.encode(word)))
    first = SPECIAL - 1
    return [
        number
        for place, number in enumerate(numbers)
        if _is_kept(source.pieces[number].strip("▁"), count[place + first])
    ]


def _is_kept(letters: str, used: int) -> bool:
    script = next((unicodedata.name(sign, "?").split()[0] for sign in letters if sign.isalpha()), "")
    if not script:
        return used > 0 or len(letters) <= 1
    if script in ALL_OF:
        return True
    if script not in SOME_OF:
        return False
    if script == "CJK":
        return used >= SOME_OF[script] or (used > 0 and len(letters) == 1)
    return used >= SOME_OF[script] or len(letters) <= 2 or (used > 0 and len(letters) <= 3)


def written(numbers: Sequence[int], of: int) -> str:
    """The content of `pieces.txt`."""
    bits = np.zeros(of, np.uint8)
    bits[list(numbers)] = 1
    packed = base64.b64encode(zlib.compress(np.packbits(bits).tobytes(), 9)).decode()
    lines = [packed[first : first + 120] for first in range(0, len(packed), 120)]
    head = (
        "The pieces of XLM-RoBERTa that are kept: one bit for each of its 250,002, packed by zlib, in base64."
    )
    return "\n".join([head, "", *lines, ""])
