"""Passwords: hashed with argon2id, checked at the same cost for nobody."""

import pytest

from webapp.config import PasswordCost
from webapp.gateways.passwords import Passwords


@pytest.fixture
def passwords() -> Passwords:
    return Passwords(PasswordCost(memory_kib=8, passes=1, lanes=1))


def test_a_password_is_known_again(passwords):
    kept = passwords.hash("mot mat khau dai")

    assert kept.startswith("$argon2id$")
    assert passwords.check("mot mat khau dai", kept)
    assert not passwords.check("mat khau khac", kept)


@pytest.mark.parametrize("kept", [None, "!", ""])
def test_an_account_without_a_password_lets_nobody_in(passwords, kept):
    assert not passwords.check("", kept)
    assert not passwords.check("!", kept)


def test_the_cost_of_a_real_installation_is_the_one_recommended():
    kept = Passwords(PasswordCost()).hash("x")

    assert "m=19456,t=2,p=1" in kept
