"""What whoever writes a text is shown of it before it goes out: readings, tests and findings."""

from collections.abc import Mapping, Sequence

from bot.action import ActionRef
from bot.beat.rules.languages import LANGUAGES
from bot.beat.rules.proofs import CHECKED, Drawn, Finding, faults_in
from bot.beat.store.link_looks import LinksSeen
from bot.form import ChoiceField, Form, MultiChoiceField, TextField
from bot.language import Wording
from bot.message import (
    Bullets,
    Button,
    Buttons,
    Element,
    Message,
    Option,
    paragraph,
    spans,
)
from bot.people.store.rungs import Rung
from bot.principal import Principal, Role

READ_AS, TEST, CHECK, OPEN = "read_as", "test_to_me", "check_text", "announce_open"
ON_CARD = "c"
"""Said of a press on the draft's own card, which is then drawn again with the form below it."""
LONGEST_NAME, LONGEST_OPTION = 150, 75
MOST_LINKS = 5
SHOWN = 2
"""So many findings stand on a draft's card; the rest is a press away."""


def ways(wording: Wording, arguments: Mapping[str, str], check: str = "proof_check") -> Buttons:
    """Return what can be done with a text before it goes out; `check` names the last of it."""
    names = {READ_AS: "proof_read_as", TEST: "proof_test", CHECK: check}
    return Buttons(
        tuple(Button(wording.say(key), ActionRef(name, arguments)) for name, key in names.items())
    )


def planned(wording: Wording, editions: Sequence[tuple[str, str, str]]) -> Message:
    """List editions by newsletter, title and id, each with what can be done with it."""
    say = wording.say
    elements: list[Element] = []
    for series, title, text_id in editions:
        elements.append(paragraph(say("planned_line", series=series, title=title)))
        elements.append(ways(wording, {"t": text_id}))
    if not editions:
        elements.append(paragraph(say("planned_none")))
    return Message(say("planned_title"), tuple(elements), wording.language.tag)


def reading_form(
    wording: Wording,
    arguments: Mapping[str, str],
    tiers: Sequence[str],
    languages: Mapping[str, str],
) -> Form:
    """Ask whose reading is wanted, and where; without a place it is told of all."""
    say, action = wording.say, ActionRef(READ_AS, arguments)
    return Form(
        action,
        say("proof_as_title"),
        say("proof_as_submit"),
        (
            TextField(
                *("who", say("proof_as_who"), LONGEST_NAME),
                multiline=False,
                hint=say("proof_as_who_hint"),
            ),
            ChoiceField("role", say("proof_as_role"), _roles(wording)),
            *_tiers(wording, tiers),
            TextField(
                *("place", say("proof_as_place"), LONGEST_NAME),
                multiline=False,
                hint=say("proof_as_place_hint"),
            ),
            ChoiceField(
                "language",
                say("proof_as_language"),
                tuple(Option(name, tag) for tag, name in languages.items()),
            ),
            ChoiceField(
                "platform",
                say("proof_as_platform"),
                tuple(Option(place(wording, one), one) for one in CHECKED),
            ),
        ),
        Button(say("proof_read_as"), action),
    )


def test_form(
    wording: Wording,
    action: ActionRef,
    addresses: Sequence[tuple[Rung, str]],
    platform: str,
    role: Role | None,
) -> Form:
    """Ask at which of somebody's own addresses they want to try a text; with a role, as whom.

    Where they ask from is what they are offered first.
    """
    say = wording.say
    options = tuple(
        Option((label[:1].upper() + label[1:])[:LONGEST_OPTION], rung.address_id)
        for rung, label in addresses
    )
    here = next((rung for rung, _ in addresses if rung.platform == platform), addresses[0][0])
    where = MultiChoiceField(
        *("where", say("test_where"), options), required=True, initial=(here.address_id,)
    )
    as_whom = (
        (ChoiceField("role", say("test_role"), _roles(wording), required=True, initial=role),)
        if role is not None
        else ()
    )
    return Form(
        action,
        say("test_form_title"),
        say("test_form_submit"),
        (where, *as_whom),
        Button(say("proof_test"), action),
    )


def place(wording: Wording, platform: str) -> str:
    """Name a platform where it stands alone."""
    said = wording.say(f"platform_{platform}")
    return said[:1].upper() + said[1:]


def reader_words(wording: Wording, reader: Principal, tier: str) -> str:
    """Say who reads it: their name, what they do, and where."""
    say = wording.say
    role = say(f"role_{reader.role}")
    if reader.partner_name is None:
        return say("proof_reader_here", name=reader.name, role=role)
    where = f"{reader.partner_name} ({tier})" if tier else reader.partner_name
    return say("proof_reader", name=reader.name, role=role, partner=where)


