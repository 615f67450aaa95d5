"""What is done with plain words, in their one order."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from bot.beat.store import mailed
from bot.context import Context
from bot.entries import Answered, Certainty, Subject
from bot.event import ActionPressed, Mailed, Reply, Said
from bot.order_of_words import CommandMeant, NumberMeant, meaning, tidied
from bot.principal import Principal

SHORT_LETTER = 25
"""Words of an answer to a letter that says no more than that somebody wants to hear less."""

Takes = Callable[[Context, Principal, Said], Awaitable[Reply | None]]


class PlainWords:
    """Finds what words are: a command, an answer, a small word, a question, or for a person."""

    def __init__(self, subjects: Sequence[Subject]) -> None:
        self._commands = tuple(c for subject in subjects for c in subject.commands)
        self._take_numbers = [s.takes_number for s in subjects if s.takes_number]
        self._await_words = [s.awaits_words for s in subjects if s.awaits_words]
        self._take_small_words = [s.takes_small_words for s in subjects if s.takes_small_words]
        self._take_words = [s.takes_words for s in subjects if s.takes_words]
        [self._question] = [s.question for s in subjects if s.question]

    def means_something(self, word: str, asker: Principal) -> bool:
        """Say whether this word is a command when this person says it, or none at all."""
        return all(c.means_something_to(asker) for c in self._commands if c.word == word)

    async def hear(self, context: Context, asker: Principal, event: Said) -> Reply:
        """Do what plain words mean."""
        mine = [c for c in self._commands if c.means_something_to(asker)]
        known = {word: command for command in mine for word in (command.word, *command.also)}
        patterns = {word: command.more for word, command in known.items()}
        match meaning(event.text, patterns):
            case CommandMeant() as meant if event.text.strip() or not event.attached:
                command = known[meant.word]
                said = _words(event, f"{command.word} {meant.rest}".strip())
                done = await command.handler(context, asker, said)
                return done or await self._uncommanded(context, asker, event)
            case NumberMeant() as meant:
                return await self._take_number(context, asker, event, meant.number)
            case _:
                return await self._uncommanded(context, asker, event)

    async def _uncommanded(self, context: Context, asker: Principal, event: Said) -> Reply:
        """Take words that are no command: those we had asked for, or whatever else they are."""
        awaited = await _first(self._await_words, context, asker, event)
        return awaited or await self.take(context, asker, event)

    async def take(self, context: Context, asker: Principal, event: Said) -> Reply:
        """Take words that are no command: small words, a question, or something for a person.

        Who is for a person is asked even where it was a question: below its answer stands then
        how the same words reach somebody.
        """
        small = await _first(self._take_small_words, context, asker, event)
        if small is not None:
            return small
        asked = await self._asked(context, asker, event)
        for takes in self._take_words:
            taken = await takes(context, asker, event, asked.certainty)
            if taken is None:
                continue
            if taken.below:
                return replace(
                    asked.reply, messages=(*asked.reply.messages, *taken.reply.messages)
                )
            return taken.reply
        return asked.reply

    async def ask(
        self, context: Context, asker: Principal, event: ActionPressed, question: str
    ) -> Reply:
        """Ask what a button says."""
        said = Said(event.origin, question, event.inbox_id)
        return (await self._question(context, asker, said)).reply

    async def open_letter(self, context: Context, event: Mailed) -> Reply:
        """Take an answer to a letter; who writes one gives few commands, for anybody can.

        To hear less is understood: the letter itself has a link for that, which asks for no name.
        """
        async with context.database.read() as session:
            letter = await mailed.as_said(session, event)
        if letter is None:
            return Reply()
        reader = context.for_reader(letter.person.language)
        reply = await self._hear_letter(reader, letter.person, letter.said)
        return reply if reply.language else reply.in_language(reader.wording.language.tag)

    async def _hear_letter(self, context: Context, asker: Principal, event: Said) -> Reply:
        """Do what the first line says where the rest is no more than a name below it."""
        lines = event.text.strip().splitlines()
        if lines and not event.sender and len(event.text.split()) <= SHORT_LETTER:
            known = {c.word: c for c in self._commands if c.in_letters}
            meant = meaning(lines[0], {word: command.more for word, command in known.items()})
            if isinstance(meant, CommandMeant):
                command = known[meant.word]
                said = _words(event, f"{command.word} {meant.rest}".strip())
                done = await command.handler(context, asker, said)
                if done is not None:
                    return done
        return await self.take(context, asker, event)

    async def _take_number(
        self, context: Context, asker: Principal, event: Said, number: int
    ) -> Reply:
        for takes in self._take_numbers:
            reply = await takes(context, asker, event, number)
            if reply is not None:
                return reply
        # A number that answers nothing is no message for anybody.
        return (await self._asked(context, asker, event)).reply

    async def _asked(self, context: Context, asker: Principal, event: Said) -> Answered:
        """Ask the words as a question; those of nobody we know are none."""
        if event.sender:
            return Answered(Reply(), Certainty.UNREAD)
        return await self._question(context, asker, _words(event, tidied(event.text)))


async def _first(
    all_of: Sequence[Takes], context: Context, asker: Principal, event: Said
) -> Reply | None:
    for takes in all_of:
        reply = await takes(context, asker, event)
        if reply is not None:
            return reply
    return None


def _words(event: Said, text: str) -> Said:
    return Said(event.origin, text, event.inbox_id, about=event.about)
