"""The words around a metric: how people cut, compare, rank, ask for help, or ask for more."""

from enum import StrEnum

from bot.figures.rules.questions.chat import CHAT


def words(text: str) -> frozenset[str]:
    """Make a set of the words of a text."""
    return frozenset(text.split())


class Sign(StrEnum):
    """What a word does in a question, apart from naming what is asked about."""

    BY = "by"
    WISE = "wise"
    EACH = "each"
    VERSUS = "versus"
    COMPARE = "compare"
    NOT = "not"
    AND = "and"
    OR = "or"
    YEAR_ON_YEAR = "year_on_year"
    PREVIOUS = "previous"
    HIGHEST = "highest"
    LOWEST = "lowest"
    BEST = "best"
    WORST = "worst"
    TREND = "trend"
    MORE = "more"
    HELP = "help"
    DEFINE = "define"
    BENCHMARK = "benchmark"
    OTHERS = "others"
    AMONG = "among"
    STANDS = "stands"
    WHY = "why"
    FORECAST = "forecast"
    WILL = "will"
    UNDECLARED = "undeclared"
    PERSON = "person"
    ANSWERED = "answered"
    VERBATIM = "verbatim"
    ACTION = "action"
    OFF_TOPIC = "off_topic"
    EVERYTHING = "everything"
    FOLLOW_UP = "follow_up"
    ONLY = "only"
    LOST = "lost"
    GAINED = "gained"
    PERCENT = "percent"
    ONE_BEFORE = "one_before"
    YEAR_BEFORE = "year_before"
    CHAT = "chat"
    NOW = "now"
    SO_FAR = "so_far"
    LATEST = "latest"
    DAILY = "day"
    WEEKLY = "week"
    MONTHLY = "month"
    QUARTERLY = "quarter"
    HALF_YEARLY = "half"
    YEARLY = "year"
    FISCAL_QUARTERLY = "fiscal_quarter"
    FISCAL_HALF_YEARLY = "fiscal_half"
    FISCAL_YEARLY = "fiscal_year"


GRAINS = (
    Sign.DAILY,
    Sign.WEEKLY,
    Sign.MONTHLY,
    Sign.QUARTERLY,
    Sign.HALF_YEARLY,
    Sign.YEARLY,
    Sign.FISCAL_QUARTERLY,
    Sign.FISCAL_HALF_YEARLY,
    Sign.FISCAL_YEARLY,
)

