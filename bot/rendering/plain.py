"""What the bot says of itself. Changes when something else can be chosen under one of its sentences."""

from __future__ import annotations

from bot.conversation import ChoseLanguage, ChoseNation, ChoseTopic, Command, Say
from bot.knowledge import ALL_NATIONS
from bot.rendering.contacts import contacts
from bot.rendering.page import Page, Rows
from bot.rendering.reply import Button, Kind, Line


def plain(page: Page) -> tuple[list[Line], Rows]:
    """A line of the voice, and whatever can be chosen."""
    decision, voice = page.decision, page.voice
    nation = voice.nations[decision.nation] if decision.nation else ""
    checked = page.knowledge.checked or page.knowledge.today
    lines = page.lines(Kind.TEXT, page.say(decision.say, nation=nation, date=page.day(checked)))
    buttons: Rows = [page.entry_button(choice) for choice in decision.choices]
    buttons += [(page.button(voice.topics[topic], ChoseTopic(topic)),) for topic in decision.topics]
    match decision.say:
        case Say.CHOOSE_NATION:
            buttons += [(page.button(voice.nations[each], ChoseNation(each)),) for each in ALL_NATIONS]
        case Say.CHOOSE_LANGUAGE | Say.LANGUAGES:
            # a language's own name for itself, in its own direction, whoever reads it
            live = [each for each in page.knowledge.languages if each.code in page.knowledge.live]
            buttons += [(Button(each.name, ChoseLanguage(each.code)),) for each in live]
        case Say.SETTINGS:
            chosen = {"button_nation": Command.NATION, "menu_language": Command.LANGUAGE}
            buttons.append(tuple(page.button(voice.line(name), event) for name, event in chosen.items()))
        case Say.WELCOME | Say.HELP | Say.PRESENT:
            if page.language not in page.knowledge.live:
                # it invites to ask, and nobody is answered in that language yet
                lines = [*page.lines(Kind.TEXT, voice.line("other_language")), *lines]
            to_nation = page.button(voice.line("button_nation"), Command.NATION)
            buttons.append((page.urgent_button(), to_nation))
        case Say.UNKNOWN | Say.TOO_OLD | Say.OTHER_LANGUAGE:
            lines += contacts(page, page.knowledge.special.fallback_help)
        case Say.TOPIC | Say.OFFER | Say.OFFER_STORY | Say.WHICH | Say.PRICE_OF_WHAT:
            buttons.append((page.topics_button(),))
    return lines, buttons


def closed(page: Page) -> tuple[list[Line], Rows]:
    """The notice in the place of an answer, and whom to ask."""
    notice = page.knowledge.notice
    lines = list(page.news(notice)) if notice else []
    return [*lines, *contacts(page, page.knowledge.special.fallback_help)], [(page.urgent_button(),)]
