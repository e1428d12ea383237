"""What a password must be."""

import pytest

from traceability.passwords import (
    COMMONEST,
    PasswordIsPhone,
    PasswordTooCommon,
    PasswordTooLong,
    PasswordTooShort,
    StaffPasswordTooShort,
    check_password,
    new_password,
)
from traceability.roles import AGENCY_ROLES, PRODUCER_ROLES, Role

PHONE = "+84912345678"


@pytest.mark.parametrize("role", sorted(PRODUCER_ROLES))
def test_eight_characters_are_enough_for_producers(role):
    check_password("lúa chín", PHONE, [role])


@pytest.mark.parametrize("role", sorted(AGENCY_ROLES))
def test_staff_need_twelve(role):
    with pytest.raises(StaffPasswordTooShort):
        check_password("elevenchars", PHONE, [role])

    check_password("twelve chars", PHONE, [role])


def test_one_role_with_an_agency_is_enough_to_need_twelve():
    with pytest.raises(StaffPasswordTooShort):
        check_password("lúa chín", PHONE, [Role.FARMER, Role.INSPECTOR])


def test_seven_characters_are_too_few():
    with pytest.raises(PasswordTooShort):
        check_password("1234567", PHONE, [Role.FARMER])


def test_five_hundred_characters_are_the_most():
    check_password("ab" * 250, PHONE, [Role.OFFICER])

    with pytest.raises(PasswordTooLong):
        check_password("ab" * 250 + "c", PHONE, [Role.OFFICER])


@pytest.mark.parametrize(
    "typed", ["0912345678", "0912 345 678", "+84912345678", "84912345678", "0912.345.678"]
)
def test_the_phone_number_is_no_password_however_it_is_written(typed):
    with pytest.raises(PasswordIsPhone):
        check_password(typed, PHONE, [Role.FARMER])


@pytest.mark.parametrize(
    "typed", ["12345678", "Matkhau123", "PASSWORD", "aaaaaaaaaaaa", "1234 5678"]
)
def test_what_is_tried_first_is_no_password(typed):
    with pytest.raises(PasswordTooCommon):
        check_password(typed, PHONE, [Role.FARMER])


def test_the_list_holds_nothing_that_is_too_short_anyway():
    assert min(map(len, COMMONEST)) >= 8


def test_a_made_up_password_is_fit_for_everybody_and_never_the_same():
    made = {new_password() for _ in range(50)}

    for password in made:
        check_password(password, PHONE, Role)
    assert len(made) == 50
