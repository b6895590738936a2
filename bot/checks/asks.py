"""The rules for asks of different entries. Changes when another likeness of two asks tells of a mistake."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.checks.context import CheckContext
from bot.checks.entries import asks_file
from bot.problems import Problem, cut

SAME = 0.95
"""From this likeness on two asks are one, such as “what do pills cost” and “what do the pills cost”."""

ALIKE = 0.85
"""
From this likeness on they may be one. Below stand pairs that differ in the one word that matters, and that
teach the bot just this: “the surgery did refuse me, not the Home Office”.
"""


@dataclass(frozen=True, slots=True)
class Ask:
    """A way of asking, the entry in whose file it stands, and its different words."""

    entry: str
    text: str
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class AskRules:
    """Every rule that an ask may break beside the asks of other entries."""

    context: CheckContext

    def run(self) -> Iterator[Problem]:
        """All problems, language by language."""
        entries = {entry.id: entry for entry in self.context.knowledge.entries}
        for language, of_entries in self.context.knowledge.asks.items():
            asks = [
                Ask(name, text, frozenset(self.context.words(text)))
                for name in entries
                for text in of_entries.get(name, ())
            ]
            for ask, other, likeness in alike([ask for ask in asks if ask.words]):
                file = asks_file(entries[ask.entry], language)
                yield self.problem(file, ask, other, is_same=likeness >= SAME)

    def problem(self, file: str, ask: Ask, other: Ask, *, is_same: bool) -> Problem:
        if is_same:
            found, rule = f"the ask “{cut(ask.text)}” stands in the entry “{other.entry}” too", "ask-twice"
        else:
            found = f"the ask “{cut(ask.text)}” is nearly “{cut(other.text)}” of the entry “{other.entry}”"
            rule = "ask-elsewhere"
        mend = "keep one of the two" if is_same else "move it there, or say in it what is different"
        return self.context.at(file, ask.text, found, mend, rule=rule, warn=not is_same)


def alike(asks: Sequence[Ask]) -> Iterator[tuple[Ask, Ask, float]]:
    """
    Pairs of asks of two entries that are ALIKE at least, the later one first, with their likeness up to 1.

    The likeness is the share of their words that both have, each word by how rare it is (weighted Jaccard): a
    little word more makes no other question of it, whatever the language.
    """
    counts = Counter(word for ask in asks for word in ask.words)
    rarity = {word: math.log(1 + len(asks) / count) for word, count in counts.items()}
    holding: dict[str, list[int]] = defaultdict(list)
    weights: list[float] = []
    for place, ask in enumerate(asks):
        weight = sum(rarity[word] for word in ask.words)
        for other in _candidates(ask, weight, counts, rarity, holding):
            earlier = asks[other]
            # what both have weighs no more than the lighter one, what either has no less than the heavier one
            lighter, heavier = sorted((weight, weights[other]))
            if earlier.entry == ask.entry or lighter < ALIKE * heavier:
                continue
            both = sum(rarity[word] for word in ask.words & earlier.words)
            likeness = both / (weight + weights[other] - both)
            if likeness >= ALIKE:
                yield ask, earlier, likeness
        weights.append(weight)
        for word in ask.words:
            holding[word].append(place)


def _candidates(
    ask: Ask,
    weight: float,
    counts: Mapping[str, int],
    rarity: Mapping[str, float],
    holding: Mapping[str, list[int]],
) -> list[int]:
    """The earlier asks that can be alike: whoever has none of its rarest words has too little of the rest."""
    found: set[int] = set()
    left = weight
    for word in sorted(ask.words, key=lambda word: (counts[word], word)):
        if left < ALIKE * weight:
            break
        found.update(holding.get(word, ()))
        left -= rarity[word]
    return sorted(found)
