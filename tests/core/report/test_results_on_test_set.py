"""What a report says of the test set and of the settings."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core.datasets.dataset import Split
from core.hyperparameters.schema import Hyperparameters
from core.report import test_results_section
from core.report.document import Paragraph, Table
from core.report.setup_section import setup_blocks
from core.runs.result import TestResult

from .histories import FALLING, history, run_of


def sentences(answers: Sequence[int], labels: Sequence[int]) -> str:
    """The text on a test set of these labels with these answers."""
    confusion = np.zeros((10, 10), np.int64)
    np.add.at(confusion, (np.array(labels), np.array(answers)), 1)
    accuracy = float(np.trace(confusion) / len(labels))
    result = TestResult(len(labels), 1.0, accuracy, confusion, np.array(answers, np.uint8))
    run = replace(history(FALLING, FALLING), test=result)
    images = np.zeros((len(labels), 784), np.uint8)
    split = Split(images, np.array(labels, np.uint8))
    blocks = test_results_section.test_results_blocks(run, split)
    texts = [str(p) for block in blocks if isinstance(block, Paragraph) for p in block.segments]
    return " ".join(texts)


def test_the_digit_with_the_largest_share_of_errors_is_named() -> None:
    text = sentences([0, 0, 1, 2, 2, 2], [0, 0, 1, 2, 2, 1])
    assert "The digit that is misclassified most often is 1: 50.00% of its images." in text


def test_digits_with_the_same_share_of_errors_are_all_named() -> None:
    text = sentences([0] * 10, range(10))
    assert "most often are 1, 2, 3, 4, 5, 6, 7, 8 and 9: 100.00% of each." in text


def test_no_more_images_are_evaluated_than_there_are() -> None:
    run = run_of([], Hyperparameters(training_images=3000))
    tables = [block for block in setup_blocks(run) if isinstance(block, Table)]
    rows = {row[1]: row[2:] for table in tables for row in table.rows if len(row) == 4}
    assert rows["Training images evaluated"] == ("all", "all")
    fewer = run_of([], Hyperparameters(training_images=3000, evaluation_images=500))
    texts = [str(row) for b in setup_blocks(fewer) if isinstance(b, Table) for row in b.rows]
    assert any("500 images" in text for text in texts)
