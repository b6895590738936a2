"""What no words of ours may say, language by language. Changes when we learn a phrase or a language."""

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
    CHANNEL = "other-channel"
    HOME_OFFICE = "sends-to-home-office"
    TONE = "tone"


INSTEAD: Mapping[Never, str] = {
    Never.SAFETY: "say who is told what instead",
    Never.THREAT: "say who may tell whom, and when",
    Never.PAPERS: "the bot never asks for names, addresses, papers, numbers or codes: leave it out",
    Never.MONEY: "the bot never asks for money: leave it out",
    Never.CHANNEL: "anybody may own it: name a service of services/ instead",
    Never.HOME_OFFICE: "name somebody who can do that with them: an adviser or a charity",
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
    """Words that stand for a zero, only among number words."""
    times: Mapping[str, int]
    """Words that repeat the digit behind them."""
    spelt: tuple[str, ...]
    """Patterns of emergency numbers that are said as one number."""
    calls: tuple[str, ...]
    """Words after which even a short number is one to call."""
    sends: tuple[str, ...]
    """Words of which the number comes at the end: “text HELP to …”."""
    unless: tuple[str, ...]
    """Words before a phrase, in the same sentence, that turn it round: “we cannot promise that …”."""
    doubts: tuple[str, ...]
    """Words before a phrase that is wrong with “not” too, which leave it open: “we do not know whether …”."""
    places: tuple[str, ...]
    """Patterns of an address to go to."""


_ADV = r"(?:perfectly |completely |totally |absolutely |entirely |quite |very |always |100 ?% )?"
_PAPERS = (
    r"(?:passport|brp|biometric|visa|papers?|documents?|id(?: card)?|home office|ho ref\w*|reference|"
    r"case number|names?|full name|surname|address(?:es)?|postcode|date of birth|birth ?date|"
    r"(?:tele)?phone number|mobile number|location|nhs number|national insurance|ni number|photo|selfie|"
    r"picture|letter|bank|account|card|sort code|pin|password|login|code)"
)
_TO_US = r"(?:me|us|this bot|the bot|this chat|here|below|in (?:the|this) (?:chat|form)|to this number)"
_GIVE = (
    r"(?:send|tell|give|show|type|write|share|upload|forward|message|post|provide|enter|submit|text|email|"
    r"reply with)"
)
_HARM = r"(?:report|deport|detain|arrest)"
_HARMED = r"(?:reported|deported|detained|arrested)"
_NEVER = (
    r"(?:will not|won't|will never|cannot|can't|can not|can never|could never|never|are never going to|"
    r"are not going to)"
)
_NOBODY = r"(?:they|the nhs|the home office|immigration|police|officers|nobody|no one|no-one)"
_CARERS = (
    r"(?:they|the nhs|doctors|gps|your gp|the gp|the hospital|hospitals|staff|the surgery|receptionists)"
)
_GAP = r"[^.?!]{0,30}"

_SAFETY = (
    Phrase(
        rf"\b(?:it|this|that|everything|all)(?: is|'s) {_ADV}(?:safe|risk[- ]free|harmless)\b", Never.SAFETY
    ),
    Phrase(rf"\byou(?: are|'re|'ll be| will be| would be) {_ADV}(?:safe|protected)\b", Never.SAFETY),
    Phrase(
        r"\b(?:seeing|visiting|registering|going|talking|chat|bot|gps?|surgery|hospitals?|doctors?|nhs|data|"
        rf"records?|details|information|answers?|here)\b{_GAP}\b(?:is|are) {_ADV}"
        r"(?:safe|secure|risk[- ]free)\b",
        Never.SAFETY,
    ),
    Phrase(
        rf"\b(?:chat|bot|conversation|telegram|messages?)\b{_GAP}\b(?:is|are) {_ADV}"
        r"(?:private|confidential|anonymous|encrypted|secret)\b",
        Never.SAFETY,
    ),
    Phrase(
        r"\b(?:completely|totally|perfectly|absolutely|100 ?%) "
        r"(?:safe|secure|private|confidential|anonymous)\b",
        Never.SAFETY,
    ),
    Phrase(
        r"\b(?:there is|there's|with|at) (?:no|zero) (?:risk|danger)\b", Never.SAFETY, although_negated=True
    ),
    Phrase(r"\bnothing (?:bad )?(?:will|can|could) happen to you\b", Never.SAFETY, although_negated=True),
    Phrase(
        rf"\b{_NOBODY}(?: {_NEVER})? ?(?:can|will|could)? ?(?:ever )?"
        r"(?:get|see|find|use|obtain|know|find out|learn)\b[^.?!]{0,20}"
        r"\b(?:your|about you|you|where you live)\b",
        Never.SAFETY,
        "name the limits",
        although_negated=True,
    ),
    Phrase(
        rf"\b(?:you|they|your (?:data|details|name|address|family|children))\b[^.?!]{{0,15}}{_NEVER} "
        r"(?:ever )?be "
        rf"(?:{_HARMED[3:-1]}|removed|caught|found|shared|told|passed|given)\b",
        Never.SAFETY,
        although_negated=True,
    ),
    Phrase(
        r"\b(?:nobody|no one|no-one|they|doctors|gps|the nhs|hospitals|staff|we|i)\b ?"
        r"(?:will|can|could|would|shall)?(?: not| never|n't)? ?(?:ever )?"
        rf"(?:{_HARM[3:-1]}|betray|catch) you\b",
        Never.SAFETY,
        although_negated=True,
    ),
    Phrase(r"\b(?:i|we|they) (?:can |do )?(?:promise|guarantee|swear)\b", Never.SAFETY),
    Phrase(r"\b(?:guaranteed|rest assured|trust (?:me|us|this (?:bot|chat)))\b", Never.SAFETY),
    Phrase(r"\b(?:without|free of) (?:any )?(?:risk|danger)\b", Never.SAFETY),
    Phrase(r"\bsafe with (?:us|me|them)\b", Never.SAFETY),
    Phrase(r"\bnothing to (?:fear|worry|be afraid)\b", Never.SAFETY, although_negated=True),
    Phrase(
        r"\b(?:do not|don't|no need to|need not) (?:be afraid|fear|worry)\b",
        Never.SAFETY,
        although_negated=True,
    ),
    Phrase(r"\b(?:is|are) (?:a |an )?(?:[\w-]+ )?safe (?:place|space|zone)s?\b", Never.SAFETY),
    Phrase(r"\b(?:always|forever|for ever|stays?|remains?) (?:[\w-]+ )?safe\b", Never.SAFETY),
    Phrase(
        r"\b(?:home office|immigration|police) (?:has|have) no (?:access|way|right|power)\b",
        Never.SAFETY,
        although_negated=True,
    ),
    Phrase(
        rf"\b{_NOBODY} (?:does not|doesn't|do not|don't) (?:get|see|receive|have|know|find)\b",
        Never.SAFETY,
        although_negated=True,
    ),
    Phrase(
        rf"\b(?:nobody|no one|no-one) (?:can|will|could|is|was|has been|gets?)(?: ever)?(?: be)? {_HARMED}\b",
        Never.SAFETY,
        although_negated=True,
    ),
    Phrase(
        r"\b(?:gps?|doctors?|nurses?|hospitals?|the nhs|surger(?:y|ies)|staff) "
        r"(?:do not|don't|does not|doesn't|never|will never|will not|won't) (?:ever )?"
        rf"(?:share|pass|send|give|tell|report|inform)\b{_GAP}"
        r"\b(?:home office|immigration|anyone|anybody|police)\b",
        Never.SAFETY,
        although_negated=True,
    ),
)

_THREATS = (
    Phrase(
        rf"\b{_CARERS}(?: will|'ll| always| are going to| must)(?: always)? {_HARM} you\b",
        Never.THREAT,
    ),
    Phrase(rf"\byou(?: will|'ll| are going to) (?:always )?be {_HARMED}\b", Never.THREAT),
    Phrase(
        r"\b(?:do not|don't|never) (?:go to|see|call|visit|register with|contact|phone) "
        r"(?:an? |the |any |your )?(?:gp|doctor|hospital|a&e|surgery|ambulance|999|nhs|police)\b",
        Never.THREAT,
        although_negated=True,
    ),
    Phrase(
        r"\b(?:avoid|stay away from|keep away from) (?:the |all |any |your )?"
        r"(?:gps?|doctors?|hospitals?|a&e|surger(?:y|ies)|ambulances?|nhs)\b",
        Never.THREAT,
    ),
    Phrase(
        rf"\b(?:a&e|gps?|doctors?|hospitals?|999|ambulances?)\b{_GAP}\b(?:is|are) dangerous\b", Never.THREAT
    ),
    Phrase(
        rf"\b{_CARERS[:-1]}|doctor|gp|nurses?) (?:always )?(?:calls?|tells?|phones?|informs?) "
        r"(?:immigration|the home office|the police)\b",
        Never.THREAT,
        said_of=r"\b(?:what|if|whether|that)",
    ),
    Phrase(
        r"\bthey(?: will|'ll| are going to) "
        r"(?:send you (?:home|back|away)|come (?:to|for)|take (?:you|your))\b",
        Never.THREAT,
    ),
    Phrase(r"\byou(?: will|'ll) lose your (?:children|child|home|visa|status|job)\b", Never.THREAT),
)

_ELSEWHERE = (
    Phrase(
        r"\b(?:on|via|through|use|by|join|open) (?:our |the |a |this )?"
        r"(?:whatsapp|viber|signal|facebook|instagram|tiktok|messenger|imo)\b",
        Never.CHANNEL,
    ),
    Phrase(
        r"\b(?:find|search|look|message|add|write|reach|contact)\b[^.?!]{0,40}\b(?:on|in|via) telegram\b",
        Never.CHANNEL,
    ),
    Phrase(
        r"\b(?:telegram|whatsapp|viber|signal|instagram|facebook|tiktok)(?: account| group| channel)? ?: ?\S",
        Never.CHANNEL,
    ),
    Phrase(
        r"(?:^|[.!?;:] |, |please |then |first |now |just |you (?:must|have to|need to|can) )"
        r"(?:contact|call|phone|ring|report to|write to|go to|tell|inform|visit) (?:the )?"
        r"(?:home office|immigration(?: enforcement| officers?)?|ukvi)\b",
        Never.HOME_OFFICE,
    ),
)

_REQUESTS = (
    Phrase(
        rf"\b(?:{_GIVE}|need|want|have|know) {_TO_US}\b{_GAP}\b(?:your|the|a)\b[^.?!]{{0,25}}\b{_PAPERS}\b",
        Never.PAPERS,
    ),
    Phrase(
        rf"\b(?:{_GIVE}|include|attach|add)\b{_GAP}\b(?:your|the|a)\b[^.?!]{{0,25}}\b{_PAPERS}\b"
        rf"[^.?!]{{0,25}}\b{_TO_US}\b",
        Never.PAPERS,
    ),
    Phrase(
        r"\b(?:send|type|write|upload|forward|enter|submit|reply with|message|provide|share)(?: in)? "
        rf"(?:a (?:photo|picture|copy|scan) of )?your (?:[\w'-]+ ){{0,3}}{_PAPERS}\b(?! to (?:the|a|your) )",
        Never.PAPERS,
        said_of=(
            r"\b(?:they|it|staff|nhs|hospitals?|checks?|surgery|surgeries|gps?|office) "
            r"(?:can|may|could|might|must|will)"
        ),
    ),
    Phrase(
        r"\b(?:we|i|the bot) (?:will |also )?(?:need|want|require|must have|ask for) (?:to know )?your "
        rf"(?:[\w'-]+ ){{0,3}}{_PAPERS}\b",
        Never.PAPERS,
    ),
    Phrase(rf"\bwhat(?: is|'s) your (?:[\w'-]+ ){{0,2}}{_PAPERS}\b", Never.PAPERS),
    Phrase(r"\b(?:tell|write|text|message|dm) (?:me|us) (?:where|who|how|when|what) you\b", Never.PAPERS),
    Phrase(
        rf"\b(?:{_GIVE}|dm)(?: me| us)? (?:your|the) (?:[\w'-]+ ){{0,2}}(?:details|data|codes?|passwords?)\b",
        Never.PAPERS,
        said_of=r"\b(?:can|may|could|might|must|will|not|to|they|who)",
    ),
    Phrase(r"\b(?:attach|take|make) a (?:scan|photo|picture|copy|selfie) of your\b", Never.PAPERS),
    Phrase(
        r"\b(?:verify|confirm|prove) your (?:identity|name|account|number|passport|status)\b",
        Never.PAPERS,
        said_of=r"\b(?:can|may|could|might|must|not|to|they)",
    ),
    Phrase(
        r"\b(?:log ?in|sign ?in|your password|your pin|code (?:that|which) telegram|"
        r"code you (?:got|received))\b",
        Never.PAPERS,
    ),
    Phrase(
        r"\b(?:passport|home office|brp|case|bank|card|account|national insurance|phone) "
        r"(?:number|reference|details) ?(?:\?|:|, please| please)",
        Never.PAPERS,
    ),
    Phrase(
        r"\b(?:full name|surname|date of birth|home office reference)\b[^.?!]{0,30}(?:\?|:|please)",
        Never.PAPERS,
    ),
    Phrase(rf"\bsend (?:me|us|this bot|here) {_GAP}(?:money|£|pounds|payment|fee)", Never.MONEY),
    Phrase(
        r"\b(?:pay|transfer|donate|deposit|send)\b[^.?!]{0,25}\b(?:money|payment|fee|pounds|bitcoin|crypto|"
        r"gift cards?|to this account|to (?:me|us)\b|into (?:this|our|my))",
        Never.MONEY,
    ),
    Phrase(
        r"\b(?:bitcoin|usdt|western union|moneygram|paypal|gift cards?|sort code|iban|cash ?app|donate)\b",
        Never.MONEY,
    ),
    Phrase(r"\b(?:for a (?:small )?(?:fee|payment|donation)|a fee of \d)", Never.MONEY),
)

_TONE = (
    Phrase(r"\byou should\b", Never.TONE, "“you can” leaves the choice to them"),
    Phrase(r"\bin your case\b", Never.TONE, "information, not advice"),
    Phrase(r"\bdon't worry\b", Never.TONE, "leave it out"),
    Phrase(r"\billegal (?:im)?migrants?\b", Never.TONE, "“people without papers”"),
    Phrase(r"\bignore the bill\b", Never.TONE, "a bill must not be ignored"),
)

_GO_TO = (
    r"\b(?:(?:come|go|travel|report) (?:in person )?to|visit) "
    r"(?:our|my|this|the following|\d|(?:[a-z']+ ){0,3}"
    r"(?:house|centre|center|hall|office|building|church|mosque|temple))\b"
)
_JOIN = (
    r"\b(?:join|follow|write to|message|contact|use) (?:our|my|this|the new|another|the other) "
    r"(?:bot|channel|group|chat|account|page|site|website|number)\b"
)

ENGLISH = Tongue(
    phrases=(*_SAFETY, *_THREATS, *_ELSEWHERE, *_REQUESTS, *_TONE),
    digits={
        "zero": "0",
        "nought": "0",
        "naught": "0",
        "nil": "0",
        "one": "1",
        "two": "2",
        "three": "3",
        "four": "4",
        "five": "5",
        "six": "6",
        "seven": "7",
        "eight": "8",
        "ninety": "9",
        "eighty": "8",
        "seventy": "7",
        "sixty": "6",
        "fifty": "5",
        "forty": "4",
        "thirty": "3",
        "twenty": "2",
        "nine": "9",
    },
    fillers=("o", "oh"),
    times={"double": 2, "triple": 3, "treble": 3},
    spelt=("nine hundred (?:and )?ninety[- ]nine", "one hundred (?:and )?eleven", "(?:triple|treble) nine"),
    calls=(
        "call",
        "text",
        "ring",
        "phone",
        "dial",
        "telephone",
        "sms",
        "whatsapp",
        "number",
        "helpline",
        "tel",
        "emergency",
    ),
    sends=("text", "sms", "send", "message"),
    unless=(
        *("not", "never", "cannot", "can't", "no one"),
        *("nobody", "if", "whether", "unless", "no promise", "nor"),
    ),
    doubts=(
        *("if", "whether", "unless", "cannot promise", "no promise"),
        *("no rule", "no law", "not mean", "not know", "prove"),
    ),
    places=(
        r"\b\d{1,4}[a-z]?,? (?:[a-z']+ ){1,3}(?:street|road|lane|avenue|square|place|drive|court|terrace)\b",
        r"\b[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}\b",
        _GO_TO,
        _JOIN,
    ),
)

TONGUES: Mapping[str, Tongue] = {"en": ENGLISH}
"""By language. Every text is held against all of them: a phrase is wrong in whatever file it stands."""


def phrases() -> Iterator[Phrase]:
    """Those of every language."""
    for tongue in TONGUES.values():
        yield from tongue.phrases
