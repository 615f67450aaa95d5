"""Four waves that have closed and one that is open, with answers and reasons."""

from dataclasses import dataclass
from datetime import date, timedelta

from drumbeat.demo.sample.comments import DETRACTORS, PASSIVES, PROMOTERS
from drumbeat.demo.sample.dice import Dice, moment
from drumbeat.demo.sample.people import Asked, contacts_of, partner_id
from drumbeat.demo.sample.rows import Rows
from drumbeat.demo.sample.world import PARTNERS, PRODUCTS

SURVEY = "partner-nps"
WAVES = 5
OPEN_DAYS = 14
ROUNDS = 3
"""Waves until everybody was asked once."""
_OPEN_SINCE = 6
_DAYS_BETWEEN = 91
_ANSWERS = {"promoter": 50, "passive": 29, "detractor": 21}
_SCORES = {
    "promoter": {9: 56, 10: 44},
    "passive": {7: 46, 8: 54},
    "detractor": {6: 34, 5: 24, 4: 15, 3: 12, 2: 8, 1: 4, 0: 3},
}
_COMMENTS = {"promoter": PROMOTERS, "passive": PASSIVES, "detractor": DETRACTORS}
_ANSWER_RATE, _REASON_RATE = 680, 560


@dataclass(frozen=True, slots=True)
class _Wave:
    number: int
    opens: date
    today: date

    @property
    def id(self) -> str:
        return f"wave-{self.number}"

    @property
    def is_open(self) -> bool:
        return self.number == WAVES

    @property
    def last_minute(self) -> int:
        """The last minute after opening at which somebody may have answered."""
        days = min(OPEN_DAYS, (self.today - self.opens).days) - 1
        return days * 1440


def write_surveys(rows: Rows, today: date, seed: int) -> None:
    """Add the waves; each contact is asked in every third one.

    Whenever the next one is due, a third of them was not asked for 180 days.
    """
    dice = Dice(seed, "surveys")
    active = {contact["id"] for contact in rows.of("contact") if contact["active"]}
    for number in range(1, WAVES + 1):
        days_ago = _OPEN_SINCE + _DAYS_BETWEEN * (WAVES - number)
        wave = _Wave(number, today - timedelta(days=days_ago), today)
        _add_wave(rows, wave)
        third = [asked for asked in _third(number) if asked.contact_id in active]
        _add_answers(rows, wave, third, dice)


def _third(number: int) -> list[Asked]:
    return [
        asked
        for plan in PARTNERS
        for index, asked in enumerate(contacts_of(plan))
        if index % ROUNDS == (number + 1) % ROUNDS
    ]


def _add_wave(rows: Rows, wave: _Wave) -> None:
    opens = moment(wave.opens, 10 * 60)
    rows.add(
        "wave",
        id=wave.id,
        survey=SURVEY,
        score="nps",
        kind="relationship",
        promise="named",
        opens_at=opens,
        closes_at=opens + timedelta(days=OPEN_DAYS),
        state="open" if wave.is_open else "closed",
    )


def _add_answers(rows: Rows, wave: _Wave, third: list[Asked], dice: Dice) -> None:
    remarks = {kind: dice.shuffled(lines) for kind, lines in _COMMENTS.items()}
    opens = moment(wave.opens, 10 * 60)
    for asked in third:
        invitation = f"{wave.id}-{asked.contact_id}"
        delivered = not dice.chance(20)
        rows.add(
            "invitation",
            id=invitation,
            wave_id=wave.id,
            contact_id=asked.contact_id,
            invited_at=opens,
            delivered_at=opens + timedelta(minutes=dice.between(1, 600)) if delivered else None,
        )
        # The first of each partner is there to be met, and has not answered yet.
        waits = wave.is_open and (asked.contact_id.endswith("-01") or dice.chance(450))
        if delivered and not waits and dice.chance(_ANSWER_RATE):
            kind = dice.weighed(_weights(asked, wave))
            said = dice.chance(_REASON_RATE) and remarks[kind]
            rows.add(
                "response",
                id=f"{invitation}-r",
                wave_id=wave.id,
                invitation_id=invitation,
                contact_id=asked.contact_id,
                partner_id=partner_id(asked.partner),
                role=asked.role,
                score=dice.weighed(_SCORES[kind]),
                reason=_remark(remarks[kind].pop(), dice) if said else None,
                answered_at=opens + timedelta(minutes=dice.between(600, wave.last_minute)),
            )


def _weights(asked: Asked, wave: _Wave) -> dict[str, int]:
    # Partners differ, and the programme got a little better from wave to wave.
    shift = asked.partner.mood + wave.number - 2
    return {
        "promoter": _ANSWERS["promoter"] + shift,
        "passive": _ANSWERS["passive"],
        "detractor": max(_ANSWERS["detractor"] - shift, 3),
    }


def _remark(text: str, dice: Dice) -> str:
    return text.replace("{product}", dice.one_of(PRODUCTS).name)
