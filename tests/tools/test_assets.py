"""Assets are published under a version of their contents, compressed once, and cleaned up."""

import gzip
import json
from pathlib import Path

import brotli
import pytest

from tools import assets
from tools.assets import Folders, build

STYLE = "body { color: black; }\n" * 40
ICON = '<svg class="x"><path d="M1 1" /><circle cx="2" cy="2" r="1" /></svg>'


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """A small system: one style of ours, and packages as npm lays them out."""
    folders = Folders(tmp_path / "static", tmp_path / "node_modules", tmp_path / "build")
    write(folders.static / "css" / "base.css", STYLE)
    for package, path, _ in assets.VENDORED:
        write(folders.packages / package / path, f"content of {path}")
    for name in assets.ICONS:
        write(folders.packages / assets.ICON_PACKAGE / "icons" / f"{name}.svg", ICON)
    for package in {name for name, _, _ in assets.VENDORED} | {assets.ICON_PACKAGE}:
        write(folders.packages / package / "LICENSE", f"licence of {package}")
        write(
            folders.packages / package / "package.json", f'{{"name": "{package}", "version": "1"}}'
        )
    return folders


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def versions(folders: Folders) -> set[str]:
    return {path.name for path in folders.output.iterdir() if path.is_dir()}


def test_the_manifest_names_the_version_and_every_file(folders: Folders) -> None:
    version = build(folders)

    manifest = json.loads((folders.output / "manifest.json").read_text())
    assert manifest["version"] == version
    assert {"css/base.css", "vendor/zxing-reader.wasm", assets.SPRITE} <= set(manifest["files"])
    for name in manifest["files"]:
        assert (folders.output / version / name).is_file()


def test_compressed_siblings_hold_the_same_content(folders: Folders) -> None:
    published = folders.output / build(folders) / "css"

    assert gzip.decompress((published / "base.css.gz").read_bytes()).decode() == STYLE
    assert brotli.decompress((published / "base.css.br").read_bytes()).decode() == STYLE


def test_what_does_not_shrink_gets_no_sibling(folders: Folders) -> None:
    write(folders.static / "css" / "tiny.css", "a{}")

    published = folders.output / build(folders) / "css"

    assert {path.name for path in published.glob("tiny*")} == {"tiny.css"}


def test_the_version_follows_the_contents(folders: Folders) -> None:
    first = build(folders)
    again = build(folders)
    write(folders.static / "css" / "base.css", STYLE + "p {}")
    changed = build(folders)

    assert first == again != changed


def test_nothing_is_compressed_twice(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    build(folders)
    squeezed: list[bytes] = []
    monkeypatch.setattr(assets.brotli, "compress", lambda content: squeezed.append(content) or b"")

    write(folders.static / "css" / "new.css", "p {}\n" * 50)
    build(folders)

    assert squeezed == [b"p {}\n" * 50]


def test_the_version_before_stays_for_open_pages_and_older_ones_go(folders: Folders) -> None:
    built = []
    for n in range(4):
        write(folders.static / "css" / "base.css", STYLE + f"p {{ margin: {n} }}")
        built.append(build(folders))

    assert versions(folders) == set(built[-2:])


def test_an_icon_becomes_a_symbol_that_takes_the_colour_of_its_text(folders: Folders) -> None:
    sprite = (folders.output / build(folders) / assets.SPRITE).read_text()

    assert '<symbol id="camera" viewBox="0 0 24 24"' in sprite
    assert 'stroke="currentColor"' in sprite
    assert '<path d="M1 1" /><circle cx="2" cy="2" r="1" />' in sprite


def test_the_licences_of_what_is_served_are_published(folders: Folders) -> None:
    build(folders)

    text = (folders.output / "LICENSES.txt").read_text()
    assert "zxing-wasm 1\n\nlicence of zxing-wasm" in text
    assert "lucide-static 1\n\nlicence of lucide-static" in text
