"""Templates show what they are given: they decide nothing, and hold no words of their own."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from tools.assets import ICONS, SPRITE, VENDORED

ROOT = Path(__file__).parent.parent
TEMPLATE_ROOT = ROOT / "webapp" / "templates"
TEMPLATES = sorted(TEMPLATE_ROOT.rglob("*.html"))
STATIC = ROOT / "webapp" / "static"
LONGEST_TEMPLATE = 150
DECISIONS = (nodes.Compare, nodes.And, nodes.Or, nodes.BinExpr)
# Jinja's tests that are comparisons by another name. Only components may use them, to find the
# chosen one among the options that they are given.
COMPARING = {
    "eq",
    "equalto",
    "ne",
    "gt",
    "greaterthan",
    "ge",
    "lt",
    "lessthan",
    "le",
    "in",
    "sameas",
}
ASSIGNMENTS = (nodes.Assign, nodes.AssignBlock, nodes.ExprStmt)
SAID_ALOUD = {"alt", "aria-label", "placeholder", "title"}
SILENT = {"script", "style"}


def name_of(path: Path) -> str:
    return path.relative_to(TEMPLATE_ROOT).as_posix()


def parse(text: str) -> nodes.Template:
    environment = Environment(
        autoescape=True, extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"]
    )
    return environment.parse(text)


def faults_in(tree: nodes.Template) -> list[str]:
    conditions = [node.test for node in tree.find_all((nodes.If, nodes.CondExpr))]
    conditions += [node.test for node in tree.find_all(nodes.For) if node.test]
    decisions = [
        node
        for condition in conditions
        for node in [condition, *condition.find_all(DECISIONS)]
        if isinstance(node, DECISIONS)
    ]
    found = [*tree.find_all(ASSIGNMENTS), *decisions]
    return [f"line {node.lineno}: {type(node).__name__.lower()}" for node in found]


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_decides_nothing(path: Path) -> None:
    assert faults_in(parse(path.read_text())) == []


PAGES = [path for path in TEMPLATES if "components" not in path.parts]


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_page_compares_nothing_by_another_name(path: Path) -> None:
    tests = parse(path.read_text()).find_all(nodes.Test)

    assert [f"line {test.lineno}: {test.name}" for test in tests if test.name in COMPARING] == []


@pytest.mark.parametrize(
    "deciding",
    [
        "{% set a = 1 %}",
        "{% set a %}x{% endset %}",
        "{% do a.append(1) %}",
        "{% if a == 1 %}{% endif %}",
        "{% if a and b %}{% endif %}",
        "{% if not (a or b) %}{% endif %}",
        "{% if a + 1 %}{% endif %}",
        "{{ x if a > 1 else y }}",
        "{% for a in b if a > 1 %}{% endfor %}",
    ],
)
def test_a_template_that_decides_is_noticed(deciding: str) -> None:
    assert faults_in(parse(deciding))


def worded_once(tree: nodes.Template) -> list[str]:
    """Filters of what is written in the template itself. Jinja works them out when it reads the
    file, so their words are those of the language of whoever came first.
    """
    return [
        f"line {it.lineno}: {it.name}"
        for it in tree.find_all(nodes.Filter)
        if isinstance(it.node, nodes.Const) or (it.node and not [*it.node.find_all(nodes.Name)])
        if not isinstance(it.node, (nodes.Name, nodes.Call))
    ]


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_words_are_those_of_each_reader(path: Path) -> None:
    assert worded_once(parse(path.read_text())) == []


@pytest.mark.parametrize(
    ("text", "is_noticed"),
    [
        ("{{ 'lot.closed'|words }}", True),
        ("{{ notice('a' ~ 'b'|words) }}", True),
        ("{{ code|words }}", False),
        ("{{ ('lot.' ~ code)|words }}", False),
        ("{{ _('Lô')|upper }}", False),
    ],
)
def test_what_is_worded_once_for_all_is_noticed(text: str, is_noticed: bool) -> None:
    assert bool(worded_once(parse(text))) is is_noticed


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_is_short(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST_TEMPLATE


FIELDS = {
    "text_field",
    "textarea_field",
    "select_field",
    "amount_field",
    "choice_cards",
    "document_field",
    "photo_field",
}
SUMMARIES = {"faults", "error_summary"}


def calls_in(tree: nodes.Template, names: set[str]) -> list[nodes.Call]:
    return [
        call
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in names
    ]


def labels_of(calls: list[nodes.Call]) -> dict[str, str]:
    """Field names and labels that are written out: `text_field('code', _('Mã tem'), …)`."""
    written = [call.args[:2] for call in calls if isinstance(call.args[0], nodes.Const)]
    return {name.value: text_of(label) for name, label in written}


def faulty_in(tree: nodes.Template) -> set[str]:
    """Fields that the page draws by itself: `error_of('photos', …)`."""
    drawn = [call.args[0] for call in calls_in(tree, {"error_of"})]
    return {name.value for name in drawn if isinstance(name, nodes.Const)}


def text_of(translated: nodes.Call) -> str:
    return str(translated.args[0].value)


def summarised_in(tree: nodes.Template) -> dict[str, str]:
    shown = [call.args[1] for call in calls_in(tree, SUMMARIES) if len(call.args) > 1]
    pairs = [pair for labels in shown for pair in getattr(labels, "items", ())]
    return {pair.key.value: text_of(pair.value) for pair in pairs}


# The diary's form takes its labels from an event template; the styleguide shows fields alone.
SUMMARISING = [
    path
    for path in PAGES
    if calls_in(parse(path.read_text()), SUMMARIES)
    if name_of(path) not in ("events/new.html", "styleguide/fields.html")
]


@pytest.mark.parametrize("path", SUMMARISING, ids=name_of)
def test_a_summary_of_faults_names_every_field_as_the_form_does(path: Path) -> None:
    tree = parse(path.read_text())
    fields, named = labels_of(calls_in(tree, FIELDS)), summarised_in(tree)

    assert {name: named.get(name) for name in fields} == fields
    assert faulty_in(tree) <= set(named)


class Words(HTMLParser):
    """What a person reads or hears of a page, outside of Jinja's brackets."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent = tag in SILENT
        for name, value in attrs:
            if name in SAID_ALOUD:
                self._note(value or "")

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the parser's own signature
        self._silent = False

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._note(data)

    def _note(self, text: str) -> None:
        # Entities, and the attributes that a macro gives to a tag elsewhere, are no words.
        if re.search(r"[^\W\d_]{2}", re.sub(r'&\w+;|[\w-]+="[^"]*"', "", text)):
            self.found.append(text.strip())