def reading_card(
    wording: Wording, who: str, notes: Sequence[str], drawn: Sequence[Drawn], platform: str
) -> Message:
    """Say above a reading whose it is, and what the platforms make of it."""
    shown = [one for one in drawn if platform in {"", one.platform}]
    lines = tuple(spans(line) for line in drawn_lines(wording, shown))
    return Message(
        wording.say("proof_as_shown", who=who),
        (*map(paragraph, notes), Bullets(lines)),
        wording.language.tag,
    )


def drawn_lines(wording: Wording, drawn: Sequence[Drawn]) -> list[str]:
    """Say what platforms make of a message; those that make the same of it are named together."""
    refused = [wording.say("drawn_refused", reason=one.refused) for one in drawn if one.refused]
    alike: dict[str, list[str]] = {}
    for one in drawn:
        if not one.refused:
            alike.setdefault(_drawn_words(wording, one), []).append(place(wording, one.platform))
    return [*refused, *(f"{', '.join(places)}: {words}" for words, places in alike.items())]


def _drawn_words(wording: Wording, drawn: Drawn) -> str:
    """Say what is split and flattened there."""
    told = [wording.say_number(f"drawn_{one.kind}", one.count) for one in drawn.differences]
    if drawn.parts > 1:
        limit = wording.say(f"drawn_limit_{drawn.platform}")
        told.insert(0, wording.say_number("drawn_parts", drawn.parts, limit=limit))
    return " ".join(told) if told else wording.say("drawn_whole")


def short_findings(wording: Wording, findings: Sequence[Finding]) -> tuple[Element, ...]:
    """Say on a draft's card what was found, and the first of it; nothing where nothing was."""
    if not findings:
        return ()
    lines = tuple(spans(finding_words(wording, one)) for one in findings[:SHOWN])
    return (paragraph(counted(wording, findings)), Bullets(lines))


def findings_card(
    wording: Wording, title: str, findings: Sequence[Finding], arguments: Mapping[str, str]
) -> Message:
    """Show all that was found, what keeps the text from being sent before what may stay."""
    say = wording.say
    elements: list[Element] = [paragraph(counted(wording, findings))]
    faults = faults_in(findings)
    for key, some in (
        ("findings_faults", faults),
        ("findings_advice", findings[len(faults) :]),
    ):
        if some:
            elements.append(paragraph(say(key)))
            elements.append(Bullets(tuple(spans(finding_words(wording, one)) for one in some)))
    of = {name: value for name, value in arguments.items() if name != ON_CARD}
    draft = of.get("d")
    back = (Button(say("proof_draft"), ActionRef(OPEN, {"d": draft})),) if draft else ()
    elements.append(Buttons((*back, *ways(wording, of, "proof_check_again").buttons)))
    return Message(say("findings_title", title=title), tuple(elements), wording.language.tag)


def links_seen(wording: Wording, links: LinksSeen | None) -> tuple[Element, ...]:
    """Say which links of a text did not answer, where they were asked."""
    if links is None:
        return ()
    if not links.dead:
        key = "links_answer" if links.looked else "links_wait"
        return (paragraph(wording.say(key), quiet=True),)
    lines = tuple(spans(finding_words(wording, one)) for one in links.dead[:MOST_LINKS])
    return (paragraph(wording.say_number("links_dead", len(links.dead))), Bullets(lines))


def counted(wording: Wording, findings: Sequence[Finding]) -> str:
    """Say how much was found."""
    faults = len(faults_in(findings))
    advice = len(findings) - faults
    said = [wording.say_number("findings_count_faults", faults)] if faults else []
    said += [wording.say_number("findings_count_advice", advice)] if advice else []
    return " ".join(said) or wording.say("findings_none")


def finding_words(wording: Wording, finding: Finding) -> str:
    """Say what is the matter with a line, and what to do about it."""
    said, line = finding_said(wording, finding), str(finding.line)
    where = finding.file
    if finding.language:
        where = LANGUAGES.get(finding.language, finding.language)
    if where:
        at = wording.say("finding_place", where=where, line=line) if finding.line else where
        return wording.say("finding_where", where=at, said=said)
    if finding.line:
        return wording.say("finding_line", line=line, said=said)
    return said[:1].upper() + said[1:]


def finding_said(wording: Wording, finding: Finding) -> str:
    """Say it for where its line stands already."""
    say, told = wording.say, dict(finding.told)
    if "roles" in told:
        named = [say(f"role_{role}") for role in told["roles"].split(", ")]
        told["roles"] = wording.language.all_of(named)
    if "why" in told:
        why = told["why"]
        told["why"] = say("link_says", status=why) if why.isdigit() else say(f"link_{why}")
    return say(f"finding_{finding.kind}", **told)


def _roles(wording: Wording) -> tuple[Option, ...]:
    return tuple(Option(wording.say(f"role_{role}"), role.value) for role in Role)


def _tiers(wording: Wording, tiers: Sequence[str]) -> tuple[ChoiceField, ...]:
    if not tiers:
        return ()
    options = tuple(Option(tier[:LONGEST_OPTION], tier) for tier in tiers)
    return (ChoiceField("tier", wording.say("proof_as_tier"), options),)
