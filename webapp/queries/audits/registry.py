"""Every noun that the ledger speaks of. One more noun is one more line here."""

from typing import Final

from webapp.queries.audits.area_codes import AREA_CODES
from webapp.queries.audits.catalogue import PLACES, PRODUCTS
from webapp.queries.audits.certificates import CERTIFICATES
from webapp.queries.audits.checklists import CHECKLISTS
from webapp.queries.audits.covered_codes import COVERED_CODES
from webapp.queries.audits.displays import DISPLAYS
from webapp.queries.audits.event_templates import EVENT_TEMPLATES
from webapp.queries.audits.events import EVENTS
from webapp.queries.audits.flags import FLAGS
from webapp.queries.audits.input_registers import INPUT_REGISTERS
from webapp.queries.audits.laboratory_limits import LABORATORY_LIMITS
from webapp.queries.audits.lots import LOTS
from webapp.queries.audits.objections import OBJECTIONS
from webapp.queries.audits.organisations import ORGANISATIONS
from webapp.queries.audits.paper_pages import PAPER_PAGES
from webapp.queries.audits.people import PEOPLE
from webapp.queries.audits.rows import Noun
from webapp.queries.audits.signing_keys import SIGNING_KEYS
from webapp.queries.audits.stamp_orders import STAMP_ORDERS
from webapp.queries.audits.stamp_supplies import STAMP_PROGRAMMES, STAMP_SUPPLIERS

NOUNS: Final[tuple[Noun, ...]] = (
    EVENTS,
    OBJECTIONS,
    PAPER_PAGES,
    STAMP_ORDERS,
    COVERED_CODES,
    SIGNING_KEYS,
    STAMP_SUPPLIERS,
    STAMP_PROGRAMMES,
    FLAGS,
    DISPLAYS,
    LOTS,
    CERTIFICATES,
    CHECKLISTS,
    ORGANISATIONS,
    PEOPLE,
    PRODUCTS,
    PLACES,
    AREA_CODES,
    INPUT_REGISTERS,
    LABORATORY_LIMITS,
    EVENT_TEMPLATES,
)
