"""One Slack as a whole: who is there, what was said, and who is told when it changes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from .bell import Bell
from .rules import Verdict
from .state import Conversation, Ids, Member, Message, Team, View, named_blocks
from .tickets import MovableClock, Tickets
from .trouble import Trouble

STACK = 3


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule of Slack that the app broke, and where."""

    where: str
    error: str
    messages: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.where}: {self.error} {' '.join(self.messages)}".strip()


@dataclass(frozen=True, slots=True)
class Accepted:
    """One chat.postMessage that Slack took, whatever the app heard of it."""

    team_id: str
    conversation_id: str
    ts: str
    text: str
    metadata: dict[str, Any] | None
    message: Message


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file that the app has announced, and perhaps sent and shared."""

    id: str
    name: str
    length: int
    content: bytes | None = None
    title: str = ""
    complete: bool = False
    team_id: str = ""
    lost: bool = False  # somebody over there deleted it

    def as_json(self) -> dict[str, Any]:
        ending = self.name.rpartition(".")[2].lower()
        kinds = {"png": "image/png", "jpg": "image/jpeg", "gif": "image/gif", "csv": "text/csv"}
        return {
            "id": self.id,
            "name": self.name,
            "title": self.title or self.name,
            "size": self.length,
            "filetype": ending,
            "mimetype": kinds.get(ending, "application/octet-stream"),
        }


@dataclass
class World:
    """Everything this Slack knows; it has no idea of HTTP."""

    app_id: str = "A0000000001"
    home_tab_enabled: bool = True
    messages_tab_enabled: bool = True
    edit_window: float | None = None  # seconds for which this workspace lets messages be changed
    files_enabled: bool = True
    upload_base: str = ""  # where files are sent, if that is not here
    pictures_at: str = ""  # where people's pictures lie, if that is not here
    looks_at_files: bool = False  # files that are complete, and not yet fit to be shown
    ids: Ids = field(default_factory=Ids)
    bell: Bell = field(default_factory=Bell)
    clock: MovableClock = field(default_factory=MovableClock)
    teams: dict[str, Team] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    conversations: dict[str, Conversation] = field(default_factory=dict)
    stacks: dict[str, list[View]] = field(default_factory=dict)
    views: dict[str, View] = field(default_factory=dict)
    homes: dict[tuple[str, str], View] = field(default_factory=dict)
    files: dict[str, UploadedFile] = field(default_factory=dict)
    violations: list[Violation] = field(default_factory=list)
    accepted: list[Accepted] = field(default_factory=list)
    trouble: Trouble = field(default_factory=Trouble)
    moments: dict[int, Callable[[], None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.tickets = Tickets(self.clock)

    def accept(self, accepted: Accepted) -> None:
        """Keep what was taken; whatever is to happen at this one happens before the answer."""
        self.accepted.append(accepted)
        if (act := self.moments.pop(len(self.accepted), None)) is not None:
            act()
        self.bell.ring()

    def add_team(self, name: str, scopes: Iterable[str] | None = None) -> Team:
        number = len(self.teams) + 1
        team_id = f"T{number:010d}"
        bot = Member(f"U{number:05d}BOT", "drumbeat", "Drumbeat", None, None, team_id, is_bot=True)
        domain = "".join(c for c in name.lower() if c.isalnum())
        token = f"xoxb-{number:010d}-stand-in"
        team = Team(team_id, name, domain, token, bot.id, f"B{number:010d}")
        if scopes is not None:
            team.scopes = set(scopes)
        self.teams[team_id] = team
        self.members[bot.id] = bot
        return team

    def team_of_token(self, token: str) -> Team | None:
        return next((team for team in self.teams.values() if team.holds(token)), None)

    def direct(self, team_id: str, user_id: str) -> Conversation:
        """Return the direct message of a person with the app, opened if need be."""
        found = self.opened(team_id, user_id)
        if found is None:
            found = Conversation(
                self.ids.new("D"), "directmessage", team_id, is_im=True, user_id=user_id
            )
            found.members = {user_id, self.teams[team_id].bot_user_id}
            self.conversations[found.id] = found
        return found

    def opened(self, team_id: str, user_id: str) -> Conversation | None:
        here = (c for c in self.conversations.values() if c.is_im and c.team_id == team_id)
        return next((c for c in here if c.user_id == user_id), None)

    def post(self, conversation: Conversation, author: str, words: dict[str, Any]) -> Message:
        """Append a message; `words` may hold text, blocks, metadata and the like."""
        message = Message(
            ts=self.ids.ts(),
            conversation_id=conversation.id,
            team_id=conversation.team_id,
            user_id=author,
            text=words.get("text") or words.get("markdown_text") or "",
            blocks=named_blocks(words.get("blocks") or [], self.ids),
            attachments=words.get("attachments") or [],
            metadata=words.get("metadata"),
            thread_ts=words.get("thread_ts"),
            seen_only_by=words.get("seen_only_by"),
            files=words.get("files") or [],
            posted_at=self.clock.now(),
            look={name: words[name] for name in ("username", "icon_url") if words.get(name)},
        )
        team = self.teams[conversation.team_id]
        if author == team.bot_user_id:
            message.bot_id, message.app_id = team.bot_id, self.app_id
        conversation.messages.append(message)
        self.bell.ring()
        return message

    def rewrite(self, message: Message, words: dict[str, Any]) -> None:
        """Change what a message says; what is not named stays."""
        if words.get("text") is not None:
            message.text = words["text"]
        if words.get("blocks") is not None:
            message.blocks = named_blocks(words["blocks"], self.ids)
        if words.get("attachments") is not None:
            message.attachments = words["attachments"]
        if words.get("metadata") is not None:
            message.metadata = words["metadata"] or None
        message.edits += 1
        self.bell.ring()

    def remove(self, message: Message) -> None:
        message.deleted = True
        self.bell.ring()

    def complain(self, where: str, verdict: Verdict) -> None:
        self.violations.append(Violation(where, verdict.error, tuple(verdict.messages)))
        self.bell.ring()

    def stack(self, user_id: str) -> list[View]:
        return self.stacks.setdefault(user_id, [])

    def new_view(self, team_id: str, user_id: str, body: dict[str, Any]) -> View:
        """Make a view that is not on any screen yet."""
        view_id = self.ids.new("V")
        view = View(view_id, team_id, user_id, {}, "", root_view_id=view_id)
        self.views[view_id] = view
        self.redraw(view, body)
        return view

    def redraw(self, view: View, body: dict[str, Any]) -> None:
        """Show another body in the same view; answers to what stayed are kept."""
        named = {**body, "blocks": named_blocks(body["blocks"], self.ids)}
        view.body = named
        view.hash = f"{self.ids.ts()}.{view.id[-4:]}"
        view.errors = {}
        here = {b["block_id"] for b in named["blocks"]}
        view.state = {block: state for block, state in view.state.items() if block in here}
        self.bell.ring()

    def push_view(self, team_id: str, user_id: str, body: dict[str, Any]) -> View:
        stack = self.stack(user_id)
        view = self.new_view(team_id, user_id, body)
        if stack:
            view.root_view_id, view.previous_view_id = stack[0].root_view_id, stack[-1].id
        stack.append(view)
        self.bell.ring()
        return view

    def close_view(self, view: View) -> None:
        """Take a view off the screen; what lay under it shows again."""
        stack = self.stack(view.user_id)
        view.is_open = False
        if view in stack:
            stack.remove(view)
        self.bell.ring()

    def clear_views(self, user_id: str) -> None:
        for view in list(self.stack(user_id)):
            self.close_view(view)
