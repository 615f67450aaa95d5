"""The words of the calendar."""

from bot.figures.rules.windows import Unit

_MONTH_NAMES = (
    "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
    "august aug", "september sep sept", "october oct", "november nov", "december dec",
)  # fmt: skip
MONTHS = {
    name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names.split()
}

UNITS = {
    word: unit
    for unit, words in {
        Unit.DAY: "day days d",
        Unit.WEEK: "week weeks wk wks w",
        Unit.MONTH: "month months mo mos mth mths m",
        Unit.QUARTER: "quarter quarters qtr qtrs qrtr q",
        Unit.HALF: "half halves",
        Unit.YEAR: "year years yr yrs y",
        Unit.FISCAL_YEAR: "fy",
    }.items()
    for word in words.split()
}

NUMBERS = {
    word: number
    for number, word in enumerate(
        [
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        ],
        start=1,
    )
} | {"couple": 2, "eighteen": 18, "twenty": 20, "thirty": 30, "sixty": 60, "ninety": 90}

ORDINALS = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4,
}  # fmt: skip

LAST = {"last", "previous", "prior", "past", "preceding"}
PRIOR = {"previous", "prior", "preceding"}
TRAILING = {"trailing", "rolling", "latest", "recent"} | LAST
THIS = {"this", "current", "running", "ongoing"}
NEXT = {"next", "coming", "following", "upcoming"}
FISCAL = {"fiscal", "financial"}

SHORT_TRAILING = dict.fromkeys(("ttm", "ltm", "t12m", "l12m", "r12m", "r12"), 12) | {
    "t3m": 3,
    "l3m": 3,
    "t6m": 6,
    "l6m": 6,
}
TO_DATE = {
    "ytd": Unit.YEAR, "qtd": Unit.QUARTER, "mtd": Unit.MONTH, "wtd": Unit.WEEK,
    "fytd": Unit.FISCAL_YEAR, "htd": Unit.HALF,
}  # fmt: skip

WORDS = frozenset().union(
    MONTHS,
    (word for word in UNITS if len(word) > 1),
    NUMBERS,
    ORDINALS,
    TRAILING,
    THIS,
    NEXT,
    FISCAL,
    SHORT_TRAILING,
    TO_DATE,
    ["yesterday", "today", "since", "between", "until", "date", "start", "beginning", "calendar"],
    ["before", "earlier", "early", "late", "later", "after", "mid", "around", "ago"],
)
