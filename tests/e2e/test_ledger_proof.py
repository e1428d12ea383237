"""A reader's own browser judges the ledger: what is true, what was forged, and what they kept."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.diary import entry
from tests.e2e.page_checks import (
    axe_violations,
    is_wider_than_the_screen,
    small_targets,
    vietnamese_words,
)
from tests.e2e.phones import DESK, SCREEN
from traceability.checkpoint import LogSigner
from traceability.merkle import TreeHead
from traceability.roles import Actor, Role
from webapp.queries.ledger import public_checkpoint
from webapp.services import services
from webapp.usecases.checkpoints import sign_checkpoint
from webapp.usecases.events.capture import capture_event

pytestmark = [
    pytest.mark.browser,
    pytest.mark.committed,
    # What is proven is tested on both databases elsewhere; here it is about pages.
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]

EARLIER = 6


@pytest.fixture(scope="module")
def sealed(standing_site):
    """The path of a public entry's proof, and the checkpoint of before and of now."""
    with standing_site.makers() as make:
        cooperative = make.licensed()
        lan = make.actor(Role.FARMER, cooperative, make.account(name="Lan"))
        lot = make.lot(make.product(cooperative), opened_by_id=lan.account_id)
        for _ in range(EARLIER):
            capture_event(lan, entry(lot), standing_site.host, now=make.now)
        sign_checkpoint(Actor.system(), services().signer, now=make.now)
        kept = public_checkpoint()
        command = entry(lot, "harvesting")
        told = capture_event(lan, command, standing_site.host, now=make.now).event_id
        sign_checkpoint(Actor.system(), services().signer, now=make.now)
        return f"/ledger/proof/{told}", kept, public_checkpoint()


@pytest.fixture
def site(standing_site):
    return standing_site


@pytest.fixture
def phone(phone_of, site):
    return phone_of(site)


@pytest.fixture
def path(sealed):
    return sealed[0]


def alter(page: Page, path: str, change: Callable[[str], str]) -> None:
    """As if the server had answered otherwise."""

    def answer(route: Route) -> None:
        response = route.fetch()
        whole = response.text()
        changed = change(whole)
        assert changed != whole
        route.fulfill(response=response, body=changed)

    page.route(f"**{path}*", answer)


def other(letters: str) -> str:
    """Base64 of the same length that says something else."""
    return ("A" if letters[0] != "A" else "B") + letters[1:]


def says(page: Page, words: str) -> None:
    expect(page.get_by_text(words)).to_be_visible()


def test_a_true_proof_holds_in_every_step(phone, path):
    phone.open(path)

    expect(phone.page.locator("[data-state=holds]")).to_be_visible()
    says(phone.page, "Chữ ký đúng")
    says(phone.page, "Đường lên gốc đúng")
    says(phone.page, "Nội dung đúng")
    expect(phone.page.locator("[data-state=fails]")).to_be_hidden()
    expect(phone.page.get_by_text("chưa kiểm tra.")).to_be_hidden()


def test_a_browser_without_ed25519_checks_by_the_library(phone, path):
    phone.page.add_init_script(
        "SubtleCrypto.prototype.importKey = () => Promise.reject(new Error('unknown'))"
    )

    phone.open(path)

    expect(phone.page.locator("[data-state=holds]")).to_be_visible()
    says(phone.page, "Chữ ký đúng")


def test_a_browser_that_cannot_check_says_so_and_claims_nothing(phone, path):
    phone.page.add_init_script(
        "SubtleCrypto.prototype.importKey = () => Promise.reject(new Error('unknown'))"
    )
    phone.page.route("**/vendor/ed25519*", lambda route: route.abort())

    phone.open(path)

    expect(phone.page.locator("[data-state=unsure]")).to_be_visible()
    says(phone.page, "Chưa kiểm tra được chữ ký")
    says(phone.page, "Đường lên gốc đúng")
    phone.forgive("ERR_FAILED")  # the file that we kept from it


@pytest.mark.parametrize(
    ("pattern", "step", "still_right"),
    [
        (r"(?<=ledger )[A-Za-z0-9+/=]{80,}", "Chữ ký giả", "Đường lên gốc đúng"),
        (r"(?<=ledger\\n)\d+(?=\\n)", "Chữ ký giả", ""),
        (r"(?<=data-key=\")[^\"]+", "Không rõ khóa", "Đường lên gốc đúng"),
        (r"(?<=proof&#34;: \[&#34;)[0-9a-f]{64}", "Đường lên gốc gãy", "Chữ ký đúng"),
    ],
    ids=["forged signature", "changed note", "wrong key", "wrong path"],
)
def test_what_was_forged_is_told_by_its_step(phone, path, pattern, step, still_right):
    def changed(found: re.Match[str]) -> str:
        text = found[0]
        if text.isdigit():
            return str(int(text) + 1)
        if "/ledger+" in text:
            return LogSigner(text.split("+")[0], b"somebody else's secret" * 2).key.text
        if len(text) > 80:
            return text[:20] + other(text[20:])
        return ("1" if text[0] == "0" else "0") + text[1:]

    alter(phone.page, path, lambda body: re.sub(pattern, changed, body, count=1))

    phone.open(path)

    state = "stranger" if step == "Không rõ khóa" else "fails"
    expect(phone.page.locator(f"[data-state={state}]")).to_be_visible()
    expect(phone.page.locator("[data-state=holds]")).to_be_hidden()
    says(phone.page, step)
    if still_right:
        says(phone.page, still_right)


