"""A partner with two people who left a trace in every table there is."""

from datetime import UTC, date, datetime

from sqlalchemy import insert

from bot.action import ActionRef
from bot.beat.store.amendment_tables import Amendment, Correction, Followed
from bot.beat.store.approval_tables import Approval, ComingTold, Hold
from bot.beat.store.draft_tables import Draft
from bot.beat.store.filling_tables import Filling
from bot.beat.store.link_tables import LinkLook
from bot.beat.store.reply_tables import ReplyLine, StoredReply
from bot.beat.store.round_up_tables import RoundUp
from bot.beat.store.slot_tables import SlotChange
from bot.beat.store.tables import Cadence, Delivery, Lane, Occurrence, Send, TextVersion
from bot.beat.store.tap_tables import Acknowledgement, ButtonTap
from bot.figures.rules.cohorts import Sums
from bot.figures.store import ledger_tables as ledgers
from bot.figures.store import partner_tables as partners
from bot.figures.store import tables as figures
from bot.figures.store.age_tables import CompleteUntil
from bot.figures.store.extract_tables import AnswerExtract
from bot.figures.store.frozen_tables import FrozenFigure
from bot.figures.store.renewal_tables import (
    RenewalReader,
    RenewalStep,
    RenewalWord,
    StoredRenewal,
)
from bot.figures.store.source_tables import SourceState
from bot.figures.store.talk_tables import KeptTalk
from bot.figures.store.target_tables import KeptTarget
from bot.figures.store.watch_tables import Alert, ReadOut
from bot.goals.store import tables as goals
from bot.imports.store.tables import ImportBatch, ImportChange
from bot.message import Button, Buttons, Message
from bot.people.store import place_tables as places
from bot.people.store.former_tables import FormerEmail
from bot.people.store.install_tables import InstallLink, InstallState
from bot.people.store.picture_tables import Portrait, StoredUpload
from bot.people.store.tables import (
    Contact,
    Mute,
    Partner,
    PartnerDomain,
    PartnerHistory,
    PartnerMute,
    Sponsor,
    WantedAgain,
)
from bot.store.audit_tables import Alarm, Audit
from bot.store.columns import Base
from bot.store.encoding import encode
from bot.store.sessions import AsyncSession
from bot.store.tables import InboxRow
from bot.voice.store.case_tables import Case, CaseEvent, Improvement, ImprovementStep
from bot.voice.store.recording_tables import Recording
from bot.voice.store.sealed_tables import Ballot, SealedAnswer
from bot.voice.store.tables import (
    FormerAnswer,
    Invitation,
    Response,
    ResponseValue,
    WaitingTap,
    Wave,
)
from bot.voice.store.tag_tables import ResponseTag, TaggedResponse
from tests.fixtures.moments import NOON

SEALED = "gAAAA-a-token-sealed"
LATER = datetime(2099, 1, 1, tzinfo=UTC)
PARTNER, CONTACT, COLLEAGUE, MANAGER = (
    "quetzal-7",
    "c4f1e5ottoline",
    "c4f1e5perpetua",
    "m-mortimer",
)
EMAIL = "ottoline@quetzal.example"
OF_CONTACT = {
    *("Ottoline", "Brandywine", EMAIL, CONTACT, "U0OTTOLINE", "aad-ottoline", "29:ottoline"),
    *("a:chat-ottoline", "Thoroughly fed up", "D0OTTOLINE", "1700.0001", "HR-1701", "Vaduz"),
}
"""What names her, reaches her, or was said by her."""
OF_PARTNER = OF_CONTACT | {
    *("Quetzal", "quetzal.example", PARTNER, "QZ-42", "19:quetzal", "T0QUETZAL", "Perpetua"),
    *("Wombat Bakery", COLLEAGUE, "P.S. fine by me", "team-quetzal", "1800.0002"),
}
SCORES = [(9, "technical"), (3, "sales"), (2, "sales")]


async def settle(session: AsyncSession) -> None:
    """Write everything, whoever is pointed to first."""
    await _people(session)
    await _places(session)
    await _beat(session)
    await _edition(session)
    await _replies(session)
    await _voice(session)
    await _cases(session)
    await _goals(session)
    await _money(session)
    await _renewals(session)
    await _store(session)
    await _recorded(session)


