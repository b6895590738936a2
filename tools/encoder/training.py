"""
Fine-tuning in jax: the table of pieces and the lower six layers stay as they come, the upper six learn to
tell the entries' asks apart and danger from calm, in all languages at once.

Offline, on two cores, an hour. The same texts, versions and machine give the same weights.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import jax as _jax
import jax.numpy as _jnp
import numpy as np
from numpy.typing import NDArray

from bot.learning.dense import Dense
from tools.encoder.source import INNER, LAYERS, SIZE, Source

jax: Any = _jax
jnp: Any = _jnp
"""Untyped here: only a maintainer has them."""

HEADS = 12
FROZEN = 6
MOST_PIECES = 64
"""Pieces of a text that training looks at; in use it is more (`bot.encoder.MOST_PIECES`)."""

EPOCHS, BATCH, WARM = 2, 32, 40
RATE, HEAD_RATE = 4e-5, 20.0
"""Of Adam (D. Kingma, J. Ba, 2015), falling to zero; the head learns so many times as fast."""
SMOOTHING, DROPPED = 0.1, 0.1
COOL = 0.6
"""The head begins as one fitted on the untrained vectors, its scores times this."""
SEED = 0
LENGTHS = (12, 16, 20, 26, 34, 48, MOST_PIECES)
"""Batches are padded to one of these: each is compiled once."""

Floats = NDArray[np.float32]
Weights = dict[str, Any]
Say = Callable[[str], None]


def layers_of(source: Source) -> list[Weights]:
    """The twelve layers, each table as (in, out); queries, keys and values side by side."""
    found = []
    for number in range(LAYERS):

        def numbers(name: str, number: int = number) -> Floats:
            return source.numbers(f"l{number}.{name}")

        def table(name: str, columns: int, number: int = number) -> Floats:
            return source.table(f"l{number}.{name}", columns)

        found.append(
            {
                "attention": np.concatenate([table(f"{each}.w", SIZE) for each in "qkv"]).T.copy(),
                "attention.bias": np.concatenate([numbers(f"{each}.b") for each in "qkv"]),
                "output": table("ao.w", SIZE).T.copy(),
                "output.bias": numbers("ao.b"),
                "after_attention.weights": numbers("aln.w"),
                "after_attention.bias": numbers("aln.b"),
                "inner": table("fi.w", SIZE).T.copy(),
                "inner.bias": numbers("fi.b"),
                "outer": table("fo.w", INNER).T.copy(),
                "outer.bias": numbers("fo.b"),
                "after_inner.weights": numbers("oln.w"),
                "after_inner.bias": numbers("oln.b"),
            }
        )
    return found


@dataclass(frozen=True, slots=True)
class Task:
    """One question that is asked of a text: a linear head on its vector answers it."""

    columns: NDArray[np.int32]
    """Shape (texts,): the right class of each, NOT_ASKED where the text has none."""
    classes: int


NOT_ASKED = -1


def train(
    given: Sequence[Floats], tasks: Sequence[Task], layers: list[Weights], say: Say = print
) -> list[Weights]:
    """
    The layers after training. `given` are the texts as the first layer gets them, each of shape (pieces,
    SIZE); every task counts as much as any other.
    """
    lower = _lower(given, layers[:FROZEN])
    say(f"the lower {FROZEN} layers are done")
    upper = jax.tree.map(jnp.asarray, layers[FROZEN:])
    vectors = _vectors(lower, upper)
    heads = []
    for task in tasks:
        asked = task.columns != NOT_ASKED
        head = Dense.fit(vectors[asked], task.columns[asked], task.classes)
        heads.append(
            {"weights": jnp.asarray(head.weights) * COOL, "intercept": jnp.asarray(head.intercept) * COOL}
        )
    trained = {"upper": upper, "heads": heads}
    columns = np.stack([task.columns for task in tasks], axis=1)
    first, second = jax.tree.map(jnp.zeros_like, trained), jax.tree.map(jnp.zeros_like, trained)
    order = np.random.default_rng(SEED)
    key = jax.random.PRNGKey(SEED)
    steps = EPOCHS * -(-len(lower) // BATCH)
    step = _step(steps, trained)
    number_of_step = 0
    for _ in range(EPOCHS):
        for rows in _batches(lower, order):
            number_of_step += 1
            key, own = jax.random.split(key)
            texts, mask = _padded([lower[row] for row in rows])
            trained, first, second, loss = step(
                trained, first, second, float(number_of_step), texts, mask, columns[rows], own
            )
            if number_of_step % 100 == 0:
                say(f"step {number_of_step} of {steps}, loss {float(loss):.2f}")
    return layers[:FROZEN] + [
        {name: np.asarray(table) for name, table in layer.items()} for layer in trained["upper"]
    ]


def _batches(texts: Sequence[Any], order: np.random.Generator) -> list[NDArray[np.int64]]:
    """Texts of like length together, in random order; the last batch is filled up."""
    lengths = np.fromiter(map(len, texts), np.float64, len(texts))
    sorted_rows = np.argsort(lengths + 4 * order.random(len(texts)), kind="stable")
    batches = [sorted_rows[first : first + BATCH] for first in range(0, len(texts), BATCH)]
    order.shuffle(batches)
    return [
        rows if len(rows) == BATCH else np.concatenate([rows, order.choice(len(texts), BATCH - len(rows))])
        for rows in batches
    ]


def _padded(texts: Sequence[Any]) -> tuple[Floats, NDArray[np.bool_]]:
    longest = max(map(len, texts))
    length = next(each for each in LENGTHS if each >= longest)
    rows = np.zeros((BATCH, length, SIZE), np.float32)
    mask = np.zeros((BATCH, length), np.bool_)
    mask[len(texts) :] = True  # rows beyond the texts: they must not divide by zero
    for row, text in enumerate(texts):
        rows[row, : len(text)] = text
        mask[row, : len(text)] = True
    return rows, mask


def _lower(given: Sequence[Floats], layers: list[Weights]) -> list[NDArray[np.float16]]:
    """What the frozen layers make of each text: worked out once. Halves: there are many."""

    @jax.jit
    def through(texts: Any, mask: Any) -> Any:
        for layer in layers:
            texts = _layer(texts, mask, layer)
        return texts

    found: list[Any] = [None] * len(given)
    for rows in _in_order(given):
        texts, mask = _padded([given[row] for row in rows])
        out = np.asarray(through(texts, mask))
        for place, row in enumerate(rows):
            found[row] = out[place, : len(given[row])].astype(np.float16)
    return found


def _vectors(texts: Sequence[Any], layers: Any) -> Floats:
    @jax.jit
    def through(texts: Any, mask: Any) -> Any:
        for layer in layers:
            texts = _layer(texts, mask, layer)
        return _pooled(texts, mask)

    found = np.zeros((len(texts), SIZE), np.float32)
    for rows in _in_order(texts):
        found[rows] = np.asarray(through(*_padded([texts[row] for row in rows])))[: len(rows)]
    return found


def _in_order(texts: Sequence[Any]) -> list[NDArray[np.int64]]:
    order = np.argsort([len(text) for text in texts], kind="stable")
    return [order[first : first + BATCH] for first in range(0, len(texts), BATCH)]


def _step(steps: int, like: Any) -> Callable[..., Any]:
    rates = {
        "upper": jax.tree.map(lambda _: 1.0, like["upper"]),
        "heads": jax.tree.map(lambda _: HEAD_RATE, like["heads"]),
    }

    @jax.jit
    def step(
        trained: Any, first: Any, second: Any, number: Any, texts: Any, mask: Any, columns: Any, key: Any
    ) -> Any:
        loss, slope = jax.value_and_grad(_loss)(trained, texts, mask, columns, key)
        rate = RATE * jnp.minimum(1.0, number / WARM) * (1 - number / (steps + 1))
        first = jax.tree.map(lambda old, new: 0.9 * old + 0.1 * new, first, slope)
        second = jax.tree.map(lambda old, new: 0.999 * old + 0.001 * new * new, second, slope)
        early, late = 1 - 0.9**number, 1 - 0.999**number
        trained = jax.tree.map(
            lambda old, mean, square, own: (
                old - own * rate * (mean / early) / (jnp.sqrt(square / late) + 1e-8)
            ),
            trained,
            first,
            second,
            rates,
        )
        return trained, first, second, loss

    return step  # type: ignore[no-any-return]


def _loss(trained: Any, texts: Any, mask: Any, columns: Any, key: Any) -> Any:
    for layer, own in zip(trained["upper"], jax.random.split(key, len(trained["upper"])), strict=True):
        texts = _layer(texts, mask, layer, own)
    vectors = _pooled(texts, mask)
    losses = []
    for place, head in enumerate(trained["heads"]):
        shares = jax.nn.log_softmax(vectors @ head["weights"] + head["intercept"])
        wanted = columns[:, place]
        right = shares[jnp.arange(len(wanted)), wanted]
        loss = -((1 - SMOOTHING) * right + SMOOTHING * shares.mean(axis=1))
        losses.append((loss * (wanted != NOT_ASKED)).mean())
    return sum(losses)


def _layer(texts: Any, mask: Any, layer: Weights, key: Any = None) -> Any:
    """As `bot.encoder.network.Layer`, for many texts; with a key, some numbers are dropped."""
    batch, length, _ = texts.shape
    split = texts @ layer["attention"] + layer["attention.bias"]
    queries, keys, values = split.reshape(batch, length, 3, HEADS, SIZE // HEADS).transpose(2, 0, 3, 1, 4)
    shares = queries @ keys.transpose(0, 1, 3, 2) / np.sqrt(SIZE // HEADS)
    shares = jax.nn.softmax(jnp.where(mask[:, None, None, :], shares, -1e9), axis=-1)
    attended = (shares @ values).transpose(0, 2, 1, 3).reshape(batch, length, SIZE)
    one, other = (None, None) if key is None else jax.random.split(key)
    texts = _normed(
        texts + _dropped(attended @ layer["output"] + layer["output.bias"], one), layer, "after_attention"
    )
    inner = jax.nn.gelu(texts @ layer["inner"] + layer["inner.bias"], approximate=True)
    return _normed(
        texts + _dropped(inner @ layer["outer"] + layer["outer.bias"], other), layer, "after_inner"
    )


def _dropped(numbers: Any, key: Any) -> Any:
    if key is None:
        return numbers
    return numbers * jax.random.bernoulli(key, 1 - DROPPED, numbers.shape) / (1 - DROPPED)


def _normed(texts: Any, layer: Weights, name: str) -> Any:
    texts = texts - texts.mean(axis=-1, keepdims=True)
    spread = jnp.sqrt(jnp.square(texts).mean(axis=-1, keepdims=True) + 1e-12)
    return texts / spread * layer[f"{name}.weights"] + layer[f"{name}.bias"]


def _pooled(texts: Any, mask: Any) -> Any:
    mean = (texts * mask[..., None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
    return mean / jnp.linalg.norm(mean, axis=-1, keepdims=True)
