"""What is asked about: a digit of the drawing, and for which of the ten it is to be explained."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.reading.reading import DigitReading, Reading
    from core.runs.model_file import Model


class Subject:
    """Follows the drawing: the answer, unless another digit was picked."""

    def __init__(self) -> None:
        self.model: Model | None = None
        self.index = 0
        """Of the drawing's digits, from the left."""
        self._reading: Reading | None = None
        self._picked: int | None = None

    @property
    def part(self) -> "DigitReading | None":
        """The digit of the drawing; None where there is nothing to ask about."""
        return self._reading.digits[self.index] if self._reading and self.count else None

    @property
    def count(self) -> int:
        """How many digits the drawing has that can be asked about."""
        if self.model is None or self._reading is None:
            return 0
        return len(self._reading.digits)

    @property
    def digit(self) -> int:
        """For which of the ten it is to be explained."""
        return self._part.digit if self._picked is None else self._picked

    @property
    def target(self) -> int:
        """What it could be made into: the digit that was picked, or the second choice."""
        return self._part.second if self.digit == self._part.digit else self.digit

    def set(self, model: "Model | None", reading: "Reading | None") -> None:
        """Another model has read, or another drawing was read."""
        self.model, self._reading = model, reading
        self.index = max(0, min(self.index, self.count - 1))
        if not self.count:
            self._picked = None

    def pick(self, digit: int) -> None:
        """Ask about one of the ten. Picking the answer follows the answer again."""
        self._picked = None if digit == self._part.digit else digit

    def go_to(self, index: int) -> None:
        """Ask about another digit of the drawing."""
        self.index, self._picked = index, None

    @property
    def _part(self) -> "DigitReading":
        if self.part is None:
            raise ValueError("there is nothing to ask about")
        return self.part
