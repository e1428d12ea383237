"""Every kind of work of every group: its form is opened, filled in, saved and seen again.

A form that is word for word that of an earlier group is not filled in again.
"""

import pytest
from playwright.sync_api import expect

from tests.e2e import people
from tests.e2e.page_checks import is_wider_than_the_screen
from tests.e2e.people import People
from tests.e2e.phones import Phone, open_phone
from tests.e2e.site import Site
from tests.filled_forms import filled
from traceability.calendar import civil_date
from traceability.event_template import TemplateEvent, current, groups

pytestmark = [
    pytest.mark.browser,
    pytest.mark.committed,
    # A form looks the same whichever database answers.
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]

PLACE = "Ruộng Nà Khoang"
_UNFOLD = "all => all.forEach((it) => { it.open = true })"
# All answers at once, each into a control that is seen and takes it; gives the names that do not.
_FILL = """(form, answers) => Object.entries(answers).filter(([name, answer]) => {
  const named = [...form.elements].filter((it) => it.name === `values.${name}`);
  const isCard = (it) => ['radio', 'checkbox'].includes(it.type);
  const control = named.find((it) => !isCard(it) || it.value === answer);
  if (!control?.checkVisibility() && !control?.labels[0].checkVisibility()) return true;
  if (isCard(control)) control.labels[0].click();
  else {
    control.focus();
    control.value = answer;
    control.dispatchEvent(new Event('input', { bubbles: true }));
    control.dispatchEvent(new Event('change', { bubbles: true }));
  }
  return isCard(control) ? !control.checked : control.value !== answer;
}).map(([name]) => name)"""


@pytest.fixture(scope="module")
def everybody(standing_site: Site) -> People:
    with standing_site.makers() as make:
        cooperative = people.make_cooperative(make)
        make.place(cooperative, name=PLACE)
        for group in groups():
            make.product(cooperative, name=group, short_name=group, group=group)
        return people.make_people(make, cooperative)


@pytest.fixture(scope="module")
def lan(standing_site: Site, browser, everybody: People):
    with open_phone(browser, standing_site) as phone:
        people.sign_in(phone, everybody.lan)
        yield phone


@pytest.mark.parametrize("group", groups())
def test_every_kind_of_work_is_written_down(lan: Phone, group: str):
    works = works_of(group)
    people.open_lot(lan, group, PLACE)

    for event in works:
        write_down(lan, event)

    assert works
    expect(lan.page.locator(".journey .stop")).to_have_count(len(works))
    assert not is_wider_than_the_screen(lan.page)


def works_of(group: str) -> list[TemplateEvent]:
    """What is written down in this group, but for what an earlier group has the same."""
    earlier = groups()[: groups().index(group)]
    shown = [event for it in earlier for event in current(it).events.values()]
    return [event for event in current(group).events.values() if event not in shown]


def write_down(lan: Phone, event: TemplateEvent) -> None:
    """From the lot's page through the form and back, where the entry stands."""
    lan.page.locator("details").evaluate_all(_UNFOLD)
    lan.leave_by(lan.page.locator(f".work[href$='/new/{event.code}']"))
    lan.page.locator("details").evaluate_all(_UNFOLD)
    assert not is_wider_than_the_screen(lan.page), event.code
    assert lan.page.locator("#diary-form").evaluate(_FILL, answers(lan, event)) == []
    lan.follow("Lưu")
    lan.sees("Đã lưu vào nhật ký.")
    expect(lan.page.locator(".journey .stop", has_text=event.labels.vi).first).to_be_visible()


def answers(lan: Phone, event: TemplateEvent) -> dict[str, str]:
    """What is typed; an amount with a single unit has no list of units, and no treatment keeps
    the goods of the same day.
    """
    form = filled(event, on=civil_date(lan.site.clock()))
    waits = {event.epcis.interval_field, *(event.epcis.intervals or {}).values()}
    form |= dict.fromkeys(waits & form.keys(), "0")
    single = {field.unit_key for field in event.fields if len(field.units) == 1}
    return {name: answer for name, answer in form.items() if name not in single}
