"""Whether the sender's domain vouches for our letters: SPF, DKIM and DMARC, as readers see it."""

import asyncio
import re
from collections.abc import Awaitable, Iterator, Mapping
from dataclasses import dataclass

from adapters.email.letter import Letterhead
from adapters.email.lookups import Ask, DnsSilent

_SPF = re.compile(r"v=spf1(?: |$)", re.IGNORECASE)
_DMARC = re.compile(r"v=DMARC1\s*(?:;|$)", re.IGNORECASE)
_EVERYBODY = frozenset({"all", "+all"})
_OTHERS_REFUSED = frozenset({"-all", "~all"})
_POLICIES = frozenset({"none", "quarantine", "reject"})


@dataclass(frozen=True, slots=True)
class Remark:
    """What was found at one of the three; `mend` is empty where nothing has to be done."""

    subject: str
    said: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """A domain's DMARC record, and the name it stands at: the whole organisation's."""

    organisation: str
    tags: Mapping[str, str]

    def wanted_of(self, domain: str) -> str:
        """Return what readers are to do with a letter of this domain that proves nothing."""
        own = self.tags.get("p", "").lower()
        return own if domain == self.organisation else self.tags.get("sp", own).lower()

    def aligns(self, ours: str, domain: str, tag: str) -> bool:
        """Say whether proof for the domain `ours` counts for letters from `domain`."""
        if ours == domain:
            return True
        below = ours == self.organisation or ours.endswith(f".{self.organisation}")
        return below and self.tags.get(tag, "r").lower() != "s"


async def examine(head: Letterhead, selector: str, ask: Ask) -> tuple[Remark, ...]:
    """Look at all three, as far as DNS says anything."""
    return tuple(
        await asyncio.gather(
            _heard("SPF", _spf(head, ask)),
            _heard("DKIM", _dkim(head.domain.lower(), selector, ask)),
            _heard("DMARC", _dmarc(head, ask)),
        )
    )


async def _heard(subject: str, look: Awaitable[Remark]) -> Remark:
    try:
        return await look
    except DnsSilent as problem:
        mend = "ask again later, or name another resolver in DRUMBEAT_DNS"
        return Remark(subject, str(problem), mend)


async def _spf(head: Letterhead, ask: Ask) -> Remark:
    """Look at the domain that letters come back to: SPF speaks of that one."""
    domain = (head.bounce_domain or head.domain).lower()
    records = [each for each in await ask(domain) if _SPF.match(each)]
    if not records:
        mend = f'write as TXT at {domain}: "v=spf1 include:YOUR-RELAY -all", as your relay says'
        return Remark("SPF", f"{domain} does not say who may send for it", mend)
    if len(records) > 1:
        return Remark(
            "SPF", f"{domain} has {len(records)} SPF records, so none counts", "keep one"
        )
    terms = records[0].lower().split()[1:]
    if _EVERYBODY & set(terms):
        mend = "end its SPF record with -all instead"
        return Remark("SPF", f"{domain} lets everybody send for it", mend)
    if not _OTHERS_REFUSED & set(terms) and not any(t.startswith("redirect=") for t in terms):
        return Remark("SPF", f"{domain} refuses nobody", "end its SPF record with -all")
    return Remark("SPF", f"{domain} says who may send for it")


async def _dkim(domain: str, selector: str, ask: Ask) -> Remark:
    if not selector:
        return Remark(
            "DKIM",
            "not looked at, for its selector is not known here: in a letter that arrived find "
            f"dkim=pass with header.d={domain} in Authentication-Results, and set "
            "DRUMBEAT_MAIL_DKIM_SELECTOR to what stands after header.s=",
        )
    for signer in _upwards(domain):
        name = f"{selector}._domainkey.{signer}"
        keys = [tags["p"] for each in await ask(name) if "p" in (tags := _tags(each))]
        if any(keys):
            return Remark("DKIM", f"there is a key at {name}")
        if keys:
            return Remark(
                "DKIM", f"the key at {name} was withdrawn", "publish your relay's new one"
            )
    mend = "publish the key your relay shows there, or correct DRUMBEAT_MAIL_DKIM_SELECTOR"
    return Remark("DKIM", f"there is no key at {selector}._domainkey.{domain}", mend)


async def _dmarc(head: Letterhead, ask: Ask) -> Remark:
    domain = head.domain.lower()
    for organisation in _upwards(domain):
        name = f"_dmarc.{organisation}"
        records = [each for each in await ask(name) if _DMARC.match(each)]
        if len(records) > 1:
            return Remark(
                "DMARC", f"{name} has {len(records)} records, so none counts", "keep one"
            )
        if records:
            return _judged(head, Policy(organisation, _tags(records[0])))
    mend = f'write as TXT at _dmarc.{domain}: "v=DMARC1; p=none; rua=mailto:YOUR-REPORTS"'
    return Remark("DMARC", f"{domain} has none: large providers refuse who sends much", mend)


def _judged(head: Letterhead, policy: Policy) -> Remark:
    domain = head.domain.lower()
    wanted = policy.wanted_of(domain)
    if wanted not in _POLICIES:
        mend = f"write p=none, p=quarantine or p=reject at _dmarc.{policy.organisation}"
        return Remark("DMARC", f"_dmarc.{policy.organisation} names no policy", mend)
    returns = (head.bounce_domain or domain).lower()
    signs = f"DKIM counts where the relay signs with d={domain}"
    if policy.tags.get("adkim", "r").lower() != "s" and policy.organisation != domain:
        signs += f" or d={policy.organisation}"
    said = f"{domain} asks for {wanted}"
    if policy.aligns(returns, domain, "aspf"):
        return Remark("DMARC", f"{said}; SPF counts for {returns}, and {signs}")
    return Remark("DMARC", f"{said}; SPF for {returns} does not count, only {signs}")


def _upwards(domain: str) -> Iterator[str]:
    """Yield a domain and those above it, but no top-level one."""
    labels = domain.split(".")
    for start in range(max(1, len(labels) - 1)):
        yield ".".join(labels[start:])


def _tags(record: str) -> dict[str, str]:
    """Read "name=value; name=value", the first of each name."""
    tags: dict[str, str] = {}
    for pair in record.split(";"):
        name, mark, value = pair.partition("=")
        if mark:
            tags.setdefault(name.strip().lower(), "".join(value.split()))
    return tags
