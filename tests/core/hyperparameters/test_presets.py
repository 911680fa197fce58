"""The presets against the report itself (section 4 of its text, and its 3,000 images)."""

import tomllib

import pytest

from core.foundation.errors import HyperparameterError
from core.foundation.paths import resources
from core.hyperparameters.presets import DEFAULT, nearest_preset, preset, presets
from core.hyperparameters.schema import FIELDS, Hyperparameters

REPORT = {
    "hidden_layers": (20,),
    "activation": "sigmoid",
    "loss": "sigmoid_cross_entropy",
    "initializer": "report",
    "optimizer": "sgd",
    "learning_rate": 0.0005,
    "batch_size": 128,
    "epochs": 100,
    "gradient": "sum",
    "l2": 0,
}


@pytest.mark.parametrize(("name", "images"), [("report", 50_000), ("report-3000", 3000)])
def test_the_reports_presets_have_the_reports_values(name: str, images: int) -> None:
    settings = preset(name).hyperparameters
    assert settings == Hyperparameters(**REPORT, training_images=images, seed=settings.seed)


def test_every_file_is_a_preset_that_says_what_it_is_for_and_nothing_without_meaning() -> None:
    files = {path.stem: path.read_text("utf-8") for path in (resources() / "presets").iterdir()}
    assert set(presets()) == set(files)
    for name, text in files.items():
        settings = preset(name).hyperparameters
        stated = tomllib.loads(text)["hyperparameters"]
        assert set(stated) <= {name for name in FIELDS if settings.applies(name)}
        assert preset(name).name == name
        assert preset(name).title
        assert preset(name).description == preset(name).description.strip() != ""


def test_the_report_comes_first_and_is_the_default() -> None:
    assert DEFAULT == "report"
    assert next(iter(presets())) == DEFAULT
    assert preset(DEFAULT).hyperparameters == Hyperparameters()


def test_an_unknown_preset_is_refused_with_the_known_ones() -> None:
    with pytest.raises(HyperparameterError, match="“rapport”; there are report, report-3000"):
        preset("rapport")


@pytest.mark.parametrize("name", [each.name for each in presets().values() if each.essential])
def test_settings_are_not_called_after_a_failure_that_they_do_not_have(name: str) -> None:
    failing = preset(name)
    longer = failing.hyperparameters.with_values({"epochs": 33})
    assert nearest_preset(longer, presets().values()) == failing
    values = {"learning_rate": 0.1783, "initializer": "he", "training_images": 3000}
    mended = failing.hyperparameters.with_values(values)
    assert not nearest_preset(mended, presets().values()).essential
    assert nearest_preset(mended, [failing]) == failing


def test_presets_that_fail_name_what_makes_them_fail() -> None:
    fails = {each.name for each in presets().values() if each.title.startswith("Fails")}
    assert fails == {each.name for each in presets().values() if each.essential}
