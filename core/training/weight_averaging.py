"""An exponential moving average of the parameters."""

import numpy as np

from core.nn.activations import Floats

_STEPS_PER_UPDATE = 8
"""Steps between updates: an average over hundreds of steps hardly differs, and each update takes a
considerable part of the time of a step."""


class WeightAverage:
    """The exponential moving average of the parameters, ā ← d ā + (1 − d) w.

    From Polyak and Juditsky 1992, in the exponential form of Tarvainen and Valpola 2017. It is
    updated only after every eighth step t, with the parameters of that step and d⁸ instead of d.
    That factor is at most (1 + t)/(10 + t), so that the average leaves the initial weights soon.
    PyTorch's AveragedModel with `get_ema_multi_avg_fn` is updated whenever it is called, with d
    from the second time on.
    """

    def __init__(self, parameters: Floats) -> None:
        """Start the average with `parameters`."""
        self.average = parameters.copy()
        self._scratch = np.empty_like(parameters)

    def update(self, parameters: Floats, steps: int, decay: float) -> None:
        """Update the average if the step number `steps` is a multiple of eight."""
        if steps % _STEPS_PER_UPDATE:
            return
        kept = min(decay**_STEPS_PER_UPDATE, (1 + steps) / (10 + steps))
        np.subtract(parameters, self.average, out=self._scratch)
        self._scratch *= 1 - kept
        self.average += self._scratch
