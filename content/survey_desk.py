"""What somebody wrote in chat becomes a survey like any that lies in a file."""

from pathlib import Path

import yaml

from bot.beat.rules.texts import FileText, WrittenText
from bot.voice.rules.wishes import CHOICE, SCALES, WORDS, SurveyWish
from content.survey_texts import read_survey
from content.surveys import parse_survey

CHOSEN, SAID = "choice", "words"
"""How the one question is called among the answers."""


def written(wish: SurveyWish, key: str, topic: str) -> FileText:
    """Return the survey as it stands on the shelf; what cannot be asked is `ContentInvalid`."""
    survey: dict[str, object] = {
        "key": key,
        "title": wish.title,
        "topic": topic,
        "score": wish.kind if wish.has_scale else "custom",
        "promise": wish.promise,
        "kind": "relationship" if wish.kind == "nps" else "transactional",
        "open_days": int(wish.days),
    }
    more = {"key": SAID, "kind": "text", "question": wish.reason}
    if wish.has_scale:
        survey |= {"question": wish.question, "low": wish.low, "high": wish.high}
        survey["reason"] = wish.reason or wish.question
    elif wish.kind == CHOICE:
        labels = [line.strip() for line in wish.options.split("\n") if line.strip()]
        options = {f"o{number}": label for number, label in enumerate(labels, 1)}
        asked = {"key": CHOSEN, "kind": "single", "question": wish.question, "options": options}
        survey["questions"] = [asked, *((more,) if wish.reason else ())]
    else:
        survey["questions"] = [{"key": SAID, "kind": "text", "question": wish.question}]
    if wish.whom:
        survey["audience"] = wish.whom
    source = yaml.safe_dump(survey, allow_unicode=True, sort_keys=False)
    return parse_survey(Path(f"{key}.yaml"), source).file()


def wish_of(text: WrittenText) -> SurveyWish:
    """Return what the form said; of a survey out of a file as much as the form has room for."""
    survey = read_survey(text).text
    first = survey.questions[0] if survey.questions else None
    kind = survey.score if survey.score in SCALES else WORDS
    if first is not None and first.kind == "single" and kind == WORDS:
        kind = CHOICE
    rest = survey.questions[1] if kind == CHOICE and len(survey.questions) > 1 else None
    options = (first.options or {}) if first is not None and kind == CHOICE else {}
    return SurveyWish(
        title=survey.title,
        kind=kind,
        question=survey.question or (first.question if first else ""),
        low=survey.low or "",
        high=survey.high or "",
        reason=survey.reason or (rest.question if rest else ""),
        options="\n".join(options.values()),
        promise=survey.promise,
        days=str(survey.open_days),
        whom=survey.audience.words,
    )
