"""Where numbers and addresses may lead. Changes when the UK's numbers do, or the form of addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from bot.checks.context import CheckContext
from bot.knowledge import Hosts, Service, Source
from bot.problems import Problem

PHONES = (
    (r"999|112|111|18000", "short numbers that are free"),
    (r"116\d{3}", "European lines of social value, free"),
    (r"0800(?:\d{4}|\d{6,7})|0808\d{7}", "free numbers"),
    (r"03\d{9}", "numbers at the price of a local call"),
    (r"01\d{8,9}|02\d{9}", "local numbers"),
)
"""The forms of a number to call in the UK. No other: 09, 087 and 084 cost the caller, +… leads abroad."""

FREE = re.compile("|".join(form for form, what in PHONES if "free" in what))
_PHONE = re.compile("|".join(form for form, _ in PHONES))
_MOBILE = re.compile(r"07[1-57-9]\d{8}")
_TEXT = re.compile(r"text \d[\d ]*")
_EMAIL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*@([a-z0-9-]+(?:\.[a-z0-9-]+)+)")
_OWN_PAGE = re.compile(r"docs/[a-z0-9-]+\.md")
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")

FORMS = "use 999, 111, 116 123, 0800…, 0808…, 03…, 01… or 02…, as the service’s own page has it"
ADD_HOST = "leave it out, or add “{host}” to “{kind}” in knowledge/hosts.yaml once you have seen whose it is"


def digits_of(number: str) -> str:
    """The digits of a number as it is dialled."""
    return re.sub(r"\D", "", number)


@dataclass(frozen=True, slots=True)
class AddressRules:
    """Every rule for a phone, an email address or a link."""

    context: CheckContext

    def run(self) -> Iterator[Problem]:
        """All problems of all addresses."""
        for service in self.context.knowledge.services.values():
            yield from self.service(service)
        for fact in self.context.knowledge.evidence.values():
            yield from self.sources("evidence.yaml", fact.sources)
        for entry in self.context.knowledge.entries:
            yield from self.sources(entry.id, entry.sources, own=True)

    def service(self, service: Service) -> Iterator[Problem]:
        name = f"services/{service.id}.yaml"
        yield from self.phone(name, service)
        yield from self.text(name, service)
        yield from self.email(name, service.email)
        if service.url:
            yield from self.link(name, service.url)
        yield from self.sources(name, service.sources)

    @property
    def known(self) -> Hosts | None:
        """A copy is named with the host on which it lies: there every known host may be named."""
        hosts = self.context.knowledge.hosts
        return hosts and replace(hosts, in_words=hosts.in_words | hosts.https | hosts.http)

    def is_pinned(self, service: Service) -> bool:
        """Whether its numbers stand in numbers.yaml, or nobody can say because that is not there."""
        pins = self.context.knowledge.pins
        return pins is None or service.id in pins.numbers

    def phone(self, name: str, service: Service) -> Iterator[Problem]:
        number = digits_of(service.phone)
        if not service.phone:
            return
        odd = re.search(r"[^\d ]", service.phone) or not service.phone.isascii()
        known = _PHONE.fullmatch(number) or (_MOBILE.fullmatch(number) and self.is_pinned(service))
        if odd or not known:
            mobile = (
                "a mobile must stand in knowledge/numbers.yaml too" if _MOBILE.fullmatch(number) else FORMS
            )
            yield self.context.at(
                name, "phone:", f"the phone is “{service.phone}”", mobile, rule="phone-form"
            )
        elif service.free and not FREE.fullmatch(number):
            yield self.context.at(
                name,
                "free:",
                f"a call to {service.phone} is not free",
                "take “free” away: only 999, 111, 116 123, 0800 and 0808 are",
                rule="free-number",
            )

    def text(self, name: str, service: Service) -> Iterator[Problem]:
        if service.text and not (_TEXT.fullmatch(service.text) and self.is_pinned(service)):
            yield self.context.at(
                name,
                "text:",
                f"the number to text is “{service.text}”",
                "write such as “text 85258”; it must stand in knowledge/numbers.yaml too: some cost money",
                rule="phone-form",
            )

    def email(self, name: str, address: str) -> Iterator[Problem]:
        hosts = self.context.knowledge.hosts
        found = _EMAIL.fullmatch(address)
        if address and not found:
            yield self.context.at(
                name,
                "email:",
                f"“{address}” is no email address",
                "write such as help@dsahelpline.org",
                rule="email-form",
            )
        elif found and hosts and found[1] not in hosts.email:
            yield self.context.at(
                name,
                "email:",
                f"the email address {address} leads to {found[1]}",
                ADD_HOST.format(host=found[1], kind="email"),
                rule="host-unknown",
            )

    def sources(self, name: str, sources: tuple[Source, ...], *, own: bool = False) -> Iterator[Problem]:
        for source in sources:
            if source.url and not (own and _OWN_PAGE.fullmatch(source.url)):
                yield from self.link(name, source.url)
            if own:
                yield from self.context.spoken(name, source.publisher, hosts=self.known)

    def link(self, name: str, url: str) -> Iterator[Problem]:
        hosts = self.context.knowledge.hosts
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            host, port, parts = "", None, urlsplit("")
        sound = url.isascii() and url.isprintable() and not re.search(r"[\s\\<>\"]", url)
        plain = _HOST.fullmatch(host) and parts.netloc == host and port is None
        if parts.scheme not in ("https", "http") or not sound or not plain:
            yield self.context.at(
                name,
                url,
                f"“{url[:60]}” is no address of a page",
                "copy it from the browser, from https:// on",
                rule="link-form",
            )
            return
        host = host.removeprefix("www.")
        if hosts is None or host in (hosts.https if parts.scheme == "https" else hosts.http):
            return
        if parts.scheme == "http" and host in hosts.https:
            yield self.context.at(
                name, url, f"“{url[:60]}” is not encrypted", "write https://", rule="link-form"
            )
            return
        mend = ADD_HOST.format(host=host, kind="https")
        if parts.scheme == "http":
            mend = "write https://" if host in hosts.http else mend
        yield self.context.at(name, url, f"the address leads to {host}", mend, rule="host-unknown")
