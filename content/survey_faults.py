"""What does not fit together in a survey: its bands, its questions, its options, its scale.

It looks at what was written and not at what could be read of it, so that all faults of a file
are told at once, whatever else is wrong there.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from bot.errors import ContentInvalid
from bot.voice.rules.questions import MOST_ASKED, REASON, SCORE
from content.documents import Document
from content.survey_words import QuestionText, SurveyWords
from content.yaml_reader import KeyPath

SCALES = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}
_END = re.compile(r"\d{1,4}")
_BAND = re.compile(r"(\d{1,2})(?:-(\d{1,2}))?")
_PICKED = ("single", "multiple")
_LEADING = ("question", "low", "high")
Raw = Mapping[str, object]


def of_one_survey(document: Document) -> Iterator[ContentInvalid]:
    """Yield what does not fit together in a survey's file."""
    survey = document.data
    if not isinstance(survey, dict):
        return
    questions = _questions(survey)
    yield from _of_scale(document, survey)
    yield from _of_bands(document, survey, [each.get("key") for each in questions])
    for at, question in enumerate(questions):
        yield from _of_question(document, ("questions", at), question)
    yield from _repeated(document, questions)
    yield from _too_many(document, survey, questions)


def of_words(
    document: Document, place: KeyPath, words: SurveyWords, questions: Sequence[QuestionText]
) -> Iterator[ContentInvalid]:
    """Yield what is said in another language of questions and options that are not there."""
    known = {question.key: question for question in questions}
    for key, said in words.questions.items():
        where = (*place, "questions", key)
        if key not in known:
            yield document.invalid(where, f"there is no question {key!r} in this survey")
            continue
        for option in said.options.keys() - (known[key].options or {}).keys():
            reason = f"there is no option {option!r} in the question {key!r}"
            yield document.invalid((*where, "options", option), reason)
        labels = list(said.options.values())
        if len(set(labels)) < len(labels):
            yield document.invalid((*where, "options"), "two options are called the same")


def two_of_one_score(
    document: Document, claims: tuple[str, str], others: Mapping[str, tuple[str, str]]
) -> None:
    """Refuse a survey that claims the score that another one claims: they would be one figure."""
    score, kind = claims
    other = next((key for key, one in others.items() if one == claims), None)
    if score in SCALES and other is not None:
        raise document.invalid(
            ("score",),
            f"{other!r} claims the {kind} {score} already, and two of them would be one figure: "
            "make this one custom, with a scale of its own",
        )


def _questions(survey: Raw) -> list[Raw]:
    given = survey.get("questions")
    return [each for each in given if isinstance(each, dict)] if isinstance(given, list) else []


def _ends(survey: Raw) -> tuple[int, int] | None:
    """Return the ends of a scale as far as they are numbers."""
    if (score := survey.get("score")) in SCALES:
        return SCALES[str(score)]
    scale = survey.get("scale")
    if not isinstance(scale, dict):
        return None
    ends = [str(scale.get(name)) for name in ("low", "high")]
    return (int(ends[0]), int(ends[1])) if all(map(_END.fullmatch, ends)) else None


def _of_scale(document: Document, survey: Raw) -> Iterator[ContentInvalid]:
    """Find a leading scale that is not whole, or stands where none belongs."""
    is_custom, has_scale = survey.get("score") == "custom", "scale" in survey
    if has_scale and not is_custom:
        yield document.invalid(("scale",), "a custom survey, and no other, says its own scale")
    if is_custom and not has_scale:
        yield from _without_scale(document, survey)
        return
    if (ends := _ends(survey)) is not None and ends[0] >= ends[1]:
        yield document.invalid(("scale",), "the scale's low end must be below its high end")
    wanted = ["question", "low", "high"] if survey.get("bands") else [*_LEADING, "reason"]
    for name in wanted:
        if name not in survey:
            yield document.invalid((), f"{name}: this is missing")


def _without_scale(document: Document, survey: Raw) -> Iterator[ContentInvalid]:
    """Find what a survey without a leading scale has no use for, or that it asks nothing."""
    said = [name for name in _LEADING if name in survey]
    for name in said:
        reason = f"{name}: it asks on a scale, and a custom survey says its own scale"
        yield document.invalid((name,), reason)
    if not said and not survey.get("questions"):
        yield document.invalid(("score",), "it asks nothing: give it a scale, or questions")
    for name in ("reason", "bands"):
        if name in survey:
            reason = f"{name}: it belongs to a score, and there is no scale to give one on"
            yield document.invalid((name,), reason)


