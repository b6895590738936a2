"""What no words of ours may say, language by language. Changes when we learn another phrase, or a language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Never(StrEnum):
    """Why something may not be said. The name of the rule is the value."""

    SAFETY = "promise-of-safety"
    THREAT = "false-alarm"
    PAPERS = "asks-for-papers"
    MONEY = "asks-for-money"
    TONE = "tone"


INSTEAD: Mapping[Never, str] = {
    Never.SAFETY: "say who is told what instead",
    Never.THREAT: "say who may tell whom, and when",
    Never.PAPERS: "the bot never asks for names, addresses, papers, numbers or codes: leave it out",
    Never.MONEY: "the bot never asks for money: leave it out",
    Never.TONE: "say it in other words",
}


@dataclass(frozen=True, slots=True)
class Phrase:
    """A pattern, why it may not be said, and what to do instead where that is not what it always is."""

    pattern: str
    never: Never
    mend: str = ""
    although_negated: bool = False
    """Whether “not” before it makes it no better."""
    said_of: str = ""
    """Subjects of whom it may be said: that a hospital can send an address is information."""

    @property
    def instead(self) -> str:
        """What to do."""
        return self.mend or INSTEAD[self.never]


@dataclass(frozen=True, slots=True)
class Tongue:
    """What the rules need to know of one language. Patterns see small letters and straight apostrophes."""

    phrases: tuple[Phrase, ...]
    digits: Mapping[str, str]
    """Number words that can spell out a phone number."""
    fillers: tuple[str, ...]
    """Words that stand for a digit, or double one, only among number words."""
    calls: tuple[str, ...]
    """Words after which even a short number is one to call."""
    unless: tuple[str, ...]
    """Words before a phrase, in the same sentence, that turn it round: “we cannot promise that …”."""
    places: tuple[str, ...]
    """Patterns of an address to go to."""


_ADV = r"(?:perfectly |completely |totally |absolutely |entirely |quite |very |always |100 ?% )?"
_PAPERS = (
    r"(?:passport|brp|biometric|visa|papers?|documents?|id(?: card)?|home office|ho ref\w*|reference|case number|"
    r"names?|full name|surname|address(?:es)?|postcode|date of birth|birth ?date|phone number|telephone number|"
    r"mobile number|location|nhs number|national insurance|ni number|photo|selfie|picture|letter|"
    r"bank|account|card|sort code|pin|password|login|code)"
)
_TO_US = r"(?:me|us|this bot|the bot|this chat|here|below|in (?:the|this) (?:chat|form)|to this number)"

ENGLISH = Tongue(
    phrases=(
        Phrase(rf"\b(?:it|this|that|everything|all)(?: is|'s) {_ADV}(?:safe|risk[- ]free|harmless)\b", Never.SAFETY),
        Phrase(rf"\byou(?: are|'re|'ll be| will be| would be) {_ADV}(?:safe|protected)\b", Never.SAFETY),
        Phrase(
            rf"\b(?:seeing|visiting|registering|going|talking|chat|bot|gp|gps|surgery|hospital|hospitals|doctors?|nhs|"
            rf"data|records?|details|information|answers?|here)\b[^.?!]{{0,30}}\b(?:is|are) {_ADV}"
            r"(?:safe|secure|risk[- ]free)\b",
            Never.SAFETY,
        ),
        Phrase(rf"\b(?:chat|bot|conversation|telegram|messages?)\b[^.?!]{{0,30}}\b(?:is|are) {_ADV}"
               r"(?:private|confidential|anonymous|encrypted|secret)\b", Never.SAFETY),
        Phrase(r"\b(?:completely|totally|perfectly|absolutely|100 ?%) (?:safe|secure|private|confidential|anonymous)\b",
               Never.SAFETY),
        Phrase(r"\b(?:there is|there's|with|at) (?:no|zero) (?:risk|danger)\b", Never.SAFETY, although_negated=True),
        Phrase(r"\bnothing (?:bad )?(?:will|can|could) happen to you\b", Never.SAFETY, although_negated=True),
        Phrase(
            r"\b(?:they|the nhs|the home office|immigration|police|officers|nobody|no one|no-one)\b"
            r"(?: (?:cannot|can't|can not|will not|won't|will never|can never|never|could never))? ?"
            r"(?:can|will|could)? ?(?:ever )?(?:get|see|find|use|obtain|know|find out|learn)\b"
            r"[^.?!]{0,20}\b(?:your|about you|you|where you live)\b",
            Never.SAFETY, "name the limits", although_negated=True,
        ),
        Phrase(
            r"\b(?:you|they|your (?:data|details|name|address|family|children))\b[^.?!]{0,15}"
            r"(?:will not|won't|will never|cannot|can't|can never|are never going to|are not going to) (?:ever )?be "
            r"(?:reported|deported|detained|arrested|removed|caught|found|shared|told|passed|given)\b",
            Never.SAFETY, although_negated=True,
        ),
        Phrase(
            r"\b(?:nobody|no one|no-one|they|doctors|gps|the nhs|hospitals|staff|we|i)\b ?(?:will|can|could|would|shall)?"
            r"(?: not| never|n't)? ?(?:ever )?(?:report|deport|detain|arrest|betray|catch) you\b",
            Never.SAFETY, although_negated=True,
        ),
        Phrase(r"\b(?:i|we|they) (?:can |do )?(?:promise|guarantee|swear)\b", Never.SAFETY),
        Phrase(r"\b(?:guaranteed|trust (?:me|us))\b", Never.SAFETY),
        Phrase(r"\b(?:they|the nhs|doctors|gps|your gp|the gp|the hospital|hospitals|staff|the surgery|receptionists)"
               r"(?: will|'ll| always| are going to| must)(?: always)? (?:report|deport|detain|arrest) you\b",
               Never.THREAT),
        Phrase(r"\byou(?: will|'ll| are going to) (?:always )?be (?:reported|deported|detained|arrested)\b", Never.THREAT),
        Phrase(r"\b(?:do not|don't|never) (?:go to|see|call|visit|register with|contact|phone) "
               r"(?:a |the |any |your )?(?:gp|doctor|hospital|a&e|surgery|ambulance|999|nhs|police)\b",
               Never.THREAT, although_negated=True),
        Phrase(
            rf"\b(?:send|tell|give|show|type|write|share|upload|forward|message|post|provide|enter|submit|text|email|"
            rf"reply with|need|want|have|know) {_TO_US}\b[^.?!]{{0,30}}\b(?:your|the|a)\b[^.?!]{{0,25}}\b{_PAPERS}\b",
            Never.PAPERS,
        ),
        Phrase(
            rf"\b(?:send|tell|give|show|type|write|share|upload|forward|message|post|provide|enter|submit|text|email|"
            rf"reply with|include|attach|add)\b[^.?!]{{0,30}}\b(?:your|the|a)\b[^.?!]{{0,25}}\b{_PAPERS}\b"
            rf"[^.?!]{{0,25}}\b{_TO_US}\b",
            Never.PAPERS,
        ),
        Phrase(
            rf"\b(?:send|type|write|upload|forward|enter|submit|reply with|message|provide|share)"
            rf"(?: in)? (?:a (?:photo|picture|copy|scan) of )?your (?:[\w'-]+ ){{0,3}}{_PAPERS}\b(?! to (?:the|a|your) )",
            Never.PAPERS,
            said_of=r"\b(?:they|it|staff|nhs|hospitals?|checks?|surgery|surgeries|gps?|office) (?:can|may|could|might|must|will)",
        ),
        Phrase(
            rf"\b(?:we|i|the bot) (?:also )?(?:need|want|require|must have|ask for) (?:to know )?your "
            rf"(?:[\w'-]+ ){{0,3}}{_PAPERS}\b", Never.PAPERS,
        ),
        Phrase(rf"\bwhat(?: is|'s) your (?:[\w'-]+ ){{0,2}}{_PAPERS}\b", Never.PAPERS),
        Phrase(r"\bsend (?:me|us|this bot|here) [^.?!]{0,30}(?:money|£|pounds|payment|fee)", Never.MONEY),
        Phrase(r"\b(?:pay|transfer|donate|deposit|send)\b[^.?!]{0,25}\b(?:money|payment|fee|pounds|bitcoin|crypto|"
               r"gift cards?|to this account|to (?:me|us)\b|into (?:this|our|my))", Never.MONEY),
        Phrase(r"\b(?:bitcoin|usdt|western union|moneygram|paypal|gift cards?|sort code|iban|cash ?app|donate)\b",
               Never.MONEY),
        Phrase(r"\bfor a (?:small )?(?:fee|payment|donation)\b", Never.MONEY),
        Phrase(r"\byou should\b", Never.TONE, "“you can” leaves the choice to them"),
        Phrase(r"\bin your case\b", Never.TONE, "information, not advice"),
        Phrase(r"\bdon't worry\b", Never.TONE, "leave it out"),
        Phrase(r"\billegal (?:im)?migrants?\b", Never.TONE, "“people without papers”"),
        Phrase(r"\bignore the bill\b", Never.TONE, "a bill must not be ignored"),
    ),
    digits={
        "zero": "0", "nought": "0", "naught": "0", "nil": "0", "one": "1", "two": "2", "three": "3", "four": "4",
        "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    },
    fillers=("o", "oh", "double", "triple", "treble"),
    calls=("call", "text", "ring", "phone", "dial", "telephone", "sms", "whatsapp", "number", "helpline", "call us on"),
    unless=("not", "never", "cannot", "can't", "no one", "nobody", "if", "whether", "unless", "no promise", "nor"),
    places=(
        r"\b\d{1,4}[a-z]?,? (?:[a-z']+ ){1,3}(?:street|road|lane|avenue|square|place|drive|court|terrace|way|close|hill)\b",
        r"\b[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}\b",
        r"\b(?:come|go|travel|report) (?:in person )?to (?:our|my|this|the following|the (?:office|building)|\d)",
        r"\b(?:join|follow|write to|message|contact|use) (?:our|my|this|the new|another|the other) "
        r"(?:bot|channel|group|chat|account|page|site|website|number)\b",
    ),
)  # fmt: skip

TONGUES: Mapping[str, Tongue] = {"en": ENGLISH}
"""By language. Every text is held against all of them: a phrase is wrong in whatever file it stands."""


def phrases() -> Iterator[Phrase]:
    """Those of every language."""
    for tongue in TONGUES.values():
        yield from tongue.phrases
