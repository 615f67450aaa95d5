"""A reading as plain data: for programs that check how questions are understood."""

from collections.abc import Iterable

from bot.figures.rules.plan import Filter, Plan
from bot.figures.rules.questions.names import aliases
from bot.figures.rules.questions.readings import (
    Among,
    Clarify,
    Help,
    Reading,
    Reason,
    Refusal,
    Slot,
    Topic,
)
from bot.figures.rules.questions.words import tokenise


def interpretation(
    reading: Reading, question: str = "", hidden_names: Iterable[str] = ()
) -> dict[str, object]:
    """Write a reading as plain data: kind, metric, period, group_by, filters, compare, top_n.

    For the operator only: `hidden_names` are names the asker may not see, so that asking about
    one of them shows as a refusal, while the asker's reply stays that of an unknown word.
    """
    match reading:
        case Plan():
            return _plan(reading)
        case Clarify() if _names_hidden(reading, question, hidden_names):
            return _other("refuse", reading.metrics) | {"reason": Reason.NOT_AUTHORISED.value}
        case Clarify(slot, metrics, options):
            named = f"{slot.value}:{reading.dimension}" if reading.dimension else slot.value
            return _other("clarify", metrics) | {"slot": named, "options": list(options)}
        case Refusal(reason, metrics):
            return _other("refuse", metrics) | {"reason": reason.value}
        case Help(topic, metrics):
            return _other("help", metrics) | {"topic": topic.value}
        case Among(metrics):
            # Whoever checks readings knows this as help to judge a figure.
            return _other("help", metrics) | {"topic": Topic.BENCHMARK.value}


def _names_hidden(reading: Clarify, question: str, hidden_names: Iterable[str]) -> bool:
    if reading.slot is not Slot.WORD or reading.word is None:
        return False
    tokens = tokenise(question)
    known = aliases(hidden_names)
    return any(
        tokens[start : start + len(alias)] == alias
        for alias in known
        for start in range(len(tokens))
    )


def _plan(plan: Plan) -> dict[str, object]:
    compare, top = plan.compare, plan.top_n
    return _other("answer", plan.metrics) | {
        "grain": plan.grain.value if plan.grain else None,
        "period": _days(plan),
        "default_period": plan.default_period,
        "group_by": list(plan.group_by),
        "filters": {f.dimension: _values(f) for f in plan.filters},
        "compare": None
        if compare is None
        else {
            "type": compare.kind.value,
            "start": compare.window.start.isoformat(),
            "end": compare.window.end.isoformat(),
        },
        "top_n": None if top is None else {"n": top.n, "order": top.order.value},
    }


def _days(plan: Plan) -> dict[str, str]:
    return {"start": plan.window.start.isoformat(), "end": plan.window.end.isoformat()}


def _values(filtered: Filter) -> object:
    return {"not": list(filtered.values)} if filtered.negated else list(filtered.values)


def _other(kind: str, metrics: tuple[str, ...]) -> dict[str, object]:
    metric: object = metrics[0] if len(metrics) == 1 else list(metrics) or None
    return {
        "kind": kind,
        "metric": metric,
        "grain": None,
        "period": None,
        "group_by": [],
        "filters": {},
        "compare": None,
        "top_n": None,
    }
