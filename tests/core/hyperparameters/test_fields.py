"""Every kind of field against texts and values, for every field that is declared."""

import math
import re
import string
from contextlib import suppress

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

from core.foundation.errors import HyperparameterError
from core.hyperparameters.fields import Choices, Integer, Number, Real, Widths
from core.hyperparameters.schema import FIELDS, Hyperparameters
from core.runs.run_title import describe_settings
from tests.rounding import rounding

from .strategies import values_of

REALS = [name for name, field in FIELDS.items() if isinstance(field, Real)]
INTEGERS = [name for name, field in FIELDS.items() if isinstance(field, Integer)]
EVERY = pytest.mark.parametrize("name", FIELDS)
# There are many fields, and few kinds of them.
SOME = settings(max_examples=30)

WRONG_TEXTS = [
    "nan", "inf", "-inf", "Infinity", "1e400", "-1e400", "1_0", "0x10", "1+1", "1,5", "½", "۵",
    "１２", "²", "true", "None", "1e", ".", "e5", "- 1", "1 2", "\0", "5\0", "9" * 5000,
]  # fmt: skip


@EVERY
@given(data=st.data())
@SOME
def test_parse_reads_back_what_format_wrote(name: str, data: st.DataObject) -> None:
    value = data.draw(values_of(FIELDS[name]))
    read = FIELDS[name].parse(FIELDS[name].format(value))
    assert read == value
    assert type(read) is type(value)


@EVERY
@given(text=st.text() | st.text(string.digits + "+-.,;eE_ "))
@SOME
def test_any_text_gives_an_allowed_value_or_is_refused(name: str, text: str) -> None:
    field = FIELDS[name]
    with suppress(HyperparameterError):
        value = field.parse(text)
        assert field.check(value) == value


@pytest.mark.parametrize("text", ["", *WRONG_TEXTS])
@pytest.mark.parametrize("name", REALS + INTEGERS)
def test_what_is_no_plain_number_is_refused(name: str, text: str) -> None:
    with pytest.raises(HyperparameterError) as caught:
        FIELDS[name].parse(text)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("text", ["20.5", "20 x", "-3", "0", "٣", "4097", "1 " * 9, "9" * 5000])
def test_what_is_no_list_of_widths_is_refused(text: str) -> None:
    with pytest.raises(HyperparameterError) as caught:
        FIELDS["hidden_layers"].parse(text)
    assert len(str(caught.value)) < 200


@EVERY
@pytest.mark.parametrize("tail", ["x", "?", " x"])
def test_a_very_long_text_is_refused_at_once(name: str, tail: str) -> None:
    # With a pattern that backtracks this takes minutes.
    with pytest.raises(HyperparameterError):
        FIELDS[name].parse("1" * 200_000 + tail)


@pytest.mark.parametrize(
    "value", [None, True, "1", [1], (1,), {}, 1 + 0j, math.nan, math.inf, -math.inf, 10**400, b"1"]
)
@pytest.mark.parametrize("name", REALS + INTEGERS)
def test_a_value_that_is_no_number_in_the_range_is_refused(name: str, value: object) -> None:
    with pytest.raises(HyperparameterError) as caught:
        FIELDS[name].check(value)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    "value", [None, 20, "20", [20.0], [True], [0], [-1], [4097], [1] * 9, [1] * 9999, {}]
)
def test_a_value_that_is_no_list_of_widths_is_refused(value: object) -> None:
    with pytest.raises(HyperparameterError) as caught:
        FIELDS["hidden_layers"].check(value)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("name", REALS)
def test_a_real_includes_its_limits_and_nothing_beyond(name: str) -> None:
    field = FIELDS[name]
    assert isinstance(field, Real)
    for limit, beyond in ((field.minimum, -math.inf), (field.maximum, math.inf)):
        assert field.parse(repr(limit)) == limit
        wrong = math.nextafter(limit, beyond)
        with pytest.raises(HyperparameterError, match=f"^{field.format(wrong)} is not between"):
            field.check(wrong)


@pytest.mark.parametrize("name", INTEGERS)
def test_an_integer_includes_its_limits_and_nothing_beyond(name: str) -> None:
    field = FIELDS[name]
    assert isinstance(field, Integer)
    for limit, beyond in ((field.minimum, -1), (field.maximum, 1)):
        assert field.parse(str(limit)) == limit
        with pytest.raises(HyperparameterError, match="is not between"):
            field.parse(str(limit + beyond))


@pytest.mark.parametrize("text", ["0.5e-3", "5e-4", ".0005", " 0.0005 ", "+5.E-4", "0.00050"])
def test_a_learning_rate_is_read_as_people_write_it(text: str) -> None:
    assert FIELDS["learning_rate"].parse(text) == 0.5e-3


@pytest.mark.parametrize("text", ["50000", "50,000", "50 000", " 50_000 ", "+50000"])
def test_a_thousand_may_be_set_apart(text: str) -> None:
    assert FIELDS["training_images"].parse(text) == 50_000


@pytest.mark.parametrize("text", ["1234567", "1,234,567", "1 234 567", "1_234_567"])
def test_so_may_a_million(text: str) -> None:
    assert FIELDS["seed"].parse(text) == 1_234_567


@pytest.mark.parametrize("text", ["5,0", "5,00", "5,0000", ",500", "500,", "5,,000", "5,000.0"])
def test_a_comma_elsewhere_is_refused(text: str) -> None:
    with pytest.raises(HyperparameterError, match="whole number"):
        FIELDS["training_images"].parse(text)


