"""What runs were set to differently."""

from core.hyperparameters.differences import differing_fields
from core.hyperparameters.schema import FIELDS, Hyperparameters

REPORT = Hyperparameters()


def test_the_same_settings_do_not_differ() -> None:
    assert differing_fields([REPORT, Hyperparameters()]) == {}


def test_one_or_none_does_not_differ() -> None:
    assert differing_fields([REPORT]) == {}
    assert differing_fields([]) == {}


def test_only_what_differs_is_told_with_the_values_in_their_order() -> None:
    others = [REPORT.with_values({"epochs": n, "hidden_layers": (n,)}) for n in (3, 5, 3)]
    assert differing_fields(others) == {
        "hidden_layers": [(3,), (5,), (3,)],
        "epochs": [3, 5, 3],
    }


def test_the_order_is_that_of_the_form() -> None:
    changed = REPORT.with_values({"seed": 9, "epochs": 4, "batch_size": 7, "hidden_layers": ()})
    told = list(differing_fields([REPORT, changed]))
    assert told == [name for name in FIELDS if name in told]
    assert set(told) == {"seed", "epochs", "batch_size", "hidden_layers"}


def test_a_field_without_a_meaning_in_any_of_them_is_left_out() -> None:
    sgd = REPORT.with_values({"optimizer": "sgd", "momentum": 0.5})
    other = REPORT.with_values({"optimizer": "sgd", "momentum": 0.7})
    assert differing_fields([sgd, other]) == {}


def test_a_field_with_a_meaning_in_one_of_them_is_told() -> None:
    sgd = REPORT.with_values({"optimizer": "sgd", "momentum": 0.5})
    heavy = REPORT.with_values({"optimizer": "momentum", "momentum": 0.7})
    assert differing_fields([sgd, heavy]) == {
        "optimizer": ["sgd", "momentum"],
        "momentum": [0.5, 0.7],
    }