async def _people(session: AsyncSession) -> None:
    standing = {"tier": "Gold", "region": "EMEA", "stage": "build"}
    names = {"name": "Quetzal Logistics", "source_id": "QZ-42"}
    await session.execute(
        insert(Partner),
        [{"id": PARTNER, **names, **standing}, {"id": "other", "name": "Other Ltd", **standing}],
    )
    both = {
        "role": "sales",
        "permission": "partner",
        "partner_id": PARTNER,
        "zone": "Europe/Vaduz",
    }
    named = [
        {"id": CONTACT, "name": "Ottoline Brandywine", "email": EMAIL, "source_id": "HR-1701"},
        {"id": COLLEAGUE, "name": "Perpetua Finch", "email": "perpetua@quetzal.example"},
    ]
    for each in named:
        each |= {"consent_at": NOON, "consent_how": "a letter", "consent_by": each["name"]}
    await session.execute(insert(Contact), [each | both for each in named])
    vendor = {"role": "sales", "permission": "manager", "name": "Mortimer Vendor"}
    await session.execute(insert(Contact).values(id=MANAGER, email="mo@cirrus.example", **vendor))
    partner = await session.get_one(Partner, PARTNER)
    partner.manager_id = MANAGER
    await session.flush()
    session.add(PartnerHistory(partner_id=PARTNER, valid_from=date(2026, 1, 1), **standing))
    session.add(Mute(contact_id=CONTACT, topic="pulse", muted_at=NOON))
    session.add(FormerEmail(email_key="o@quetzal.example", contact_id=CONTACT, changed_at=NOON))
    session.add(WantedAgain(contact_id=CONTACT, topic="tips", said_at=NOON))
    why = "Thoroughly fed up"
    session.add(
        PartnerMute(id="mute-1", partner_id=PARTNER, reason=why, muted_by=CONTACT, muted_at=NOON)
    )
    session.add(PartnerDomain(partner_id=PARTNER, domain="quetzal.example", registered_at=NOON))
    session.add(Sponsor(partner_id=PARTNER, side="partner", contact_id=CONTACT, set_at=NOON))


async def _places(session: AsyncSession) -> None:
    facts = {"platform": "slack", "token": SEALED, "installed_at": NOON}
    ours = {"id": "i-ours", "external_id": "T0OURS", "name": "Cirrus", "own": True, **facts}
    theirs = {"id": "i-qz", "external_id": "T0QUETZAL", "name": "Quetzal HQ", "own": False}
    await session.execute(
        insert(places.Installation),
        [ours | {"partner_id": None}, theirs | facts | {"partner_id": PARTNER}],
    )
    session.add(Portrait(contact_id=CONTACT, digest="f" * 24, data=b"png", fetched_at=NOON))
    session.add(
        StoredUpload(installation_id="i-qz", digest="e" * 24, since=NOON, file_id="F0QUETZAL")
    )
    for number, name in enumerate(("U0OTTOLINE", "aad-ottoline", EMAIL)):
        session.add(
            places.Address(
                id=f"address-{number}",
                contact_id=CONTACT,
                platform=("slack", "teams", "email")[number],
                installation_id="i-ours",
                external_id=name,
                home="T0OURS",
                conversation="D0OTTOLINE",
                linked_at=NOON,
            )
        )
    talk = {"installation_id": "i-ours", "service_url": "https://smba", "noted_at": NOON}
    chat = {"external_id": "a:chat-ottoline", "person": "aad-ottoline", "member": "29:ottoline"}
    session.add(places.Conversation(id="talk-1", kind="personal", **chat, **talk))
    shared = {"external_id": "19:quetzal", "team": "team-quetzal", "partner_id": PARTNER}
    shared |= {"name": "ext-quetzal", "shared": True, "settled_at": NOON}
    session.add(places.Conversation(id="talk-2", kind="team", **shared, **talk))
    code = {"email": "print", "code": "print", "asked_at": LATER, "expires_at": LATER}
    for number, who in enumerate((CONTACT, None)):
        session.add(
            places.LinkCode(
                id=f"code-{number}",
                installation_id="i-ours",
                external_id="U0OTTOLINE",
                contact_id=who,
                **code,
            )
        )
    asked = {"made_by": MANAGER, "made_at": NOON, "expires_at": LATER, "opened_at": NOON}
    session.add(
        InstallLink(
            id="install-1",
            hash="b" * 64,
            partner_id=PARTNER,
            installation_id="i-qz",
            installed_at=NOON,
            installer="U0OTTOLINE",
            **asked,
        )
    )
    await session.flush()
    session.add(
        InstallState(hash="c" * 64, browser="d" * 64, link_id="install-1", expires_at=LATER)
    )
    sought = {"email": EMAIL, "why": "guest", "asked_at": NOON, "again_at": LATER}
    session.add(places.LookUp(contact_id=CONTACT, installation_id="i-ours", **sought))
    line = {"contact_id": CONTACT, "at": NOON, "changed_at": NOON, "ours": False}
    session.add(places.ChatLine(id="line-1", number=1, body="Thoroughly fed up", **line))
    await session.flush()
    offer = Message("For Ottoline", (Buttons((Button("Go", ActionRef("home")),)),))
    session.add(
        places.PersonalLink(
            hash="a" * 64,
            kind="page",
            contact_id=CONTACT,
            address_id="address-2",
            message=encode(offer),
            created_at=NOON,
            expires_at=LATER,
        )
    )


