"""The presets that the user saves, and files that may be presets."""

import os
import tomllib
from argparse import Namespace
from dataclasses import replace
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from core.cli.arguments import chosen_settings
from core.foundation.errors import PresetError
from core.foundation.paths import presets_folder
from core.hyperparameters.preset_file import LONGEST_TITLE, Preset, format_preset, read_preset
from core.hyperparameters.preset_folder import PresetFolder
from core.hyperparameters.presets import preset, presets, title_of, user_presets
from core.hyperparameters.schema import Hyperparameters

SETTINGS = Hyperparameters(
    hidden_layers=(30, 10), activation="relu, tanh", learning_rate=0.1 + 0.2, momentum=0.5, epochs=3
)


def made(title: str, description: str = "", **values: object) -> Preset:
    return Preset("", title, description, "", replace(SETTINGS, **values))  # type: ignore[arg-type]


@pytest.fixture
def folder(home: Path) -> PresetFolder:
    assert presets_folder() == home / "config" / "presets"
    return user_presets()


def titles(folder: PresetFolder) -> list[str]:
    return [each.title for each in folder.read().presets.values()]


@given(title=st.text(min_size=1, max_size=LONGEST_TITLE), description=st.text(max_size=300))
@settings(max_examples=80)
def test_what_is_written_is_read_back(
    title: str, description: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = PresetFolder(tmp_path_factory.mktemp("presets"), presets().values())
    try:
        saved = folder.save(made(title, description))
    except PresetError:
        assert titles(folder) == []  # a blank title
        return
    (found,) = folder.read().presets.values()
    assert found == saved
    assert found.hyperparameters == SETTINGS
    tomllib.loads((folder.path / f"{found.name}.toml").read_text("utf-8"))


@pytest.mark.parametrize("built_in", presets().values(), ids=lambda each: each.name)
def test_a_built_in_preset_can_be_written_and_read(built_in: Preset, tmp_path: Path) -> None:
    path = tmp_path / f"{built_in.name}.toml"
    path.write_text(format_preset(built_in), "utf-8")
    assert read_preset(path) == replace(built_in, order=0, built_in=False, essential=())


@pytest.mark.parametrize(
    ("title", "name"),
    [("Mine", "mine"), ("My best: 98 %!", "my-best-98"), ("日本 語", "日本-語"),
     ("../../etc", "etc"),
     ("CON", "preset-con"), ("???", "preset"), ("report 3000", "report-3000-2"),
     (".hidden", "hidden"), ("a/b\\c", "a-b-c"), ("ß" * 80, None)],
)  # fmt: skip
def test_a_title_of_any_characters_gives_a_file_of_harmless_ones(
    folder: PresetFolder, title: str, name: str | None
) -> None:
    saved = folder.save(made(title))
    assert saved.title == title
    assert name is None or saved.name == name
    assert [path.stem for path in folder.path.iterdir()] == [saved.name]
    assert len(saved.name.encode()) <= 100
    assert preset(saved.name) == preset(title) == saved


@pytest.mark.parametrize(
    ("title", "said"),
    [("", "A preset needs a name."), (" \n\t", "A preset needs a name."),
     ("x" * 81, "The name has more than 80 characters."),
     ("report", "“report” is a built-in preset: choose another name."),
     ("BEST", "“BEST” is a built-in preset: choose another name.")],
)  # fmt: skip
def test_a_title_that_cannot_be_used_is_refused(
    folder: PresetFolder, title: str, said: str
) -> None:
    with pytest.raises(PresetError) as caught:
        folder.save(made(title))
    assert str(caught.value) == said
    assert titles(folder) == []


def test_the_same_title_again_replaces_the_preset(folder: PresetFolder) -> None:
    first = folder.save(made("Mine"))
    again = folder.save(made("mine", epochs=9))
    assert again.name == first.name
    assert titles(folder) == ["mine"]
    assert preset("mine").hyperparameters.epochs == 9


def test_titles_with_the_same_letters_are_different_presets(folder: PresetFolder) -> None:
    names = [folder.save(made(title)).name for title in ("a b", "a-b", "a, b")]
    assert names == ["a-b", "a-b-2", "a-b-3"]
    assert len(titles(folder)) == 3


def test_a_renamed_preset_has_another_file(folder: PresetFolder) -> None:
    saved = folder.save(made("Old", "Why."))
    other = folder.save(made("Other"))
    renamed = folder.rename(saved, "New", "Because.")
    assert (renamed.name, renamed.title, renamed.description) == ("new", "New", "Because.")
    assert sorted(path.name for path in folder.path.iterdir()) == ["new.toml", "other.toml"]
    with pytest.raises(PresetError, match="There is already a preset “OTHER”"):
        folder.rename(renamed, "OTHER", "")
    assert folder.rename(renamed, "NEW", "").name == "new"
    folder.delete(other)
    folder.delete(other)
    assert titles(folder) == ["NEW"]


def test_a_preset_from_elsewhere_replaces_none(folder: PresetFolder) -> None:
    mine = folder.save(made("Mine"))
    assert folder.add(made("Mine")) == mine
    assert folder.add(made("Mine", epochs=7)).title == "Mine (2)"
    assert folder.add(made("Report", epochs=7)).title == "Report (2)"
    long = "x" * LONGEST_TITLE
    assert [folder.add(made(long, epochs=n)).title for n in (1, 2)] == [long, f"{long[:-4]} (2)"]


def test_the_folder_of_presets_may_not_exist_or_be_a_file(home: Path) -> None:
    assert user_presets().read().presets == {}
    presets_folder().parent.mkdir(parents=True)
    presets_folder().write_text("")
    assert user_presets().read().presets == {}
    with pytest.raises(PresetError, match="The preset “Mine” cannot be saved in"):
        user_presets().save(made("Mine"))


def test_a_folder_without_rights_changes_nothing(folder: PresetFolder) -> None:
    saved = folder.save(made("Mine"))
    with pytest.MonkeyPatch.context() as patch:

        def refuse(*_: object, **__: object) -> None:
            raise PermissionError(13, "Permission denied")

        patch.setattr("core.hyperparameters.preset_folder.write_atomically", refuse)
        for change in (
            lambda: folder.save(made("Other")),
            lambda: folder.rename(saved, "Other", ""),
        ):
            with pytest.raises(PresetError, match="you have no right to write there"):
                change()
        patch.setattr(Path, "unlink", refuse)
        with pytest.raises(PresetError, match="cannot be deleted: you have no right"):
            folder.delete(saved)
    assert titles(folder) == ["Mine"]


def test_a_file_that_cannot_be_renamed_is_not_there_twice(
    folder: PresetFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = folder.save(made("Mine"))
    before = (folder.path / "mine.toml").read_bytes()

    def refuse(path: Path, target: Path) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", refuse)
        with pytest.raises(PresetError, match="cannot be renamed: you have no right"):
            folder.rename(saved, "Other", "")
    assert titles(folder) == ["Mine"]
    with monkeypatch.context() as patch:
        patch.setattr("core.hyperparameters.preset_folder.write_atomically", refuse)
        with pytest.raises(PresetError, match="cannot be saved in"):
            folder.rename(saved, "Other", "")
    assert {path.name: path.read_bytes() for path in folder.path.iterdir()} == {"mine.toml": before}


@pytest.mark.skipif(os.name != "posix", reason="links need a right elsewhere")
def test_a_preset_that_is_a_link_stays_one(folder: PresetFolder, tmp_path: Path) -> None:
    shared = tmp_path / "shared.toml"
    folder.path.mkdir(parents=True)
    shared.write_text('title = "Ours"\n[hyperparameters]\nepochs = 7\n')
    (folder.path / "ours.toml").symlink_to(shared)
    (ours,) = folder.read().presets.values()
    folder.save(replace(ours, hyperparameters=replace(ours.hyperparameters, epochs=9)))
    assert read_preset(shared).hyperparameters.epochs == 9
    folder.rename(ours, "All of us", "For everyone")
    (link,) = folder.path.iterdir()
    assert (link.name, link.readlink()) == ("all-of-us.toml", shared)
    found = read_preset(shared)
    assert (found.title, found.hyperparameters.epochs) == ("All of us", 9)


@pytest.mark.skipif(os.name != "posix", reason="links need a right elsewhere")
def test_a_link_to_nothing_is_not_written_through(folder: PresetFolder, tmp_path: Path) -> None:
    folder.path.mkdir(parents=True)
    (folder.path / "mine.toml").symlink_to(tmp_path / "gone.toml")
    assert folder.save(made("Mine")).name == "mine-2"
    assert not (tmp_path / "gone.toml").exists()


WRONG = {
    "title = 3\n[hyperparameters]": "its “title” is not a text",
    "order = true\n[hyperparameters]": "its “order” is not a whole number",
    "essential = 'epochs'\n[hyperparameters]": "its “essential” is not a list of hyperparameters",
    "essential = ['epoch']\n[hyperparameters]": "its “essential” is not a list of hyperparameters",
    "[settings]\nepochs = 3": "unknown key “settings”",
    "tittle = 'x'\n[hyperparameters]": "unknown key “tittle”; did you mean “title”?",
    "title = 'x'": "it has no table [hyperparameters]",
    "hyperparameters = 3": "it has no table [hyperparameters]",
    "[hyperparameters]\nmomentun = 0.9": "no hyperparameter “momentun”; did you mean “momentum”?",
    "[hyperparameters]\nqqqqqqqq = 0.9": "no hyperparameter “qqqqqqqq”.",
    "[hyperparameters]\nepochs = 0": "epochs: 0 is not between 1 and 10,000",
    "[hyperparameters]\nepochs = '3'": "epochs: “3” is not a whole number",
    "[hyperparameters]\nlearning_rate = nan": "learning_rate: nan is not between",
    "[hyperparameters]\nhidden_layers = [[[1]]]": "hidden_layers:",
    "[hyperparameters]\nhabits = 0.1\nregional_forms = 0.1": "habits is the former name",
    "[hyperparameters]\nactivation = 'relu, tanh, relu'": "3 are given for 1 hidden layer",
    "trials = 3\n[space]\nepochs = [1, 2]": "it defines a search",
    "nonsense": "it is not TOML",
    "a = " + "[" * 5000: "it is not TOML",
    "": "it has no table [hyperparameters]",
}


@pytest.mark.parametrize("text", WRONG, ids=range(len(WRONG)))
def test_a_file_that_is_no_preset_is_refused_with_the_reason(text: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(PresetError) as caught:
        read_preset(path)
    said = str(caught.value)
    assert said.startswith("“mine.toml” is not a valid preset: ")
    assert WRONG[text] in said
    assert said.endswith((".", "?"))
    assert len(said) < 300


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    huge, binary = tmp_path / "huge.toml", tmp_path / "binary.toml"
    huge.write_bytes(b"#" * (1 << 17))
    binary.write_bytes(b"\xff\xfe\0")
    (tmp_path / "folder.toml").mkdir()
    for path in (huge, binary, tmp_path / "none.toml", tmp_path / "folder.toml"):
        with pytest.raises(PresetError, match=f"“{path.name}”"):
            read_preset(path)


def test_a_damaged_file_hides_no_other_preset(folder: PresetFolder) -> None:
    folder.save(made("Mine"))
    (folder.path / "damaged.toml").write_text("nonsense")
    found = folder.read()
    assert list(found.presets) == ["mine"]
    assert [str(error)[:14] for error in found.errors] == ["“damaged.toml”"]


def test_a_former_name_of_a_field_and_a_missing_title_are_understood(tmp_path: Path) -> None:
    path = tmp_path / "old one.toml"
    path.write_text("[hyperparameters]\nhabits = 0.1\n")
    found = read_preset(path)
    assert (found.title, found.hyperparameters.regional_forms) == ("old one", 0.1)


def test_control_characters_do_not_reach_the_window(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text('title = "a\\u001b[0mb\\nc"\ndescription = "d\\u0007e\\n"\n[hyperparameters]\n')
    found = read_preset(path)
    assert (found.title, found.description) == ("a [0mb c", "d e")


def test_the_command_line_takes_the_users_presets(folder: PresetFolder) -> None:
    folder.save(made("My own"))
    for name in ("my-own", "My own"):
        options = Namespace(preset=name, set=["epochs=5"])
        assert chosen_settings(options) == replace(SETTINGS, epochs=5)


def test_a_run_has_the_title_of_the_users_preset(folder: PresetFolder) -> None:
    saved = folder.save(made("Mine"))
    assert title_of(saved.hyperparameters) == "Mine"
    assert title_of(Hyperparameters()) == "Report"


def test_a_new_name_keeps_the_settings_that_another_window_has_saved(folder: PresetFolder) -> None:
    known = folder.save(made("Mine", epochs=7))
    folder.save(replace(known, hyperparameters=replace(known.hyperparameters, epochs=99)))
    renamed = folder.rename(known, "Ours", "For all of us")
    assert (renamed.hyperparameters.epochs, renamed.description) == (99, "For all of us")
    assert titles(folder) == ["Ours"]


def test_no_more_presets_are_saved_than_are_read(
    folder: PresetFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.hyperparameters.preset_folder._MOST_PRESETS", 2)
    for title in ("One", "Two"):
        folder.save(made(title))
    with pytest.raises(PresetError, match="already 2 presets: delete some first"):
        folder.save(made("Three"))
    assert folder.save(made("Two", "Changed")).description == "Changed"
    (folder.path / "zebra.toml").write_text("")
    found = folder.read()
    assert len(found.presets) == 2
    assert [str(error) for error in found.errors] == ["Only 2 of the 3 files are read."]


@pytest.mark.parametrize(
    ("name", "reason"),
    [("best.toml", "has the name of a built-in preset"), ("mine.TOML", "must end with .toml")],
)
def test_a_file_whose_name_no_preset_can_have_is_reported(
    folder: PresetFolder, name: str, reason: str
) -> None:
    folder.path.mkdir(parents=True)
    (folder.path / name).write_text('title = "Mine"')
    found = folder.read()
    assert not found.presets
    (error,) = found.errors
    assert reason in str(error)


@pytest.mark.parametrize("title", ["\u200b", "\u2060\u200d", " \u200b "])
def test_a_title_that_cannot_be_seen_is_no_title(folder: PresetFolder, title: str) -> None:
    with pytest.raises(PresetError, match="needs a name"):
        folder.save(made(title))
