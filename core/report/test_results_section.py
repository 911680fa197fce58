"""The section of a report on the test set: accuracy, confusion matrix and misclassified images."""

from collections import Counter
from collections.abc import Iterator
from io import BytesIO

import numpy as np
import numpy.typing as npt

from core.datasets.dataset import CLASSES, IMAGE_SIDE, Images, Labels, Split
from core.evaluation.metrics import evaluate, wilson_interval
from core.foundation.errors import ModelError
from core.foundation.files import is_file
from core.foundation.loss_text import loss_text as loss
from core.foundation.percent import percent
from core.models.model_file import load_model
from core.report.document import Block, Heading, Matrix, TestImage, TestImages, paragraph
from core.report.report_text import count_of
from core.runs.result import TestResult
from core.runs.run import Run

_SHOWN = 24
_NAMED = 3
_OF_A_PAIR = 3


def test_results_blocks(run: Run, test: Split) -> Iterator[Block]:
    """Yield accuracy, loss, confusion matrix and examples, or why there is no test result."""
    yield Heading("Accuracy on the test set")
    try:
        result, source = _result(run, test)
    except ModelError as error:
        yield paragraph(f"The network could not be tested. {error}")
        return
    if result is None:
        yield paragraph(
            "The network was not tested: the run has neither a test result nor a model."
        )
        return
    yield paragraph(_accuracy(result) + source)
    caption = "Confusion matrix: rows are the true digits, columns the predicted ones."
    yield Matrix(caption, result.confusion)
    if result.images - int(np.trace(result.confusion)):
        yield paragraph(_confusions(result))
    pictures = _misclassified(result, test)
    if pictures:
        yield TestImages(
            f"{'The' if len(pictures) < _SHOWN else 'The first'} misclassified test images: true "
            "digit → predicted digit.",
            pictures,
        )


def _result(run: Run, test: Split) -> tuple[TestResult | None, str]:
    """Return the result, and a sentence about its origin. Raises ModelError."""
    if run.test is not None:
        return run.test, ""
    if not is_file(run.model_path):
        return None, ""
    model = load_model(run.model_path)
    findings = TestResult.of_evaluation(evaluate(model.network, test))
    return findings, " It was measured for this report, because the run has no test result."


def _accuracy(result: TestResult) -> str:
    right = int(np.trace(result.confusion))
    low, high = wilson_interval(right, int(result.confusion.sum()))
    return (
        f"{right:,} of {result.images:,} test images are classified correctly: an accuracy of "
        f"{percent(result.accuracy)}, with a 95% confidence interval from {percent(low)} to "
        f"{percent(high)} (the score interval of E. B. Wilson, Journal of the American "
        f"Statistical Association 22, 1927). The loss on them is {loss(result.loss)}. No decision "
        "in this training depended on these images."
    )


def _confusions(result: TestResult) -> str:
    errors = result.confusion - np.diag(np.diag(result.confusion))
    order = np.argsort(-errors, axis=None, kind="stable")[:_NAMED]
    counts = [(*divmod(int(each), CLASSES), int(errors.flat[each])) for each in order]
    text = ", ".join(f"{t} as {r} ({count_of(n, 'time')})" for t, r, n in counts if n)
    total = count_of(int(errors.sum()), "error")
    return f"The most frequent of {total}: {text}. {_worst(result)}"


def _worst(result: TestResult) -> str:
    """Return a sentence on the digits of which the largest share is misclassified."""
    totals = result.confusion.sum(axis=1)
    rates = (totals - np.diag(result.confusion)) / np.maximum(totals, 1)
    rate = percent(float(rates.max()))
    first, *others = np.flatnonzero(rates == rates.max())
    if not others:
        return f"The digit that is misclassified most often is {first}: {rate} of its images."
    digits = f"{', '.join(map(str, (first, *others[:-1])))} and {others[-1]}"
    return f"The digits that are misclassified most often are {digits}: {rate} of each."


def _misclassified(result: TestResult, test: Split) -> tuple[TestImage, ...]:
    if result.images != len(test):
        return ()
    wrong = _varied(test.labels, result.answers)
    return tuple(
        TestImage(
            f"misread-{number:02}",
            _png(test.images[index]),
            int(test.labels[index]),
            int(result.answers[index]),
        )
        for number, index in enumerate(wrong, start=1)
    )


def _varied(labels: Labels, answers: npt.NDArray[np.uint8]) -> list[int]:
    """Return the first misclassified images, with at most three of each confusion."""
    seen: Counter[tuple[int, int]] = Counter()
    chosen = []
    for index in np.flatnonzero(labels != answers).tolist():
        pair = int(labels[index]), int(answers[index])
        seen[pair] += 1
        if seen[pair] <= _OF_A_PAIR:
            chosen.append(index)
        if len(chosen) == _SHOWN:
            break
    return chosen


def _png(image: Images) -> bytes:
    from PIL import Image

    file = BytesIO()
    Image.fromarray(255 - image.reshape(IMAGE_SIDE, IMAGE_SIDE)).save(file, "PNG")
    return file.getvalue()
