"""The diary's sums gate the stamps and are flagged where they do not add up."""

import pytest

from tests.diary import entry, values_of
from tests.filled_forms import filled
from tests.sellable import show
from traceability.calendar import civil_date
from traceability.event_flags import EventFlag
from traceability.event_template import current
from traceability.mass_balance import Imbalance
from traceability.stamps import ExceedsGoods
from webapp.db import db
from webapp.models import Product
from webapp.queries.lots import lot_page
from webapp.usecases.activations.activate import ActivateRange, activate_range


@pytest.fixture
def product(make, cast):
    return show(make, make.product(cast.cooperative))


def pack(lot, count):
    return entry(lot, "packing", values=values_of("packing", pack_count=str(count)))


def harvest(lot, kg, **given):
    return entry(lot, "harvesting", values=values_of("harvesting", quantity=str(kg)), **given)


def test_more_stamps_than_the_goods_fill_are_refused_with_the_numbers(
    make, cast, lot, product, write, now
):
    write(harvest(lot, 100))
    flags = write(pack(lot, 300)).flags
    roll = make.roll(make.order(product, count=300))

    with pytest.raises(ExceedsGoods) as refused:
        activate_range(cast.minh, ActivateRange(roll.id, lot.id, count=103), now=now)
    activate_range(cast.minh, ActivateRange(roll.id, lot.id, count=102), now=now)

    assert Imbalance.MORE_PACKED_THAN_HAD.value in flags
    assert refused.value.details == {
        "supported": 102,
        "packed": 300,
        "activated": 0,
        "wanted": 103,
    }


def test_a_harvest_corrected_downwards_leaves_stamps_without_goods(
    make, cast, lot, product, write, now
):
    first = harvest(lot, 300)
    write(first)
    write(pack(lot, 300))
    roll = make.roll(make.order(product, count=300))
    activate_range(cast.minh, ActivateRange(roll.id, lot.id), now=now)

    corrected = write(harvest(lot, 100, corrects=first.event_id))

    assert EventFlag.MORE_STAMPS_THAN_PACKS in corrected.flags
    assert Imbalance.MORE_PACKED_THAN_HAD.value in corrected.flags


def test_what_was_said_once_is_not_said_with_every_entry(lot, write):
    write(harvest(lot, 100))
    write(pack(lot, 300))

    assert write(harvest(lot, 10)).flags == ()


def test_the_page_shows_the_sum(cast, lot, write, now):
    write(harvest(lot, 100))
    write(pack(lot, 60))

    (line,) = lot_page(cast.lan, lot.id, now=now).balance.sums

    assert (line.harvested, line.available, line.packed) == (100_000, 100_000, 60_000)
    assert line.warnings == ()


def written(group, code, on, **changed):
    return filled(current(group).event(code), on=civil_date(on)) | changed


@pytest.fixture
def lot_of(make, cast):
    """A lot of a group of products, opened by Lan."""

    def opened(group, **given):
        product = show(make, make.product(cast.cooperative, group=group, **given))
        version = current(group).version
        return make.lot(product, opened_by_id=cast.lan.account_id, template_version=version)

    return opened


def test_more_animals_sold_than_came_in_are_flagged_once_and_shown(cast, lot_of, write, now):
    pigs = lot_of("livestock")
    told = Imbalance.MORE_ANIMALS_THAN_STOCKED.value

    def flags_of(code, **changed):
        values = written("livestock", code, now, **changed)
        return write(entry(pigs, code, values=values)).flags

    assert told not in flags_of("stocking", quantity="50")
    assert told not in flags_of("mortality", count="2")
    assert told not in flags_of("selling", animal_count="48")
    assert told in flags_of("mortality", count="1")
    assert told not in flags_of("mortality", count="1")  # said once, by the entry that broke it
    view = lot_page(cast.lan, pigs.id, now=now).balance
    assert [it.code for it in view.warnings] == [told]
    assert (view.herd.stocked, view.herd.dead, view.herd.left) == (50, 4, 48)