def _of_bands(document: Document, survey: Raw, keys: Sequence[object]) -> Iterator[ContentInvalid]:
    """Find bands that cannot be read, lead nowhere, overlap, or leave numbers out."""
    written, ends = survey.get("bands"), _ends(survey)
    if not isinstance(written, dict) or not written or ends is None:
        return
    low, high = ends
    taken: dict[int, str] = {}
    for name, leads_to in written.items():
        where = ("bands", str(name))
        numbers = _band(str(name), low, high)
        if numbers is None:
            reason = f"a band is a part of the scale from {low} to {high}: write {low}-{high}"
            yield document.invalid(where, reason)
            continue
        if leads_to not in keys:
            reason = f"the band {name} leads nowhere: there is no question {leads_to!r}"
            yield document.invalid(where, reason)
        if twice := [number for number in numbers if number in taken]:
            reason = f"the bands {taken[twice[0]]} and {name} both have {_listed(twice)}"
            yield document.invalid(where, reason)
        taken |= dict.fromkeys(numbers, str(name))
    if left := [number for number in range(low, high + 1) if number not in taken]:
        yield document.invalid(("bands",), f"no band has {_listed(left)}")


def _band(name: str, low: int, high: int) -> range | None:
    """Return the numbers of a band; None where it is none, or leaves the scale."""
    found = _BAND.fullmatch(name)
    if found is None:
        return None
    first, last = int(found[1]), int(found[2] or found[1])
    return range(first, last + 1) if low <= first <= last <= high else None


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))


def _of_question(document: Document, place: KeyPath, question: Raw) -> Iterator[ContentInvalid]:
    """Find a question that lacks what its kind needs, or has what another kind has."""
    kind = question.get("kind")
    has_ends = [name for name in ("scale", "low", "high") if name in question]
    if kind in _PICKED:
        yield from _of_options(document, (*place, "options"), question.get("options"))
    elif "options" in question:
        reason = "options: only a single or multiple question has some to pick from"
        yield document.invalid((*place, "options"), reason)
    if kind != "scale":
        for name in has_ends:
            yield document.invalid((*place, name), f"{name}: only a question of kind scale has it")
        return
    ends = _ends(question)
    if "scale" not in question:
        yield document.invalid(place, "scale: a question of kind scale says its own, low and high")
    elif ends is not None and ends[0] >= ends[1]:
        yield document.invalid((*place, "scale"), "the scale's low end must be below its high end")


def _of_options(document: Document, place: KeyPath, options: object) -> Iterator[ContentInvalid]:
    if options is None:
        yield document.invalid(place[:-1], "options: there is nothing to pick from")
    if not isinstance(options, dict):
        return
    seen: set[str] = set()
    for key, label in options.items():
        words = " ".join(str(label).split()).casefold()
        if words in seen:
            yield document.invalid((*place, str(key)), f"{label!r} stands there twice")
        seen.add(words)


def _repeated(document: Document, questions: Sequence[Raw]) -> Iterator[ContentInvalid]:
    seen: set[object] = set()
    for at, question in enumerate(questions):
        key, where = question.get("key"), ("questions", at, "key")
        if key in (SCORE, REASON):
            yield document.invalid(where, f"{key!r} is what we call the leading one: say another")
        elif key in seen:
            yield document.invalid(where, f"{key!r} is another question's key")
        seen.add(key)


def _too_many(
    document: Document, survey: Raw, questions: Sequence[Raw]
) -> Iterator[ContentInvalid]:
    """Find a survey that asks one person more at once than they would answer."""
    most = MOST_ASKED.get(str(survey.get("score")))
    bands = survey.get("bands")
    led = set(map(str, bands.values())) if isinstance(bands, dict) else set()
    behind = [each for each in questions if each.get("key") not in led]
    words = [each for each in questions if each.get("key") in led and each.get("kind") == "text"]
    asked = len(behind) + ("question" in survey) + bool(led)
    # Where every band asks for words of its own, nobody is asked for the reason too.
    asked += "reason" in survey and not (led and len(words) == len(led))
    if most is not None and asked > most:
        reason = f"it asks {asked} questions of one person, and {most} are as many as get answers"
        yield document.invalid(("questions",), reason)
