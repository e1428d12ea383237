"""The rules of the house that no tool knows: budgets, addresses, permissions, words, templates."""

import ast
import importlib
import pkgutil
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment, meta
from werkzeug.exceptions import MethodNotAllowed, NotFound

import scanner
import traceability
import webapp
from traceability.errors import Refusal
from webapp.app import create_app
from webapp.config import Config
from webapp.routes.wording.catalogue import WORDING

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "webapp" / "templates"
PACKAGES = ("webapp", "scanner", "traceability")
CODE = sorted(
    path for name in (*PACKAGES, "tools", "bench") for path in ROOT.glob(f"{name}/**/*.py")
)
TESTS = sorted(ROOT.glob("tests/**/*.py"))
LONGEST_FUNCTION = 40
LONGEST_FILE = 300
NAMES_THAT_SAY_NOTHING = {"utils", "helpers", "common", "manager", "handler", "base"}
# The Digital Link's own short form, and the file names that browsers look for.
OTHER_SEGMENTS = re.compile(r"T|[a-z0-9-]*\.[a-z0-9-]+")
KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions_in(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@pytest.mark.parametrize("path", CODE, ids=name_of)
def test_a_function_fits_on_a_screen(path: Path) -> None:
    lengths = {f.name: (f.end_lineno or 0) - f.lineno + 1 for f in functions_in(path)}

    assert {name: n for name, n in lengths.items() if n > LONGEST_FUNCTION} == {}


@pytest.mark.parametrize("path", [*CODE, *TESTS], ids=name_of)
def test_a_file_is_read_in_one_go(path: Path) -> None:
    lines = [line.strip() for line in path.read_text().splitlines()]

    assert len([line for line in lines if line and line[0] != "#"]) <= LONGEST_FILE


@pytest.mark.parametrize("path", [*CODE, *TESTS], ids=name_of)
def test_imports_stand_at_the_top(path: Path) -> None:
    imports = [
        f"{function.name}: {ast.unparse(node)}"
        for function in functions_in(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert imports == []


def constants_of(text: str) -> list[str]:
    return [
        name_of(path)
        for path in CODE
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.AnnAssign | ast.Assign)
        and isinstance(node.value, ast.Constant)
        and node.value.value == text
    ]


def test_the_test_that_says_whether_goods_conform_is_named_once() -> None:
    assert constants_of("laboratory_test") == ["traceability/event_template_shape.py"]


def test_only_the_words_of_a_page_change_its_language() -> None:
    # `words._said` keeps sentences by `language()`: whoever forces another locale would mix them.
    forcing = [name_of(path) for path in CODE if "force_locale" in path.read_text()]

    assert forcing == ["webapp/routes/words.py"]


def test_package_files_are_empty_but_for_the_list_of_tables() -> None:
    full = [name_of(path) for path in CODE if path.name == "__init__.py" and path.read_text()]

    assert full == ["webapp/models/__init__.py"]


def test_a_file_is_named_for_what_it_holds() -> None:
    scripts = ROOT.glob("webapp/static/js/**/*.js")

    assert [p for p in (*CODE, *TESTS, *scripts) if p.stem in NAMES_THAT_SAY_NOTHING] == []


def test_the_layers_keep_their_direction() -> None:
    command = Path(sys.executable).with_name("lint-imports")

    contracts = subprocess.run([command], cwd=ROOT, capture_output=True, text=True, check=False)

    assert contracts.returncode == 0, contracts.stdout


@pytest.fixture(scope="module")
def routed_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """All routes, and a database that nobody opens."""
    folder = tmp_path_factory.mktemp("routes")
    return create_app(Config.for_tests(database_url="sqlite://", files_dir=folder))


def test_addresses_are_lower_case_words_with_dashes(routed_app: Flask) -> None:
    paths = {rule.rule for rule in routed_app.url_map.iter_rules()}
    segments = {word for path in paths for word in re.sub("<[^>]+>", "", path).split("/") if word}

    odd = {s for s in segments if not KEBAB.fullmatch(s) and not OTHER_SEGMENTS.fullmatch(s)}

    assert odd == set()


def test_every_view_says_who_may_call_it(routed_app: Flask) -> None:
    views = routed_app.view_functions

    assert [name for name, view in views.items() if not getattr(view, "permission", None)] == []


def published_addresses() -> list[list[str]]:
    lines = (ROOT / "tests" / "public_urls.txt").read_text().splitlines()
    return [line.split() for line in lines if line and line[0] != "#"]


@pytest.mark.parametrize(("method", "path"), published_addresses())
def test_an_address_once_printed_or_published_still_resolves(
    routed_app: Flask, method: str, path: str
) -> None:
    adapter = routed_app.url_map.bind("tem.example")

    try:
        adapter.match(path, method=method)
    except (NotFound, MethodNotAllowed) as gone:
        pytest.fail(f"{method} {path}: {gone.name}")


def all_refusals(kind: type[Refusal] = Refusal) -> set[type[Refusal]]:
    return {kind}.union(*(all_refusals(child) for child in kind.__subclasses__()))


@pytest.fixture(scope="module")
def refusals() -> set[type[Refusal]]:
    for package in (traceability, scanner, webapp):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    return {refusal for refusal in all_refusals() if refusal.__module__.startswith(PACKAGES)}


def test_every_refusal_has_words(refusals: set[type[Refusal]]) -> None:
    assert {refusal.code for refusal in refusals} - set(WORDING) == set()


def test_every_refusal_has_a_code_of_its_own(refusals: set[type[Refusal]]) -> None:
    codes = Counter(refusal.code for refusal in refusals)

    assert [code for code, uses in codes.items() if uses > 1] == []


def test_every_template_is_used(routed_app: Flask) -> None:
    templates = {path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html")}
    code = "\n".join(path.read_text() for path in CODE)
    rendered = set(re.findall(r"[\"']([\w/-]+\.html)[\"']", code))
    used = {name for template in templates for name in referenced(routed_app.jinja_env, template)}

    assert templates - rendered - used == set()


def test_every_template_that_is_named_exists(routed_app: Flask) -> None:
    templates = [path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html")]

    named = {name for template in templates for name in referenced(routed_app.jinja_env, template)}

    assert named - set(templates) == set()


def referenced(environment: Environment, template: str) -> set[str]:
    tree = environment.parse((TEMPLATES / template).read_text())
    return {name for name in meta.find_referenced_templates(tree) if name}
