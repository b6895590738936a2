"""
Make the encoder that ships, from the asks and the examples of danger of all languages; or encode with it
all that is learned from today.

    make encoder          train, write bot/encoder/files/ and say what to put into its card
    make encoder ASKS=1   encode only: after many new asks or examples of danger, so that nobody waits

Both end by naming what must be done next: `tools/calibrate.py` says anew how sure is sure.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from bot.encoder import MOST_PIECES, Encoder, Shipped
from bot.encoder.network import LAYERS, TABLES
from bot.knowledge import ENGLISH, DangerWords
from bot.runtime import LanguageTraining, danger_examples
from bot.runtime.array_file import write_arrays
from bot.runtime.encoder_file import DIGEST, FOLDER, FORMAT, VECTORS, WEIGHTS, open_encoder
from bot.words import as_written
from tools.encoder.vectors import vectors_of
from tools.learned import FOLDS, texts_of, training_of_all, without

_LARGEST = np.float32(127)


def main() -> None:
    """Train and encode, or encode only."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--asks", action="store_true", help="encode the asks of today, and train nothing")
    if not parser.parse_args().asks:
        _train()
    _encode()
    print("Now run tools/calibrate.py, and score.")


THINNED = 2
"""Of English examples of danger, one in so many trains: there are ten times as many as in others."""


def _trained_on(training: Mapping[str, LanguageTraining]) -> tuple[list[str], list[list[str | None]]]:
    """
    The texts, and for each of the two tasks the class of each text: its entry, and its kind of danger. None
    where it has none.

    The last part of the examples of danger is left out: `tools/fit_danger.py` learns from it how much to
    trust this encoder.
    """
    entries = {
        as_written(text, language) if each.matching.is_own(name) else text: name
        for language, each in training.items()
        if each.matching
        for name, text in each.matching.labelled()
    }
    kinds = {
        text: kind
        for language, examples in danger_examples(_first_parts(training)).items()
        for text, kind in examples
    }
    texts = sorted(entries.keys() | kinds.keys())
    return texts, [[entries.get(text) for text in texts], [kinds.get(text) for text in texts]]


def _first_parts(training: Mapping[str, LanguageTraining]) -> dict[str, LanguageTraining]:
    return {
        language: replace(each, danger=each.danger and _first_part(each.danger, _step_of(language)))
        for language, each in training.items()
    }


def _step_of(language: str) -> int:
    return THINNED if language == ENGLISH else 1


def _first_part(words: DangerWords, step: int) -> DangerWords:
    return replace(
        words,
        examples={card: without(texts, FOLDS - 1)[::step] for card, texts in words.examples.items()},
        look_alikes=without(words.look_alikes, FOLDS - 1)[::step],
    )


def _train() -> None:
    from tools.encoder import training, vocabulary  # noqa: PLC0415 - encoding needs no jax
    from tools.encoder.source import SIZE, Source  # noqa: PLC0415

    began = time.monotonic()

    def say(text: str) -> None:
        print(f"{time.monotonic() - began:6.0f} s  {text}", flush=True)

    source = Source.installed()
    numbers = vocabulary.kept()
    pieces = source.table("emb.word", SIZE)[vocabulary.rows(numbers)]
    places = (source.numbers("emb.pos").reshape(-1, SIZE) + source.numbers("emb.type")[:SIZE])[:MOST_PIECES]
    first = {"first.weights": source.numbers("emb.ln.w"), "first.bias": source.numbers("emb.ln.b")}
    model = vocabulary.model(source, numbers)
    layers = training.layers_of(source)

    made = {
        "vocabulary": np.frombuffer(model, np.uint8),
        **_bytes("pieces", pieces),
        "places": places.astype(np.float16),
        **first,
    }
    untrained = Encoder.restored("", {**made, **_layers(layers)})
    texts, named = _trained_on(training_of_all())
    tasks = []
    for names in named:
        classes = sorted({name for name in names if name})
        columns = [classes.index(name) if name else training.NOT_ASKED for name in names]
        tasks.append(training.Task(np.asarray(columns, np.int32), len(classes)))
    given = [untrained.network.entering(_cut(untrained.pieces(text), training.MOST_PIECES)) for text in texts]
    say(f"{len(texts)} texts, of {' and of '.join(str(task.classes) for task in tasks)} classes")
    trained = training.train(given, tasks, layers, say)
    FOLDER.mkdir(exist_ok=True)
    write_arrays(FOLDER / WEIGHTS, FORMAT, {**made, **_layers(trained)})
    digest = hashlib.sha256((FOLDER / WEIGHTS).read_bytes()).hexdigest()
    (FOLDER / DIGEST).write_text(f"{digest}  {WEIGHTS}\n", encoding="ascii")
    say(f"{(FOLDER / WEIGHTS).stat().st_size / 1e6:.1f} MB, {digest}")


def _encode() -> None:
    open_encoder.cache_clear()
    opened = open_encoder()
    if opened.encoder is None:
        raise SystemExit(opened.why_not)
    texts = sorted(texts_of(training_of_all()))
    vectors = vectors_of(texts, opened.encoder)
    write_arrays(FOLDER / VECTORS, opened.encoder.digest, Shipped.of(texts, vectors).arrays())
    print(f"{len(texts)} texts, {(FOLDER / VECTORS).stat().st_size / 1e6:.1f} MB")


def _cut(pieces: list[int], most: int) -> list[int]:
    """The first pieces, and the last, which ends a text."""
    return pieces if len(pieces) <= most else [*pieces[: most - 1], pieces[-1]]


def _layers(layers: list[dict[str, Any]]) -> dict[str, NDArray[Any]]:
    made: dict[str, NDArray[Any]] = {}
    for number, layer in zip(range(LAYERS), layers, strict=True):
        for name, numbers in layer.items():
            whole = f"layer.{number}.{name}"
            made |= _bytes(whole, numbers.T) if name in TABLES else {whole: numbers.astype(np.float32)}
    return made


def _bytes(name: str, table: NDArray[np.float32]) -> dict[str, NDArray[Any]]:
    """A table as signed bytes, one scale a row."""
    scales = np.abs(table).max(axis=1) / _LARGEST
    scales[scales == 0] = 1.0
    rounded = np.rint(table / scales[:, None]).astype(np.int8)
    return {name: rounded, f"{name}.scale": scales.astype(np.float32)}


if __name__ == "__main__":
    main()
