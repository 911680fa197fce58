"""Where things are."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.foundation.paths import resources, user_config, user_data, user_log

FOLDERS = [user_data, user_config, user_log]


@pytest.mark.parametrize("folder", FOLDERS)
def test_inkling_home_moves_every_folder_of_the_user(
    folder: Callable[[], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INKLING_HOME", str(tmp_path))
    assert folder().parent == tmp_path


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("home", [None, ""])
def test_without_inkling_home_the_folders_are_the_platforms(
    folder: Callable[[], Path], home: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if home is None:
        monkeypatch.delenv("INKLING_HOME", raising=False)
    else:
        monkeypatch.setenv("INKLING_HOME", home)
    assert folder().is_absolute()
    assert "inkling" in folder().parts


def test_a_tilde_in_inkling_home_is_the_users_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INKLING_HOME", "~/ink")
    assert user_data() == Path.home() / "ink" / "data"


def test_no_folder_is_made_by_asking_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INKLING_HOME", str(tmp_path / "home"))
    assert len({folder() for folder in FOLDERS}) == 3
    assert not (tmp_path / "home").exists()


def test_the_resources_travel_with_the_program() -> None:
    assert (resources() / "data" / "mnist.npz").is_file()
    assert (resources() / "presets" / "report.toml").is_file()
