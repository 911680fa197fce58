"""What the network reaches on the test set, and what it misreads."""

from collections import Counter
from collections.abc import Iterator
from io import BytesIO

import numpy as np
import numpy.typing as npt

from core.datasets.dataset import CLASSES, IMAGE_SIDE, Images, Labels, Split
from core.evaluation.metrics import evaluate, wilson_interval
from core.foundation.errors import ModelError
from core.foundation.files import is_file
from core.models.model_file import load_model
from core.report.document import Block, Digit, Digits, Heading, Matrix, said
from core.report.report_text import counted, loss, percent
from core.runs.result import TestResult
from core.runs.run import Run

_SHOWN = 24
_NAMED = 3
_OF_A_PAIR = 3


def test_results_blocks(run: Run, test: Split) -> Iterator[Block]:
    """Accuracy with its interval, loss, confusion matrix and examples; or why there is none."""
    yield Heading("Accuracy on the test set")
    try:
        result, source = _result(run, test)
    except ModelError as error:
        yield said(f"The network could not be tested. {error}")
        return
    if result is None:
        yield said("The network was not tested: the run has neither a test result nor a model.")
        return
    yield said(_accuracy(result) + source)
    caption = "Confusion matrix: rows are the true digits, columns what was read."
    yield Matrix(caption, result.confusion)
    if result.images - int(np.trace(result.confusion)):
        yield said(_confusions(result))
    pictures = _misread(result, test)
    if pictures:
        yield Digits(
            f"{'The' if len(pictures) < _SHOWN else 'The first'} misread test images: true digit → "
            "digit read.",
            pictures,
        )


def _result(run: Run, test: Split) -> tuple[TestResult | None, str]:
    """The result, and a sentence on where it is from. Raises ModelError."""
    if run.test is not None:
        return run.test, ""
    if not is_file(run.model_path):
        return None, ""
    model = load_model(run.model_path)
    found = TestResult.of_evaluation(evaluate(model.network, test))
    return found, " It was measured for this report, the run having no test result."


def _accuracy(result: TestResult) -> str:
    right = int(np.trace(result.confusion))
    low, high = wilson_interval(right, int(result.confusion.sum()))
    return (
        f"{right:,} of {result.images:,} test images are read rightly: an accuracy of "
        f"{percent(result.accuracy)}, with a 95 % confidence interval from {percent(low)} to "
        f"{percent(high)} (Wilson 1927). The loss on them is {loss(result.loss)}. No decision in "
        "this training was taken by these images."
    )


def _confusions(result: TestResult) -> str:
    errors = result.confusion - np.diag(np.diag(result.confusion))
    order = np.argsort(-errors, axis=None, kind="stable")[:_NAMED]
    counts = [(*divmod(int(each), CLASSES), int(errors.flat[each])) for each in order]
    told = ", ".join(f"{t} read as {r} ({counted(n, 'time')})" for t, r, n in counts if n)
    totals = result.confusion.sum(axis=1)
    rates = errors.sum(axis=1) / np.maximum(totals, 1)
    worst = int(np.argmax(rates))
    return (
        f"Of {counted(int(errors.sum()), 'error')} the most frequent confusions are: {told}. The "
        f"digit read worst is {worst}, with {percent(float(rates[worst]))} of its images misread."
    )


def _misread(result: TestResult, test: Split) -> tuple[Digit, ...]:
    if result.images != len(test):
        return ()
    wrong = _varied(test.labels, result.answers)
    return tuple(
        Digit(
            f"misread-{number:02}",
            _png(test.images[index]),
            int(test.labels[index]),
            int(result.answers[index]),
        )
        for number, index in enumerate(wrong, start=1)
    )


def _varied(labels: Labels, answers: npt.NDArray[np.uint8]) -> list[int]:
    """The first misread images, the frequent confusions not all alike: each pair thrice at most."""
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
