"""What is left of an answer when a sum in it has no value. Changes when less or more of it may be said."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from bot.knowledge.answer import PLACEHOLDER, Passage
from bot.knowledge.entry import Entry
from bot.knowledge.nation import Nation, Nations


@dataclass(frozen=True, slots=True)
class Gap:
    """What an entry does not say in one nation today: a sum in its words there has no value."""

    amount: str
    """The name of that sum."""
    is_whole: bool
    """Whether it stands in the answer itself, so that nothing of it is said; else passages are left out."""

    def __str__(self) -> str:
        return f"{'withheld' if self.is_whole else 'a passage is left out'}: {no_value(self.amount)}"


def no_value(amount: str) -> str:
    """Why something is kept back."""
    return f"{{{amount}}} has no value today"


def gaps_in(entry: Entry, missing: Collection[str]) -> Mapping[Nation, Gap]:
    """
    By nation, what the entry cannot say there while those sums have no value.

    Whoever reads the title, the short answer or the rumour reads the answer: without one of these nothing of
    it is said there, for the rest would be a half told as the whole.
    """
    rumour = entry.answer.rumour
    own = [entry.title, *((rumour.people_say, rumour.rule_says) if rumour else ())]
    found: dict[Nation, Gap] = {}
    for nation in entry.nations:
        told = [*own, *_texts(entry.answer.short, nation)]
        answer = entry.answer
        beside = _texts(
            (
                *(passage for name, part in answer.parts().items() if name != "short" for passage in part),
                *entry.show_at_reception,
            ),
            nation,
        )
        if whole := _first(told, missing):
            found[nation] = Gap(whole, is_whole=True)
        elif part := _first(beside, missing):
            found[nation] = Gap(part, is_whole=False)
    return found


def leave_out(entry: Entry, missing: Collection[str], whole: str, part: str) -> Entry:
    """
    The entry with its gaps told in words: `whole` in the place of a nation's answer, `part` once in the place
    of the steps and warnings that it lost. Every other nation reads what it read before.
    """
    gaps = gaps_in(entry, missing)
    silent = tuple(nation for nation, gap in gaps.items() if gap.is_whole)
    told: set[Nation] = set()

    def kept(passages: tuple[Passage, ...], instead: str = "") -> Iterator[Passage]:
        for passage in passages:
            if not _first([passage.text], missing):
                yield from _only(passage, entry.nations, without=silent)
            elif instead:
                yield from _only(replace(passage, text=instead), entry.nations, without=(*silent, *told))
                told.update(passage.nations or entry.nations)

    answer = entry.answer
    left = replace(
        answer,
        short=(*kept(answer.short), *([Passage(whole, silent)] if silent else ())),
        elsewhere=tuple(kept(answer.elsewhere)),
        steps=tuple(kept(answer.steps, part)),
        not_known=tuple(kept(answer.not_known)),
        warn=tuple(kept(answer.warn, part)),
        more=tuple(kept(answer.more, part)),
    )
    return replace(entry, answer=left, show_at_reception=tuple(kept(entry.show_at_reception)))


def _only(passage: Passage, nations: Nations, *, without: Collection[Nation]) -> Iterator[Passage]:
    """The passage for the nations that are left, if there are any."""
    held = passage.nations or nations
    left = tuple(nation for nation in held if nation not in without)
    if left:
        yield passage if left == held else replace(passage, nations=left)


def _texts(passages: tuple[Passage, ...], nation: Nation) -> list[str]:
    return [passage.text for passage in passages if passage.holds_in(nation)]


def _first(texts: list[str], missing: Collection[str]) -> str:
    """The first sum of the texts that has no value, or nothing."""
    return next((name for text in texts for name in PLACEHOLDER.findall(text) if name in missing), "")
