"""What Telegram would not take. Changes when Telegram's limits do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.checks.context import CheckContext
from bot.knowledge import PLACEHOLDER, Nation, Voice
from bot.problems import Problem
from bot.rendering import ABOUT, DESCRIPTION, MENU, NAME

ID_LETTERS = 40
"""Of an entry, a topic or a service. A button carries “e:<entry>:<nation>” in at most 64 bytes."""

ID = re.compile(r"[a-z][a-z0-9-]*")

LANGUAGE = re.compile(r"[a-z]{2,3}")
"""A language stands in a command’s name (/language_en), which holds small letters, digits and “_” only."""

MENU_LINE = 256
MENU_BYTES = 4_096
"""Of a menu line, and of all names and lines of one menu."""

LABEL = 64
"""Letters of a button; more would be cut off on a phone."""


@dataclass(frozen=True, slots=True)
class TelegramRules:
    """Every rule for what a channel must be able to carry."""

    context: CheckContext

    def run(self) -> Iterator[Problem]:
        """All problems of names, menus and buttons."""
        yield from self.names()
        for code, voice in self.context.knowledge.voices.items():
            yield from self.menu(f"voice/{code}.yaml", voice)
            yield from self.profile(f"voice/{code}.yaml", voice)
            yield from self.buttons(f"voice/{code}.yaml", voice)

    def names(self) -> Iterator[Problem]:
        topics: dict[str, str] = {}
        for entry in self.context.knowledge.entries:
            if not is_id(entry.id):
                yield self.name(entry.id, "folder name", entry.id)
            topics.setdefault(entry.topic, entry.id)
        for topic, entry_id in topics.items():
            if not is_id(topic):
                yield self.name(entry_id, "topic’s folder name", topic)
        for service in self.context.knowledge.services:
            if not is_id(service):
                yield self.name(f"services/{service}.yaml", "file name", service)
        codes = {language.code: "languages.yaml" for language in self.context.knowledge.languages}
        codes |= {code: f"voice/{code}.yaml" for code in self.context.knowledge.voices}
        codes |= {code: f"cards/{code}.yaml" for code in self.context.knowledge.dangers}
        for code, name in codes.items():
            if not LANGUAGE.fullmatch(code):
                yield self.context.at(
                    name,
                    f"{code}:",
                    f"“{code}” is no code of a language",
                    "use two or three small letters, such as en; delete a copy",
                    rule="name-form",
                )
        for language in self.context.knowledge.languages:
            yield from self.label("languages.yaml", f"{language.code}:", language.name)
            yield from self.context.spoken("languages.yaml", language.name)

    def name(self, where: str, what: str, name: str) -> Problem:
        return self.context.at(
            where,
            "",
            f"the {what} “{name}”",
            f"use a-z, 0-9, “-”, up to {ID_LETTERS} letters",
            rule="name-form",
        )

    def menu(self, name: str, voice: Voice) -> Iterator[Problem]:
        """The menu as it is longest: with the nation of the longest name."""
        longest = max(voice.nations.values(), key=len, default="")
        lines = {f"menu_{command}": voice.lines.get(f"menu_{command}", "") for command in MENU}
        lines["menu_nation_is"] = voice.lines.get("menu_nation_is", "").replace("{nation}", longest)
        for line, text in lines.items():
            if len(text) > MENU_LINE or "\n" in text:
                yield self.context.at(
                    name,
                    f"{line}:",
                    f"the menu line “{line}” has {len(text)} letters",
                    f"write one line of at most {MENU_LINE}",
                    rule="menu-line",
                )
        chosen = max((f"nation_{nation}" for nation in Nation), key=len)
        size = sum(len(text.encode()) for text in lines.values())
        size += sum(len(command) for command in (*MENU, chosen, "language_xxx"))
        if size > MENU_BYTES:
            yield self.context.at(
                name,
                "lines:",
                f"the menu has {size} bytes in all",
                f"cut its lines (“menu_…”) to {MENU_BYTES} together",
                rule="menu-size",
            )

    def profile(self, name: str, voice: Voice) -> Iterator[Problem]:
        """What Telegram shows before anybody has written; the welcome is shown there too."""
        for line, most in {"profile_name": NAME, "profile_about": ABOUT, "welcome": DESCRIPTION}.items():
            letters = len(PLACEHOLDER.sub(self.phone, voice.lines.get(line, "")))
            if letters > most:
                yield self.context.at(
                    name,
                    f"{line}:",
                    f"the line “{line}” has {letters} letters",
                    f"write at most {most}: Telegram shows it in the bot’s profile",
                    rule="profile-line",
                )

    def phone(self, found: re.Match[str]) -> str:
        """What the bot says in that place."""
        service = self.context.knowledge.services.get(found[1])
        return service.phone if service else found[0]

    def buttons(self, name: str, voice: Voice) -> Iterator[Problem]:
        for line, text in voice.lines.items():
            if line.startswith("button_"):
                yield from self.label(name, f"{line}:", text)
        for topic, text in voice.topics.items():
            yield from self.label(name, f"{topic}:", text)
        for nation, text in voice.nations.items():
            yield from self.label(name, f"{nation}:", text)

    def label(self, name: str, clue: str, text: str) -> Iterator[Problem]:
        if not text.strip() or len(text) > LABEL or "\n" in text:
            yield self.context.at(
                name,
                clue,
                f"the button “{text[:30]}…” has {len(text)} letters",
                f"write one line of 1 to {LABEL}",
                rule="button-label",
            )


def is_id(name: str) -> bool:
    """Whether an entry, a topic or a service may be called so."""
    return len(name) <= ID_LETTERS and ID.fullmatch(name) is not None
