"""Vectors of many texts, on all cores."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
from numpy.typing import NDArray

from bot.encoder import Encoder
from bot.runtime import open_encoder

SLICE = 500
"""Texts that one process encodes at a time."""


def vectors_of(texts: Sequence[str], encoder: Encoder) -> NDArray[np.float32]:
    """Shape (texts, SIZE). Only what did not come with the encoder is encoded: 20 ms each and core."""
    vectors, here = encoder.shipped.find(texts)
    new = np.flatnonzero(~here).tolist()
    print(f"{len(new)} of {len(texts)} texts are new", flush=True)
    slices = [new[first : first + SLICE] for first in range(0, len(new), SLICE)]
    # a fork beside the threads of jax may hang
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as workers:
        made = workers.map(_encoded, ([texts[number] for number in each] for each in slices))
        for numbers, of_slice in zip(slices, made, strict=True):
            vectors[numbers] = of_slice
            print(f"{numbers[-1] + 1} of {len(texts)}", flush=True)
    return vectors


def _encoded(texts: list[str]) -> NDArray[np.float32]:
    encoder = open_encoder().encoder
    assert encoder is not None  # whoever asks has opened it
    return encoder.vectors(texts)
