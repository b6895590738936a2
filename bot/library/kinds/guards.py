"""The files that guard the others. Changes when one of them gets another key."""

from __future__ import annotations

from bot.knowledge import Floor, Hosts, Independence, Leave, Pin, Pins, Reviewer
from bot.library.items import Item, refuse, text_of
from bot.library.kinds.kind import Kind
from bot.library.kinds.words import CARD_ID, ID, LANGUAGE
from bot.library.shapes import Checked, Count, Day, Field, Keys, Many, Named, OneOf, Text

SERVICE_NAME = Text("The name of a file in services/, without .yaml.", "emergency-999", pattern=ID)

REVIEWERS: Kind[dict[str, Reviewer]] = Kind(
    "reviewers",
    "reviewers.yaml",
    "Reviewers",
    Keys(
        "Who may vouch for answers. Empty until somebody does.",
        lambda reviewers: reviewers,
        (
            Field(
                "reviewers",
                Named(
                    "By id. Leave it empty until there is somebody.",
                    Text("The reviewer’s id: small letters, digits and “-”.", "a-adviser", pattern=ID),
                    Keys(
                        "One reviewer, who asked to stand here.",
                        Reviewer,
                        (
                            Field("name", Text("The name that people are told.", "A. Adviser"), needed=True),
                            Field(
                                "role",
                                Text("What they are, such as immigration adviser.", "Adviser"),
                                needed=True,
                            ),
                            Field("organisation", Text("For whom they work.", "Law Centre"), needed=True),
                            Field(
                                "since",
                                Day(
                                    "The first day on which a review of theirs counts. Write year-month-day."
                                ),
                                needed=True,
                            ),
                            Field(
                                "until",
                                Day(
                                    "The last day on which a review of theirs counts. Leave it out while "
                                    "they go on. Write year-month-day.",
                                    "2027-11-22",
                                ),
                            ),
                        ),
                    ),
                    as_="id",
                    may_be_empty=True,
                ),
            ),
        ),
    ),
)

NUMBERS = Kind(
    "numbers",
    "numbers.yaml",
    "Pinned numbers",
    Keys(
        "The numbers that a life may hang on, and whose side helpers are on, a second time.",
        Pins,
        (
            Field(
                "numbers",
                Named(
                    "By service: its number, and where it must be named.",
                    SERVICE_NAME,
                    Keys(
                        "The number of one service.",
                        Pin,
                        (
                            Field("phone", Text("The phone, letter by letter as in services/.", "999")),
                            Field(
                                "text",
                                Text("The number to text, letter by letter as in services/.", "text 85258"),
                            ),
                            Field(
                                "cards",
                                Many(
                                    "The danger cards that must name it.",
                                    Text("The id of a danger card.", "life-in-danger"),
                                ),
                            ),
                            Field(
                                "lines",
                                Many(
                                    "The lines of the voice that must name it.",
                                    Text("The name of a line of voice/.", "welcome"),
                                ),
                            ),
                        ),
                    ),
                ),
                needed=True,
            ),
            Field(
                "kinds",
                Named(
                    "By service: whose side it is on, for all that are no charity.",
                    SERVICE_NAME,
                    OneOf("As “independence” in services/.", Independence, "a kind of helper"),
                ),
                needed=True,
            ),
        ),
    ),
)


def _host(item: Item) -> str:
    host = text_of(item)
    if host != host.lower() or "/" in host or ":" in host or host.startswith("www."):
        raise refuse(
            item,
            f"“{host[:40]}” is no host",
            "write such as nhs.uk: small letters, without https://, www. or a path",
        )
    return host


def _hosts(doc: str, example: str) -> Many[str]:
    host = Checked(
        "A host, in small letters, without https:// and www.",
        example,
        pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$",
        check=_host,
    )
    return Many(doc, host)


HOSTS = Kind(
    "hosts",
    "hosts.yaml",
    "Hosts",
    Keys(
        "The only places that an address in these files may lead to.",
        lambda **found: Hosts(**{name: frozenset(hosts) for name, hosts in found.items()}),
        (
            Field("https", _hosts("Hosts of addresses that begin with https://.", "nhs.uk")),
            Field("http", _hosts("Hosts whose pages were only ever seen without encryption.", "aidsmap.com")),
            Field("email", _hosts("Hosts of email addresses of services.", "samaritans.org")),
            Field("in_words", _hosts("Hosts that words may name because people know them so.", "gov.uk")),
        ),
    ),
)


def _counts(doc: str, name: Text, example: int) -> Named[int]:
    return Named(doc, name, Count("The least number of them.", example))


def _texts(doc: str) -> Named[tuple[str, ...]]:
    each = Many("Each of them must stand in danger/.", Text("As it stands in danger/.", "not breathing"))
    return Named(doc, CARD_ID, each)


FLOORS: Kind[dict[str, Floor]] = Kind(
    "floors",
    "floors.yaml",
    "Floors",
    Named(
        "How much the bot must know of danger, by language: more is welcome, less is an error.",
        LANGUAGE,
        Keys(
            "The floors of one language.",
            Floor,
            (
                Field(
                    "examples", _counts("By card: the least number of examples.", CARD_ID, 120), needed=True
                ),
                Field("look_alikes", Count("The least number of look-alikes.", 300), needed=True),
                Field(
                    "words",
                    _counts(
                        "By word: the least number of examples that hold it.",
                        Text("A word in small letters.", "breathing"),
                        12,
                    ),
                    needed=True,
                ),
                Field("signs", _texts("By card: the signs that must stay."), needed=True),
                Field("cries", _texts("By card: the cries that must stay."), needed=True),
            ),
        ),
    ),
)


def _day_or_no(doc: str) -> Day:
    return Day(doc, word="no")


CLOSING: Kind[Leave] = Kind(
    "closing",
    "closing.yaml",
    "The second key for a notice",
    Keys(
        "Which notice may close the bot, or send people elsewhere.",
        Leave,
        (
            Field(
                "closes",
                _day_or_no("The day (“date”) of the notice that may close the bot; else no."),
                needed=True,
            ),
            Field(
                "sends_elsewhere",
                _day_or_no("The day (“date”) of the notice that may send people elsewhere; else no."),
                needed=True,
            ),
        ),
    ),
)
