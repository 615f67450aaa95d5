"""Tells who stands behind a request, and that the request is their own."""

from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from bot.errors import RequestRefused
from drumbeat.demo.chat.cookies import COOKIE, Signer
from drumbeat.demo.ports import Persona, Stage

MONTH = 30 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person of the programme, as this browser plays them."""

    persona: Persona
    token: str

    @property
    def contact_id(self) -> str:
        return self.persona.contact_id


class Visitors:
    """Lets people in as somebody, and knows them again."""

    def __init__(self, signer: Signer, stage: Stage) -> None:
        self._signer, self._stage = signer, stage

    async def find(self, request: web.Request) -> Visitor | None:
        """Return who this browser is; a cookie that is not ours, or of nobody, is no one."""
        visit = self._signer.read(request.cookies.get(COOKIE, ""))
        persona = await self._persona(visit.contact_id) if visit else None
        if visit is None or persona is None:
            return None
        return Visitor(persona, self._signer.token(visit))

    async def own_post(self, request: web.Request, fields: Mapping[str, str]) -> Visitor | None:
        """Return who posts; a form that was not drawn for this visit is refused."""
        visit = self._signer.read(request.cookies.get(COOKIE, ""))
        if visit is not None and not self._signer.knows(visit, fields.get("token", "")):
            raise RequestRefused(
                "This page is out of date: please load the chat again.", status=403
            )
        return await self.find(request)

    async def enter(
        self, request: web.Request, response: web.StreamResponse, contact_id: str
    ) -> None:
        """Make this browser that person; somebody who does not exist is refused."""
        if await self._persona(contact_id) is None:
            raise RequestRefused("There is no such person to be.", status=400)
        response.set_cookie(
            COOKIE,
            self._signer.start(contact_id),
            max_age=MONTH,
            httponly=True,
            samesite="Strict",
            secure=request.secure,
        )

    async def _persona(self, contact_id: str) -> Persona | None:
        personas = await self._stage.personas()
        return next((each for each in personas if each.contact_id == contact_id), None)
