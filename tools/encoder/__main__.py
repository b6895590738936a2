"""
Make the encoder that ships, from the asks alone; or encode with it all that is learned from today.

    make encoder          train, write bot/encoder/files/ and say what to put into its card
    make encoder ASKS=1   encode only: after many new asks or examples of danger, so that nobody waits

Both end by naming what must be done next: `tools/calibrate.py` says anew how sure is sure.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from bot.encoder import MOST_PIECES, Encoder, Shipped
from bot.encoder.network import LAYERS, TABLES
from bot.matching import TrainingData
from bot.runtime import danger_examples, inspect, training_of
from bot.runtime.array_file import write_arrays
from bot.runtime.encoder_file import DIGEST, FOLDER, FORMAT, VECTORS, WEIGHTS, open_encoder

_LARGEST = np.float32(127)


def main() -> None:
    """Train and encode, or encode only."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--asks", action="store_true", help="encode the asks of today, and train nothing")
    if not parser.parse_args().asks:
        _train()
    _encode()
    print("Now run tools/calibrate.py, and score.")


def _learned_from() -> list[TrainingData]:
    found = inspect(ROOT / "knowledge", datetime.now(tz=UTC).date())
    return [each.matching for each in training_of(found.knowledge).values() if each.matching]


def _learned_texts() -> set[str]:
    """All that anything is learned from by its meaning: asks, questions for no entry, examples of danger."""
    found = inspect(ROOT / "knowledge", datetime.now(tz=UTC).date())
    training = training_of(found.knowledge)
    matching = (each.matching for each in training.values() if each.matching)
    asked = {text for each in matching for text in each.encoded()}
    return asked | {text for each in danger_examples(training).values() for text, _ in each}


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
    labelled = [pair for each in _learned_from() for pair in each.labelled()]
    classes = sorted({name for name, _ in labelled})
    columns = np.asarray([classes.index(name) for name, _ in labelled], np.int32)
    given = [
        untrained.network.entering(_cut(untrained.pieces(text), training.MOST_PIECES)) for _, text in labelled
    ]
    say(f"{len(given)} texts of {len(classes)} classes")
    trained = training.train(given, columns, len(classes), layers, say)
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
    texts = sorted(_learned_texts())
    vectors = opened.encoder.vectors(texts)
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
