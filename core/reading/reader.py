"""The one way from a drawing to an answer: of the pad, and of the command `strokes`."""

from core.datasets.dataset import PIXELS, to_pixels
from core.ink.render import place, render
from core.ink.strokes import Drawing
from core.network.mlp import MLP
from core.reading.reading import DigitReading, Reading


class Reader:
    """Reads drawings with one network."""

    def __init__(self, network: MLP) -> None:
        self.network = network

    def read(self, drawing: Drawing) -> Reading:
        """The digits in a drawing."""
        return Reading(drawing, (self._digit(drawing),) if drawing else ())

    def _digit(self, drawing: Drawing) -> DigitReading:
        pixels = render(drawing)
        answer = self.network.probabilities(to_pixels(pixels.reshape(1, PIXELS)))[0]
        answer.setflags(write=False)
        pixels.setflags(write=False)
        return DigitReading(drawing, pixels, place(drawing), answer, 0.5)
