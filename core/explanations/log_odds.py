"""The log odds of a digit against all others together, which the explanations explain."""

import numpy as np

from core.nn.activations import Floats


def log_odds(logits: Floats, digit: int) -> Floats:
    """Compute a_k − ln Σ_{j≠k} e^{a_j}, (n,), for logits (n, 10).

    With a softmax this is ln(p / (1 − p)) of the digit's probability. It is used for sigmoids too,
    where the answer is also the digit with the largest logit. A logit alone would not separate
    evidence for the digit from evidence for every digit.
    """
    others = np.delete(logits, digit, axis=1)
    largest = others.max(axis=1)
    rest: Floats = np.log(np.exp(others - largest[:, None]).sum(axis=1))
    odds: Floats = logits[:, digit] - largest - rest
    return odds


def log_odds_gradient(logits: Floats, digit: int) -> Floats:
    """Compute the derivative of `log_odds` by the logits, (n, 10).

    It is 1 for the digit, and for the others minus their softmax among themselves.
    """
    gradient = logits.copy()
    gradient[:, digit] = -np.inf
    gradient -= gradient.max(axis=1, keepdims=True)
    np.exp(gradient, out=gradient)
    gradient /= -gradient.sum(axis=1, keepdims=True)
    gradient[:, digit] = 1.0
    return gradient