def test_feed_for_each_kilogram_of_fish_is_shown(cast, lot_of, write, now):
    pond = lot_of("aquaculture")
    for code, changed in {
        "stocking": {"quantity": "10000"},
        "feeding": {"quantity": "1,3", "quantity_unit": "tonne", "withdrawal_days": "0"},
        "harvesting": {"quantity": "1000", "size": "8"},
    }.items():
        write(entry(pond, code, values=written("aquaculture", code, now, **changed)))

    herd = lot_page(cast.lan, pond.id, now=now).balance.herd

    assert (herd.feed_ratio, herd.sized, herd.remaining) == (1_300, 8_000, 2_000)


def test_goods_that_nobody_delivered_the_makings_of_are_flagged(cast, lot_of, write, now):
    jam = lot_of("processed_food")
    told = Imbalance.NOTHING_BROUGHT.value

    def flags_of(code):
        return write(entry(jam, code, values=written("processed_food", code, now))).flags

    assert told in flags_of("finishing")
    assert told in {it.code for it in lot_page(cast.lan, jam.id, now=now).balance.warnings}
    flags_of("receiving")
    assert not lot_page(cast.lan, jam.id, now=now).balance.warnings


def test_sugar_in_the_flow_is_flagged_by_the_entry_that_tells_it(lot_of, write, now):
    hive, told = lot_of("honey"), EventFlag.FED_IN_FLOW.value

    def flags_of(code, **changed):
        return write(entry(hive, code, values=written("honey", code, now, **changed))).flags

    assert told not in flags_of("feeding", feed="sugar")
    assert told in flags_of("blooming")
    assert told in flags_of("feeding", feed="sugar")
    assert told not in flags_of("feeding", feed="pollen")


def test_a_feeding_corrected_to_pollen_is_not_held_against_the_flow(lot_of, write, now):
    hive, told = lot_of("honey"), EventFlag.FED_IN_FLOW.value
    fed = entry(hive, "feeding", values=written("honey", "feeding", now, feed="sugar"))
    write(fed)
    values = written("honey", "feeding", now, feed="pollen")
    write(entry(hive, "feeding", values=values, corrects=fed.event_id))

    bloom = entry(hive, "blooming", values=written("honey", "blooming", now))

    assert told not in write(bloom).flags


def weigh(group, kg, now):
    """The harvest or extraction of so much, of a group whose packs are weighed."""
    code = "extracting" if group == "honey" else "harvesting"
    return code, written(group, code, now, quantity=str(kg), quantity_unit="kg")


def one_kilo_packs(group, count, now):
    changed = {"pack_size": "1", "pack_size_unit": "kg", "pack_count": str(count)}
    return "packing", written(group, "packing", now, **changed)


@pytest.fixture
def stamp_packed(make, cast, lot_of, write, now):
    """Harvest 100 kg, pack so many packs of a kilogram, and stamp some of them."""

    def stamped(group, name, packed, wanted):
        lot = lot_of(group, name=name)
        told = []
        for code, values in (weigh(group, 100, now), one_kilo_packs(group, packed, now)):
            told += write(entry(lot, code, values=values)).flags
        roll = make.roll(make.order(db.session.get(Product, lot.product_id), count=300))
        activate_range(cast.minh, ActivateRange(roll.id, lot.id, count=wanted), now=now)
        return told

    return stamped


@pytest.mark.parametrize(
    ("group", "name", "most"),
    [
        ("tea", "Chè Shan tuyết Tà Xùa", 28),
        ("tea", "Chè búp Mộc Châu", 28),
        ("coffee", "Arabica Sơn La", 25),
        ("coffee", "Cà phê rang xay", 27),
        ("rice", "Gạo nếp tan", 76),  # 75 kg and two per cent
    ],
)
def test_nobody_stamps_more_dry_goods_than_fresh_ones_give(stamp_packed, group, name, most):
    with pytest.raises(ExceedsGoods) as refused:
        stamp_packed(group, name, 102, most + 1)

    assert refused.value.details["supported"] == most
    assert Imbalance.ABOVE_RECOVERY.value in stamp_packed(group, name, 102, most)
    assert not stamp_packed(group, name, most - 1, most - 1)


