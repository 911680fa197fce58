"""`lr-range`."""

from pathlib import Path

import pytest

from .conftest import Run

SMALL = ("--set", "hidden_layers=8", "--set", "training_images=500")


def test_the_curve_is_printed_with_the_suggestion(run: Run) -> None:
    outcome = run("lr-range", *SMALL)
    assert (outcome.status, outcome.err) == (0, "")
    head, first, *_, sentence, rule = outcome.out.splitlines()
    assert head.split() == ["learning", "rate", "loss", "smoothed"]
    assert float(first.split()[0]) == 1e-6
    assert sentence.startswith("Suggested learning rate: ")
    assert "The settings have 0.0005" in sentence
    assert rule.startswith("The rule: a tenth of the highest rate")


def test_json_has_the_whole_curve(run: Run) -> None:
    (found,) = run("lr-range", *SMALL, "--json").objects
    assert found["suggestion"] == pytest.approx(found["edge"] / 10, rel=0.05)
    assert len(found["rates"]) == len(found["losses"]) == len(found["smoothed"])
    assert found["learning_rate"] == 0.0005


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("curve.png", b"\x89PNG"),
        ("curve.svg", b"<?xml"),
        ("curve.PDF", b"%PDF"),
        ("curve.csv", b"learning_rate,loss,smoothed_loss\n1e-06,"),
    ],
)
def test_the_curve_is_written(run: Run, tmp_path: Path, name: str, start: bytes) -> None:
    file = tmp_path / name
    outcome = run("lr-range", *SMALL, "-o", str(file))
    assert outcome.out.splitlines()[-1] == str(file)
    assert file.read_bytes().startswith(start)


def test_another_ending_is_refused_before_the_test(run: Run, tmp_path: Path) -> None:
    outcome = run("lr-range", "-o", str(tmp_path / "curve.gif"))
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err == ("error: “curve.gif” does not end with .png, .svg, .pdf or .csv.\n")
