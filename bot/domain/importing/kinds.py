"""Every kind of file that can be imported, in the order in which they build on each other."""

from bot.domain.importing.fields import Kind
from bot.domain.importing.kinds_books import COSTS, RATES, REVENUE, TOUCHES
from bot.domain.importing.kinds_people import CONTACTS, CUSTOMERS, PARTNER_HISTORY, PARTNERS
from bot.domain.importing.kinds_subscriptions import SUBSCRIPTIONS, TERMS, TRIALS
from bot.domain.importing.kinds_surveys import RESPONSES

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        PARTNERS,
        PARTNER_HISTORY,
        CONTACTS,
        CUSTOMERS,
        RATES,
        SUBSCRIPTIONS,
        TERMS,
        TRIALS,
        REVENUE,
        COSTS,
        TOUCHES,
        RESPONSES,
    )
}
