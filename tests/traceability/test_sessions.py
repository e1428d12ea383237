"""How long whose session lasts."""

import pytest

from traceability.roles import AGENCY_ROLES, Role
from traceability.sessions import FIELD, STAFF, lasting


@pytest.mark.parametrize("role", [Role.FARMER, Role.CLERK, Role.MANAGER, None])
def test_people_in_the_field_stay_signed_in(role: Role | None) -> None:
    assert lasting(role) is FIELD


@pytest.mark.parametrize("role", sorted(AGENCY_ROLES))
def test_staff_of_agencies_sign_in_each_day(role: Role) -> None:
    assert lasting(role) is STAFF
