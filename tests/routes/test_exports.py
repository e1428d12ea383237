"""Own data by one tap: all of one's own, nothing of anybody else's, and no cell that computes."""

import csv
import io
import json
import zipfile
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.diary import HOST, entry
from tests.held_memory import held_after_each
from tests.paper_pages import kept_page
from traceability.checkpoint import LogKey, read_checkpoint
from traceability.roles import Actor, Role
from webapp.db import db
from webapp.gateways.archiving.archive import safe_cell
from webapp.gateways.storage.fake import MemoryStorage
from webapp.models import PaperPagePhoto
from webapp.queries import exports
from webapp.routes.export_files import write_export
from webapp.services import services
from webapp.usecases.checkpoints import sign_checkpoint
from webapp.usecases.events.capture import capture_event
from webapp.usecases.objections import MakeObjection, make_objection

SECRET = "Bí mật của Hoa"


@pytest.fixture
def take(client_of):
    """The archive of a person, as it comes through the browser."""

    def take(actor: Actor) -> zipfile.ZipFile:
        answer = client_of(actor).post("/export")
        assert (answer.status_code, answer.mimetype) == (200, "application/zip")
        return zipfile.ZipFile(io.BytesIO(answer.data))

    return take


def table(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    text = archive.read(f"{name}.csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def everything(archive: zipfile.ZipFile) -> str:
    return "\n".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


def test_the_proofs_come_with_the_key_that_signed_them(cast, lot, take, now):
    capture_event(cast.lan, entry(lot), HOST, now=now)
    sign_checkpoint(Actor.system(), services().signer, now=now)

    proofs = json.loads(take(cast.minh).read("proofs.json"))

    key = LogKey.read(proofs["key"])
    assert key == services().signer.key
    assert proofs["key_fingerprint"] == key.fingerprint
    assert read_checkpoint(proofs["checkpoint"], key).size == 1
    assert len(proofs["entries"]) == 1


def test_a_farmer_takes_what_was_written_in_her_name_with_the_page(make, cast, clerk, take, now):
    elsewhere = make.lot(make.product(cast.cooperative))  # not hers: she only worked in it
    page_id = kept_page(clerk, now, on_behalf_of=cast.lan.account_id)
    told = entry(elsewhere, paper_page_id=page_id, on_behalf_of=cast.lan.account_id)
    event_id = capture_event(clerk, told, HOST, now=now).event_id
    make_objection(cast.lan, MakeObjection(uuid4(), event_id, "Không đúng"), now=now)

    archive = take(cast.lan)

    (row,) = table(archive, "entries")
    assert (row["id"], row["on_behalf_of"], row["recorded_by"]) == (str(event_id), "Lan", "Bình")
    assert row["paper_page"] == str(page_id)
    original = db.session.scalars(select(PaperPagePhoto.sha256)).one()
    (page,) = table(archive, "paper-pages")
    assert (page["id"], page["sha256"]) == (str(page_id), original)
    assert [it["reason"] for it in table(archive, "objections")] == ["Không đúng"]
    assert original in [it["sha256"] for it in table(archive, "files")]


def test_a_farmer_takes_nothing_of_her_neighbours(make, cast, clerk, take, now):
    other = make.actor(Role.FARMER, cast.cooperative, make.account(name="Vân"))
    theirs = make.lot(make.product(cast.cooperative), opened_by_id=other.account_id)
    page_id = kept_page(other, now, note="Sổ riêng nhà Vân")
    told = entry(theirs, paper_page_id=page_id, on_behalf_of=other.account_id, note="Việc nhà Vân")
    event_id = capture_event(clerk, told, HOST, now=now).event_id
    make_objection(other, MakeObjection(uuid4(), event_id, "Ý riêng"), now=now)

    text = everything(take(cast.lan))

    for secret in ("Vân", "Ý riêng", str(event_id), str(page_id)):
        assert secret not in text


def test_a_cooperative_takes_all_of_its_own_and_nothing_of_another(
    make, cast, clerk, lot, take, now
):
    told = entry(lot, on_behalf_of=cast.lan.account_id)
    ours = capture_event(clerk, told, HOST, now=now).event_id
    kept_page(cast.lan, now, shade=40)
    theirs = make.lot(make.product(cast.other_cooperative, name="Chè của Hoa"))
    page_id = kept_page(cast.hoa, now, shade=50, note=SECRET)
    capture_event(cast.hoa, entry(theirs, paper_page_id=page_id, note=SECRET), HOST, now=now)

    archive = take(cast.minh)

    assert [row["id"] for row in table(archive, "entries")] == [str(ours)]
    assert len(table(archive, "paper-pages")) == 1
    text = everything(archive)
    for secret in (SECRET, "Chè của Hoa", str(page_id), theirs.code):
        assert secret not in text


def test_work_on_several_plots_names_them_all(make, cast, lot, take, now):
    further = [make.place(cast.cooperative) for _ in range(2)]
    told = entry(lot, other_place_ids=tuple(it.id for it in further))
    capture_event(cast.lan, told, HOST, now=now)

    archive = take(cast.lan)

    codes = sorted(it.code for it in further)
    assert table(archive, "entries")[0]["other_places"].split() == codes
    assert json.loads(archive.read("entries.json"))[0]["other_places"] == codes


def test_no_cell_is_computed_by_an_office_program(make, cast, take, now):
    names = ["=1+1", "+84", "-5", "@SUM(A1)", "\tx", "\rx", "=cmd|' /C calc'!A0"]
    for name in names:
        make.place(cast.cooperative, name=name, keeper_id=cast.lan.account_id)

    cells = [cell for row in table(take(cast.lan), "places") for cell in row.values()]

    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert {f"'{name}" for name in names} <= set(cells)


@pytest.mark.parametrize("harmless", ["Gạo", "3=3", "a-b", "", None, 7])
def test_what_computes_nothing_stays_as_it_is(harmless):
    assert safe_cell(harmless) == ("" if harmless is None else str(harmless))


def test_whoever_has_no_organisation_takes_nothing_away(client_of, make, cast, client):
    assert client.post("/export").status_code in (302, 401)
    assert client_of(cast.quang).post("/export").status_code == 403


def test_the_memory_of_an_export_does_not_grow_with_the_diary(cast, lot, now, monkeypatch):
    monkeypatch.setattr(exports, "_AT_ONCE", 10)
    for number in range(60):
        at = now - timedelta(minutes=number)
        capture_event(cast.lan, entry(lot, event_time=at), HOST, now=now)
    write_export(cast.minh, _Nowhere(), MemoryStorage(), HOST, now)  # what is loaded once is loaded

    held = held_after_each(10, exports.export_entries(cast.minh))

    assert len(held) == 6
    assert held[-1] < held[0] * 1.5  # were they kept, it would be twice as much and more


class _Nowhere(io.RawIOBase):
    """Takes everything and keeps nothing."""

    def __init__(self) -> None:
        self._at = 0

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, at: int, _whence: int = 0) -> int:
        self._at = at
        return at

    def write(self, data) -> int:
        self._at += len(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""
