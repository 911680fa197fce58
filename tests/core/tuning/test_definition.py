"""A search that is defined from settings, and its file."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from core.foundation.errors import HyperparameterError, OutputError, SearchError
from core.hyperparameters.fields import Choice, Field, Integer, Real, Widths
from core.hyperparameters.presets import presets
from core.hyperparameters.schema import FIELDS, Hyperparameters
from core.tuning.definition import (
    check_name,
    clean_name,
    define_search,
    export_search,
    has_begun,
    name_to_continue,
    save_search,
    saved_searches,
    unused_name,
)
from core.tuning.dimension import Options, Range, read_dimension
from core.tuning.space_file import examples, read_space
from core.tuning.space_writer import to_toml
from core.tuning.suggestions import SUGGESTIONS, suggested_dimension, suggested_dimensions

RATE = {"learning_rate": {"from": 1e-4, "to": 1.0, "scale": "log"}}
SMALL = Hyperparameters(training_images=200, evaluation_images=200, epochs=1, batch_size=20)


def _numbers(field: Integer | Real) -> st.SearchStrategy[Any]:
    if isinstance(field, Integer):
        return st.integers(field.minimum, field.maximum)
    digits = st.floats(field.minimum, field.maximum, allow_nan=False)
    return digits.map(lambda value: min(max(float(f"{value:.6g}"), field.minimum), field.maximum))


def _values(field: Field) -> st.SearchStrategy[Any]:
    match field:
        case Choice():
            return st.sampled_from(list(field.options))
        case Integer() | Real():
            return _numbers(field)
        case Widths():
            return st.lists(st.integers(1, 50), max_size=3)
    raise AssertionError


@st.composite
def _tables(draw: st.DrawFn, name: str) -> dict[str, Any]:
    """A dimension of a field as in a space file."""
    field = FIELDS[name]
    if not isinstance(field, Integer | Real) or draw(st.booleans()):
        return {"choose": draw(st.lists(_values(field), min_size=1, max_size=5))}
    low, high = sorted(draw(st.tuples(_numbers(field), _numbers(field))))
    table = {"from": low, "to": high, "scale": draw(st.sampled_from(["linear", "log"]))}
    if table["scale"] == "linear" and draw(st.booleans()):
        step = (high - low) / draw(st.integers(1, 50))
        table["step"] = max(int(step), 1) if isinstance(field, Integer) else step
    return table


@st.composite
def _definitions(draw: st.DrawFn) -> tuple[Hyperparameters, dict[str, Any], dict[str, Any]]:
    """Settings, dimensions, and the other values of a search."""
    names = draw(st.lists(st.sampled_from(list(FIELDS)), min_size=1, max_size=4, unique=True))
    base = draw(st.sampled_from([each.hyperparameters for each in presets().values()]))
    changed = draw(st.sampled_from(["seed", "l2", "dropout", "optimizer", "early_stopping"]))
    base = base.with_values({changed: draw(_values(FIELDS[changed]))})
    others = {
        "sampler": draw(st.sampled_from(["tpe", "random", "grid"])),
        "pruning": draw(st.sampled_from(["none", "median"])),
        "metric": draw(st.sampled_from(["validation_accuracy", "validation_loss"])),
        "trials": draw(st.integers(1, 1000)),
        "seed": draw(st.integers(0, 2**31 - 1)),
        "title": draw(st.text(max_size=20)),
        "description": draw(st.text(max_size=50)),
    }
    return base, {name: draw(_tables(name)) for name in names}, others


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
@given(_definitions())
def test_what_is_written_is_read_as_the_same_search(
    tmp_path_factory: pytest.TempPathFactory,
    definition: tuple[Hyperparameters, dict[str, Any], dict[str, Any]],
) -> None:
    base, tables, others = definition
    try:
        space = define_search("mine", base, tables, **others)
    except (SearchError, HyperparameterError):
        assume(False)
    path = tmp_path_factory.mktemp("searches") / "mine.toml"
    path.write_text(to_toml(space), "utf-8")
    assert read_space(path) == space


@pytest.mark.parametrize("name", examples())
def test_an_example_is_written_as_it_was_read(tmp_path: Path, name: str) -> None:
    space = read_space(examples()[name])
    path = tmp_path / f"{name}.toml"
    path.write_text(to_toml(space), "utf-8")
    assert read_space(path) == space


def test_a_search_keeps_the_settings_around_which_it_is_defined() -> None:
    settings_ = presets()["quick"].hyperparameters.with_values({"l2": 0.5, "speed": 3.0})
    space = define_search("x", settings_, RATE, trials=3)
    assert space.preset == "quick"
    assert dict(space.fixed) == {"l2": 0.5}
    assert space.base == settings_.with_values({"speed": 0.0})
    assert space.dimensions == {"learning_rate": Range(1e-4, 1.0, True, None)}


def test_settings_without_a_meaning_are_left_out_unless_some_trials_need_them() -> None:
    settings_ = SMALL.with_values({"momentum": 0.5})
    assert "momentum" not in define_search("x", settings_, RATE, trials=3).fixed
    optimizers = {"optimizer": {"choose": ["sgd", "momentum"]}}
    space = define_search("x", settings_, optimizers, trials=3)
    assert space.fixed["momentum"] == 0.5
    assert space.dimensions == {"optimizer": Options(("sgd", "momentum"))}


@pytest.mark.parametrize("preset", presets())
def test_every_field_has_a_suggestion_near_every_preset(preset: str) -> None:
    base = presets()[preset].hyperparameters
    for name, field in FIELDS.items():
        read_dimension(field, suggested_dimension(name, base))


@pytest.mark.parametrize("preset", presets())
@pytest.mark.parametrize("suggestion", SUGGESTIONS, ids=lambda each: each.title)
def test_every_suggested_search_can_be_started(preset: str, suggestion: Any) -> None:
    base = presets()[preset].hyperparameters
    tables = suggested_dimensions(suggestion.fields, base)
    assert define_search("x", base, tables, trials=20).trials == 20


def test_a_saved_search_is_listed_and_replaced_until_it_has_begun(home: Path) -> None:
    assert unused_name("mine") == "mine"
    path, space = save_search(define_search("mine", SMALL, RATE, trials=3))
    assert saved_searches() == {"mine": path}
    assert read_space(path) == space
    assert unused_name("mine") == "mine 2"
    more, _ = save_search(define_search("mine", SMALL, RATE, trials=4))
    assert more == path
    assert not has_begun(space)

    path.with_suffix(".db").touch()
    assert has_begun(space)
    save_search(define_search("mine", SMALL, RATE, trials=5))
    with pytest.raises(SearchError, match="has begun with another definition"):
        save_search(define_search("mine", SMALL, RATE, trials=5, sampler="random"))
    assert read_space(path).trials == 5


def test_a_search_of_the_same_definition_is_continued(home: Path) -> None:
    first = define_search("again", SMALL, RATE, trials=3)
    save_search(first)
    assert name_to_continue(define_search("again", SMALL, RATE, trials=9)) == "again"
    other = define_search("again", SMALL.with_values({"seed": 1}), RATE, trials=3)
    assert name_to_continue(other) == "again 2"


@pytest.mark.parametrize("name", ["", "a/b", "a:b", ".a", "a.", "x" * 61, "a\nb"])
def test_what_cannot_be_the_name_of_a_file_is_no_name(name: str) -> None:
    with pytest.raises(SearchError, match=r"[Nn]ame"):
        check_name(name)
    assert check_name(clean_name(name)) == clean_name(name)


def test_a_search_is_written_where_the_user_wants_but_not_over_the_users_data(
    tmp_path: Path, home: Path
) -> None:
    space = define_search("mine", SMALL, RATE, trials=3)
    path = export_search(tmp_path / "mine.toml", space)
    assert read_space(path) == space
    with pytest.raises(OutputError):
        export_search(home / "data" / "searches" / "mine.toml", space)
