"""
Invented languages: English whose letters are exchanged for those of another script, each for one.

What a language needs is a folder of words; of one that is made this way you know what every word means.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from bot.library import Library

LATIN = "abcdefghijklmnopqrstuvwxyz"
SCRIPTS: Mapping[str, tuple[int, str]] = {
    "georgian": (0x10D0, "ltr"),
    "hebrew": (0x05D0, "rtl"),
    "cyrillic": (0x0430, "ltr"),
    "armenian": (0x0561, "ltr"),
    "cherokee": (0x13A0, "ltr"),
    "thaana": (0x0780, "rtl"),
    "nko": (0x07CA, "rtl"),
}
"""The first of 26 letters or more in a row, and how they run. Of Hebrew's 27, the finals are letters too."""

_KEPT = re.compile(r"\{[^}]*\}|/\w+|https?://\S+|999|111|NHS|GP")
"""What stands in every language as it is."""


class Language:
    """A language of that code, in that script, its alphabet turned by so many letters."""

    def __init__(self, code: str, script: str, turned: int = 0) -> None:
        first, self.direction = SCRIPTS[script]
        self.code = code
        letters = [chr(first + (i + turned) % 26) for i in range(26)]
        self._table = str.maketrans(
            dict(zip(LATIN, letters, strict=True)) | dict(zip(LATIN.upper(), letters, strict=True))
        )

    def __call__(self, text: str) -> str:
        """The text in this language."""
        kept = _KEPT.findall(text)
        parts = [part.translate(self._table) for part in _KEPT.split(text)]
        return "".join(part + word for part, word in zip(parts, [*kept, ""], strict=True))

    def values(self, given: Any, keys: Sequence[str] = ()) -> Any:
        """Every text within, but for those under the given keys."""
        match given:
            case str():
                return self(given)
            case list():
                return [self.values(each, keys) for each in given]
            case dict():
                return {k: v if k in keys else self.values(v, keys) for k, v in given.items()}
        return given


def add(folder: Path, language: Language, entries: Sequence[str], *, state: str = "live") -> None:
    """Write all files of the language beside the English ones, and translations of those entries."""

    def write(name: str, content: Any) -> None:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=10_000), "utf-8")

    def english(name: str) -> Any:
        return yaml.safe_load((folder / name).read_text("utf-8"))

    code = language.code
    fixed = ("nations", "id", "outcome", "get_help", "facts", "see")
    voice = english("voice/en.yaml")
    write(f"voice/{code}.yaml", {**language.values(voice), "months": language.values(voice["months"])})
    write(f"cards/{code}.yaml", language.values(english("cards/en.yaml"), fixed))
    for name in ("signs", "examples", "look-alikes"):
        write(f"danger/{code}/{name}.yaml", language.values(english(f"danger/en/{name}.yaml")))
    write(f"out-of-scope/{code}.yaml", language.values(english("out-of-scope/en.yaml")))
    wordings = {entry.id: entry.wording for entry in Library.read(folder).knowledge.entries}
    for path in sorted(folder.glob("topics/*/*/entry.yaml")):
        here, entry = path.parent.relative_to(folder).as_posix(), english(str(path.relative_to(folder)))
        write(f"{here}/asks/{code}.yaml", language.values(english(f"{here}/asks/en.yaml"), fixed))
        if path.parent.name in entries:
            words = {key: entry[key] for key in ("title", "answer", "show_at_reception") if key in entry}
            made = {"by": "a table of letters", "on": "2026-11-20"}
            translated = {"wording": wordings[path.parent.name], **language.values(words, fixed)}
            write(f"{here}/{code}.yaml", {**translated, "translated": made})
    with (folder / "languages.yaml").open("a", encoding="utf-8") as file:
        file.write(
            f"\n{code}: {{name: {language('Language')}, direction: {language.direction}, state: {state}}}\n"
        )
    with (folder / "floors.yaml").open("a", encoding="utf-8") as file:
        file.write(f"\n{code}: {{examples: {{}}, look_alikes: 0, words: {{}}, signs: {{}}, cries: {{}}}}\n")
