"""The life of one subscription: stretches at one price, terms, and a trial at the beginning."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from drumbeat.demo.sample.dice import Dice, months_later, share
from drumbeat.demo.sample.world import ProductPlan

TERM_MONTHS = 12
TRIAL_DAYS = 30
NOTICE_DAYS = 60
PAUSE_MONTHS = 2
LEAST_PRICE = 24_000
AS_BEFORE = 100
_MONTHLY_PRICE_STEP = 1_200


@dataclass(frozen=True, slots=True)
class Stretch:
    """A half-open stretch at one price; money a year in minor units of the currency."""

    start: date
    end: date | None
    kind: str
    price: int
    usage: int
    reason: str


@dataclass(frozen=True, slots=True)
class TermPlan:
    start: date
    end: date
    outcome: str
    price: int
    renewed: int | None = None


@dataclass(frozen=True, slots=True)
class TrialPlan:
    start: date
    end: date | None
    outcome: str


@dataclass(slots=True)
class Subscription:
    """Grows day by day up to today; stretches never overlap."""

    id: str
    product: ProductPlan
    today: date
    stretches: list[Stretch] = field(default_factory=list)
    terms: list[TermPlan] = field(default_factory=list)
    trial: TrialPlan | None = None

    @property
    def now(self) -> Stretch | None:
        """The open stretch, if the subscription runs."""
        last = self.stretches[-1] if self.stretches else None
        return last if last is not None and last.end is None else None

    def begin(self, day: date, price: int, usage: int, reason: str) -> None:
        """Start to pay."""
        self.stretches.append(Stretch(day, None, "paid", price, usage, reason))

    def change(
        self, day: date, reason: str, *, price: int | None = None, usage: int | None = None,
        kind: str = "paid",
    ) -> None:  # fmt: skip
        """Go on from this day at another price, or in another kind."""
        now = self.now
        if now is None:
            return
        after = Stretch(
            day,
            None,
            kind,
            now.price if price is None else price,
            now.usage if usage is None else usage,
            reason,
        )
        if now.start == day:
            self.stretches[-1] = after
        else:
            self.stretches[-1] = replace(now, end=day)
            self.stretches.append(after)

    def stop(self, day: date) -> None:
        """End with this day: a day in the future is a known end."""
        now = self.now
        if now is not None and day > now.start:
            self.stretches[-1] = replace(now, end=day)


def whole_months(price: int) -> int:
    """Round a year's price so that a month is a whole amount of money."""
    return max(share(price, 1, _MONTHLY_PRICE_STEP) * _MONTHLY_PRICE_STEP, LEAST_PRICE)


def try_out(subscription: Subscription, dice: Dice, start: date) -> date | None:
    """Run a trial; return the day on which paying begins, or None if it does not."""
    end = start + timedelta(days=TRIAL_DAYS)
    open_still = end > subscription.today
    subscription.stretches.append(
        Stretch(start, None if open_still else end, "trial", 0, 0, "trial")
    )
    if open_still:
        subscription.trial = TrialPlan(start, None, "open")
        return None
    if dice.chance(640):
        subscription.trial = TrialPlan(start, end, "converted")
        return end
    subscription.trial = TrialPlan(start, end, "lost")
    if dice.chance(150):
        subscription.stretches.append(
            Stretch(end, months_later(end, 3), "free", 0, 0, "free_edition")
        )
    return None


@dataclass(slots=True)
class Payer:
    """Walks a paying subscription through its months."""

    subscription: Subscription
    dice: Dice
    annual: bool
    leaves: date | None
    term_start: date | None = None
    paused_until: int = 0
    discount_until: int = 0

    def pay(self, start: date, price: int, reason: str) -> None:
        """Pay from `start` on until leaving or today."""
        usage = whole_months(share(price, 1, 5)) if self.subscription.product.by_usage else 0
        if self.dice.chance(120):
            self.discount_until = 6
            price = whole_months(share(price, 90, 100))
        self.subscription.begin(start, price, usage, reason)
        self.term_start = start if self.annual else None
        month = 1
        while (day := months_later(start, month)) <= self.subscription.today:
            if self._ends(day):
                return
            if self.term_start != day:
                self._live(day, month)
            month += 1
        self._give_notice(months_later(start, month))
        self._keep_open_term()

    def _ends(self, day: date) -> bool:
        if self.term_start is not None and day < self._term_end():
            return False
        leaving = self.leaves is not None and day >= self.leaves
        if leaving:
            self.subscription.stop(day if self.term_start is None else self._term_end())
        if self.term_start is not None:
            self._close_term(leaving=leaving)
        return leaving

    def _close_term(self, *, leaving: bool) -> None:
        now = self.subscription.stretches[-1]
        start, end = self._term(), self._term_end()
        if leaving:
            self.subscription.terms.append(TermPlan(start, end, "lapsed", now.price))
            return
        renewed = now.price
        if self.dice.chance(600):
            renewed = whole_months(share(now.price, self.dice.between(102, 106), 100))
            self.subscription.change(end, "price", price=renewed)
        self.subscription.terms.append(TermPlan(start, end, "renewed", now.price, renewed))
        self.term_start = end

    def _live(self, day: date, month: int) -> None:
        now = self.subscription.now
        if now is None:
            return
        if now.kind == "paused":
            if month >= self.paused_until:
                self.subscription.change(day, "resume")
        elif self.discount_until == month:
            price = whole_months(share(now.price, 100, 90))
            self.subscription.change(day, "discount_end", price=price)
        elif (percent := self._seats()) != AS_BEFORE:
            price = whole_months(share(now.price, percent, AS_BEFORE))
            self.subscription.change(day, "seats", price=price)
        elif now.usage and month % 4 == 0:
            usage = whole_months(share(now.usage, self.dice.between(84, 124), 100))
            self.subscription.change(day, "usage", usage=usage)
        elif not self.annual:
            self._live_monthly(day, month, now)

    def _seats(self) -> int:
        """Return how many seats there are for every hundred of last month."""
        if self.dice.chance(22):
            return self.dice.between(108, 140)
        return self.dice.between(70, 92) if self.dice.chance(10) else AS_BEFORE

    def _live_monthly(self, day: date, month: int, now: Stretch) -> None:
        if self.dice.chance(6):
            self.paused_until = month + PAUSE_MONTHS
            self.subscription.change(day, "pause", kind="paused")
        elif self.dice.chance(8):
            price = whole_months(share(now.price, 92, 100))
            self.subscription.change(day, "term_change", price=price)
            self.annual, self.term_start = True, day

    def _give_notice(self, next_day: date) -> None:
        """Let a leaver whose paid time ends soon have an end that is known already."""
        if self.leaves is None:
            return
        end = self._term_end() if self.term_start is not None else next_day
        soon = self.subscription.today + timedelta(days=NOTICE_DAYS)
        if self.leaves <= end <= soon:
            self.subscription.stop(end)

    def _keep_open_term(self) -> None:
        if self.term_start is not None:
            price = self.subscription.stretches[-1].price
            self.subscription.terms.append(TermPlan(self._term(), self._term_end(), "open", price))

    def _term(self) -> date:
        if self.term_start is None:
            raise AssertionError("only a term can end")
        return self.term_start

    def _term_end(self) -> date:
        return months_later(self._term(), TERM_MONTHS)
