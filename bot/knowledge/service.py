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
    serves: tuple[str, ...] = ()
    """Whom it is open to (`SERVES`); empty: everybody."""

    def leaves_out(self, other: Service) -> bool:
        """Whether the other one is open to somebody whom this one does not serve."""
        return bool(self.serves) and (not other.serves or not set(other.serves) <= set(self.serves))