# Translated passages, blocks that fill a class attribute, and whatever Jinja itself reads.
JINJA = re.compile(
    r"{%-?\s*trans\b.*?endtrans\s*-?%}"
    r"|{%-?\s*block \w*class\b.*?endblock.*?%}"
    r"|{#.*?#}|{{.*?}}|{%.*?%}",
    re.DOTALL,
)


def words_in(source: str) -> list[str]:
    words = Words()
    words.feed(JINJA.sub("", source))
    return words.found


# The styleguide is the developers' own page: it names files, and shows samples in both languages.
FOR_PEOPLE = [path for path in TEMPLATES if "styleguide" not in path.parts]


@pytest.mark.parametrize("path", FOR_PEOPLE, ids=name_of)
def test_words_come_from_the_catalogue(path: Path) -> None:
    assert words_in(path.read_text()) == []


@pytest.mark.parametrize("fixed", ["<p>Đăng nhập</p>", '<img alt="tem">', "<b>{{ n }} kg</b>"])
def test_fixed_words_are_noticed(fixed: str) -> None:
    assert words_in(fixed)


def named_in_templates(call: str) -> set[str]:
    pattern = re.compile(rf"\b{call}\('([^']+)'")
    return {name for path in TEMPLATES for name in pattern.findall(path.read_text())}


def test_every_icon_is_in_the_sprite() -> None:
    code = "\n".join(path.read_text() for path in ROOT.glob("webapp/**/*.py"))
    named = named_in_templates("icon") | set(re.findall(r"\bicon=\"([a-z0-9-]+)\"", code))

    assert named - set(ICONS) == set()


def test_every_asset_exists() -> None:
    built = {SPRITE, *(name for _, _, name in VENDORED)}

    missing = {name for name in named_in_templates("asset") - built if not (STATIC / name).exists()}

    assert missing == set()