@pytest.mark.parametrize(
    "text", ["800,300", "800, 300", " 800 300 ", "800;300", "800 , 300", "800,\n300"]
)
def test_widths_are_separated_by_commas_or_spaces(text: str) -> None:
    assert FIELDS["hidden_layers"].parse(text) == (800, 300)


@pytest.mark.parametrize("text", [",", ";;;", "20,,3", "20;,3", ",20", "20,", "800,300,", "20, ,3"])
def test_a_separator_without_a_width_beside_it_is_refused(text: str) -> None:
    with pytest.raises(HyperparameterError, match="is not a list such as"):
        FIELDS["hidden_layers"].parse(text)


@pytest.mark.parametrize(
    ("text", "one", "two"),
    [
        ("1,500", "1500", "1, 500"),
        ("1 500", "1500", "1, 500"),
        ("4,096", "4096", "4, 096"),
        ("30, 2,000", "2000", "2, 000"),
    ],
)
def test_widths_that_may_be_one_thousand_are_refused_with_both_ways_to_write_them(
    text: str, one: str, two: str
) -> None:
    field = FIELDS["hidden_layers"]
    message = f"write {one} for one layer, or “{two}” for two"
    with pytest.raises(HyperparameterError, match=message):
        field.parse(text)
    assert field.parse("1500") == (1500,)
    assert field.parse("1, 500") == field.parse("1;500") == (1, 500)
    assert field.parse("800,300") == (800, 300)  # no layer has 800,300 units


@pytest.mark.parametrize("text", ["1e-400", "0.1e-999", "-5e-400"])
def test_a_number_that_a_float_would_take_for_zero_is_refused(text: str) -> None:
    with pytest.raises(HyperparameterError, match="too close to 0"):
        FIELDS["l2"].parse(text)
    assert FIELDS["l2"].parse("0e9") == FIELDS["l2"].parse("0.0") == 0.0


@pytest.mark.parametrize("text", ["", " "])
def test_no_width_means_no_hidden_layer(text: str) -> None:
    assert FIELDS["hidden_layers"].parse(text) == ()


@EVERY
def test_a_refusal_says_what_is_allowed(name: str) -> None:
    field = FIELDS[name]
    with pytest.raises(HyperparameterError) as caught:
        field.parse("4097, 4097" if isinstance(field, Widths) else "-1")
    allowed = field.allowed
    if isinstance(field, Choices):  # people read and type its labels
        allowed = f"one of {', '.join(field.options.values())}, or one for each layer"
    assert allowed in str(caught.value)


@pytest.mark.parametrize("name", REALS)
@given(data=st.data())
@SOME
def test_a_slider_returns_to_the_value_that_set_it(name: str, data: st.DataObject) -> None:
    field = FIELDS[name]
    assert isinstance(field, Real)
    drawn = data.draw(st.floats(field.minimum, field.maximum))
    value = field.check(min(float(f"{drawn:.3g}"), field.maximum))
    position = field.position(value)
    assert 0 <= position <= 1
    # On a scale of powers the logarithms are rounded, which reach from -30 to 30.
    relative = rounding(np.float64, 10, 30.0)
    absolute = rounding(np.float64, 10, field.maximum - field.minimum)
    assert field.at(position) == pytest.approx(value, rel=relative, abs=absolute)


@pytest.mark.parametrize("name", REALS)
def test_a_slider_reaches_both_limits_and_moves_one_way(name: str) -> None:
    field = FIELDS[name]
    assert isinstance(field, Real)
    values = [field.at(step / 100) for step in range(101)]
    assert values[0] == field.minimum
    assert values[-1] == field.maximum
    assert values == sorted(set(values))


def test_the_middle_of_a_log_slider_is_the_geometric_mean() -> None:
    field = FIELDS["learning_rate"]
    assert isinstance(field, Real)
    assert field.at(0.5) == 1e-2
    assert field.position(1e-2) == pytest.approx(0.5)


@EVERY
def test_the_default_is_allowed_and_unlabelled_fields_do_not_exist(name: str) -> None:
    field = FIELDS[name]
    default = getattr(Hyperparameters(), name)
    assert field.check(default) == default
    assert field.label
    assert field.help


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("schedule", ("after exactly 30%", "OneCycleLR", "momentum")),
        ("clip_norm", ("exactly this length", "clip_grad_norm_", "10⁻⁶")),
        ("ema", ("every eighth step", "power of eight", "AveragedModel")),
    ],
)
def test_the_tooltip_says_where_a_step_differs_from_pytorchs(
    name: str, said: tuple[str, ...]
) -> None:
    assert all(words in FIELDS[name].help for words in said)


@pytest.mark.parametrize("name", [*REALS, *INTEGERS])
def test_a_number_names_usual_values_that_it_allows(name: str) -> None:
    field = FIELDS[name]
    assert isinstance(field, Number)
    if name == "seed":
        assert not field.usual
        return
    numbers = re.findall(r"\d[\d,]*(?:\.\d+)?(?:e-?\d+)?", field.usual)
    assert numbers
    for text in numbers:
        field.parse(text.rstrip(",").replace(",", ""))


def test_a_label_is_not_followed_by_the_unit_that_it_names() -> None:
    named = {name: field.label_with_unit for name, field in FIELDS.items() if field.unit}
    assert named["batch_size"] == "Mini-batch size (images)"
    assert named["training_images"] == "Training images"
    assert named["validation_images"] == "Validation images"
    for label in named.values():
        words = re.findall(r"\w+", label.casefold())
        assert len(words) == len(set(words)), label
    assert describe_settings(Hyperparameters(training_images=700)) in {
        "Report: Training images 700",
        "Report, 3,000 images: Training images 700",
    }
