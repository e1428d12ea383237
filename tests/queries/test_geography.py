"""Provinces and communes to choose from."""

from webapp.queries.geography import public_communes, public_provinces


def test_provinces_come_in_the_order_of_their_names(make):
    make.province("14", "Sơn La")
    make.province("48", "Đà Nẵng")

    assert public_provinces() == (("48", "Đà Nẵng"), ("14", "Sơn La"))


def test_communes_are_those_of_the_province(make):
    make.commune("03646")
    make.commune("91901", province="19")

    assert public_communes("14") == (("03646", "Mường Và"),)
    assert public_communes("99") == ()
