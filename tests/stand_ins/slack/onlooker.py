"""What a person sees: the inbox, the modals on the screen, the home tab."""

from collections.abc import Callable

from .choices import CannotDo
from .door import Door
from .state import Conversation, Member, Message, Team, View
from .tickets import ResponseUrl
from .world import World


class Onlooker:
    """One member before the screen, doing nothing yet."""

    def __init__(
        self, world: World, door: Door, base: Callable[[], str], member: Member, team: Team
    ) -> None:
        self.world = world
        self.door = door
        self.base = base
        self.member = member
        self.team = team  # the installation through which this person meets the app

    def __repr__(self) -> str:
        return f"Person({self.member.name} {self.id})"

    @property
    def id(self) -> str:
        return self.member.id

    @property
    def dm(self) -> Conversation:
        """The direct message with the app; reading it opens it."""
        return self.world.direct(self.team.id, self.id)

    @property
    def inbox(self) -> list[Message]:
        """What the app said to this person alone, oldest first."""
        own = [m for c in self.world.conversations.values() for m in c.messages if self._own(c, m)]
        return sorted(own, key=lambda message: message.ts)

    def _own(self, where: Conversation, message: Message) -> bool:
        if message.deleted or not message.bot_id:
            return False
        if message.is_ephemeral:
            return message.seen_only_by == self.id
        return where.is_im and where.user_id == self.id

    @property
    def views(self) -> list[View]:
        """The modals on this person's screen, the top one last."""
        return self.world.stack(self.id)

    @property
    def view(self) -> View | None:
        """The modal that this person can use now."""
        return self.views[-1] if self.views else None

    @property
    def home(self) -> View | None:
        """The home tab that was last published for this person."""
        return self.world.homes.get((self.team.id, self.id))

    def top(self, view: View | None) -> View:
        """Return this view, or the top one, where it can be used now."""
        view = view or self.view
        if view is None:
            raise CannotDo("no modal is open")
        self.must_hold(view)
        return view

    def must_hold(self, view: View) -> None:
        on_top = view is self.view or view is self.home
        if view.user_id != self.id or not on_top:
            raise CannotDo(f"{view.title or view.id!r} is not before {self.member.name}")

    def must_see(self, message: Message) -> None:
        where = self.world.conversations[message.conversation_id]
        hidden = message.is_ephemeral and message.seen_only_by != self.id
        if message.deleted or hidden or self.id not in where.members:
            raise CannotDo(f"{self.member.name} does not see that message")

    def response_url(self, conversation_id: str, message: Message | None = None) -> str:
        """Return a new address for answers to a gesture."""
        answer = ResponseUrl(self.id, conversation_id, self.world.clock.now())
        if message is not None:
            answer.message_ts, answer.thread_ts = message.ts, message.thread_ts
        return f"{self.base()}/response/{self.world.tickets.response(answer)}"
