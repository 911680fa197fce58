"""What is asked about: a digit of the drawing, and for which of the ten it is to be explained."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.reading.reading import DigitReading
    from core.runs.model_file import Model


class Subject:
    """Follows the answer, unless another digit was picked."""

    def __init__(self) -> None:
        self.model: Model | None = None
        self.part: DigitReading | None = None
        """The digit of the drawing; None where there is nothing to ask about."""
        self._picked: int | None = None

    @property
    def digit(self) -> int:
        """For which of the ten it is to be explained. There must be a part."""
        return self._part.digit if self._picked is None else self._picked

    @property
    def target(self) -> int:
        """What it could be made into: the digit that was picked, or the second choice."""
        return self._part.second if self.digit == self._part.digit else self.digit

    def set(self, model: "Model | None", part: "DigitReading | None") -> None:
        """Another model has read, or another drawing was read."""
        self.model, self.part = model, part if model is not None else None
        if self.part is None:
            self._picked = None

    def pick(self, digit: int) -> None:
        """Ask about one of the ten. Picking the answer follows the answer again."""
        self._picked = None if digit == self._part.digit else digit

    @property
    def _part(self) -> "DigitReading":
        if self.part is None:
            raise ValueError("there is nothing to ask about")
        return self.part