def _slot(slot: datetime) -> tuple[Filling, Occurrence]:
    """A slot that was opened, and the evergreen that she gave it."""
    of_slot = {"cadence_id": "cadence-1", "slot": slot}
    given = {"text_key": "pulse/kept", "by": CONTACT, "at": NOON}
    return (
        Filling(id="filling-1", **of_slot, **given),
        Occurrence(id="slot-1", opened_at=NOON, **of_slot),
    )


async def _beat(session: AsyncSession) -> None:
    session.add(
        Cadence(
            id="cadence-1",
            kind="newsletter",
            subject="pulse",
            rule="FREQ=DAILY",
            starts_on=datetime(2026, 1, 1, 9),  # noqa: DTZ001 - a slot is a wall-clock moment
            owner=CONTACT,
        )
    )
    await session.flush()
    slot = datetime(2026, 1, 2, 9)  # noqa: DTZ001 - likewise
    said = {"by": CONTACT, "at": NOON, "reason": "Thoroughly fed up"}
    session.add(SlotChange(id="skip-1", cadence_id="cadence-1", slot=slot, what="skipped", **said))
    _asked_before(session)
    session.add_all(_slot(slot))
    session.add(Lane(name="slack:i-ours"))
    await session.flush()
    audience = f'{{"Named":{{"contacts":["{CONTACT}","{MANAGER}"]}}}}'
    said = {"kind": "edition", "subject": "pulse-1", "title": "Pulse", "topic": "pulse"}
    session.add(Send(id="send-1", audience=audience, due_at=NOON, created_at=NOON, **said))
    session.add(Send(id="send-2", due_at=NOON, created_at=NOON, **said))
    await session.flush()
    _amend(session)
    sent = {"due_at": NOON, "lane": "slack:i-ours", "message_id": "1700.0001"}
    hers = {"contact_id": CONTACT, "address_id": "address-0", "conversation": "D0OTTOLINE"}
    theirs = {"conversation_id": "talk-2", "conversation": "19:quetzal", **sent}
    theirs["message_id"] = "1800.0002"
    session.add(Delivery(id="delivery-1", send_id="send-1", state="delivered", **hers, **sent))
    earlier = [{"id": "delivery-0", "state": "failed", "conversation": "D0OTTOLINE"}]
    resent = Delivery(id="delivery-2", send_id="send-2", state="planned", **hers, **sent)
    resent.earlier = earlier
    session.add(resent)
    session.add(Delivery(id="delivery-3", send_id="send-2", state="delivered", **theirs))
    session.add(RoundUp(id="round-up-1", contact_id=CONTACT, slot=slot, due_at=NOON))


def _amend(session: AsyncSession) -> None:
    session.add(Amendment(send_id="send-2", of_send_id="send-1", note="a date"))
    said = '{"title":"","words":"Thoroughly fed up","note":""}'
    wish = {"send_id": "send-1", "contact_id": CONTACT, "body": said, "made_at": NOON}
    session.add(Correction(id="correction-1", **wish))
    card = {"conversation": "D0OTTOLINE", "message": "1700.0009", "due_at": NOON, "until": LATER}
    hers = {"contact_id": CONTACT, "address_id": "address-0"}
    session.add(Followed(id="followed-1", send_id="send-1", **hers, **card))


