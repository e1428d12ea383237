"""Puts our own and the vendored browser files into build/static, under a version of their contents.

Run by bin/setup. Everything is compressed here, once, so that no request ever waits for it.
"""

import gzip
import hashlib
import json
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import brotli

ROOT = Path(__file__).resolve().parent.parent
KEPT_VERSIONS = 2
COMPRESSED = {".css", ".html", ".js", ".json", ".svg", ".txt", ".wasm", ".webmanifest"}

# Package, its file, and the name under which our pages ask for it.
VENDORED = (
    ("zxing-wasm", "dist/iife/reader/index.js", "vendor/zxing-reader.js"),
    ("zxing-wasm", "dist/reader/zxing_reader.wasm", "vendor/zxing-reader.wasm"),
    ("@noble/ed25519", "index.js", "vendor/ed25519.js"),
)
ICON_PACKAGE = "lucide-static"
SPRITE = "vendor/icons.svg"
ICONS = (ROOT / "tools" / "icons.txt").read_text().split()


@dataclass(frozen=True)
class Folders:
    """Where the files come from and where they go."""

    static: Path = ROOT / "webapp" / "static"
    packages: Path = ROOT / "node_modules"
    build: Path = ROOT / "build"

    @property
    def output(self) -> Path:
        """What the application serves."""
        return self.build / "static"

    @property
    def cache(self) -> Path:
        """Compressed contents by the hash of what was compressed."""
        return self.build / "compressed"


def build(folders: Folders) -> str:
    """Publish the files as they are now; gives their version."""
    files = own_files(folders.static) | vendored_files(folders.packages)
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    version = version_of(hashes)
    if not (folders.output / version).is_dir():
        _write_version(folders, version, files, hashes)
    _replace(folders.output / "LICENSES.txt", licences(folders.packages).encode())
    _replace(folders.output / "manifest.json", manifest(version, hashes))
    remove_old_versions(folders.output, version)
    return version


def own_files(static: Path) -> dict[str, bytes]:
    """Every file of ours by its path below `static`."""
    paths = (path for path in static.rglob("*") if path.is_file() and path.name[0] != ".")
    return {path.relative_to(static).as_posix(): path.read_bytes() for path in paths}


def vendored_files(packages: Path) -> dict[str, bytes]:
    """The listed files of the browser packages, and the sprite of our icons."""
    files = {name: (packages / package / path).read_bytes() for package, path, name in VENDORED}
    return files | {SPRITE: sprite(packages / ICON_PACKAGE / "icons").encode()}


def sprite(icons: Path) -> str:
    """One SVG with a symbol for each icon, to be used as `icons.svg#name`."""
    symbols = "\n".join(_symbol(name, (icons / f"{name}.svg").read_text()) for name in ICONS)
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'


def _symbol(name: str, svg: str) -> str:
    shapes = re.findall(r"<(?:path|circle|rect|line|polyline|polygon|ellipse)\b[^>]*>", svg)
    looks = 'fill="none" stroke="currentColor" stroke-width="2"'
    ends = 'stroke-linecap="round" stroke-linejoin="round"'
    return f'<symbol id="{name}" viewBox="0 0 24 24" {looks} {ends}>{"".join(shapes)}</symbol>'


def version_of(hashes: dict[str, str]) -> str:
    """Changes whenever a name or a content does."""
    return hashlib.sha256(json.dumps(hashes, sort_keys=True).encode()).hexdigest()[:12]


def _write_version(
    folders: Folders, version: str, files: dict[str, bytes], hashes: dict[str, str]
) -> None:
    # Beside its place, then moved: a web process never sees half a version.
    draft = folders.output / f".{version}"
    shutil.rmtree(draft, ignore_errors=True)
    folders.cache.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = draft / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        for suffix, squeezed in compressed(folders.cache, content, hashes[name], path.suffix):
            path.with_name(path.name + suffix).write_bytes(squeezed)
    draft.replace(folders.output / version)
    _forget_unused(folders.cache, set(hashes.values()))


def compressed(cache: Path, content: bytes, sha256: str, kind: str) -> list[tuple[str, bytes]]:
    """The siblings of one file, `.gz` and `.br`, where they are smaller than the file itself."""
    if kind not in COMPRESSED:
        return []
    siblings = [(suffix, _squeezed(cache, content, sha256, suffix)) for suffix in (".gz", ".br")]
    return [(suffix, squeezed) for suffix, squeezed in siblings if len(squeezed) < len(content)]


def _squeezed(cache: Path, content: bytes, sha256: str, suffix: str) -> bytes:
    kept = cache / f"{sha256}{suffix}"
    if not kept.exists():
        squeeze = brotli.compress if suffix == ".br" else _gzip
        _replace(kept, squeeze(content))
    return kept.read_bytes()


def _gzip(content: bytes) -> bytes:
    return gzip.compress(content, compresslevel=9, mtime=0)


def _forget_unused(cache: Path, hashes: set[str]) -> None:
    for kept in cache.iterdir():
        if kept.stem not in hashes:
            kept.unlink()


def manifest(version: str, hashes: dict[str, str]) -> bytes:
    """What the application reads at its start."""
    return json.dumps({"version": version, "files": hashes}, indent=1).encode() + b"\n"


def licences(packages: Path) -> str:
    """The licences of what we serve but did not write."""
    names = sorted({package for package, _, _ in VENDORED} | {ICON_PACKAGE})
    return "\n\n".join(_licence(packages / name) for name in names)


def _licence(package: Path) -> str:
    about = json.loads((package / "package.json").read_text())
    return f"{about['name']} {about['version']}\n\n{(package / 'LICENSE').read_text()}"


def remove_old_versions(output: Path, current: str) -> None:
    """Keep the current version and the one before it, which open pages may still ask for."""
    versions = [path for path in output.iterdir() if path.is_dir() and path.name != current]
    versions.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for old in versions[KEPT_VERSIONS - 1 :]:
        shutil.rmtree(old)


def _replace(path: Path, content: bytes) -> None:
    draft = path.with_name(f".{path.name}")
    draft.write_bytes(content)
    draft.replace(path)


if __name__ == "__main__":
    try:
        print(f"assets {build(Folders())}")
    except FileNotFoundError as error:
        sys.exit(f"tools/assets.py: {error.filename} is missing; bin/setup brings it.")
