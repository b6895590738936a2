"""Reading words that nobody taught us: typing slips, words run together, and words in disguise."""

from __future__ import annotations

import math
import re
from collections.abc import Container, Iterable, Mapping
from itertools import groupby, repeat

from bot.learning.hashing import Text
from bot.learning.known_words import COMMON, SHORTEST, KnownWords

TWO_EDITS_FROM = 8

LONGEST = 40
"""No word that anybody meant has more letters."""

MOST_CORRECTED = 80
"""Different words of one text that are corrected. A page of the worst spelling has fewer; more are noise."""

MOST_PARTED = 512
"""Letters of one text, in words that run together, that are parted: some lines without any space."""

SPELT_FROM = 3
"""So many single letters in a row spell something (“k i l l”). Two are initials."""

_LETTERS_IN_A_ROW = bytes([1] * SPELT_FROM)

PARTED_FROM, GAPS_FROM = 7, 16
"""From so many letters on, words are looked for in an unknown one; from the second on, a few letters may
belong to none: somebody's name."""

GAP = 12.0
"""What a letter costs that belongs to no word: as much as a word of one example in 160,000."""

MOST_GAPS = 4
"""One letter in so many may belong to no word."""

ISLAND = 8
"""So many letters in a row that belong to no word part what stands before from what follows."""

LETTERS_A_WORD = 2.5
"""Words that run together have as many letters each: shorter ones can be found in any name."""

LONGEST_PART = 13
"""Letters of a word that is looked for where words run together: “receptionist” has twelve."""

AROUND = 40
"""Letters on either side of a phrase that tell whether it stands there as words."""

_DIGITS = {one: str.maketrans("01345789", f"o{one}eastbg") for one in "il"}
_DOUBLED = re.compile(r"(.)\1")
_RUN = re.compile(r"(.)\1{2,}")


class Spelling:
    """
    Reads words as they were meant: unknown ones are corrected towards the words of the examples.

    A word that is itself a right word is never bent: "credit rating" once became "raping". The words of
    `phrases` are known in disguise too: with digits for letters, with letters held down, all in one word.
    """

    def __init__(self, known: KnownWords, phrases: Iterable[Text] = ()) -> None:
        phrases = [phrase for phrase in phrases if phrase]
        plain = dict.fromkeys(word for phrase in phrases for word in phrase)
        self.known = known
        self.counts: Mapping[str, int] = (
            {**dict.fromkeys(plain, 0), **known.counts} if plain else known.counts
        )
        """For each right word, how many examples have it."""
        self.parts = frozenset(word for word in known.frequent(2 * COMMON) if len(word) > 1)
        self.glued = {"".join(phrase): phrase for phrase in phrases}
        self.letters = known.alphabet.union(*plain)
        disguised = {word: (word,) for word in plain} | self.glued
        # "to" comes after "too": what is written with one letter is never taken for the word with two
        self.held = {
            _DOUBLED.sub(r"\1", word): disguised[word]
            for word in sorted(disguised, key=lambda word: (-len(word), word))
            if len(word) > 1
        }
        total = math.log(sum(known.counts.values()) + 1)
        pieces = {*self.parts, *plain, *(word for word in ("i", "a") if known.counts.get(word))}
        self.costs = {word: total - math.log(max(self.counts[word], COMMON)) for word in pieces}

    def correction(self, most_parted: int = MOST_PARTED, *, frugal: bool = False) -> Correction:
        """
        What reads the words of one turn.

        A frugal one knows the phrases only, corrects no slips, and leaves words of other scripts out.
        """
        return Correction(self, most_parted, frugal=frugal)

    def correct(self, text: Text) -> Text:
        """The same words, unknown ones replaced by the known ones they were most likely meant to be."""
        return self.correction().correct(text)