def _asked_before(session: AsyncSession) -> None:
    """Write what was drafted, approved, held and told before something went out."""
    body = '{"title":"","words":"Thoroughly fed up","topic":""}'
    session.add(Draft(id="draft-1", owner_id=CONTACT, body=body, changed_at=NOON))
    asked = {"subject": "pulse-1", "fingerprint": "a" * 64, "body": "Good morning", "people": 1}
    asked |= {"title": "Pulse", "whom": "", "comes": "", "asked_by": CONTACT, "asked_at": NOON}
    session.add(Approval(id="approval-1", state="refused", decided_by=MANAGER, **asked))
    kept = {"subject": "pulse-1", "moment": ""}
    session.add(Hold(id="hold-1", partner_id=PARTNER, by=MANAGER, at=NOON, why="Quetzal", **kept))
    session.add(ComingTold(id="told-1", contact_id=CONTACT, told_at=NOON, **kept))


async def _edition(session: AsyncSession) -> None:
    """Write what somebody did with an edition, and what it showed."""
    await session.flush()
    measured = {"permission": "partner", "question": "arr", "body": "{}", "at": NOON}
    session.add(FrozenFigure(id="frozen-1", send_id="send-1", whose=PARTNER, **measured))
    talked = {"place": "[]", "plan": "arr for Quetzal", "question": "arr quetzal?", "at": NOON}
    fetched = {"question": "arr for Quetzal", "created_at": NOON, "expires_at": LATER}
    fetched["address_id"] = "address-0"
    session.add(AnswerExtract(hash="x" * 64, contact_id=CONTACT, **fetched))
    session.add(KeptTalk(id="talk-1", contact_id=CONTACT, **talked))
    watched = {"figure": "arr for Quetzal", "metric": "arr", "side": "under", "changed_at": NOON}
    line = {"line": "100", "margin": "10", "periods": 1, "step": "month", "newest": "90"}
    session.add(Alert(id="alert-1", contact_id=CONTACT, looked="", **watched, **line))
    read_out = {"figures": "arr for Quetzal", "rule": "FREQ=DAILY", "changed_at": NOON}
    starts = {"starts_on": NOON.replace(tzinfo=None), "state": "going"}
    session.add(ReadOut(id="read-out-1", contact_id=CONTACT, **read_out, **starts))
    session.add(LinkLook(fingerprint="9" * 64, asked_at=NOON, looked_at=NOON, found="[]"))
    page = {"button": "b0", "label": "Open", "url": "https://beat.example", "at": NOON}
    session.add(ButtonTap(id="tap-1", send_id="send-1", contact_id=CONTACT, **page))
    session.add(ButtonTap(id="tap-2", send_id="send-2", conversation_id="talk-2", **page))
    session.add(Acknowledgement(id="read-1", send_id="send-1", contact_id=CONTACT, at=NOON))


async def _replies(session: AsyncSession) -> None:
    """Write what she answered, what came back, and what a colleague said of her."""
    await session.flush()
    where = {"platform": "slack", "conversation": "D0OTTOLINE", "thread": "1700.0001"}
    facts = {"waits_since": NOON, "due_at": LATER, "said_at": NOON, **where}
    session.add(
        StoredReply(
            id="reply-1",
            contact_id=CONTACT,
            delivery_id="delivery-1",
            address_id="address-0",
            state="done",
            closed_at=NOON,
            closed_by=MANAGER,
            sender=EMAIL,
            **facts,
        )
    )
    facts["conversation"], facts["thread"] = "D0PERPETUA", "1900.0003"
    session.add(StoredReply(id="reply-2", contact_id=COLLEAGUE, **facts))
    await session.flush()
    lines = (
        ("line-r1", "reply-1", CONTACT, "Thoroughly fed up"),
        ("line-r2", "reply-1", MANAGER, "We are sorry"),
        ("line-r3", "reply-2", COLLEAGUE, "Ottoline Brandywine is right"),
    )
    for key, reply, who, words in lines:
        session.add(
            ReplyLine(
                id=key, reply_id=reply, contact_id=who, words=words, message=key, said_at=NOON
            )
        )


