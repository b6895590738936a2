"""Who helps. Changes when there is more to say of a helper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.knowledge.evidence import Source
from bot.knowledge.nation import Nations


class Independence(StrEnum):
    """Whose side a helper is on: people fear the helper, and have a right to know."""

    CHARITY = "charity"
    NHS = "nhs"
    PUBLIC = "public"
    HOME_OFFICE_CONTRACT = "home-office-contract"
    HOME_OFFICE = "home-office"
    GOVERNMENT_PAID = "government-paid"
    COUNCIL_BODY = "council-body"
    PROFESSIONAL_BODY = "professional-body"


class Group(StrEnum):
    """Whom a helper is open to. The first four say what papers somebody has: everybody is one of them."""

    WITH_PAPERS = "with-papers"
    SEEKING_ASYLUM = "seeking-asylum"
    REFUSED = "refused"
    WITHOUT_PAPERS = "without-papers"
    WOMEN = "women"
    MEN = "men"
    CHILDREN = "children"
    EU_CITIZENS = "eu-citizens"
    DETAINED = "detained"
    DEAF = "deaf"
    STAFF = "staff"


STATUSES = (Group.WITH_PAPERS, Group.SEEKING_ASYLUM, Group.REFUSED, Group.WITHOUT_PAPERS)
"""What papers somebody has: nobody may be left without somebody to call because of it."""


SAID = ("does", "hours", "languages", "note")
"""The parts of a service that are sentences, and are translated."""


@dataclass(frozen=True, slots=True)
class Service:
    """A helpline or charity. Only confirmed numbers; nothing that was not seen on a page."""

    id: str
    name: str
    does: str
    independence: Independence
    nations: Nations
    sources: tuple[Source, ...]
    checked: date
    phone: str = ""
    text: str = ""
    email: str = ""
    url: str = ""
    hours: str = ""
    languages: str = ""
    free: bool = False
    note: str = ""
    serves: tuple[Group, ...] = ()
    """Whom it is open to; empty: everybody."""

    def is_open_to(self, group: Group) -> bool:
        """Whether somebody of this group may turn to it."""
        return not self.serves or group in self.serves

    def leaves_out(self, other: Service) -> bool:
        """Whether the other one is open to somebody whom this one does not serve."""
        return bool(self.serves) and (not other.serves or not set(other.serves) <= set(self.serves))
