"""Things that work once, or a few times, or for a while: triggers and response addresses."""

import secrets
import time
from dataclasses import dataclass, field

TRIGGER_LIFE = 3.0
RESPONSE_LIFE = 30 * 60.0
RESPONSE_USES = 5


@dataclass
class MovableClock:
    """Monotonic seconds that a test may move on."""

    ahead: float = 0.0

    def now(self) -> float:
        return time.monotonic() + self.ahead

    def advance(self, seconds: float) -> None:
        self.ahead += seconds


@dataclass
class Trigger:
    """A person's gesture, good for opening one modal at once."""

    user_id: str
    team_id: str
    born: float
    in_modal: bool = False
    used: bool = False


@dataclass
class ResponseUrl:
    """Where an answer to one gesture may be posted."""

    user_id: str
    conversation_id: str
    born: float
    message_ts: str | None = None
    thread_ts: str | None = None
    uses: int = 0


@dataclass
class Tickets:
    """Every trigger and response address handed out."""

    clock: MovableClock
    triggers: dict[str, Trigger] = field(default_factory=dict)
    responses: dict[str, ResponseUrl] = field(default_factory=dict)

    def trigger(self, user_id: str, team_id: str, *, in_modal: bool = False) -> str:
        key = f"{len(self.triggers) + 1}.{secrets.randbelow(10**9)}.{secrets.token_hex(16)}"
        self.triggers[key] = Trigger(user_id, team_id, self.clock.now(), in_modal)
        return key

    def response(self, answer: ResponseUrl) -> str:
        key = secrets.token_urlsafe(18)
        self.responses[key] = answer
        return key

    def take_trigger(self, key: str, team_id: str) -> Trigger | str:
        """Return the live trigger, or Slack's word for what is wrong with it."""
        trigger = self.triggers.get(key)
        if trigger is None or trigger.team_id != team_id:
            return "invalid_trigger_id"
        if trigger.used:
            return "exchanged_trigger_id"
        if self.clock.now() - trigger.born > TRIGGER_LIFE:
            return "expired_trigger_id"
        return trigger

    def take_response(self, key: str) -> ResponseUrl | str:
        """Return the live address, counted as used, or Slack's word for refusing."""
        answer = self.responses.get(key)
        if answer is None:
            return "invalid_url"
        if self.clock.now() - answer.born > RESPONSE_LIFE:
            return "expired_url"
        if answer.uses >= RESPONSE_USES:
            return "used_url"
        answer.uses += 1
        return answer