async def _voice(session: AsyncSession) -> None:
    asked = {"survey": "nps", "score": "nps", "kind": "relationship", "promise": "named"}
    session.add(Wave(id="wave-1", opens_at=NOON, closes_at=LATER, **asked))
    await session.flush()
    tapped = {"who": "print", "sealed": "sealed", "tapped_at": LATER}
    session.add(WaitingTap(id="tap-1", wave_id="wave-1", partner_id=PARTNER, **tapped))
    secret = {"id": "wave-2", "promise": "anonymous", "state": "closed"}
    session.add(Wave(opens_at=NOON, closes_at=LATER, **{**asked, **secret}))
    await session.flush()
    session.add(
        Ballot(id="ballot-1", wave_id="wave-2", n=1, score=3, reason="Ottoline Brandywine is rude")
    )
    session.add(SealedAnswer(wave_id="wave-1", who="a hash", held="noise"))
    answers = (
        (COLLEAGUE, 9, "technical", "P.S. fine by me"),
        (CONTACT, 3, "sales", "Thoroughly fed up"),
    )
    session.add(ResponseTag(id="tag-1", name="Late invoices", key="late invoices"))
    await session.flush()
    for number, (who, score, role, reason) in enumerate(answers):
        invited = {"id": f"invitation-{number}", "wave_id": "wave-1", "contact_id": who}
        told = {"occasion": "the visit of Ottoline Brandywine", "closes_at": LATER}
        session.add(Invitation(invited_at=NOON, delivered_at=NOON, **invited, **told))
        await session.flush()
        session.add(
            Response(
                id=f"response-{number}",
                wave_id="wave-1",
                invitation_id=invited["id"],
                contact_id=who,
                partner_id=PARTNER,
                role=role,
                score=score,
                reason=reason,
                answered_at=NOON,
            )
        )
        await session.flush()
        whose = {"response_id": f"response-{number}", "contact_id": who, "partner_id": PARTNER}
        said = {"question": "more", "words": reason, **whose}
        session.add(ResponseValue(id=f"value-{number}", **said))
        of = {"response_id": whose["response_id"], "tag_id": "tag-1", "tagged_by": MANAGER}
        session.add(TaggedResponse(id=f"tagged-{number}", tagged_at=NOON, **of))
        was = FormerAnswer(id=f"former-{number}", nth=1, changed_by=who, changed_at=NOON, **said)
        session.add(was)


async def _recorded(session: AsyncSession) -> None:
    """Write what she said in a meeting, and who recorded it."""
    whose = {"contact_id": CONTACT, "partner_id": PARTNER, "role": "sales"}
    said = {"score": 2, "reason": "Thoroughly fed up", "answered_at": NOON}
    session.add(Response(id="response-9", source="recorded", **whose, **said))
    await session.flush()
    of = {"response_id": "response-9", "survey": "nps", "text_id": "text-1", "score": "nps"}
    session.add(Recording(recorded_by=MANAGER, recorded_at=NOON, **of))


async def _cases(session: AsyncSession) -> None:
    """Write what she complained of, and what a colleague and the vendor made of it."""
    await session.flush()
    moments = {"opened_at": NOON, "changed_at": NOON}
    named = {"cause": "price", "title": "What Ottoline Brandywine asked for"}
    session.add(
        Improvement(id="improvement-1", owner_id=MANAGER, state="done", **named, **moments)
    )
    await session.flush()
    step = {"state": "done", "words": "Thank you, Ottoline Brandywine", "by": MANAGER}
    session.add(ImprovementStep(id="step-1", improvement_id="improvement-1", n=1, at=NOON, **step))
    said = (
        ("case-1", CONTACT, "Thoroughly fed up", "response-1"),
        ("case-2", COLLEAGUE, "Ottoline Brandywine is right", "response-0"),
    )
    for key, who, words, source in said:
        whose = {"contact_id": who, "partner_id": PARTNER, "owner_id": MANAGER}
        settled = {"state": "closed", "ending": "solved", "cause": "price", "action": words}
        when = {**moments, "promised_at": NOON, "drawn_at": NOON, "closed_at": NOON}
        of = {"source": "response", "source_id": source, "improvement_id": "improvement-1"}
        session.add(Case(id=key, words=words, about="NPS", **whose, **settled, **when, **of))
        await session.flush()
        session.add(
            CaseEvent(id=f"{key}-1", case_id=key, n=1, deed="opened", by=who, words=words, at=NOON)
        )


