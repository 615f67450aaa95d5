"""The English words of a cadence: what kind of term each is, and what it means.

A row is a kind, a value, and its writings between bars. The longest writing wins.
"""

from bot.beat.rules.schedule_words.meanings import Row

WEEKDAYS = (
    ("monday | mon", "mondays"),
    ("tuesday | tue | tues", "tuesdays"),
    ("wednesday | wed | weds", "wednesdays"),
    ("thursday | thu | thur | thurs", "thursdays"),
    ("friday | fri", "fridays"),
    ("saturday | sat", "saturdays"),
    ("sunday | sun", "sundays"),
)
MONTHS = (
    *("january | jan", "february | feb", "march | mar", "april | apr", "may", "june | jun"),
    *("july | jul", "august | aug", "september | sep | sept", "october | oct"),
    *("november | nov", "december | dec"),
)
_ONES = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
_TEENS = "fifteen sixteen seventeen eighteen nineteen"
_FIRST = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
_TEENTH = "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
_SMALL, _SMALLTH = f"{_ONES} {_TEENS}".split(), f"{_FIRST} {_TEENTH}".split()


def _numbers() -> tuple[Row, ...]:
    rows: list[Row] = [("number", n, word) for n, word in enumerate(_SMALL, 1)]
    rows += [("ordinal", n, word) for n, word in enumerate(_SMALLTH, 1)]
    for tens, (word, wordth) in ((20, ("twenty", "twentieth")), (30, ("thirty", "thirtieth"))):
        rows += [("number", tens, word), ("ordinal", tens, wordth)]
        for n in range(1, 10):
            one, oneth = _SMALL[n - 1], _SMALLTH[n - 1]
            rows.append(("number", tens + n, f"{word} {one} | {word}-{one}"))
            rows.append(("ordinal", tens + n, f"{word} {oneth} | {word}-{oneth}"))
    rows += [("number", 45, "forty five | forty-five"), ("number", 40, "forty")]
    return tuple(rows)


_WHO = "|".join(
    f"{each}{who}"
    for each in ("", "each ", "every ", "the ")
    for who in ("readers", "recipients", "contacts", "partners")
).split("|")
_WHO += ["reader", "recipient", "their", "your", "everyones", "everybodys", "ones"]
_READER = " | ".join(
    f"{who} {middle}{noun}"
    for who in _WHO
    for middle in ("", "own ", "local ", "own local ")
    for noun in ("time", "clock", "time zone", "timezone")
)

