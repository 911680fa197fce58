"""An exponential moving average of the parameters."""

import numpy as np

from core.nn.activations import Floats

_STEPS_PER_UPDATE = 8
"""Steps from one look at the parameters to the next: an average over hundreds of them does not
change by it, and a look takes as long as a part of the step."""


class WeightAverage:
    """ā ← d ā + (1 − d) w (Polyak and Juditsky 1992; the exponential form as in Tarvainen and
    Valpola 2017).

    It is updated after every eighth step t, with the parameters of that step and with d⁸ in the
    place of d; the steps between are not looked at. That factor is at most (1 + t)/(10 + t), so
    that the average does not cling to the initial weights. PyTorch's AveragedModel with
    `get_ema_multi_avg_fn` is updated whenever it is called, with d from the second time on.
    """

    def __init__(self, parameters: Floats) -> None:
        """An average that begins with `parameters`."""
        self.average = parameters.copy()
        self._scratch = np.empty_like(parameters)

    def update(self, parameters: Floats, steps: int, decay: float) -> None:
        """After each step, the `steps`-th; moves the average after each eighth."""
        if steps % _STEPS_PER_UPDATE:
            return
        kept = min(decay**_STEPS_PER_UPDATE, (1 + steps) / (10 + steps))
        np.subtract(parameters, self.average, out=self._scratch)
        self._scratch *= 1 - kept
        self.average += self._scratch