def _stored(day: date, what: dict[str, str]) -> list[Base]:
    sums = Sums._fields
    return [
        ledgers.Stretch(id=1, start_date=day, amount=120_000, usage=0, **what),
        ledgers.Movement(id=1, level="product", day=day, kind="new", amount=120_000, **what),
        ledgers.SharedCustomer(id=1, customer_id=what["customer_id"], first_day=day),
        ledgers.CohortTotal(
            id=1, months=12, partner_id=PARTNER, start_date=day, **dict.fromkeys(sums, 1)
        ),
    ]


async def _goals(session: AsyncSession) -> None:
    """Write what she promised, what was said of it, and what a figure is to reach."""
    await session.flush()
    days = {"starts_on": NOON.date(), "ends_on": NOON.date(), "set_by": CONTACT, "set_at": NOON}
    aimed = {"metric": "arr", "dimension": "partner", "partner_id": PARTNER, "value": "100"}
    session.add(KeptTarget(id="target-1", state="kept", **aimed, **days))
    owners = {"vendor_owner_id": MANAGER, "partner_owner_id": CONTACT, "made_by": CONTACT}
    ended = {"state": "dropped", "reason": "No budget", "ended_by": COLLEAGUE}
    words = "What Ottoline Brandywine asked for"
    session.add(
        goals.Goal(
            id="goal-1",
            partner_id=PARTNER,
            words=words,
            due_on=NOON.date(),
            made_at=NOON,
            ended_at=NOON,
            **owners,
            **ended,
        )
    )
    await session.flush()
    slot = {"slot_on": NOON.date()}
    said = {"side": "partner", "colour": "red", "by": CONTACT, "at": NOON, **slot}
    session.add(goals.CheckIn(id="said-1", goal_id="goal-1", note="Thoroughly fed up", **said))
    moments = dict.fromkeys(("opened_at", "changed_at", "drawn_at"), NOON)
    asked = {"partner_id": PARTNER, "send_id": "send-1", **slot, **moments}
    session.add(goals.CheckInRound(id="asked-1", **asked))
    session.add(
        goals.CheckInCadence(
            id="often-1", partner_id=PARTNER, every="week", set_by=CONTACT, set_at=NOON
        )
    )


async def _money(session: AsyncSession) -> None:
    session.add(figures.Product(id="product-1", name="CloudBackup"))
    session.add(
        figures.Customer(id="k-1", partner_id=PARTNER, name="Wombat Bakery", segment="SMB")
    )
    await session.flush()
    whose = {"customer_id": "k-1", "partner_id": PARTNER}
    what = {"product_id": "product-1", **whose}
    sold = {"subscription_id": "s-1", **what}
    day = date(2026, 1, 1)
    worth = {"annualised": 120_000, "currency": "USD", "annualised_reporting": 120_000}
    session.add(
        figures.SubscriptionInterval(id="n-1", start_date=day, kind="paid", **worth, **sold)
    )
    session.add_all(_stored(day, what))
    ends = {"term_start": day, "term_end": date(2027, 1, 1), "outcome": "open"}
    session.add(figures.Term(id="t-1", annualised=120_000, **ends, **sold))
    session.add(figures.Trial(id="r-1", started_on=day, outcome="open", **sold))
    session.add(
        figures.RevenueLine(id="l-1", booked_on=day, kind="recurring", amount=10_000, **what)
    )
    session.add(figures.CostLine(id="o-1", booked_on=day, kind="sales", amount=500))
    session.add(figures.Touch(id="u-1", at=NOON, direction="inbound", **whose))
    told = f"line 3: {EMAIL}"
    session.add(SourceState(id="billing", kind="subscriptions", since=LATER, said=told))
    session.add(CompleteUntil(id="d-1", kind="subscriptions", day=day, is_said=True))
    session.add(figures.Rate(id="x-1", currency="EUR", month="2026-01", rate="1.1"))
    earns = {"partner_id": PARTNER, "currency": "USD", "amount": 500, "amount_reporting": 500}
    named = {"deal_id": "D1", "state": "registered", "customer_name": "Wombat Bakery"}
    session.add(partners.Deal(id="deal-1", registered_on=day, **named, **earns))
    session.add(
        partners.Payout(id="payout-1", payout_id="P1", kind="rebate", earned_on=day, **earns)
    )
    passed = {"partner_id": PARTNER, "what": "Backup Associate", "earned_on": day}
    by_name = {"person": "Ottoline Brandywine", "name_key": "ottoline brandywine"}
    session.add(partners.Certification(id="cert-1", reference="~1", **by_name, **passed))
    session.add(partners.Certification(id="cert-2", reference="~2", contact_id=CONTACT, **passed))