SIGNS: dict[Sign, str] = {
    Sign.BY: "by; per; split by; broken down by; broken out by; breakdown by;"
    "grouped by; group by; segmented by; sliced by; cut by; across; split across;"
    "ranked by; ordered by; sorted by; rank by; order by; sort by; in order of",
    Sign.WISE: "wise; breakdown; split; broken down; comparison",
    Sign.EACH: "for each; in each; of each; each; every; by each; list; per each;which; for every",
    Sign.VERSUS: "vs; versus; v; against; compared to; compared with; compare with; compare to;"
    "compare against; compared against; relative to; better than; worse than;"
    "higher than; lower than; up from; down from; than; in comparison to; in comparison with;"
    "compared; more than; less than; up on; down on",
    Sign.MORE: "more; fewer; less; better; change in; changes in; change of; worse; higher;"
    "lower; bigger; smaller; up; down;"
    "going up; going down; gone up; gone down; went up;"
    "are left; is left; left over; we have left; left with;"
    " went down; rise; rising; risen; rose;"
    "fall; falling; fell; fallen; increase; increased; increasing; decrease; decreased;"
    "improve; improved; improving; worsen; worsened; worsening; declined; declining; decline",
    Sign.COMPARE: "between; compare; comparing; difference between; side by side",
    Sign.NOT: "without; excluding; except; except for; other than; not; excl; ex; minus; but not;"
    "apart from; leaving out; exclude; no; w/o; wo; omitting; omit; skipping; skip; leave out;"
    "bar; sans; take out; taking out; disregarding; aside from; not in; not from; not with; not "
    "including; not counting; non; all but; ignoring;"
    "everyone but; everything but; all except; outside; outside of; besides",
    Sign.AND: "and; plus; ,; as well as; along with; together with",
    Sign.OR: "or",
    Sign.YEAR_ON_YEAR: "yoy; same period of last year; year over year;"
    "year on year; vs year ago; versus year ago;"
    "compared to year ago; compared with year ago; vs same period last year;"
    "same period last year; vs same time last year; same time last year; than year ago;"
    "vs prior year; vs previous year; versus prior year; on year",
    Sign.YEAR_BEFORE: "year before; year earlier; year prior; year before that; previous year's",
    Sign.ONE_BEFORE: "one before; previous one; one before that; before that; preceding one;"
    "previous period; prior period; last period; period before; period before that; one prior",
    Sign.PREVIOUS: "vs previous period; pop; period over period; period on period;"
    "vs prior period; vs period before; than period before; vs last period;"
    "compared to previous period; compared to period before; versus previous period",
    Sign.LOST: "lost; lose; losing; left; leave; leaving; churned; cancelled; canceled;"
    "quit; quitting; gone; went away; walked away; dropped off; dropped out; departed; defected;"
    "terminated; bailed; jumped ship; fall away; fell away; cancelling; canceling",
    Sign.GAINED: "won; win; winning; gained; gain; gaining; added; adding; signed; signed up;"
    "joined; join; landed; onboarded; acquired; acquire; brought in; bring in; picked up;"
    "came on board; come on board; started; signing; added on; new ones",
    Sign.PERCENT: "percent; percentage; pct; share; proportion; portion; fraction; part of;"
    "how much of; percentages; shares; percentage share; percent share; share of total;"
    "percent of total; percentage of; as percent; in percent; contribution; contribute;"
    "contributes; relative share",
    Sign.NOW: "current; currently; right now; now; at moment; at present; presently; as of now;"
    "rn; as of today; as at today; these days; nowadays; at this moment",
    Sign.LATEST: "latest; most recent; newest",
    Sign.SO_FAR: "so far; up to now; until now; to date; as yet",
    Sign.CHAT: CHAT,
    Sign.ONLY: "only; just only; restricted to; limited to; limit to; restrict to; narrow to;"
    "narrowed to; filter to; filter on; filtered to; filtered by; filter by; filter for;"
    "just for; solely; exclusively",
    Sign.HIGHEST: "top; highest; biggest; largest; most; leading; greatest; max; maximum",
    Sign.LOWEST: "bottom; lowest; smallest; fewest; least; min; minimum",
    Sign.BEST: "best; strongest; best performing; healthiest",
    Sign.WORST: "worst; weakest; poorest; worst performing",
    Sign.TREND: "trend; develop; evolve; trends; over time; history; trended; timeline;"
    "evolution; time series;"
    "trending; evolved; developing; development of; over last years; month after month;"
    "progression; curve",
    Sign.HELP: "help; what can you do; what can you tell me; what can i ask; commands; metrics;"
    "what metrics do you know; which metrics; list metrics; what do you know; how do you work;"
    "what else can you do; what can i ask you; examples; hello; capabilities; metric; menu;"
    "what are you able to do; who are you; what are you; good morning",
    Sign.DEFINE: "mean; means; meaning; define; definition; defined; calculated; calculate;"
    "computed; compute; formula; explain; stand for; stands for; calculation; worked out;"
    "definition of; meaning of; how is calculated; what counts as; counted; measured;"
    "work out; works out; how do you work out; how do we work out; come from; comes from; get "
    "to; arrive at; arrived at; goes into;"
    "go into; behind; included in; include; includes; included; consist of; consists of;"
    "made up of; composed of; derive; derived; methodology; logic; mean by; made of;"
    "count as; counts as; explanation; explanation of; explained; definitions; how exactly is;"
    "inclusive of; comprise; comprises; understand by; understood by; describe",
    Sign.BENCHMARK: "benchmark; benchmarks; good; normal; typical; healthy; industry average;"
    "industry; best in class; acceptable; average for industry;"
    "standard; is that good; bad; usual",
    Sign.AMONG: "how do we compare; do we compare; how do we stack up; stack up; stacks up;"
    "stacking up; how are we compared; percentile; peer group; how do we measure up; measure up;"
    "measures up; peer comparison; compare with peers; benchmark against; benchmarked against",
    Sign.STANDS: "where do we stand; where we stand; do we stand; we stand; where does it stand;"
    "place among; standing among; where do we rank; how do we rank; do we rank",
    Sign.OTHERS: "others; other partners; other; peers; peer; rest; other resellers;"
    "everyone else; everybody else; other msps; other vars; competitors; other companies;"
    "rest of partners",
    Sign.WHY: "why; reason; reasons; cause; caused; causes; causing; drives; driving; driver;"
    "drivers; root cause; how come; explain why; because; responsible for",
    Sign.FORECAST: "forecast; forecasts; forecasted; predict; predicted; prediction; projected;"
    "projection; project; outlook; going to be; estimate; estimated; extrapolate; expect;"
    "expected; if; what if; simulate; scenario; target; targets; budget; on track; quota;"
    "goal; goals",
    Sign.WILL: "will; be due; going to",
    Sign.UNDECLARED: "country; countries; industry vertical; vertical; verticals; city; cities;"
    "state; states; account manager; account managers; partner manager; partner managers;"
    "employee; employees; headcount; channel; channels; currency; currencies; language;"
    "languages; seat; seats; user; users; cohort; cohorts; device; devices; contract type;"
    "payment method; rank; ranked; ranking; manager; managers;"
    "sales rep; rep; reps; age; gender; postcode; zip",
    Sign.PERSON: "who; whose; whom; which contact; which contacts; which person; which people;"
    "name; names; named; individual; individuals; respondent; respondents; identity; by name;"
    "person; people; contact; contacts; each person; which customer; which customers; somebody;"
    "list of customers; list customers; list all customers; list of clients; customer list;"
    "customers list; names of customers; customer names; list of accounts; list clients",
    Sign.ANSWERED: "answered; gave; said; say; rated; voted; responded; scored; replied; wrote;"
    "complained; answer; reply; respond; rate us; vote; unhappy; commented; write",
    Sign.VERBATIM: "comment; comments; verbatim; verbatims; individual answers; individual scores;"
    "individual responses; individual answer; individual response; raw answers; raw responses;"
    "raw scores; single answers; every answer; each answer; all answers; detractor names;"
    "names of detractors; list detractors; list of detractors; list promoters; email addresses;"
    "emails of; free text; list respondents; list of respondents",
    Sign.ACTION: "book; email; schedule; remind; delete; remove; change; set; update;"
    "upgrade; downgrade; invite; cancel; order; approve; create; assign; move; raise; call;"
    "send an; send email; send mail; send message; send newsletter; send reminder; send;"
    "send him; send her; send them; send it to; send this to; email me; mail me;"
    "promote; demote; register; buy; edit; write email; draft; forward; export; add; drop;"
    "terminate; renew; reset; subscribe; unsubscribe; enable; disable; rename; merge; refund;"
    "pay; meeting; ping; notify; arrange; launch; publish; start survey; open survey; tell acme",
    Sign.OFF_TOPIC: "weather; joke; jokes; news; lunch; dinner; football; soccer; recipe; poem;"
    "movie; movies; song; translate; stock price; stock market; bitcoin; president; capital of;"
    "what time; vacation; salary; salaries; restaurant; sing; story; chatgpt; python; sql;"
    "password; passwords; select; temperature; rain; sports; horoscope; pizza; coffee; flight;"
    "hotel; wifi; parking; homework; essay; wikipedia; google; birthday; printer; credentials",
    Sign.EVERYTHING: "total; overall; whole; entire; programme; program; programwide; everyone;"
    "everybody; company; companywide; company wide; global; globally; worldwide; network;"
    "vendor; combined; aggregate; in total; altogether; whole company; organisation wide; sum;"
    "organisation; organization; whole channel; entire channel; partner programme; mean of all;"
    "partner program; across the board; all together; channel programme; channel program",
    Sign.FOLLOW_UP: "what about; how about; also; same for; same; now for; then; and what about;"
    "and for; and how about; instead; but for; same but; same with; same thing for; ditto for;"
    "rather; make it; make that; switch to; change to; i meant; i mean; no i meant; sorry i meant;"
    "no i mean; just; but; likewise for; repeat for; again for; do same for; same question for",
    Sign.DAILY: "daily; by day; per day; each day; day by day; every day; day on day",
    Sign.WEEKLY: "weekly; by week; by wk; per wk; per week;"
    "each week; week by week; every week; over weeks",
    Sign.MONTHLY: "monthly; by month; by mth; per mth; by mo; by mths;"
    "per month; each month; month by month; every month;"
    "month to month; for each month; over months; across months; in each month; by months;"
    "each month end; month end; month ends; every month end; end of each month;"
    "end of every month; by month end; per month end; monthend",
    Sign.QUARTERLY: "quarterly; by quarter; per quarter; each quarter; quarter by quarter;"
    "every quarter; for each quarter; across quarters; over quarters; by quarters; by qtr;"
    "each quarter end; quarter end; quarter ends; every quarter end; end of each quarter;"
    "end of every quarter; by quarter end; per quarter end; per qtr; each qtr",
    Sign.YEARLY: "yearly; by year; by yr; per yr; per year;"
    "each year; year by year; every year; annually;"
    "for each year; by years; over years; each year end; year ends; every year end;"
    "end of each year; end of every year; by year end",
    Sign.HALF_YEARLY: "half yearly; half-yearly; by half; by half year; per half; per half year;"
    "each half; each half year; every half year; half by half; biannually; semi annually;"
    "by halves; by half years; semiannually; every six months; every half",
    Sign.FISCAL_QUARTERLY: "by fiscal quarter; per fiscal quarter; each fiscal quarter;"
    "every fiscal quarter; by financial quarter; by fiscal quarters; fiscal quarterly",
    Sign.FISCAL_HALF_YEARLY: "by fiscal half; per fiscal half; each fiscal half;"
    "by fiscal half year; every fiscal half; by fiscal halves",
    Sign.FISCAL_YEARLY: "by fiscal year; per fiscal year; each fiscal year; every fiscal year;"
    "by fy; per fy; each fy; every fy; by fiscal years; by financial year; per financial year;"
    "fiscal yearly",
}

