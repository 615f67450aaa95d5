"""Opens the demo's own room: the browser chat, where one can be anybody and move the clock."""

from aiohttp import web

from bot.clock import MovableClock
from bot.message import notice
from bot.people.store.chat import StoredChatLog
from drumbeat.demo.chat.core import Core
from drumbeat.demo.chat.previews.bundle import Bundle
from drumbeat.demo.chat.room import DEADLINE, open_web
from drumbeat.demo.hosts import own_hosts_only
from drumbeat.demo.sample import telling_personas
from drumbeat.demo.stage import DemoStage
from drumbeat.drawings import drawings_of
from drumbeat.house import House


async def open_demo_room(house: House, clock: MovableClock, *, deadline: float = DEADLINE) -> None:
    """Open the chat in a house that goes by this clock; a page waits so long for an answer."""
    stage = DemoStage(
        database=house.database,
        clock=clock,
        wording=house.wording,
        personas=await telling_personas(house.database),
        strike=house.drum.strike,
        title_of=house.library.title_of,
    )
    say = house.wording.say
    unreadable = notice(say("line_unreadable_title"), say("line_unreadable"))
    core = Core(
        chat_log=StoredChatLog(house.database, clock, unreadable),
        intake=house.intake,
        stage=stage,
        previews=drawings_of(house),
        wording=house.wording,
    )
    room = open_web(
        core,
        cookie_key=house.box.derive("browser chat"),
        vendor=house.settings.vendor,
        bundle=Bundle(house.settings.demo_previews),
        deadline=deadline,
    )
    house.add(room.door, room.messenger, room.directory)
    house.routes += room.routes
    house.guards.append(own_hosts_only(house.settings))

    async def close(_app: web.Application) -> None:
        room.close()

    house.on_shutdown.append(close)
