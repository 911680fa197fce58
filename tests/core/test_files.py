"""Files appear whole or not at all."""

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import core
from core.foundation.files import check_file_can_be_created, is_file, read_bounded, write_atomically


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fail)


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def test_a_new_file_holds_the_bytes_and_is_alone(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a.json", b"\x00 new\n")
    assert (tmp_path / "a.json").read_bytes() == b"\x00 new\n"
    assert names(tmp_path) == ["a.json"]


def test_an_old_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"old and longer")
    write_atomically(tmp_path / "a.json", b"new")
    assert (tmp_path / "a.json").read_bytes() == b"new"


@pytest.mark.usefixtures("full_disk")
def test_a_full_disk_leaves_the_old_file_whole_and_nothing_beside_it(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"old")
    with pytest.raises(OSError, match="No space left"):
        write_atomically(tmp_path / "a.json", b"new")
    assert (tmp_path / "a.json").read_bytes() == b"old"
    assert names(tmp_path) == ["a.json"]


@pytest.mark.usefixtures("full_disk")
def test_a_full_disk_leaves_no_new_file(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No space left"):
        write_atomically(tmp_path / "a.json", b"new")
    assert names(tmp_path) == []


@pytest.mark.skipif(os.name != "posix", reason="folders cannot be flushed elsewhere")
def test_the_folder_is_flushed_when_the_file_is_in_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[tuple[bool, list[str]]] = []

    def flush(descriptor: int) -> None:
        flushed.append((stat.S_ISDIR(os.fstat(descriptor).st_mode), names(tmp_path)))

    monkeypatch.setattr(os, "fsync", flush)
    write_atomically(tmp_path / "a.json", b"new")
    assert [folder for folder, _ in flushed] == [False, True]
    assert flushed[-1][1] == ["a.json"]


def test_a_folder_that_cannot_be_flushed_takes_the_file_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))

    monkeypatch.setattr(os, "fsync", refuse)
    write_atomically(tmp_path / "a.json", b"new")
    assert (tmp_path / "a.json").read_bytes() == b"new"


def test_an_interruption_leaves_the_old_file_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    (tmp_path / "a.json").write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt):
        write_atomically(tmp_path / "a.json", b"new")
    assert (tmp_path / "a.json").read_bytes() == b"old"
    assert names(tmp_path) == ["a.json"]


def test_a_folder_in_the_way_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a.json").mkdir()
    with pytest.raises(OSError, match=r"a\.json"):
        write_atomically(tmp_path / "a.json", b"new")
    assert names(tmp_path) == ["a.json"]


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_atomically(tmp_path / "missing" / "a.json", b"new")


@pytest.mark.skipif(os.name != "posix", reason="links need a right elsewhere")
def test_a_link_stays_and_the_file_behind_it_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    for name in ("old", "missing"):
        target, link = tmp_path / "far" / name, tmp_path / f"{name} link"
        link.symlink_to(Path("far") / name)
        (tmp_path / f"{name} second").symlink_to(link)
        for path in (link, tmp_path / f"{name} second"):
            check_file_can_be_created(path)
            write_atomically(path, path.name.encode())
            assert path.is_symlink()
            assert target.read_bytes() == path.name.encode()
    assert sorted(names(tmp_path / "far")) == ["missing", "old"]


@pytest.mark.skipif(os.name != "posix", reason="links need a right elsewhere")
@pytest.mark.parametrize(
    ("target", "said"),
    [("link", "a circle of links"), ("other", "a circle of links"),
     ("gone/file", "gone/file, whose folder does not exist")],
)  # fmt: skip
def test_a_link_that_leads_nowhere_is_an_error_that_says_so(
    tmp_path: Path, target: str, said: str
) -> None:
    link = tmp_path / "link"
    link.symlink_to(target)
    (tmp_path / "other").symlink_to("link")
    before = names(tmp_path)
    for act in (check_file_can_be_created, lambda path: write_atomically(path, b"new")):
        with pytest.raises(OSError, match=said):
            act(link)
    assert names(tmp_path) == before
    assert link.is_symlink()


@pytest.mark.skipif(os.name != "posix", reason="rights are others elsewhere")
@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o002, 0o664), (0o077, 0o600)])
def test_who_may_read_a_file_is_as_the_person_has_set_it(
    tmp_path: Path, umask: int, mode: int
) -> None:
    code = "import pathlib; from core.foundation.files import write_atomically as w; "
    code += "w(pathlib.Path('a'), b'')"
    environment = os.environ | {"PYTHONPATH": str(Path(core.__file__).parents[1])}
    subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, umask=umask, check=True
    )
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == mode


def test_only_a_file_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert is_file(tmp_path / "file")
    assert not is_file(tmp_path)
    assert not is_file(tmp_path / "file" / "below")
    assert not is_file(tmp_path / ("long" * 1000))


@pytest.mark.skipif(
    not Path("/proc/self/fd").is_dir(), reason="tells of descriptors where Linux is"
)
def test_a_folder_is_refused_and_not_left_open(tmp_path: Path) -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(3):
        with pytest.raises(ValueError, match="no regular file"):
            read_bounded(tmp_path, 100)
    assert len(list(Path("/proc/self/fd").iterdir())) == before
