"""How fast the fake Teams lets itself be called, where a test wants that kept."""

from tests.stand_ins.teams.pace import Pace
from tests.stand_ins.waiting import WallClock
from tests.stand_ins_checked.teams_bot import words


class Still(WallClock):
    def now(self) -> float:
        return self.ahead


def calls_until_refused(pace: Pace, thread: str = "a:1", call: str = "send") -> tuple[int, int]:
    made = 0
    while not (wait := pace.seconds_to_wait(call, thread, "tenant")):
        made += 1
    return made, wait


async def test_a_conversation_takes_seven_messages_a_second(teams, call, paula):
    await call.open(paula.id, teams.tenant.id)
    teams.keep_pace()
    statuses = [(await call.send(paula.chat.id, words())).status for _ in range(7)]
    refused = await call.send(paula.chat.id, words())
    teams.advance(float(refused.headers["Retry-After"]))

    assert (set(statuses), refused.status, refused.code) == ({201}, 429, "Throttled")
    assert (await call.send(paula.chat.id, words())).status == 201
    assert len(teams.accepted) == 8


def test_the_longer_windows_hold_too():
    pace = Pace(Still(), kept=True)
    first = calls_until_refused(pace)
    pace.clock.advance(1)
    second = calls_until_refused(pace)
    made = first[0] + second[0]
    while made < 60:
        pace.clock.advance(1)
        made += calls_until_refused(pace)[0]
    pace.clock.advance(2)
    last = calls_until_refused(pace)

    assert (first, second) == ((7, 1), (1, 1))
    assert last[0] == 0
    assert last[1] > 2


def test_reading_is_counted_apart_and_a_tenant_over_all_its_threads():
    pace = Pace(Still(), kept=True)
    made = sum(calls_until_refused(pace, f"a:{number}")[0] for number in range(9))

    assert calls_until_refused(Pace(Still(), kept=True), call="members")[0] == 14
    assert made == 50


def test_nobody_is_held_back_unless_a_test_wants_it():
    pace = Pace(Still())

    assert {pace.seconds_to_wait("send", "a:1", "tenant") for _ in range(100)} == {0}
