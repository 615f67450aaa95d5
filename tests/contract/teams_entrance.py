"""Teams' door: /api/messages."""

import json
from contextlib import asynccontextmanager

from tests.contract.entrance import IN_TIME, Entrance, Request
from tests.stand_ins.teams import BadToken, FakeTeams, payloads
from tests.teams.house import open_house


class TeamsEntrance(Entrance):
    name = "teams"
    patience = 5.0
    teams: FakeTeams

    def request(self):
        return self._proved(self._said())

    def _said(self):
        ada, world = self.teams.person("ada"), self.teams.world
        said = world.put(ada.chat, ada.id, {"type": "message", "text": "hush words"})
        return payloads.message(world, ada.member, said)

    def echo(self):
        """Tell the door of what we said ourselves."""
        ours = {"from": {"id": self.teams.world.bot_id, "name": "Drumbeat", "role": "bot"}}
        return self._proved({**self._said(), **ours})

    def asking(self):
        pressed = {"type": "Action.Execute", "verb": "score", "data": {"action": "score?value=9"}}
        told = {**self._said(), "type": "invoke", "name": "adaptiveCard/action"}
        return self._proved({**told, "value": {"action": pressed, "trigger": "manual"}})

    def garbage(self, body):
        return self._proved(body)

    def _proved(self, told, bad=None):
        body = told if isinstance(told, bytes) else json.dumps(told).encode()
        proof = self.teams.keys.header(self.teams.service_url, self.teams.world.clock.now(), bad)
        headers = {"Content-Type": "application/json"}
        headers |= {"Authorization": proof} if proof else {}
        return Request(self.url, body, headers, "hush words")

    def forgeries(self):
        for bad in BadToken:
            yield bad.value, self._proved(self._said(), bad)
        elsewhere = {**self._said(), "serviceUrl": self.teams.foreign_url}
        yield "a foreign service URL", self._proved(elsewhere)


@asynccontextmanager
async def teams_entrance():
    async with FakeTeams() as teams, open_house(teams) as house:
        house.room.door.deadline = IN_TIME
        entrance = TeamsEntrance(house.url, house.inbox, house.router, house.workers)
        entrance.teams = teams
        yield entrance
        assert teams.violations == []
