"""The people of the sample programme whom a visitor may want to be."""

from bot.people.store.people import principal_by_id
from bot.store.sessions import Database
from drumbeat.demo.ports import Persona
from drumbeat.demo.sample.people import MANAGERS
from drumbeat.demo.sample.world import VENDOR, VENDOR_SLUG

TELLING = {
    "acme-it-01": "Technical work at Acme IT Services, a Gold partner",
    MANAGERS[0]: f"Partner manager at {VENDOR}, looks after Acme IT Services",
    f"{VENDOR_SLUG}-01": f"Administrator of the programme at {VENDOR}",
    MANAGERS[1]: f"Looks after Bluepeak Managed IT at {VENDOR}, another manager",
    "bluepeak-02": "Sales at Bluepeak Managed IT, a Platinum partner",
    "bluepeak-04": "Marketing at Bluepeak Managed IT, reads German",
    "northwind-msp-03": "Executive at Northwind MSP, a Silver partner",
    "contoso-04": "Marketing at Contoso Cloud Partners, a Gold partner",
    "tailspin-05": "Development at Tailspin Telecom, a Bronze partner",
    "litware-02": "Sales at Litware MSP, a Bronze partner",
    f"{VENDOR_SLUG}-07": f"Technical work at {VENDOR}, neither manager nor administrator",
}
"""Contact ids with who they are, the most telling first; the same for every seed."""


async def telling_personas(database: Database) -> tuple[Persona, ...]:
    """Return the people one can be in the demo, a few telling ones first."""
    found = []
    async with database.read() as session:
        for contact_id, description in TELLING.items():
            person = await principal_by_id(session, contact_id)
            if person is not None:
                found.append(Persona(contact_id, person.name, description, person.zone))
    return tuple(found)
