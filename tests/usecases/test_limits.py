"""Limits count in the database, window by window."""

from datetime import timedelta

import pytest

from traceability.roles import Actor
from webapp.usecases.limits import (
    CountTry,
    Limit,
    TooManyTries,
    count_try,
    forget_old_counts,
    try_once,
)

THREE = Limit("test", 3, 60)
NOBODY = Actor.public()


def test_the_try_after_the_last_allowed_one_is_refused_with_the_time_to_wait(app, now):
    for _ in range(3):
        try_once(NOBODY, CountTry(THREE, "192.0.2.1"), now=now)

    with pytest.raises(TooManyTries) as refusal:
        try_once(NOBODY, CountTry(THREE, "192.0.2.1"), now=now)

    assert 0 < refusal.value.details["retry_after"] <= 60


def test_others_are_not_counted_along(app, now):
    for _ in range(3):
        try_once(NOBODY, CountTry(THREE, "192.0.2.1"), now=now)

    try_once(NOBODY, CountTry(THREE, "192.0.2.2"), now=now)


def test_the_next_window_begins_anew(app, now):
    for _ in range(3):
        try_once(NOBODY, CountTry(THREE, "192.0.2.1"), now=now)

    try_once(NOBODY, CountTry(THREE, "192.0.2.1"), now=now + timedelta(seconds=60))


def test_counts_of_windows_that_are_over_are_forgotten(app, now):
    count_try(NOBODY, CountTry(THREE, "192.0.2.1"), now=now)

    assert forget_old_counts(Actor.system(), now=now) == 0
    assert forget_old_counts(Actor.system(), now=now + timedelta(seconds=61)) == 1
