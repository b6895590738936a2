"""Facts, sums and helpers: what every answer stands on. Changes when there is more to say of one of them."""

from __future__ import annotations

from bot.knowledge import ALL_NATIONS, Amount, Confidence, Fact, Group, Independence, Period, Service, Status
from bot.library.kinds.kind import Kind
from bot.library.kinds.words import FACT_NAME, nations, sources
from bot.library.shapes import Day, Field, Keys, Made, Many, Named, OneOf, Switch, Text

FACT = Keys(
    "One fact.",
    Fact,
    (
        Field(
            "says",
            Text("What is known, in full sentences.", "Anyone in England may register with a GP surgery."),
            needed=True,
        ),
        Field(
            "nations",
            nations("The nations in which it holds. Leave the key out for all four."),
            otherwise=ALL_NATIONS,
        ),
        Field(
            "status",
            OneOf(
                "Whether it describes today (current), the past (historical), something over which sources "
                "differ (disputed), or something that nobody could find out (unknown).",
                Status,
                "a status",
            ),
            needed=True,
        ),
        Field(
            "as_of",
            Text("The day, month or year of which it speaks, in quotes.", "November 2026"),
            needed=True,
        ),
        Field(
            "confidence",
            OneOf(
                "How sure we are. What is less than medium must not be said, and does not belong in this "
                "file.",
                Confidence,
                "a confidence that may be spoken",
            ),
            needed=True,
        ),
        Field(
            "sources",
            sources("Where it was read. At least one with an address.", with_address=True),
            needed=True,
        ),
    ),
)

EVIDENCE = Kind(
    "evidence",
    "evidence.yaml",
    "Evidence",
    Named(
        "Every fact that an entry, a danger card or an amount rests on. What is unconfirmed is not in here.",
        Text(
            "The name of the fact: capital letters, digits and “-”. Never used twice.",
            "GP-E-01",
            pattern=FACT_NAME,
        ),
        FACT,
        as_="id",
    ),
)

PERIOD = Keys(
    "A value and the days on which it holds.",
    Period,
    (
        Field("value", Text("The sum or limit as people read it, in quotes.", "£9.90"), needed=True),
        Field(
            "from",
            Day("The first day on which it holds. Write year-month-day.", "2026-04-01"),
            needed=True,
            attribute="start",
        ),
        Field(
            "until",
            Day(
                "The last day on which it holds, year-month-day; or the word open where no end is known.",
                "open",
                word="open",
            ),
            needed=True,
            attribute="end",
        ),
        Field(
            "fact",
            Text("The fact of evidence.yaml on which it rests.", "COST-01", pattern=FACT_NAME),
            needed=True,
        ),
    ),
)


AMOUNT = Made(
    Many(
        "The values, one after the other. On a day without a value the words that name it are withheld.",
        PERIOD,
        whole=True,
    ),
    lambda periods, name: Amount(name, periods),
)

FACTS: Kind[dict[str, Amount]] = Kind(
    "facts",
    "facts.yaml",
    "Amounts",
    Named(
        "Every sum and limit stands here once. Texts write its name in {…}: {prescription_charge}.",
        Text(
            "The name that texts write in {…}: small letters and “_”.",
            "prescription_charge",
            pattern="^[a-z][a-z0-9_]*$",
        ),
        AMOUNT,
        as_="name",
    ),
)

SERVICE = Kind(
    "service",
    "services/{service}.yaml",
    "Service",
    Keys(
        "A helpline, charity or office. The name of the file is its name in {…}: {emergency-999}.",
        Service,
        (
            Field("name", Text("Its own name.", "Doctors of the World"), needed=True),
            Field(
                "does",
                Text("Whom it helps and with what, in a few words.", "Helps people to register with a GP"),
                needed=True,
            ),
            Field(
                "independence",
                OneOf(
                    "Whose side it is on: a charity, a charity that a government pays, the NHS, another "
                    "public body, a body of councils or of a profession, or somebody who works for the Home "
                    "Office or is under it (then “note” must say so).",
                    Independence,
                    "a kind of helper",
                ),
                needed=True,
            ),
            Field(
                "nations",
                nations("The nations in which it helps. Leave the key out for all four."),
                otherwise=ALL_NATIONS,
            ),
            Field(
                "serves",
                Many(
                    "Whom it is open to, if not to everybody. Leave the key out for everybody.",
                    OneOf("A group of people.", Group, "a group of people"),
                    whole=True,
                    unique=True,
                ),
                otherwise=(),
            ),
            Field(
                "phone",
                Text(
                    "The number, in quotes, as it was seen on its page. Only here; texts write the file’s "
                    "name in {…}.",
                    "0808 800 0000",
                    pattern="^[0-9+][0-9 ]+[0-9]$",
                ),
            ),
            Field("text", Text("How to reach it by text message.", "SHOUT to 85258")),
            Field("email", Text("Its e-mail address.", "advice@example.org", pattern="^[^@ ]+@[^@ ]+$")),
            Field(
                "url",
                Text(
                    "Its page, from https:// on.",
                    "https://www.doctorsoftheworld.org.uk/",
                    pattern="^https?://",
                ),
            ),
            Field("hours", Text("When it answers.", "Monday to Friday, 10:00 to 12:00")),
            Field(
                "languages",
                Text("Which languages it speaks, or whether it has interpreters.", "Interpreters"),
            ),
            Field(
                "free",
                Switch("Write true when the call costs nothing. Else leave the key out.", only_true=True),
            ),
            Field(
                "note",
                Text(
                    "What people must know before they call; for example that it works for the Home Office.",
                    "It works under a Home Office contract",
                ),
            ),
            Field("sources", sources("The pages on which the number was seen."), needed=True),
            Field(
                "checked",
                Day("The day on which somebody last looked at its page. Write year-month-day."),
                needed=True,
            ),
        ),
    ),
    {"id": "service"},
)
