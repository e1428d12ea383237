"""The score of a diary: what it tells apart, what it never blames, and that its sums are shown."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.diaries import SETTINGS, Setting, auc, back_filled, honest, measured, seeded
from traceability.diary_score import DiaryScore, ScoreLevel, ToldEntry, score_diary

BEGIN = datetime(2026, 3, 1, 1, 0, tzinfo=UTC)
NIGHT = datetime(2026, 7, 1, 13, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def on_day(number: float, written: datetime | None = None, **given) -> ToldEntry:
    """Work of that day, received when it was written, which is the same evening unless told."""
    at = BEGIN + number * DAY
    return ToldEntry(at, written or at + timedelta(hours=9), **given)


def night_before(count: int = 40, **given) -> list[ToldEntry]:
    """A season of 110 days made up in one evening on the web."""
    minute = timedelta(minutes=1)
    return [
        on_day(number * 110 / count, NIGHT + number * minute, **given) for number in range(count)
    ]


def codes(score: DiaryScore) -> list[str]:
    return [reason.code for reason in score.reasons]


def details(score: DiaryScore, code: str) -> dict:
    return dict(next(reason.details for reason in score.reasons if reason.code == code))


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda it: it.name)
@pytest.mark.parametrize("seed", range(5))
def test_back_filled_diaries_are_told_from_honest_ones(setting, seed):
    low, high = measured(setting, seed)

    assert auc(low, high) >= 0.95


def test_a_diary_kept_in_time_has_no_points_and_no_reasons():
    score = score_diary([on_day(number) for number in range(40)])

    assert (score.points, score.level, score.reasons) == (0, ScoreLevel.USUAL, ())


def test_a_diary_without_entries_has_no_points():
    assert score_diary([]).points == 0


def test_a_diary_made_up_in_one_evening_is_to_be_asked_about():
    score = score_diary(night_before())

    assert score.points >= 80
    assert score.level is ScoreLevel.ASK


def test_the_reasons_show_what_was_counted():
    kept = [on_day(111 + number / 10) for number in range(6)]

    score = score_diary([*night_before(34), *kept])

    assert details(score, "diary_score.burst") == {
        "count": 34,
        "total": 40,
        "minutes": 33,
        "day": date(2026, 7, 1),
        "days": 122,
    }
    assert details(score, "diary_score.late") == {"count": 34, "total": 40, "days": 122}


def test_the_longest_delay_is_counted_by_the_calendar_as_entries_say_it():
    written = BEGIN + timedelta(days=87, hours=21)  # the next morning, a day by the calendar more

    score = score_diary([on_day(0, written)])

    assert details(score, "diary_score.late")["days"] == 88


def test_the_points_are_the_sum_of_their_parts():
    score = score_diary([*night_before(), on_day(3, device=NIGHT + 400 * DAY)])

    assert score.points == score.delay + score.burst + score.clock
    assert min(score.delay, score.burst, score.clock) > 0


def test_a_phone_that_was_away_for_weeks_sends_an_honest_diary():
    written = [(on_day(number), on_day(number).received) for number in range(40)]
    sent_at_once = [replace(it, received=NIGHT, device=device) for it, device in written]

    score = score_diary(sent_at_once)

    assert score.points == 0
    assert codes(score) == ["diary_score.away"]


def test_a_phone_that_wrote_everything_last_night_sends_no_honest_one():
    score = score_diary([replace(it, device=it.received) for it in night_before()])

    assert score.level is ScoreLevel.ASK


@pytest.mark.parametrize("days", [400, -400])
def test_a_clock_that_was_changed_is_told_and_does_not_hide_the_burst(days):
    changed = [replace(it, device=it.received + days * DAY) for it in night_before()]

    score = score_diary(changed)

    assert details(score, "diary_score.clock") == {"count": 40, "total": 40, "days": 400}
    assert score.points >= score_diary(night_before()).points
    assert "diary_score.burst" in codes(score)


def test_no_phone_wrote_in_a_lot_before_the_server_opened_it():
    """Somebody who sets the clock back for each entry opened the lot last night all the same."""
    pretended = [replace(it, device=it.claimed + timedelta(hours=3)) for it in night_before()]
    lately = [it for it in pretended if NIGHT - it.claimed < 80 * DAY]

    score = score_diary(lately, opened_at=NIGHT - timedelta(minutes=10))

    assert score.level is ScoreLevel.ASK
    assert details(score, "diary_score.clock")["count"] == len(lately)


def test_paper_explains_the_delay_and_the_burst_stays_to_be_seen():
    copied, made_up = score_diary(night_before(from_paper=True)), score_diary(night_before())

    assert copied.points < made_up.points / 2
    assert details(copied, "diary_score.burst_from_paper")["paper"] == 40
    assert details(copied, "diary_score.paper") == {"count": 40}


def test_a_clerk_who_comes_each_week_makes_nobody_late():
    helped = [
        on_day(number, BEGIN + (number // 7 + 1) * 7 * DAY, by_clerk=True) for number in range(40)
    ]

    score = score_diary(helped)

    assert score.points == 0
    assert codes(score) == ["diary_score.clerk"]


def test_a_clerk_who_made_up_the_season_is_seen():
    assert score_diary(night_before(by_clerk=True)).level is ScoreLevel.ASK


def test_two_entries_written_late_are_no_matter():
    late = [on_day(1, BEGIN + 12 * DAY), on_day(2, BEGIN + 12 * DAY)]

    score = score_diary([*late, *(on_day(number) for number in range(3, 30))])

    assert score.level is ScoreLevel.USUAL
    assert "diary_score.burst" not in codes(score)


@given(st.integers(0, 10_000), st.sampled_from(SETTINGS), st.floats(0, 300), st.booleans())
def test_an_entry_written_in_time_never_raises_the_score(seed, setting, day, is_made_up):
    diary = (back_filled if is_made_up else honest)(seeded(seed), setting)

    more = score_diary([*diary, on_day(day)])

    assert more.points <= score_diary(diary).points


@given(st.integers(0, 10_000), st.sampled_from(SETTINGS), st.randoms(use_true_random=False))
def test_the_order_of_entries_does_not_matter(seed, setting, shuffler):
    diary = list(back_filled(seeded(seed), setting))
    in_order = score_diary(diary)

    shuffler.shuffle(diary)

    assert score_diary(diary) == in_order


MOMENTS = st.integers(-1_000_000, 1_000_000).map(lambda it: BEGIN + timedelta(minutes=it))
ENTRIES = st.builds(ToldEntry, MOMENTS, MOMENTS, st.none() | MOMENTS, st.booleans(), st.booleans())


@given(st.lists(ENTRIES, max_size=30), st.none() | MOMENTS)
def test_any_diary_has_between_nought_and_a_hundred_points(entries, opened_at):
    score = score_diary(entries, opened_at=opened_at)

    assert 0 <= score.points <= 100
    assert score.points == 0 or score.reasons


def test_the_settings_are_what_their_names_say():
    many = [it for seed in range(30) for it in honest(seeded(seed), Setting("", 0.2, 0.15))]

    assert 0.15 < sum(it.by_clerk for it in many) / len(many) < 0.25
    assert 0.1 < sum(it.from_paper for it in many) / len(many) < 0.2
