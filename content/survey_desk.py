"""What somebody wrote in chat becomes a survey like any that lies in a file."""

from collections.abc import Mapping
from pathlib import Path

import yaml

from bot.beat.rules.texts import FileText, WrittenText
from bot.voice.rules.wishes import BANDS, CHOICE, SCALES, SEVERAL, WORDS, MoreWish, SurveyWish
from content.survey_texts import read_survey
from content.survey_words import QuestionText
from content.surveys import SurveyText, parse_survey

CHOSEN, SAID, MORE, BAND = "choice", "words", "more{}", "band{}"
"""How the questions are called among the answers."""
_KINDS = {WORDS: "text", CHOICE: "single", SEVERAL: "multiple"}
Written = dict[str, object]


def written(wish: SurveyWish, key: str, topic: str) -> FileText:
    """Return the survey as it stands on the shelf; what cannot be asked is `ContentInvalid`."""
    survey: Written = {
        "key": key,
        "title": wish.title,
        "topic": topic,
        "score": wish.kind if wish.has_scale else "custom",
        "promise": wish.promise,
        "kind": "relationship" if wish.kind == "nps" else "transactional",
        "open_days": int(wish.days),
    }
    if wish.has_scale:
        survey |= {"question": wish.question, "low": wish.low, "high": wish.high}
        survey["reason"] = wish.reason or wish.question
        if any(wish.by_score):
            bands = {_band(*ends): BAND.format(n) for n, ends in enumerate(BANDS[wish.kind], 1)}
            survey["bands"] = bands
    if questions := _questions(wish):
        survey["questions"] = questions
    if wish.whom:
        survey["audience"] = wish.whom
    if wish.sample:
        survey["sample"] = {"per_partner": int(wish.sample)}
    source = yaml.safe_dump(survey, allow_unicode=True, sort_keys=False)
    return parse_survey(Path(f"{key}.yaml"), source).file()


def _questions(wish: SurveyWish) -> list[Written]:
    asked: list[Written] = []
    if wish.kind == CHOICE:
        asked.append(_asked(CHOSEN, CHOICE, wish.question, wish.options))
    if wish.kind == CHOICE and wish.reason:
        asked.append(_asked(SAID, WORDS, wish.reason))
    if wish.kind == WORDS:
        asked.append(_asked(SAID, WORDS, wish.question))
    if wish.has_scale and any(wish.by_score):
        usual = wish.reason or wish.question
        asked += [
            _asked(BAND.format(n), WORDS, own or usual) for n, own in enumerate(wish.by_score, 1)
        ]
    asked += [
        _asked(MORE.format(n), one.kind, one.question, one.options)
        for n, one in enumerate(wish.more, 1)
    ]
    return asked


def _asked(key: str, kind: str, question: str, options: str = "") -> Written:
    asked: Written = {"key": key, "kind": _KINDS[kind], "question": question}
    if kind != WORDS:
        labels = [line.strip() for line in options.split("\n") if line.strip()]
        asked["options"] = {f"o{number}": label for number, label in enumerate(labels, 1)}
    return asked


def _band(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}-{high}"


def wish_of(text: WrittenText) -> SurveyWish:
    """Return what the forms said; of a survey out of a file as much as the forms have room for."""
    survey = read_survey(text).text
    asked = {one.key: one for one in survey.questions}
    kind = survey.score if survey.score in SCALES else WORDS
    first = next(iter(survey.questions), None)
    if first is not None and first.kind == "single" and kind == WORDS:
        kind = CHOICE
    begins = first if kind in (CHOICE, WORDS) else None
    rest = asked.get(SAID) if kind == CHOICE else None
    special = {one.key for one in (begins, rest) if one} | set(survey.bands.values())
    return SurveyWish(
        title=survey.title,
        kind=kind,
        question=survey.question or (begins.question if begins else ""),
        low=survey.low or "",
        high=survey.high or "",
        reason=survey.reason or (rest.question if rest else ""),
        options=_lines(begins),
        promise=survey.promise,
        days=str(survey.open_days),
        whom=survey.audience.words,
        sample=str((survey.sample and survey.sample.per_partner) or ""),
        by_score=_by_score(survey, kind, asked),
        more=tuple(
            MoreWish(question=one.question, kind=_kind(one), options=_lines(one))
            for one in survey.questions
            if one.key not in special
        ),
    )


def _by_score(survey: SurveyText, kind: str, asked: Mapping[str, QuestionText]) -> tuple[str, ...]:
    """Return what each band is asked; what all are asked anyway is nothing of its own."""
    if not survey.bands:
        return ()
    led = [survey.bands.get(_band(*ends), "") for ends in BANDS[kind]]
    words = [asked[key].question if key in asked else "" for key in led]
    return tuple("" if said == survey.reason else said for said in words)


def _kind(question: QuestionText) -> str:
    return next((ours for ours, kind in _KINDS.items() if kind == question.kind), WORDS)


def _lines(question: QuestionText | None) -> str:
    return "\n".join((question.options or {}).values()) if question is not None else ""
