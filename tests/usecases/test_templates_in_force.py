"""What is in force: for new lots, in every process, and before a release of the same number."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tests.conftest import dispose, make_app
from tests.diary import HOST, entry
from tests.makers import Maker
from tests.silk import event, field, silk, silk_file
from tests.statements import counted_statements
from tests.uploads import put_in_force, upload
from traceability.calendar import civil_date
from traceability.event_template import (
    get_template,
    known_templates,
)
from traceability.event_template_registry import package_file
from traceability.roles import Role
from traceability.template_versions import (
    NotNextVersion,
)
from webapp.db import db
from webapp.models import (
    Lot,
    Organisation,
    TemplateVersion,
)
from webapp.models.event_template import groups_in_force, newest_template
from webapp.models.release import gate_of
from webapp.models.treatment import harvest_allowed_from
from webapp.queries.event_templates import shadowed_templates
from webapp.usecases.event_templates import (
    DecideTemplate,
    decide_template,
)
from webapp.usecases.events.capture import capture_event
from webapp.usecases.lots import OpenLot, open_lot


@pytest.fixture
def van(make):
    """Another officer, who decides on what Thu uploads."""
    return make.actor(Role.PROGRAMME_ADMIN, make.agency(name="Văn phòng"), make.account(name="Vân"))


def test_a_version_in_force_is_for_new_lots_and_older_lots_keep_theirs(make, cast, van, now):
    put_in_force(cast.thu, van, now)
    product = make.product(cast.cooperative, group="silk")
    place = make.place(cast.cooperative)
    old = open_lot(cast.minh, OpenLot(product.id, place.id), now=now)
    raw = silk(2)
    raw["events"][2]["labels"]["vi"] = "Gỡ kén"
    put_in_force(cast.thu, van, now, raw=raw)
    new = open_lot(cast.minh, OpenLot(product.id, place.id), now=now)

    versions = {lot.id: lot.template_version for lot in db.session.scalars(select(Lot))}

    assert versions == {old: 1, new: 2}
    told = [get_template("silk", n).event("harvesting").labels.vi for n in (1, 2)]
    assert told == ["Thu kén", "Gỡ kén"]


def test_what_was_read_once_is_asked_for_no_more(cast, van, now):
    put_in_force(cast.thu, van, now)
    with counted_statements() as first:
        get_template("silk", 1)

    with counted_statements() as again:
        get_template("silk", 1)
        get_template("rice", 2)

    assert 1 <= len(first) <= 2
    assert again == []


def test_an_uploaded_version_goes_before_one_of_the_package_of_the_same_number(cast, van, now):
    """A later release brought a version 2 of rice; here another one is in force since long."""
    raw = silk(1) | {"group": "rice"}
    version_id = put_in_force(cast.thu, van, now)
    text = silk_file(raw=raw | {"version": 2}).decode()
    values = {"group": "rice", "version": 2, "text": text}
    db.session.execute(
        update(TemplateVersion).where(TemplateVersion.id == version_id).values(values)
    )
    db.session.commit()

    newest_template(db.session(), "rice")

    assert get_template("rice", 2).labels.vi == "Tơ tằm"
    assert shadowed_templates() == ("rice/v2",)


def test_the_same_file_from_here_and_from_the_package_is_one(cast, van, now):
    version_id = put_in_force(cast.thu, van, now)
    text = (package_file("rice", 2) or b"").decode()
    values = {"group": "rice", "version": 2, "text": text}
    db.session.execute(
        update(TemplateVersion).where(TemplateVersion.id == version_id).values(values)
    )
    db.session.commit()

    assert shadowed_templates() == ()


def test_a_proposal_that_a_release_overtook_is_not_put_in_force(cast, van, now):
    version_id = upload(cast.thu, now)
    overtaken = {"group": "rice", "version": 2}
    db.session.execute(
        update(TemplateVersion).where(TemplateVersion.id == version_id).values(overtaken)
    )
    db.session.commit()

    with pytest.raises(NotNextVersion):
        decide_template(van, DecideTemplate(version_id, True, "Tốt", True), now=now)


@pytest.mark.committed
def test_another_process_sees_what_was_put_in_force_without_a_restart(committed_app, now, tmp_path):
    url = committed_app.config["SQLALCHEMY_DATABASE_URI"]
    other = make_app(url, tmp_path)
    with committed_app.app_context():
        make = Maker(committed_app.extensions["temthat"].keyring)
        thu, van = (make.actor(Role.OFFICER, make.agency()) for _ in range(2))
        minh = make.actor(Role.MANAGER)
        place_id = make.place(organisation_of(minh)).id
        put_in_force(thu, van, now)
        product_id = make.product(organisation_of(minh), group="silk").id
        lot_id = open_lot(minh, OpenLot(product_id, place_id), now=now)

    with other.app_context():
        # The other process never opened a lot of this group: it reads the diary all the same.
        lot = db.session.get(Lot, lot_id)
        eggs = {"eggs": "3", "vet": "Lò Văn Bình"}
        capture_event(minh, entry(lot, "rearing", values=eggs), HOST, now=now)
        assert "silk" in groups_in_force(db.session())

    with committed_app.app_context():
        raw = silk(2)
        raw["labels"]["vi"] = "Tơ lụa"
        put_in_force(thu, van, now, raw=raw)
    with other.app_context():
        second = open_lot(minh, OpenLot(product_id, place_id), now=now)
        assert db.session.get(Lot, second).template_version == 2
        assert get_template("silk", 2).labels.vi == "Tơ lụa"
    dispose(other)


@pytest.mark.committed
def test_a_treatment_of_a_version_that_a_process_never_read_still_forbids_the_harvest(
    committed_app, now, tmp_path
):
    def follows_place(version: int) -> dict:
        return silk(version) | {"treatment_follows": "place"}

    def smoking() -> dict:
        days = field("days", "integer", "Ngày", "Days", required=True, max="60")
        told = {"biz_step": "treating", "interval_field": "days"}
        return event("smoking", "Xông khói", "Smoking", [days], epcis=told)

    with committed_app.app_context():
        make = Maker(committed_app.extensions["temthat"].keyring)
        thu, van = (make.actor(Role.OFFICER, make.agency()) for _ in range(2))
        minh = make.actor(Role.MANAGER)
        place_id = make.place(organisation_of(minh)).id
        put_in_force(thu, van, now, raw=follows_place(1))
        product_id = make.product(organisation_of(minh), group="silk").id
        old = open_lot(minh, OpenLot(product_id, place_id), now=now)
    other = make_app(committed_app.config["SQLALCHEMY_DATABASE_URI"], tmp_path)
    with committed_app.app_context():
        raw = follows_place(2)
        raw["events"].append(smoking())
        put_in_force(thu, van, now, raw=raw)
        new = db.session.get(Lot, open_lot(minh, OpenLot(product_id, place_id), now=now))
        capture_event(minh, entry(new, "smoking", values={"days": "9"}), HOST, now=now)

    with other.app_context():
        assert ("silk", 2) not in known_templates()
        allowed = harvest_allowed_from(db.session(), old, now)
    dispose(other)

    assert allowed == civil_date(now) + timedelta(days=9)


def organisation_of(actor):
    return db.session.get(Organisation, actor.organisation_id)


def test_what_a_later_version_asks_before_a_sale_is_asked_of_open_lots(make, cast, van, now):
    put_in_force(cast.thu, van, now)
    lot = make.lot(make.product(cast.cooperative, group="silk"), template_version=1)
    before = gate_of(db.session(), lot.id, civil_date(now)).missing_works
    put_in_force(cast.thu, van, now, raw=silk(2) | {"release_requires": ["treating"]})

    after = gate_of(db.session(), lot.id, civil_date(now)).missing_works

    assert (before, [it.code for it in after]) == ((), ["treating"])
