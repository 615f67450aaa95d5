"""The German words of a cadence; its rows read as the English ones."""

from bot.beat.rules.schedule_words.meanings import Row

WEEKDAYS = (
    ("montag | mo", "montags"),
    ("dienstag | di", "dienstags"),
    ("mittwoch | mi", "mittwochs"),
    ("donnerstag", "donnerstags"),
    ("freitag | fr", "freitags"),
    ("samstag | sonnabend | sa", "samstags | sonnabends"),
    ("sonntag", "sonntags"),
)
MONTHS = (
    *("januar | jänner | jaenner", "februar | feber", "märz | maerz", "april", "mai", "juni"),
    *("juli", "august", "september", "oktober | okt", "november", "dezember | dez"),
)
_STEMS = (
    *("erst", "zweit", "dritt", "viert", "fünft", "sechst", "siebt", "acht", "neunt", "zehnt"),
    *("elft", "zwölft", "dreizehnt", "vierzehnt", "fünfzehnt", "sechzehnt", "siebzehnt"),
    *("achtzehnt", "neunzehnt"),
)
_NUMBERS = (
    *("eins | ein | eine | einer | einem | einen", "zwei", "drei", "vier", "fünf | fuenf"),
    *("sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf | zwoelf", "dreizehn"),
    *("vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn", "zwanzig"),
)
_ENDINGS = ("e", "en", "er", "es", "em")
_ONES = ("ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun")
_LASTS = {-1: ("letzt",), -2: ("vorletzt", "zweitletzt"), -3: ("drittletzt", "vorvorletzt")}
_LASTS |= {-4: ("viertletzt",), -5: ("fünftletzt",)}


def _bent(*stems: str) -> str:
    return " | ".join(stem + ending for stem in stems for ending in _ENDINGS)


def _ordinals() -> tuple[Row, ...]:
    rows: list[Row] = [("ordinal", n, _bent(stem)) for n, stem in enumerate(_STEMS, 1)]
    for tens, word in ((20, "zwanzig"), (30, "dreißig")):
        rows.append(("ordinal", tens, _bent(f"{word}st")))
        for n, one in enumerate(_ONES, 1):
            rows.append(("ordinal", tens + n, _bent(f"{one}und{word}st")))
    return (*rows, *(("ordinal", n, _bent(*stems)) for n, stems in _LASTS.items()))


_READER = " | ".join(
    f"{start} {who}"
    for start in ("zeit", "ortszeit", "uhr", "eigenen zeit", "lokalen zeit", "uhrzeit")
    for who in (
        *("des lesers", "der leser", "des empfängers", "der empfänger", "der partner"),
        *("jedes lesers", "jedes empfängers", "des jeweiligen lesers", "des partners"),
        *("der jeweiligen leser", "der jeweiligen empfänger", "des kontakts", "der kontakte"),
    )
)

