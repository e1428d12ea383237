"""What may and may not stand in the repository itself, whatever the code does."""

import json
import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LOCKS = sorted(ROOT.glob("requirements/*.txt"))
COMMANDS = [*sorted((ROOT / "bin").iterdir()), ROOT / ".ci" / "run", ROOT / "tools" / "lock.sh"]
REGISTRY = re.compile(r"https?://\S*(registry|pypi|pythonhosted|npmjs)|registry\s*=|index.url")
# Written so that this file does not hold what it looks for.
THIS_MACHINE = re.compile(r"(?<![\w.])/(?:[w]ork|[r]oot|[h]ome)/")
UNFINISHED = re.compile(r"\b(TO[D]O|FIX[M]E|XX[X])\b")
# GS1 Vietnam's prefix: a code that we made up would be somebody's (GTIN-13, GTIN-14, GLN).
VIETNAMESE_KEY = re.compile(r"(?<!\w)\d?893\d{10}(?!\w)")


def tracked_files() -> list[Path]:
    """Every text file that is, or is about to be, in the repository."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = (ROOT / name for name in listing.stdout.split("\0") if name)
    return [path for path in paths if path.is_file() and b"\0" not in path.read_bytes()]


def lines_with(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}"
        for path in paths
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if pattern.search(line)
    ]


def is_locked_list(path: Path) -> bool:
    return path in LOCKS or path.name == "package-lock.json"


def test_no_lock_and_no_setting_names_a_registry() -> None:
    settings = [ROOT / ".npmrc", ROOT / "package.json", ROOT / "pyproject.toml"]

    named = lines_with(REGISTRY, [*LOCKS, ROOT / "package-lock.json", *settings])

    assert named == []


def test_npm_writes_no_addresses_into_its_lock() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())

    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
    assert "omit-lockfile-registry-resolved=true" in (ROOT / ".npmrc").read_text().splitlines()


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_python_package_is_pinned_with_its_hashes(lock: Path) -> None:
    requirements = re.split(r"\n(?=\S)", re.sub(r"(?m)^#.*\n", "", lock.read_text()))

    loose = [r for r in requirements if not re.match(r"[\w.-]+==\S+ .*\\\n\s+--hash=", r)]

    assert loose == []


def test_every_browser_package_is_pinned() -> None:
    package = json.loads((ROOT / "package.json").read_text())
    wanted = package["dependencies"] | package["devDependencies"] | package["overrides"]

    assert [name for name, version in wanted.items() if not version[0].isdigit()] == []


def test_nothing_points_at_a_machine_or_at_unfinished_work() -> None:
    files = [path for path in tracked_files() if not is_locked_list(path)]

    assert lines_with(THIS_MACHINE, files) + lines_with(UNFINISHED, files) == []


def test_no_vietnamese_gs1_key_is_made_up() -> None:
    files = [path for path in tracked_files() if not is_locked_list(path)]

    assert lines_with(VIETNAMESE_KEY, files) == []


def headings(document: Path) -> set[str]:
    titles = re.findall(r"(?m)^#+ (.+)$", document.read_text())
    words = (re.sub(r"[^\w\- ]", "", title.lower()) for title in titles)
    return {title.strip().replace(" ", "-") for title in words}


def broken_links(document: Path) -> list[str]:
    text = re.sub(r"(?s)```.*?```|`[^`]*`", "", document.read_text())
    links = re.findall(r"\]\(([^)\s]+)(?:\s[^)]*)?\)", text)
    return [link for link in links if "://" not in link and not resolves(document, link)]


def resolves(document: Path, link: str) -> bool:
    place, _, heading = link.partition("#")
    target = (document.parent / place).resolve() if place else document
    if not target.exists() or not target.is_relative_to(ROOT):
        return False
    return not heading or heading in headings(target)


def documents() -> list[Path]:
    return [path for path in tracked_files() if path.suffix == ".md"]


@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_of_a_document_resolves(document: Path) -> None:
    assert broken_links(document) == []


@pytest.mark.parametrize("command", COMMANDS, ids=lambda path: path.name)
def test_a_command_can_be_run_and_is_sound_shell(command: Path) -> None:
    checked = subprocess.run(["bash", "-n", command], capture_output=True, text=True, check=False)

    assert os.access(command, os.X_OK)
    assert checked.stderr == ""


def test_the_licence_is_the_whole_apache_licence() -> None:
    text = (ROOT / "LICENSE").read_text()

    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text
    assert len(text.split()) > 1500


def test_the_lock_holds_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    lock = (ROOT / "requirements" / "run.txt").read_text()
    pinned: dict[str, list[str]] = {}
    for name, version in re.findall(r"(?m)^([\w.-]+)==([^\s;]+)", lock):
        pinned.setdefault(canonicalize_name(name), []).append(version)

    wanted = [Requirement(text) for text in project["project"]["dependencies"]]
    missing = [
        str(requirement)
        for requirement in wanted
        if not any(
            map(requirement.specifier.contains, pinned.get(canonicalize_name(requirement.name), []))
        )
    ]

    assert missing == []