def test_other_words_than_the_recorded_ones_are_told(phone, path):
    alter(phone.page, path, lambda body: body.replace('data-value="harvesting"', 'data-value="x"'))

    phone.open(path)

    expect(phone.page.locator("[data-state=fails]")).to_be_visible()
    says(phone.page, "Nội dung sai")


def compare(page: Page, **kept: str) -> None:
    for name, value in kept.items():
        page.locator(f"[name=kept_{name}]").fill(value)
    page.get_by_role("button", name="So sánh").click()


def test_a_reader_compares_the_key_that_they_have_on_paper(phone, path, site):
    key = site.app.extensions["temthat"].signer.key
    phone.open(path)

    compare(phone.page)
    says(phone.page, "Chưa có gì để so")
    compare(phone.page, key=key.fingerprint.upper())
    says(phone.page, "Cùng một khóa")
    compare(phone.page, key=LogSigner(key.name, b"somebody else's secret" * 2).key.text)
    says(phone.page, "Khác khóa bạn giữ")
    compare(phone.page, key="0912 345 678")
    says(phone.page, "không phải khóa hay dấu vân tay")


def test_a_page_whose_key_does_not_read_says_so(phone, path):
    phone.open(path)
    form = phone.page.locator("[data-module=ledger-kept]")
    form.evaluate("form => { form.dataset.key = 'not a key'; }")

    compare(phone.page, key="0" * 64)

    says(phone.page, "Khóa trên trang này không đọc được")


def test_a_reader_compares_a_checkpoint_that_they_kept(phone, path, sealed, tmp_path):
    _, kept, _ = sealed
    phone.open(path)

    compare(phone.page, note=kept.note)
    says(phone.page, "Sổ còn nguyên")
    compare(phone.page, note=kept.note.replace(f"\n{kept.size}\n", f"\n{kept.size + 1}\n"))
    says(phone.page, "không đúng chữ ký")
    compare(phone.page, note="xin chào")
    says(phone.page, "không phải một dấu niêm")

    file = tmp_path / "kept.txt"
    file.write_bytes(kept.note.strip().replace("\n", "\r\n").encode())
    phone.page.locator("[name=kept_file]").set_input_files(file)
    expect(phone.page.locator("[name=kept_note]")).to_have_value(re.compile(f"\n{kept.size}\n"))
    phone.page.get_by_role("button", name="So sánh").click()
    says(phone.page, "Sổ còn nguyên")


def test_a_rewritten_or_shortened_ledger_is_told_by_a_kept_checkpoint(phone, path, sealed, site):
    """Signed by the same operator at another time: what they said then is not so now."""
    _, kept, latest = sealed
    signer = site.app.extensions["temthat"].signer
    phone.open(path)

    compare(phone.page, note=signer.sign(TreeHead(kept.size, bytes(32))))
    says(phone.page, "đã bị viết lại")
    compare(phone.page, note=signer.sign(TreeHead(latest.size + 5, bytes(32))))
    says(phone.page, "có mục đã bị cắt bỏ")
    phone.forgive("422")


def test_without_scripts_the_page_tells_how_to_do_it_by_hand(phone_of, site, path):
    page = phone_of(site, java_script_enabled=False).page

    page.goto(site.url + path)

    says(page, "xem cách tự làm ở cuối trang")
    expect(page.get_by_role("button", name="So sánh")).to_be_hidden()
    page.get_by_text("Cho người muốn tự kiểm tra").click()
    says(page, f"curl -s {site.url}/ledger/key | sha256sum")
    says(page, site.app.extensions["temthat"].signer.key.fingerprint)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_is_good_on_every_screen(phone_of, site, path, language):
    phone = phone_of(site, language)
    phone.open(path)
    page = phone.page
    page.locator("summary").click()
    expect(page.locator("[data-state=holds]")).to_be_visible()

    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found += axe_violations(page)
    page.emulate_media(color_scheme="light")
    found += small_targets(page)
    for screen in (DESK, SCREEN):
        page.set_viewport_size(screen)
        found += ["wide"] if is_wider_than_the_screen(page) else []
    if language == "en":
        found += vietnamese_words(page, site.told_by_people())

    assert found == []