STEP_BACK = {"mom": "month", "qoq": "quarter", "wow": "week", "month over month": "month",
             "quarter over quarter": "quarter", "week over week": "week",
             "month on month": "month", "quarter on quarter": "quarter",
             "week on week": "week", "half on half": "half", "hoh": "half"}  # fmt: skip

SAME_LAST_YEAR = {
    f"same {unit}{of} {last} year": unit
    for unit in ("month", "quarter", "week", "half")
    for of in ("", " of", " in")
    for last in ("last", "previous", "prior")
}
"""The unit that runs now is held against itself a year before."""

CURRENCIES = {
    "USD": "usd; dollars; dollar; us dollars; us dollar",
    "EUR": "€; eur; euro; euros",
    "GBP": "£; gbp; pound; pounds; sterling; british pounds",
    "JPY": "¥; jpy; yen",
    "CHF": "chf; francs; swiss francs",
    "AUD": "aud; australian dollars",
    "CAD": "cad; canadian dollars",
    "INR": "inr; rupees",
    "SEK": "sek; kronor",
    "PLN": "pln; zloty",
}

DROPPED = words("the a an our my your")
OWN = words("our my we ours mine own")
PLACES = words("of for in on at from with among amongst during over within to into inside under")
"""Small words that lead what follows: they end a list, and mean nothing else."""

ASKING = words("how what whats hows many much")
"""Said twice, these ask twice."""
STOPS = words(
    "is are was were be been being am it its show shows give tell get gimme me"
    " us we i you they there do does did done have has had having can could would should "
    " please pls plz thanks thank hey hi bot drumbeat look looks looking like see want wanna need"
    " know let lets as when where that these those their his her him she he still ok okay amount"
    " value values figure data stat stats status report reporting quick quickly again here any"
    " some all wave waves ours mine own yes well really actually exactly"
    " respect regard regarding concerning view display pull fetch run check query question"
    " ask asking curious wondering interested kindly team folks guys via using based "
    " timeframe got made makes um uh er hmm erm tbh btw fyi asap lol oh ah yeah yep"
    " sorry basically literally honestly simply maybe perhaps dear hiya morning evening afternoon"
    " cheers thx ta yo dude bro man wheres u ur im ive id pal mate bitte danke quite "
    "pretty needs wants"
    " asks asked wondered seeing getting showing giving telling looked exact possible"
    " approximately ballpark approx about so out roughly"
)