GERMAN: tuple[Row, ...] = (
    *(("number", n, word) for n, word in enumerate(_NUMBERS, 1)),
    *_ordinals(),
    *(("weekday", day, each) for day, (each, _) in enumerate(WEEKDAYS)),
    *(("weekdays", (day,), plural) for day, (_, plural) in enumerate(WEEKDAYS)),
    *(("month", number, each) for number, each in enumerate(MONTHS, 1)),
    ("working", None, "werktag | arbeitstag | arbeitstages | werktages | wochentag"),
    ("workings", None, "werktags | werktage | arbeitstage | werktagen | arbeitstagen"),
    ("weekend", None, "wochenende | wochenenden | am wochenende | an wochenenden"),
    ("unit", "day", "tag | tage | tagen | tages"),
    ("unit", "week", "woche | wochen"),
    ("unit", "month", "monat | monate | monaten | monats"),
    ("unit", "quarter", "quartal | quartals | quartale | quartalen"),
    ("unit", "year", "jahr | jahre | jahren | jahres"),
    ("unit", "hour", "stunde | stunden"),
    ("unit", "minute", "minute | minuten"),
    ("often", ("day", 1), "täglich | taeglich | tagtäglich"),
    ("often", ("week", 1), "wöchentlich | woechentlich"),
    ("often", ("week", 2), ("vierzehntägig | 14-tägig | vierzehntäglich | 14-täglich"
     " | zweiwöchentlich | zweiwöchig | alle vierzehn tage | alle 14 tage")),
    ("often", ("month", 1), "monatlich"),
    ("often", ("month", 2), "zweimonatlich"),
    ("often", ("quarter", 1), "vierteljährlich | quartalsweise"),
    ("often", ("year", 1), "jährlich | jaehrlich"),
    ("often", ("hour", 1), "stündlich"),
    ("which", "every 6 months on the 1st; every year on the 1st of March and September",
     "halbjährlich | halbjährig"),
    ("which", "on the 15th of each month; on the 10th working day of each month",
     "mitte des monats | monatsmitte"),
    ("which", "on the last day of each month; on the last working day of each month",
     "ende des monats | monatsende | ende jedes monats | zum monatsende"),
    ("which", "on the last day of the quarter; on the last working day of the quarter",
     "ende des quartals | quartalsende"),
    ("which", "on the 1st day of each month; on the 1st working day of each month",
     "anfang des monats | monatsanfang"),
    ("which", "on the 1st day of the quarter; on the 1st working day of the quarter",
     "anfang des quartals | quartalsanfang"),
    ("between", None, "zwischen"),
    ("vague", None, "gegen | etwa | ungefähr | circa | ca | feierabend"),
    ("every", None, "jeden | jeder | jedes | jede | jedem | alle"),
    ("once", None, "einmal | einmalig | nur einmal"),
    ("count", 2, "zweimal"),
    ("count", 3, "dreimal"),
    ("count", 4, "viermal"),
    ("times", None, "mal"),
    ("per", None, "pro | je"),
    ("the", None, "der | die | das | den | dem | des"),
    ("on", None, "am | an | zum"),
    ("at", "um", "um"),
    ("in", None, "im"),
    ("and", None, "und | sowie"),
    ("or", None, "oder"),
    ("from", None, "ab | ab dem | ab der | beginnend am | beginnend mit | erstmals am"),
    ("from", None, "von | vom"),
    ("from", None, "nicht vor | nicht vor dem"),
    ("until", "through", ("bis ende | nicht nach | aber nicht nach | bis einschließlich"
     " | bis zum ende | bis inklusive | nicht nach dem | längstens bis | bis zum ende des")),
    ("until", "until", "bis | bis zum"),
    ("until", "before", "vor | vor dem"),
    ("forever", None, "bis auf weiteres | ab sofort | ab jetzt"),
    ("for", None, "für"),
    ("except", None, ("außer | ausser | außer im | außer am | nicht im | nicht am | ohne"
     " | aber nicht im | aber nicht am | ausgenommen | außer in | außer an")),
    ("day", 0, "heute"),
    ("day", 1, "morgen"),
    ("day", 2, "übermorgen | uebermorgen"),
    ("tonight", None, "heute abend"),
    ("now", None, "jetzt | sofort | gleich | umgehend"),
    ("next", None, "nächsten | nächster | nächste | nächstes | nächstem | naechsten"),
    ("this", None, "diesen | dieser | diese | dieses | kommenden | kommende"),
    ("every_morning", None, "jeden morgen"),
    ("daypart", "morning", "morgens | früh | vormittags | am morgen | am vormittag | vormittag"),
    ("daypart", "afternoon", "nachmittags | am nachmittag | nachmittag"),
    ("daypart", "evening", "abends | am abend | abend"),
    ("daypart", "night", "nachts"),
    ("fixed", (12, 0), "mittag | mittags | am mittag"),
    ("fixed", (0, 0), "mitternacht | um mitternacht"),
    ("past", 15, "viertel nach"),
    ("past", -15, "viertel vor"),
    ("half_to", None, "halb"),
    ("past_word", 1, "nach | minuten nach"),
    ("past_word", -1, "minuten vor"),
    ("oclock", None, "uhr"),
    ("zone", None, f"{_READER} | seiner zeit | ihrer zeit | eigener zeit"),
    ("local", None, "ortszeit | lokaler zeit | lokalzeit"),
    ("zone_noun", None, "zeit"),
    ("filler", None, "danke | ankündigung | nachricht | zeitzone | zu beginn des tages"),
    ("filler", None, "gezählt von montag bis freitag"),
    ("filler", None, ("bitte | senden | sende | schicken | verschicken | versenden | immer"
     " | pünktlich | genau | regelmäßig")),
)  # fmt: skip
