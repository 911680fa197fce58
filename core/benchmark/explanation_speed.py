"""The benchmark of the explanations of an answer."""

from collections.abc import Callable
from functools import partial
from time import perf_counter
from typing import TypeVar

import numpy as np

from core.datasets.dataset import IMAGE_SIDE, PIXELS, to_pixels
from core.datasets.mnist import load_mnist
from core.explanations.counterfactual import Counterfactual
from core.explanations.explainer import Explainer
from core.foundation.blas_threads import limit_threads
from core.foundation.errors import ModelError
from core.models.bundled_model import load_bundled

IMAGES = 200
Answer = TypeVar("Answer")


def measure_explanations() -> dict[str, object]:
    """Measure the milliseconds of each explanation on one BLAS thread.

    They are those of the built-in model and the first test images. For counterfactuals it also
    measures how often one is found and how much ink it changes. Raises ModelError where the
    program was installed without a model.
    """
    limit_threads()
    model, dataset = load_bundled(), load_mnist()
    if model is None:
        raise ModelError("There is no model to explain: the program was installed without one.")
    network, explainer = model.network, Explainer(dataset.train)
    seconds: dict[str, list[float]] = {"saliency": [], "neighbours": [], "change": []}
    changes: list[Counterfactual | None] = []
    for image in dataset.test.images[:IMAGES]:
        pixels = image.reshape(IMAGE_SIDE, IMAGE_SIDE)
        logits = network.logits(to_pixels(image.reshape(1, PIXELS)))[0]
        second, first = np.argsort(logits)[-2:].tolist()
        _time(seconds["saliency"], partial(explainer.saliency, network, pixels, first))
        _time(seconds["neighbours"], partial(explainer.nearest, pixels))
        search = partial(explainer.counterfactual, network, pixels, second)
        changes.append(_time(seconds["change"], search))
    return {"images": len(changes), **_quantiles(seconds), **_ink(changes)}


def _time(seconds: list[float], work: Callable[[], Answer]) -> Answer:
    before = perf_counter()
    answer = work()
    seconds.append(perf_counter() - before)
    return answer


def _quantiles(seconds: dict[str, list[float]]) -> dict[str, object]:
    return {
        f"{name}_p{quantile}_ms": float(1000 * np.percentile(times, quantile))
        for name, times in seconds.items()
        for quantile in (50, 95)
    }


def _ink(changes: list[Counterfactual | None]) -> dict[str, object]:
    shares = [each.added + each.removed for each in changes if each is not None]
    return {
        "changes_found": len(shares) / len(changes),
        "change_of_ink_p50": float(np.median(shares)) if shares else None,
    }
