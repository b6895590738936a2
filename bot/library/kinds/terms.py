"""The words that a language keeps to. Changes when more is said of a word."""

from __future__ import annotations

from bot.knowledge.terms import Term
from bot.library.kinds.kind import Kind
from bot.library.shapes import Field, Keys, Many, OneOrMany, Text

TERMS: Kind[tuple[Term, ...]] = Kind(
    "terms",
    "terms/{other}.yaml",
    "Terms",
    Many(
        "What important words are called in this language, so that one thing has one name. For translators; "
        "nobody who asks the bot reads it.",
        Keys(
            "One term.",
            Term,
            (
                Field(
                    "english",
                    OneOrMany(
                        "The English term, or several that mean the same.", Text("A term.", "hospital bill")
                    ),
                    needed=True,
                ),
                Field("use", Text("What to write, and where.", "factura del hospital"), needed=True),
                Field(
                    "avoid",
                    Many(
                        "Words that must not stand for it. The check refuses them wherever the English says "
                        "the term.",
                        Text("A word or a phrase.", "cuenta"),
                    ),
                ),
                Field(
                    "beware",
                    Many(
                        "Words that must not stand for it, but are right for something else that is often "
                        "said beside it. Nothing checks these.",
                        Text("A word or a phrase.", "urgencias"),
                    ),
                ),
                Field(
                    "keep",
                    Many(
                        "One of these stands in every passage whose English names the term: the check warns "
                        "where none does.",
                        Text("A word or a phrase, to the letter.", "GP"),
                    ),
                ),
                Field("why", Text("Why those are avoided.", "cuenta is a bank account")),
                Field("seen", Text("Where native writers use it, or GK: general knowledge.", "E3, E7")),
            ),
            strict=True,
        ),
    ),
)
