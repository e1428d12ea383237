"""Taking reports: once, with a receipt that cannot be guessed, and never an empty one."""

import threading
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.conftest import Clock
from tests.makers import NOW, Maker
from traceability.keyring import SerialPlace
from traceability.receipts import read_receipt
from traceability.reports import ReportKind
from traceability.roles import Actor
from webapp.db import db
from webapp.models import Report, ReportPhoto, StoredFile
from webapp.models.file import Visibility
from webapp.usecases.reports import (
    EmptyReport,
    FileReport,
    ReportedPhoto,
    TooManyPhotos,
    file_report,
)

TOLD = FileReport(device="phone", kind=ReportKind.SUSPECTED_FAKE, words="Bao bì khác hẳn")


def send(command: FileReport, now: datetime) -> str:
    return file_report(Actor.public(), command, "a secret", now=now)


def count(table: type[Report] | type[ReportPhoto]) -> int:
    return db.session.execute(select(func.count()).select_from(table)).scalar_one()


def photo(make: Maker, letter: str) -> ReportedPhoto:
    for sha in (letter * 64, letter.upper() * 64):
        make._keep(
            StoredFile(
                sha256=sha,
                media_type="image/jpeg",
                size=1,
                visibility=Visibility.INTERNAL,
                created_at=NOW,
            )
        )
    return ReportedPhoto(letter * 64, letter.upper() * 64)


def test_a_report_is_kept_and_gets_a_receipt(app: Flask, now: datetime) -> None:
    receipt = send(TOLD, now)

    kept = db.session.execute(select(Report)).scalar_one()
    assert read_receipt(receipt) == receipt == kept.receipt
    assert (kept.words, kept.state.value, kept.reported_at) == (TOLD.words, "reported", now)


def test_a_choice_alone_is_not_a_report(app: Flask, now: datetime) -> None:
    empty = FileReport(device="phone", kind=ReportKind.NO_STAMP, contact="0912345678")

    with pytest.raises(EmptyReport):
        send(empty, now)


@pytest.mark.parametrize("told", ["code_text", "product_name", "shop", "market", "words"])
def test_any_one_thing_told_is_enough(told: str, app: Flask, now: datetime) -> None:
    command = replace(TOLD, words=None) if told != "words" else TOLD

    assert send(replace(command, **{told: "x"}), now)


def test_a_photo_alone_is_enough(app: Flask, make: Maker, now: datetime) -> None:
    send(replace(TOLD, words=None, photos=(photo(make, "a"),)), now)

    assert count(ReportPhoto) == 1


def test_the_same_photo_twice_is_kept_once(app: Flask, make: Maker, now: datetime) -> None:
    one = photo(make, "a")

    send(replace(TOLD, photos=(one, one)), now)

    assert count(ReportPhoto) == 1


def test_four_photos_are_too_many(app: Flask, now: datetime) -> None:
    photos = tuple(ReportedPhoto(str(n), str(n)) for n in range(4))

    with pytest.raises(TooManyPhotos):
        send(replace(TOLD, photos=photos), now)


def test_the_same_sent_twice_is_one_report(app: Flask, now: datetime) -> None:
    first = send(TOLD, now)
    again = send(TOLD, now + timedelta(minutes=9, seconds=59))

    assert again == first
    assert count(Report) == 1


@pytest.mark.parametrize(
    "other",
    [
        replace(TOLD, device="another"),
        replace(TOLD, words="Khác"),
        replace(TOLD, kind=ReportKind.BAD_QUALITY),
    ],
)
def test_another_sender_or_another_word_is_another_report(
    other: FileReport, app: Flask, now: datetime
) -> None:
    assert send(TOLD, now) != send(other, now)
    assert count(Report) == 2


def test_the_same_words_later_are_a_new_report(app: Flask, now: datetime) -> None:
    assert send(TOLD, now) != send(TOLD, now + timedelta(minutes=11))


def test_a_receipt_needs_the_secret(app: Flask, now: datetime) -> None:
    ours = send(TOLD, now)

    other = file_report(Actor.public(), TOLD, "another secret", now=now + timedelta(minutes=10))

    assert other != ours


def test_a_report_about_our_stamp_names_its_holder(app: Flask, make: Maker, now: datetime) -> None:
    order = make.order()
    place = SerialPlace(order.key_id, order.first)

    send(replace(TOLD, place=place, code_text="x"), now)

    kept = db.session.execute(select(Report)).scalar_one()
    assert kept.organisation_id == order.organisation_id
    assert (kept.key_id, kept.counter) == (order.key_id, order.first)


def test_a_province_that_is_none_of_ours_is_left_out(app: Flask, now: datetime) -> None:
    send(replace(TOLD, province_code="99"), now)

    assert db.session.execute(select(Report.province_code)).scalar_one() is None


@pytest.mark.committed
def test_two_at_the_same_moment_are_one_report(committed_app: Flask, clock: Clock) -> None:
    receipts: list[str] = []
    together = threading.Barrier(4)

    def press() -> None:
        with committed_app.app_context():
            together.wait()
            receipts.append(send(TOLD, clock()))

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with committed_app.app_context():
        assert count(Report) == 1
    assert len(receipts) == 4
    assert len(set(receipts)) == 1
