"""One Teams as a whole: who is there, what was said, and who is told when it changes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tests.stand_ins.checks import Problem
from tests.stand_ins.waiting import Bell, WallClock

from .state import (
    Accepted,
    Conversation,
    Ids,
    Json,
    Member,
    Posted,
    Team,
    Tenant,
    Violation,
    copied,
)

BOT_NAME = "Drumbeat"


@dataclass
class World:
    """Everything this Teams knows; it has no idea of HTTP."""

    app_id: str
    base: Callable[[], str]
    bot_name: str = BOT_NAME
    ids: Ids = field(default_factory=Ids)
    bell: Bell = field(default_factory=Bell)
    clock: WallClock = field(default_factory=WallClock)
    tenants: dict[str, Tenant] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    conversations: dict[str, Conversation] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    violations: list[Violation] = field(default_factory=list)
    accepted: list[Accepted] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)

    @property
    def bot_id(self) -> str:
        return f"28:{self.app_id}"

    def service_url(self, tenant: Tenant) -> str:
        return f"{self.base()}/{tenant.region}/"

    def add_tenant(self, name: str, region: str = "emea") -> Tenant:
        tenant = Tenant(self.ids.guid(), name, region)
        self.tenants[tenant.id] = tenant
        return tenant

    def find_member(self, given: str) -> Member | None:
        """Find a person by the id this bot knows, or by the directory's."""
        found = (m for m in self.members.values() if given in (m.id, m.aad_id))
        return next(found, None)

    def personal(self, member: Member) -> Conversation:
        """Return the person's chat with the bot, always the same one."""
        found = (c for c in self.conversations.values() if c.kind == "personal")
        chat = next((c for c in found if c.person is member), None)
        if chat is None:
            chat = Conversation(self.ids.chat(), "personal", member.tenant)
            chat.members = {member.id: member}
            self.conversations[chat.id] = chat
        return chat

    def add_group(self, tenant: Tenant, name: str, members: Iterable[Member]) -> Conversation:
        chat = Conversation(self.ids.thread("v2"), "groupChat", tenant, name)
        chat.members = {member.id: member for member in members}
        self.conversations[chat.id] = chat
        return chat

    def add_team(self, tenant: Tenant, name: str, members: Iterable[Member]) -> Team:
        team = Team(self.ids.thread("tacv2"), name, tenant, self.ids.guid())
        team.members = {member.id: member for member in members}
        self.teams[team.id] = team
        self.add_channel(team, "General", team.id)
        return team

    def add_channel(self, team: Team, name: str, its_id: str | None = None) -> Conversation:
        channel = Conversation(
            its_id or self.ids.thread("tacv2"), "channel", team.tenant, name, team=team
        )
        team.channels.append(channel)
        self.conversations[channel.id] = channel
        return channel

    def add_shared_channel(self, team: Team, name: str, members: Iterable[Member]) -> Conversation:
        """Add a channel with members of its own; the app is not in it before it is added."""
        channel = self.add_channel(team, name)
        channel.is_shared, channel.installed = True, False
        channel.members = {member.id: member for member in members}
        return channel

    def find(self, conversation_id: str) -> tuple[Conversation | None, str | None]:
        """Find a conversation by the id in an address, which may name a thread."""
        plain, _, thread = conversation_id.partition(";messageid=")
        found = self.conversations.get(plain)
        return (None if found is None or found.deleted else found), thread or None

    def put(
        self,
        conversation: Conversation,
        author_id: str,
        activity: Json,
        *,
        thread: str | None = None,
        seen_only_by: str | None = None,
    ) -> Posted:
        """Let an activity stand in a conversation."""
        own = author_id == self.bot_id
        is_reply_id = own and conversation.kind == "personal"
        posted = Posted(
            self.ids.reply() if is_reply_id else self.ids.message(),
            conversation,
            copied(activity),
            author_id,
            own,
            thread,
            seen_only_by,
        )
        if conversation.kind == "channel" and thread is None:
            posted.thread = posted.id
        conversation.posts.append(posted)
        conversation.known_ids.add(posted.id)
        self.bell.ring()
        return posted

    def know(self, activity: Json) -> None:
        """Remember that the bot was told of an activity, and so may reply to it."""
        found, _ = self.find(activity["conversation"]["id"])
        if found:
            found.known_ids.add(activity["id"])

    def accept(self, posted: Posted, kind: str, recipient: Member | None) -> None:
        """Write a message of the bot into the ledger."""
        where = posted.conversation
        self.accepted.append(
            Accepted(
                posted.where,
                posted.id,
                where.tenant.id,
                kind,
                copied(posted.activity),
                posted,
                recipient,
            )
        )
        self.bell.ring()

    def complain(self, where: str, code: str, problems: Iterable[Problem] = ()) -> None:
        says = "; ".join(f"{p.pointer}: {p.says}" for p in problems)
        self.violations.append(Violation(where, code, says))
        self.bell.ring()
