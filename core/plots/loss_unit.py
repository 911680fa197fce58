"""The unit of losses, for labels of axes."""

from collections.abc import Set


def loss_unit(losses: Set[str]) -> str:
    """Return the unit of losses, by their names. The quadratic loss is no entropy, with no nats."""
    quadratic = {loss == "sigmoid_quadratic" for loss in losses}
    if quadratic == {True}:
        return "half squared error per image"
    return "per image" if True in quadratic else "nats per image"