async def _renewals(session: AsyncSession) -> None:
    """Write what was said of a term that comes due."""
    moments = {"changed_at": NOON, "drawn_at": NOON}
    ends = {"subscription_id": "s-1", "term_end": date(2027, 1, 1)}
    session.add(StoredRenewal(id="renewal-1", partner_id=PARTNER, n=2, **ends, **moments))
    await session.flush()
    of = {"renewal_id": "renewal-1", "at": NOON}
    theirs = {"side": "partner", "by": CONTACT, "status": "lost", "reason": "Thoroughly fed up"}
    ours = {"side": "vendor", "by": MANAGER, "status": "quoted", "reason": ""}
    session.add(RenewalWord(id="word-1", n=1, **theirs, **of))
    session.add(RenewalWord(id="word-2", n=2, **ours, **of))
    session.add(RenewalStep(id="step-1", step=90, send_id="send-1", **of))
    session.add(RenewalReader(id="reader-1", contact_id=CONTACT, since=NOON))


async def _store(session: AsyncSession) -> None:
    bodies = {
        "said": '{"user": "U0OTTOLINE", "text": "Thoroughly fed up"}',
        "form": "user_id=U0OTTOLINE&text=Thoroughly+fed+up",
        "mail": f'{{"from": "{EMAIL.upper()}", "text": "Thoroughly fed up"}}',
    }
    for number, (key, body) in enumerate(bodies.items()):
        asked = {"platform": "slack", "kind": "event", "state": "handled", "received_at": LATER}
        session.add(InboxRow(id=f"inbox-{number}", key=key, body=body, **asked))
    waiting = {"platform": "slack", "kind": "event", "state": "waiting", "received_at": LATER}
    session.add(InboxRow(id="inbox-9", key="other", body="I run marathons", **waiting))
    hello = {"id": "text-1", "kind": "edition", "key": "beat/01", "version": 1}
    session.add(TextVersion(owner="files", body="Good morning", written_at=NOON, **hello))
    done = {"id": "audit-1", "act": "give partner", "about_kind": "partner", "about_id": PARTNER}
    session.add(Audit(at=NOON, by=MANAGER, detail=f'{{"manager": "{CONTACT}"}}', **done))
    own = {"id": "audit-2", "act": "away", "about_kind": "contact", "about_id": CONTACT}
    session.add(Audit(at=NOON, by=CONTACT, detail="{}", **own))
    words = {
        "id": "audit-3",
        "act": "change domains",
        "about_kind": "partner",
        "about_id": PARTNER,
    }
    session.add(Audit(at=NOON, by=MANAGER, detail='{"added": "quetzal.example"}', **words))
    wrong = {"id": "alarm-1", "cause": "partner_alone", "about": PARTNER, "opened_at": NOON}
    session.add(Alarm(label="Quetzal Logistics", owner_id=CONTACT, **wrong))
    source = {"id": "import-1", "kind": "contacts", "source": "quetzal.example.csv"}
    session.add(ImportBatch(generation=1, state="done", started_at=LATER, until=NOON, **source))
    was = {"batch_id": "import-1", "contact_id": CONTACT, "partner_id": PARTNER, "kept_at": LATER}
    was |= {"table_name": "contact", "row_key": f'{{"0": "{CONTACT}"}}'}
    session.add(ImportChange(id="change-1", before=f'{{"email": "{EMAIL}"}}', after="{}", **was))