ENGLISH: tuple[Row, ...] = (
    *_numbers(),
    *(("weekday", day, each) for day, (each, _) in enumerate(WEEKDAYS)),
    *(("weekdays", (day,), plural) for day, (_, plural) in enumerate(WEEKDAYS)),
    *(("month", number, each) for number, each in enumerate(MONTHS, 1)),
    ("ordinal", -1, "last | final"),
    ("ordinal", -2, "second to last | second-to-last | second last | next to last | penultimate"),
    ("ordinal", -2, "last but one | 2nd last | 2nd to last | 2nd-to-last | last-but-one"),
    ("ordinal", -3, "third to last | third-to-last | third last | 3rd last | 3rd to last"),
    ("ordinal", -4, "fourth to last | fourth last | 4th last | 4th to last"),
    ("ordinal", -5, "fifth to last | fifth last | 5th last | 5th to last"),
    ("working", None, "working day | business day | workday | weekday | work day | week day"),
    ("workings", None, "week days"),
    ("workings", None, "working days | business days | workdays | weekdays | work days"),
    ("filler", None, "counting monday to friday | as the day begins"),
    ("weekend", None, "weekend | weekends"),
    ("unit", "day", "day | days"),
    ("unit", "week", "week | weeks | wk | wks"),
    ("unit", "month", "month | months"),
    ("unit", "quarter", "quarter | quarters | calendar quarter"),
    ("unit", "year", "year | years"),
    ("unit", "hour", "hour | hours"),
    ("unit", "minute", "minute | minutes | mins"),
    ("unit", "second", "seconds"),
    ("often", ("day", 1), "daily"),
    ("often", ("week", 1), "weekly"),
    ("often", ("week", 2), "fortnightly | every fortnight | each fortnight"),
    ("often", ("month", 1), "monthly"),
    ("often", ("quarter", 1), "quarterly"),
    ("often", ("month", 6), "every half year | every half-year"),
    ("often", ("year", 1), "yearly | annually | annual"),
    ("often", ("year", 2), "biennially | biennial"),
    ("often", ("hour", 1), "hourly"),
    ("twofold", "week", "biweekly | bi-weekly | bi weekly"),
    ("twofold", "month", "bimonthly | bi-monthly | bi monthly"),
    ("which", "every 6 months on the 1st; every year on the 1st of March and September",
     ("biannually | bi-annually | biannual | bi-annual | semiannually | semi-annually"
     " | half-yearly | half yearly | semi-annual")),
    ("which", "every month on the 1st and 15th", "semimonthly | semi-monthly"),
    ("which", "on the 15th of each month; on the 10th working day of each month",
     "mid-month | mid month | midmonth | middle of the month | middle of each month"),
    ("which", "on the last day of each month; on the last working day of each month",
     ("end of the month | end of month | end of each month | end of every month"
     " | month end | month-end")),
    ("which", "on the last day of the quarter; on the last working day of the quarter",
     ("end of the quarter | end of quarter | end of each quarter | end of every quarter"
     " | quarter end | quarter-end")),
    ("which", "on the 1st day of each month; on the 1st working day of each month",
     ("start of the month | start of month | beginning of month | beginning of the month"
     " | start of each month"
     " | beginning of each month | start of every month | beginning of every month")),
    ("which", "on the 1st day of the quarter; on the 1st working day of the quarter",
     ("start of the quarter | start of quarter | beginning of the quarter | start of each quarter"
     " | beginning of each quarter | start of every quarter"
     " | beginning of every quarter")),
    ("vague", None, "end of day | end of business | close of business | eod | cob | eob"),
    ("vague", None, "lunchtime | lunch time | lunch | first thing | around | about"),
    ("vague", None, "approximately"),
    ("between", None, "between"),
    ("vague", None, "approx | roughly | before noon | after lunch | ish"),
    ("every", None, "every | each | every single | every one of the"),
    ("every_other", None, "every other | each other | alternate | every alternate | alternating"),
    ("once", None, "once | one time | one-time | one-off | just once | only once"),
    ("count", 2, "twice | two times"),
    ("count", 3, "thrice"),
    ("times", None, "times"),
    ("a", None, "a | an"),
    ("per", None, "per"),
    ("the", None, "the"),
    ("on", None, "on"),
    ("at", "at", "at | @"),
    ("in", None, "in | during"),
    ("of", None, "of"),
    ("and", None, "and | & | + | as well as | plus"),
    ("or", None, "or"),
    ("to", None, "to | - | \u2013 | \u2014"),
    ("from", None, "from | starting | starting on | starting from | beginning | beginning on"),
    ("from", None, "as of | start | starts | starts on | from the | with effect from | begin"),
    ("from", None, "starting in | beginning in | first on | starting with"),
    ("from", None, "not before | no earlier than | not earlier than"),
    ("until", "through", ("through | thru | until end of | until the end of | not after"
     " | no later than | till the end of | to the end of | up to and including"
     " | until and including"
     " | through the end of | till end of | ending | ends | ends on | ending on | ending in"
     " | not later than | but not after | and not after | not beyond | up to the end of")),
    ("until", "until", "until | till | til | up to"),
    ("until", "before", "before | not from"),
    ("forever", None, "until further notice | for ever | forever | indefinitely"),
    ("forever", None, "from now on | starting now | beginning now | effective immediately"),
    ("for", None, "for"),
    ("after", None, "after"),
    ("except", None, ("except | except in | except on | except for | excluding | but not | not"
     " | but not in | but not on | not in | not on | without | other than | apart from | skipping"
     " | never in | never on | excluding in | except during | but never in | skip | omit")),
    ("day", 0, "today"),
    ("day", 1, "tomorrow"),
    ("day", 2, "the day after tomorrow | day after tomorrow"),
    ("tonight", None, "tonight | this evening"),
    ("now", None, ("now | right now | right away | immediately | straight away | at once | asap"
     " | as soon as possible")),
    ("next", None, "next | the next"),
    ("this", None, "this | this coming | coming | the coming"),
    ("ampm", "am", "am | a.m. | a m"),
    ("ampm", "pm", "pm | p.m. | p m"),
    ("daypart", "morning", "morning | in the morning | mornings | in the mornings"),
    ("daypart", "afternoon", "afternoon | in the afternoon | afternoons | in the afternoons"),
    ("daypart", "evening", "evening | in the evening | evenings | in the evenings"),
    ("daypart", "night", "at night | night | nights"),
    ("fixed", (12, 0), "noon | midday | 12 noon | 12 midday | twelve noon"),
    ("fixed", (0, 0), "midnight | 12 midnight | twelve midnight"),
    ("past", 30, "half past"),
    ("past", 15, "quarter past | a quarter past | quarter after | a quarter after"),
    ("past", -15, "quarter to | a quarter to | quarter before | a quarter before"),
    ("half", None, "half"),
    ("past_word", 1, "past | minutes past"),
    ("past_word", -1, "minutes to"),
    ("oclock", None, "oclock | o clock | hrs | h"),
    ("zone", None, _READER),
    ("local", None, "local time | the local time | local clock"),
    ("zone_noun", None, "time | clock | time zone | timezone | zone | standard time"),
    ("filler", None, ("could you | can you | we'd like to | i'd like to | we want to | i want to"
     " | thanks | thank you | should go out | it should go out | newsletter | announcement"
     " | message | update | reminder | we would like to | i would like to | email | sharp")),
    ("filler", None, ("please | send | send it | send this | post | post it | publish | publish it"
     " | goes out | go out | it goes out | schedule it | deliver | deliver it | out | schedule"
     " | announce | announce it | kindly | exactly | always | we send it | on the clock of"
     " | all year | a regular | regularly | recurring | repeat | repeating | repeats")),
)  # fmt: skip
