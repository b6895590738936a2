"""Word clusters on disk: a table, because thirty thousand words would be slow as YAML."""

from __future__ import annotations

import re

from bot.library.items import Refused, cut
from bot.problems import Problem

_NUMBER = re.compile("[0-9]{1,9}")


def read_clusters(text: str, name: str) -> dict[str, tuple[int, ...]]:
    """
    The text of a file of `clusters/`: on each line a word and its cluster on each level, parted by tabs.

    Lines that begin with # say where the table comes from. Raises Refused for a line of another form.
    """
    found: dict[str, tuple[int, ...]] = {}
    levels = 0
    known: dict[str, int] = {}  # a number stands for many words, and is kept once
    for number, line in enumerate(text.split("\n"), start=1):
        if not line or line.startswith("#"):
            continue
        word, *numbers = line.split("\t")
        levels = levels or len(numbers)
        if not numbers or len(numbers) != levels or not all(map(_NUMBER.fullmatch, numbers)):
            raise Refused(
                Problem(
                    name,
                    number,
                    f"the line “{cut(line)}” is no word with {levels or 'its'} numbers",
                    "make the table again: tools/cluster_words.py",
                )
            )
        found[word] = tuple(known.setdefault(each, int(each)) for each in numbers)
    return found
