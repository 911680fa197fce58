"""Wilson's interval, against values of others."""

import pytest

from core.evaluation.metrics import wilson_interval


@pytest.mark.parametrize(
    ("right", "images", "low", "high"),
    [
        # Newcombe 1998, table I, method 3
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_it_is_the_published_one(right: int, images: int, low: float, high: float) -> None:
    assert wilson_interval(right, images) == pytest.approx((low, high), abs=1e-4)


def test_it_stays_between_0_and_1() -> None:
    assert 0.99 < wilson_interval(10, 10)[1] <= 1.0
    assert wilson_interval(0, 0) == (0.0, 1.0)
