"""Files: named by their content, whole or not there."""

import hashlib

import pytest

from webapp.gateways.storage.client import DiskStorage
from webapp.gateways.storage.fake import MemoryStorage


@pytest.fixture(params=["disk", "memory"])
def storage(request, tmp_path):
    return DiskStorage(tmp_path) if request.param == "disk" else MemoryStorage()


def test_a_file_is_found_by_the_hash_of_its_content(storage):
    name = storage.put(b"a photo")

    assert name == hashlib.sha256(b"a photo").hexdigest()
    assert storage.open(name) == b"a photo"


def test_the_same_bytes_twice_are_one_file(storage):
    assert storage.put(b"a photo") == storage.put(b"a photo")


def test_an_unknown_name_is_a_key_error(storage):
    with pytest.raises(KeyError):
        storage.open("0" * 64)


def test_nothing_half_written_has_a_name(tmp_path, monkeypatch):
    def broken(_: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("os.fsync", broken)

    with pytest.raises(OSError, match="disk full"):
        DiskStorage(tmp_path).put(b"a photo")

    name = hashlib.sha256(b"a photo").hexdigest()
    assert not (tmp_path / name[:2] / name[2:4] / name).exists()