@pytest.mark.parametrize(
    ("group", "name"),
    [
        ("fruit_vegetables", "Xoài tròn Yên Châu"),
        ("fruit_vegetables", "Quả sạch"),
        ("honey", "Mật ong bạc hà"),
        ("tea", "Chè búp tươi"),
        ("rice", "Thóc giống"),
    ],
)
def test_what_is_packed_as_it_was_harvested_takes_all_its_stamps(stamp_packed, group, name):
    told = stamp_packed(group, name, 100, 100)

    assert not {Imbalance.ABOVE_RECOVERY, Imbalance.MORE_PACKED_THAN_HAD} & set(told)


@pytest.fixture
def bottled(lot_of, write, now):
    """Extract so much of a product of the hive and bottle it in ones of another unit."""

    def told(name, extracted, packed, by="kg"):
        hive, other = lot_of("honey", name=name), {"kg": "l", "l": "kg"}[by]
        code, values = weigh("honey", extracted, now)
        write(entry(hive, code, values=values | {"quantity_unit": by}))
        code, values = one_kilo_packs("honey", packed, now)
        return hive, write(entry(hive, code, values=values | {"pack_size_unit": other})).flags

    return told


@pytest.mark.parametrize(
    ("by", "packed", "most"),
    [
        ("kg", 80, 73),  # 100 kg and two per cent are 73 litres at 1.38 kg each
        ("l", 150, 147),  # 100 litres at 1.45 kg and two per cent are 147.9 kg
    ],
)
def test_honey_weighed_in_and_sold_by_the_litre_or_the_reverse_is_held_to_what_a_litre_weighs(
    make, cast, bottled, now, by, packed, most
):
    hive, flags = bottled("Mật ong bạc hà", 100, packed, by)
    roll = make.roll(make.order(db.session.get(Product, hive.product_id), count=packed))

    with pytest.raises(ExceedsGoods) as refused:
        activate_range(cast.minh, ActivateRange(roll.id, hive.id, count=most + 1), now=now)
    activate_range(cast.minh, ActivateRange(roll.id, hive.id, count=most), now=now)

    assert Imbalance.MORE_PACKED_THAN_HAD.value in flags
    assert refused.value.details["supported"] == most
    (line,) = lot_page(cast.lan, hive.id, now=now).balance.sums
    assert line.litre_grams == {"kg": 1380, "l": 1450}[by]


def test_honey_that_fits_what_a_litre_weighs_takes_all_its_stamps(make, cast, bottled, now):
    hive, flags = bottled("Mật ong bạc hà", 100, 72)
    roll = make.roll(make.order(db.session.get(Product, hive.product_id), count=72))

    activate_range(cast.minh, ActivateRange(roll.id, hive.id), now=now)

    assert flags == ()


def test_of_which_nobody_knows_what_a_litre_weighs_is_flagged_and_stops_nothing(
    make, cast, bottled, now
):
    hive, flags = bottled("Sữa ong chúa", 100, 90)

    assert flags == (Imbalance.PACKED_UNMEASURED.value,)
    warnings = lot_page(cast.lan, hive.id, now=now).balance.warnings
    assert [it.code for it in warnings] == [Imbalance.PACKED_UNMEASURED.value]
    roll = make.roll(make.order(db.session.get(Product, hive.product_id), count=90))
    activate_range(cast.minh, ActivateRange(roll.id, hive.id), now=now)


def test_the_page_says_what_a_litre_was_counted_as(client_of, cast, bottled):
    hive, _ = bottled("Mật ong bạc hà", 100, 72)
    lan = client_of(cast.lan)

    page = " ".join(lan.get(f"/lots/{hive.id}").text.split())
    english = " ".join(lan.get(f"/lots/{hive.id}", headers={"Accept-Language": "en"}).text.split())

    assert "1 lít tính là 1,38 kg" in page
    assert "99,36 kg" in page
    assert "a litre is counted as 1.38 kg" in english
