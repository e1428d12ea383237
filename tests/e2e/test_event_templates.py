"""A template is uploaded with faults, mended, talked over and put in force, in a browser."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import people
from tests.e2e.page_checks import (
    axe_violations,
    is_wider_than_the_screen,
    small_targets,
    vietnamese_words,
)
from tests.e2e.phones import DESK, SCREEN, Phone
from tests.silk import silk, silk_file
from traceability.roles import Role
from webapp.services import services
from webapp.usecases.event_templates import (
    DecideTemplate,
    ProposeTemplate,
    decide_template,
    propose_template,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.committed,
    # A page looks the same whichever database answers.
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]


PURPOSE = "Xã nuôi tằm cần thêm"
REASON = "Đã xem ý kiến"


@dataclass(frozen=True)
class Officials:
    thu: str
    van: str
    quang: str


@pytest.fixture
def officials(site) -> Officials:
    """Thu uploads, Vân decides, Quang advises; version 1 of silk is in force."""
    with site.makers() as make:
        hashed = services().passwords.hash(people.PASSWORD)
        office, team = make.agency(name="Văn phòng chương trình"), make.agency(name="Đội 1")
        accounts = [make.account(name=it, password_hash=hashed) for it in ("Thu", "Vân", "Quang")]
        thu = make.actor(Role.OFFICER, office, accounts[0])
        van = make.actor(Role.PROGRAMME_ADMIN, office, accounts[1])
        make.actor(Role.INSPECTOR, team, accounts[2])
        first = ProposeTemplate(uuid4(), silk_file(), "Xã nuôi tằm chưa có mẫu")
        version_id = propose_template(thu, first, services().icons, now=make.now)
        decide_template(van, DecideTemplate(version_id, True, "Đủ ý kiến", True), now=make.now)
        return Officials(*(account.phone.replace("+84", "0") for account in accounts))


def second_version() -> dict:
    raw = silk(2)
    raw["events"][1]["fields"][1] |= {"max": "90", "required": False}
    raw["events"][0]["labels"]["vi"] = "Chăm tằm"
    raw["events"].pop(5)
    return raw


def faulty_version() -> dict:
    raw = second_version()
    raw["labels"].pop("en")
    raw["events"][1]["fields"][1]["max"] = 90
    raw["events"][2]["icon"] = "silkworm"
    return raw


def upload(phone: Phone, file: bytes) -> None:
    control = phone.page.locator("[name='file']")
    control.set_input_files({"name": "silk.json", "mimeType": "application/json", "buffer": file})
    phone.follow("Kiểm tra và tải lên")


def faults_of(phone: Phone) -> Iterator[str]:
    page = phone.page
    yield from axe_violations(page)
    yield from small_targets(page)
    for name, screen in (("phone", SCREEN), ("desk", DESK)):
        page.set_viewport_size(screen)
        if is_wider_than_the_screen(page):
            yield f"wider than {screen['width']}"
        picture(page, name)
    page.emulate_media(color_scheme="dark")
    yield from axe_violations(page)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(SCREEN)
    if phone.language == "en":
        yield from vietnamese_words(page, phone.site.told_by_people() | {PURPOSE, REASON})


def picture(page: Page, name: str) -> None:
    """For somebody who wants to look: PICTURES names a folder."""
    folder = os.environ.get("PICTURES")
    if folder:
        path = page.url.split("/", 3)[3].split("?")[0].replace("/", "_")[:40]
        number = len(list(Path(folder).iterdir()))
        page.screenshot(path=f"{folder}/{number:02}-{path}-{name}.png", full_page=True)


@dataclass
class Looks:
    """What a machine sees wrong with each page on the way."""

    found: dict[str, list[str]] = field(default_factory=dict)

    def at(self, phone: Phone, what: str) -> None:
        self.found[what] = list(faults_of(phone))

    @property
    def wrong(self) -> dict[str, list[str]]:
        return {what: faults for what, faults in self.found.items() if faults}


def propose(thu: Phone, looks: Looks) -> str:
    """First with faults, then mended; gives the address of what is proposed."""
    looks.at(thu, "home")
    thu.follow("Mọi mẫu nhật ký")
    looks.at(thu, "list")
    thu.follow("Tải mẫu lên")
    looks.at(thu, "upload")
    thu.fill("purpose", PURPOSE)
    upload(thu, silk_file(raw=faulty_version()))
    thu.forgive("422 (UNPROCESSABLE ENTITY)")
    thu.sees("Những chỗ phải sửa trong tệp")
    looks.at(thu, "faults")
    expect(thu.page.locator("[name='purpose']")).to_have_value(PURPOSE)
    upload(thu, silk_file(raw=second_version()))
    thu.sees("Thay đổi cần xem kỹ")
    looks.at(thu, "own proposal")
    return thu.page.url


def advise(quang: Phone, looks: Looks) -> None:
    quang.choose("stance", "agree_with_changes")
    quang.fill("words", "Số ngày cách ly phải bắt buộc")
    quang.follow("Gửi ý kiến")
    looks.at(quang, "opinion")
    quang.leave_by(quang.page.locator("a[href$='/events/treating']"))
    looks.at(quang, "preview")
    assert quang.page.locator("[name='values.days']").is_disabled()


def decide(van: Phone, looks: Looks) -> None:
    accept = van.page.locator("button[value='accepted']")
    van.sees("Ý kiến các cơ quan")
    van.fill("reason", REASON)
    van.leave_by(accept)
    van.forgive("422 (UNPROCESSABLE ENTITY)")
    looks.at(van, "decision without the tick")
    van.page.locator("[name='has_seen_dangers']").check()
    van.leave_by(accept)
    van.sees("Mẫu đã được áp dụng.")
    looks.at(van, "decided")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_template_goes_from_a_faulty_file_to_new_lots(site, officials, phone_of, language):
    thu, quang, van = (phone_of(site, language) for _ in range(3))
    looks = Looks()

    people.sign_in(thu, officials.thu)
    address = propose(thu, looks)
    people.sign_in(quang, officials.quang)
    quang.open(address)
    advise(quang, looks)
    people.sign_in(van, officials.van)
    van.open(address)
    decide(van, looks)

    assert looks.wrong == {}
