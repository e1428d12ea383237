"""Growing-area codes for tests: granted for China, with a yield of ten tonnes."""

from datetime import date
from typing import Any
from uuid import uuid4

from traceability.area_codes import AreaCodeFacts, AreaCodeKind, AreaCodeScheme, AreaCodeStatus
from webapp.models import AreaCode, AreaCodeConsent
from webapp.usecases.area_codes import RegisterAreaCode

TONNE = 1_000_000  # thousandths of a kilogram


def facts(**given: Any) -> AreaCodeFacts:
    """What stands in the document."""
    said = {
        "kind": AreaCodeKind.GROWING_AREA,
        "code": "VN-SLOR-0001",
        "scheme": AreaCodeScheme.EXPORT,
        "markets": frozenset({"china"}),
        "authority": "Cục Bảo vệ thực vật",
        "crop": "Nhãn",
        "yield_thousandths": 10 * TONNE,
        "issued_on": date(2026, 1, 10),
    } | given
    return AreaCodeFacts(**said)


def registration(holder: Any, **given: Any) -> RegisterAreaCode:
    """A form that registers a code."""
    said = {
        "area_code_id": uuid4(),
        "holder_id": holder.id,
        "status": AreaCodeStatus.GRANTED,
        "reason": "Văn bản 12",
    } | given
    known = {name: said.pop(name) for name in list(said) if name in _FACTS}
    return RegisterAreaCode(facts=facts(**known), **said)


_FACTS = frozenset(AreaCodeFacts.__dataclass_fields__)


def area_code(make: Any, holder: Any, **given: Any) -> AreaCode:
    """A row that is there already."""
    said = {
        "kind": AreaCodeKind.GROWING_AREA,
        "code": f"VN-SLOR-{uuid4().hex[:6].upper()}",
        "scheme": AreaCodeScheme.EXPORT,
        "markets": "china",
        "crop": "Nhãn",
        "authority": "Cục Bảo vệ thực vật",
        "yield_thousandths": 10 * TONNE,
        "issued_on": date(2026, 1, 10),
        "status": AreaCodeStatus.GRANTED,
        "holder_id": holder.id,
        "registered_at": make.now,
    } | given
    return make._keep(AreaCode(**said))


def consent(make: Any, code: AreaCode, user: Any, **given: Any) -> AreaCodeConsent:
    """A consent that is there already, since the beginning of the year."""
    said = {
        "area_code_id": code.id,
        "organisation_id": user.id,
        "valid_from": date(2026, 1, 1),
        "given_at": make.now,
    } | given
    return make._keep(AreaCodeConsent(**said))