class Correction:
    """
    Reads the words of one turn, each different word once, and is thrown away: they are not ours to keep.

    Beyond MOST_CORRECTED different words and `most_parted` letters, words stay as they are.
    """

    def __init__(self, spelling: Spelling, most_parted: int, *, frugal: bool) -> None:
        self._spelling = spelling
        self._frugal = frugal
        self._slips_left = MOST_CORRECTED
        self._letters_left = most_parted
        self._plain: dict[str, Text] = {}
        self._corrected: dict[str, Text] = {}
        self._phrases: list[str] = []

    def plain(self, text: Text) -> Text:
        """The words without their disguise; slips stay."""
        if self._frugal:
            of_this_script = self._spelling.letters.issuperset
            text = tuple(word for word in text if of_this_script(word))
            letters = "".join(text)
            self._phrases = [phrase for phrase in self._spelling.glued if phrase in letters]
        text = self._joined(text)
        changed = {
            word: plain for word in self._unknown(text) if (plain := self._without_disguise(word)) != (word,)
        }
        return tuple(word for each in text for word in changed.get(each, (each,))) if changed else text

    def correct(self, text: Text) -> Text:
        """The words as they were most likely meant, slips corrected too."""
        text = self._joined(text)
        self._correct_new([word for word in self._unknown(text) if word not in self._corrected])
        return tuple(word for each in text for word in self._corrected.get(each, (each,)))

    def _unknown(self, text: Text) -> list[str]:
        """The different words that nobody taught, in their order, but those of another script."""
        right, is_foreign = self._spelling.counts, self._spelling.letters.isdisjoint
        if all(map(right.__contains__, text)):
            return []
        return [word for word in dict.fromkeys(text) if word not in right and not is_foreign(word)]

    def _correct_new(self, new: list[str]) -> None:
        # of too many, the first and the last: between stands what somebody pasted
        half = self._slips_left // 2
        ends = new if len(new) <= self._slips_left else [*new[:half], *new[len(new) - half :]]
        for word in (*ends, *new):
            if word not in self._corrected:
                self._corrected[word] = self._as_meant(word)

    def _joined(self, text: Text) -> Text:
        """With single letters in a row as the words that they spell, where they spell any."""
        if _LETTERS_IN_A_ROW not in bytes(map(min, map(len, text), repeat(2))):
            return text
        found: list[str] = []
        for single, group in groupby(text, key=lambda word: len(word) == 1):
            letters = tuple(group)
            found += self._spelt(letters) if single and len(letters) >= SPELT_FROM else letters
        return tuple(found)

    def _spelt(self, letters: Text) -> Text:
        word = _RUN.sub(r"\1\1", "".join(letters))
        if word in self._spelling.costs:
            return (word,)
        return self._uncovered(word) or self._parted(word, shortest=SPELT_FROM) or letters

    def _without_disguise(self, word: str) -> Text:
        if word not in self._plain:
            self._plain[word] = self._uncovered(word) or self._cut(word) or self._parted(word) or (word,)
        return self._plain[word]

    def _as_meant(self, word: str) -> Text:
        return self._uncovered(word) or self._cut(word) or self._nearest(word) or self._without_disguise(word)

    def _uncovered(self, word: str) -> Text | None:
        """The phrase that a word is, all in one, with digits for letters or with letters held down."""
        spelling = self._spelling
        if word in spelling.glued:
            return spelling.glued[word]
        if not 1 < len(word) <= LONGEST or not spelling.letters.issuperset(word):
            return None
        if word.isalpha():
            forms = [word] if _DOUBLED.search(word) else []
        else:
            forms = _with_letters_for_digits(word)
        held = (spelling.held.get(_DOUBLED.sub(r"\1", form)) for form in forms)
        return next(filter(None, held), None)

    def _cut(self, word: str) -> Text | None:
        """Two words that run together."""
        if self._frugal or not SHORTEST <= len(word) <= LONGEST or not word.isalpha():
            return None
        parts, counts = self._spelling.parts, self._spelling.counts
        cuts = [
            (word[:i], word[i:]) for i in range(2, len(word) - 1) if word[:i] in parts and word[i:] in parts
        ]
        return max(cuts, key=lambda cut: min(counts[cut[0]], counts[cut[1]]), default=None)

    def _nearest(self, word: str) -> Text | None:
        if self._frugal or not SHORTEST <= len(word) <= LONGEST or not word.isalpha() or not self._slips_left:
            return None
        self._slips_left -= 1
        nearest = self._spelling.known.near.find(word, 2 if len(word) >= TWO_EDITS_FROM else 1)
        if nearest is None or (nearest[0] != word[0] and len(word) <= 5):
            return None
        return (nearest,)

    def _parted(self, word: str, shortest: int = PARTED_FROM) -> Text | None:
        """Many words that run together, with what belongs to none left as it is."""
        if len(word) < shortest or not word.isalpha():
            return None
        if self._frugal:
            return self._phrase_within(word)
        word, self._letters_left = word[: self._letters_left], max(self._letters_left - len(word), 0)
        return self._islands(word)

    def _phrase_within(self, word: str) -> Text | None:
        for phrase in self._phrases:
            place = word.find(phrase)
            around = word[max(place - AROUND, 0) : place + len(phrase) + AROUND]
            if place >= 0 and self._letters_left >= len(around):
                self._letters_left -= len(around)
                if found := self._islands(around):
                    return found
        return None

    def _islands(self, word: str) -> Text | None:
        found: list[str] = []
        known = False
        gap = GAP if len(word) >= GAPS_FROM else math.inf
        for island in _between_gaps(_cheapest(word, self._spelling.costs, gap), self._spelling.costs):
            letters = sum(map(len, island))
            gaps = sum(len(part) for part in island if part not in self._spelling.costs)
            if gaps <= letters // MOST_GAPS and letters >= LETTERS_A_WORD * len(island):
                found += island
                known = True
            else:
                found.append("".join(island))
        return tuple(found) if known else None


def _with_letters_for_digits(word: str) -> list[str]:
    """“k1ll” as “kill” and “klll”. What has more digits than letters is a number: “50s”."""
    if 2 * sum(map(str.isdecimal, word)) > len(word):
        return []
    return [word.translate(_DIGITS[one]) for one in ("il" if "1" in word else "i")]


def _cheapest(word: str, costs: Mapping[str, float], gap: float) -> list[str]:
    """The likeliest words that a row of letters is made of; letters of none, at a price, together."""
    best, back = [0.0], [0]
    for end in range(1, len(word) + 1):
        cost, start = best[end - 1] + gap, end - 1
        for begin in range(end - LONGEST_PART if end > LONGEST_PART else 0, end):
            so_far = best[begin]
            if so_far < cost and (part := word[begin:end]) in costs and so_far + costs[part] < cost:
                cost, start = so_far + costs[part], begin
        best.append(cost)
        back.append(start)
    if math.isinf(best[-1]):
        return [word]
    parts: list[str] = []
    end = len(word)
    while end:
        parts.append(word[back[end] : end])
        end = back[end]
    groups = groupby(reversed(parts), key=costs.__contains__)
    return [part for known, group in groups for part in (group if known else ("".join(group),))]


def _between_gaps(parts: list[str], known: Container[str]) -> list[list[str]]:
    """The parts, in groups that long gaps part from each other; each gap is a group of its own."""
    islands: list[list[str]] = [[]]
    for part in parts:
        if part not in known and len(part) >= ISLAND:
            islands += [[part], []]
        else:
            islands[-1].append(part)
    return [island for island in islands if island]
