"""Hashes of assets and archives; the expected ones were computed by the engine's own Go code."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from faro.engine import tar_stream
from faro.engine.content import hash_archive, hash_file, hash_text, resolved
from faro.model.diagnostic import Failure
from faro.model.value import Archive, Asset, Secret, Value

HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
EMPTY_ARCHIVE = "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"

Parts = dict[str, Asset | Archive]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Files with every kind of name that the tar format treats in its own way."""
    root = tmp_path / "dir"
    for name, text in {
        "a.txt": "aaa",
        "sub/b.txt": "b" * 600,
        "sub/.pulumi/left-out": "no",
        "sub.txt": "c",
        "sub-1/k": "k",
        "x" * 60 + "/" + "y" * 60 + "/long": "L",
        "n" * 120: "N",
        "ünicode/fü": "u",
        "ünicode/" + "q" * 110: "u",
        "empty": "",
        "p" * 90 + "/" + "s" * 90 + "/" + "t" * 90: "deep",
    }.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (root / "alink").symlink_to("a.txt")
    (root / "dlink").symlink_to("sub")
    return tmp_path


def hash_of(value: Value, root: Path) -> str:
    """The hash that an asset or archive gets."""
    part = resolved(value, str(root))
    assert isinstance(part, Asset | Archive)
    return part.hash


def test_assets(folder: Path) -> None:
    assert hash_text("hello") == HELLO
    assert hash_of(Asset("", text="hello"), folder) == HELLO
    assert hash_of(Asset("", path="dir/a.txt"), folder) == hash_text("aaa")
    assert hash_of(Asset("", uri=f"file://{folder}/dir/a.txt"), folder) == hash_text("aaa")
    assert hash_file(str(folder / "dir/a.txt")) == hash_text("aaa")


def test_a_directory(folder: Path) -> None:
    """Order, long names, other alphabets, links and the engine's own folder."""
    expected = "5761fc4d6b4fe06bb4c9ee47b68705f83a349b4fbdbc7d367e9f954125fe9672"
    assert hash_archive(str(folder / "dir")) == expected
    assert hash_of(Archive("", path="dir"), folder) == expected


def test_the_order_of_names_is_that_of_their_bytes(tmp_path: Path) -> None:
    parts: Parts = {}
    (tmp_path / "dir").mkdir()
    for name in ("b", "A", "é", "a", "B"):
        (tmp_path / "dir" / name).write_text(name)
        parts[name] = Asset("", text=name)
    by_hand = Archive("", assets=parts)
    assert hash_of(Archive("", path="dir"), tmp_path) == hash_of(by_hand, tmp_path)


@pytest.mark.parametrize("length", [1, 80, 88, 89, 90, 91, 120, 980, 986, 987, 988, 990])
def test_long_names_can_be_read_back(length: int) -> None:
    """A record that counts its own length stays right where the count gets a digit more."""
    name = "é" + "a" * length
    stream = io.BytesIO(tar_stream.header(name, 0) + tar_stream.END)
    with tarfile.open(fileobj=stream) as archive:
        assert archive.getnames() == [name]


def test_a_link_to_a_directory_is_empty(folder: Path) -> None:
    (folder / "link").symlink_to("dir")
    assert hash_of(Archive("", path="link"), folder) == EMPTY_ARCHIVE
    assert hash_of(Archive("", assets={}), folder) == EMPTY_ARCHIVE


def test_an_archive_file_is_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.tgz").write_bytes(b"any")
    assert hash_of(Archive("", path="a.tgz"), tmp_path) == hash_text("any")


def test_a_map_is_the_archive_of_all_in_it(tmp_path: Path) -> None:
    """Archives are unpacked below their key; a map and a directory of the same files are alike."""
    (tmp_path / "dir/z/s").mkdir(parents=True)
    (tmp_path / "dir/z/one").write_text("1")
    (tmp_path / "dir/z/s/two").write_text("22")
    (tmp_path / "dir/t").write_text("hello")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        packed.writestr("one", "1")
        packed.writestr("s/", "")
        packed.writestr("s/two", "22")
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as tarred:
        for name, text in (("one", b"1"), ("./s/two", b"22")):
            member = tarfile.TarInfo(name)
            member.size = len(text)
            tarred.addfile(member, io.BytesIO(text))
    whole = hash_of(Archive("", path="dir"), tmp_path)
    for name in ("a.zip", "a.tar.gz", "dir/z"):
        parts: Parts = {"z": Archive("", path=name), "t": Asset("", text="hello")}
        assert hash_of(Archive("", assets=parts), tmp_path) == whole


def test_a_name_counts_once(tmp_path: Path) -> None:
    """The first in the order of the keys stays."""
    (tmp_path / "dir").mkdir()
    (tmp_path / "dir/b").write_text("first")
    twice: Parts = {"a": Archive("", path="dir"), "a/b": Asset("", text="second")}
    once: Parts = {"a/b": Asset("", text="first")}
    assert hash_of(Archive("", assets=twice), tmp_path) == hash_of(
        Archive("", assets=once), tmp_path
    )


def test_what_needs_no_hash_is_handed_back(tmp_path: Path) -> None:
    value: Value = {"a": [1, Secret("x")], "b": Asset("known", path="missing")}
    assert resolved(value, str(tmp_path)) is value
    remote = Asset("", uri="https://example.com/x")
    assert resolved(remote, str(tmp_path)) is remote
    assert hash_of(Archive("", assets={"a": remote}), tmp_path) == ""


def test_assets_inside_other_values(tmp_path: Path) -> None:
    value = resolved({"a": [Secret(Asset("", text="hello"))]}, str(tmp_path))
    assert value == {"a": [Secret(Asset(HELLO, text="hello"))]}


@pytest.mark.parametrize(
    "part",
    [
        pytest.param(Asset("", path="missing.txt"), id="asset"),
        pytest.param(Archive("", path="missing"), id="directory"),
        pytest.param(Archive("", path="missing.zip"), id="archive file"),
        pytest.param(Archive("", assets={"a": Asset("", path="missing.txt")}), id="map"),
    ],
)
def test_a_missing_file_is_named(tmp_path: Path, part: Asset | Archive) -> None:
    with pytest.raises(Failure, match=str(tmp_path / "missing")) as caught:
        resolved([part], str(tmp_path))
    assert len(caught.value.diagnostics) == 1


def test_a_broken_archive_in_a_map(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"no zip")
    with pytest.raises(Failure, match=r"a\.zip"):
        resolved(Archive("", assets={"z": Archive("", path="a.zip")}), str(tmp_path))
