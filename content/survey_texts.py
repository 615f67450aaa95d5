"""Surveys as they were kept: in a text of their own, or as the poll of an edition."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.beat.rules.texts import TextKind, WrittenText
from bot.errors import ContentInvalid
from content.documents import parse_yaml
from content.surveys import Survey, SurveyText, parse, parse_words, with_words


@lru_cache(maxsize=128)
def read_survey(text: WrittenText) -> Survey:
    """Read a version of a survey; one that this program cannot read is `ContentInvalid`."""
    if text.kind is not TextKind.SURVEY:
        return _in_edition(text)
    path = Path(f"{text.key}.yaml")
    kept = _with_languages(text.body)
    if kept is None:
        return Survey(parse(parse_yaml(path, text.body)), text.body)
    survey = parse(parse_yaml(path, kept["source"]))
    beside: dict[str, str] = kept["languages"]
    others = {
        tag: parse_words(parse_yaml(path.with_suffix(f".{tag}.yaml"), said), survey, tag)
        for tag, said in beside.items()
    }
    return with_words(survey, kept["source"], others, beside)


def _with_languages(body: str) -> dict[str, Any] | None:
    """Return a survey as it is kept with those in other languages, if it is one."""
    if not body.startswith("{"):
        return None
    try:
        kept: object = json.loads(body)
    except ValueError:
        return None
    is_kept = isinstance(kept, dict) and kept.keys() == {"source", "languages"}
    return kept if is_kept and isinstance(kept, dict) else None


def _in_edition(text: WrittenText) -> Survey:
    """Read the poll of an edition as the survey of one question that it is."""
    from content import polls  # noqa: PLC0415 - with all of Markdown, and only for polls
    from content.editions import read_edition  # noqa: PLC0415 - likewise

    edition = read_edition(text)
    found = polls.polls_in(edition.parts)
    if not found:
        raise ContentInvalid(Path(f"{text.key}.md"), 1, "there is no poll in this edition")
    survey = SurveyText(
        key=polls.QUESTION,
        title=edition.head.title,
        topic=edition.head.topic,
        score="custom",
        questions=(polls.question_of(found[0]),),
        promise="confidential",
        kind="transactional",
        open_days=polls.OPEN_DAYS,
        languages={
            tag: polls.words_of(one.title, one.parts) for tag, one in edition.languages.items()
        },
    )
    return Survey(survey, "")
