"""
All that the knowledge folder holds, as values: one module a kind.

What vouches for it is in `reviews` and `guards`, whether we may say it in `knowledge`.
"""

from bot.knowledge.answer import PLACEHOLDER, Answer, Passage, Review, Rumour
from bot.knowledge.danger_words import Card, DangerWords, Limits, Regression, Stage
from bot.knowledge.elsewhere import Elsewhere
from bot.knowledge.entry import AHEAD, DAYS_OF_GRACE, Asks, Confusion, Entry
from bot.knowledge.evidence import Amount, Confidence, Fact, Period, Source, Status
from bot.knowledge.fusion_weights import FusionWeights, Weights
from bot.knowledge.gaps import Gap
from bot.knowledge.guards import Floor, Hosts, Leave, Pin, Pins
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.language import ENGLISH, Language
from bot.knowledge.nation import ALL_NATIONS, Nation, Nations
from bot.knowledge.notice import EVERYTHING, Notice
from bot.knowledge.published import Published
from bot.knowledge.reviews import Fault, Reviewed, Reviewer, faults, lapsed, named, sheet_of
from bot.knowledge.service import STATUSES, Group, Independence, Service
from bot.knowledge.special import Special
from bot.knowledge.told import Told, WhyNotYours
from bot.knowledge.translation import Translated, Translation
from bot.knowledge.voice import FollowUps, Voice
from bot.knowledge.withholding import NOTHING_WITHHELD, Withholding
from bot.knowledge.wording import seal, shown

__all__ = [
    "AHEAD",
    "ALL_NATIONS",
    "DAYS_OF_GRACE",
    "ENGLISH",
    "EVERYTHING",
    "NOTHING_WITHHELD",
    "PLACEHOLDER",
    "STATUSES",
    "Amount",
    "Answer",
    "Asks",
    "Card",
    "Confidence",
    "Confusion",
    "DangerWords",
    "Elsewhere",
    "Entry",
    "Fact",
    "Fault",
    "Floor",
    "FollowUps",
    "FusionWeights",
    "Gap",
    "Group",
    "Hosts",
    "Independence",
    "Knowledge",
    "Language",
    "Leave",
    "Limits",
    "Nation",
    "Nations",
    "Notice",
    "Passage",
    "Period",
    "Pin",
    "Pins",
    "Published",
    "Regression",
    "Review",
    "Reviewed",
    "Reviewer",
    "Rumour",
    "Service",
    "Source",
    "Special",
    "Stage",
    "Status",
    "Told",
    "Translated",
    "Translation",
    "Voice",
    "Weights",
    "WhyNotYours",
    "Withholding",
    "faults",
    "lapsed",
    "named",
    "seal",
    "sheet_of",
    "shown",
]
