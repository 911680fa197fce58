"""The widgets of the tab "Why", and their texts."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QImage, QPalette
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QGridLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QWidget,
)

from core.datasets.dataset import CLASSES
from core.foundation.percent import SHARE_DECIMALS, percent
from gui.common.enlargement import keep_room
from gui.common.fitting_label import FittingLabel
from gui.common.primary_button import set_primary
from gui.common.theme import SPACING, TIGHT
from gui.common.widgets import hbox, named, set_text_role
from gui.explanations.explanation_pictures import Pictures
from gui.explanations.neighbor_row import NeighborRow
from gui.session.model_line import ModelLine, earlier_name, is_outdated

if TYPE_CHECKING:
    from core.explanations.counterfactual import Counterfactual
    from core.explanations.neighbors import Neighbor
    from core.models.model_file import Model
    from core.recognition.prediction import ImagePrediction
    from gui.explanations.explanation_requests import CounterfactualResult, Saliency

NO_NETWORK = ("No network yet: press Start to train one.", "No network yet.")
NO_INK = (
    "Draw a digit to see which ink counts for the answer, and which counts against it.",
    "Draw a digit to see what counts for the answer.",
    "Draw a digit to see why.",
)
SEARCHING = "Searching …"
FAILED = "The explanation failed."
INVITATION = (
    "Press the button to see which ink would change the answer.",
    "Press the button to see the change.",
    "Press the button.",
)
_AGAIN = "Outdated: search again."


def with_article(digit: int) -> str:
    """Return the digit with its indefinite article."""
    return f"an {digit}" if digit == 8 else f"a {digit}"


def question(digit: int) -> str:
    """Return the text of the button that searches for a change."""
    return f"What would make it {with_article(digit)}?"


def not_found(result: "CounterfactualResult", then: str) -> tuple[str, ...]:
    """Return the texts for a search that has found nothing, the longest first.

    `then` names the model of the search where it is not the one in use.
    """
    what, digit = "No small change was found", with_article(result.digit)
    if then:
        return f"{what} for {then}. Search again.", f"{what} for {then}.", _AGAIN
    return f"{what} that makes it {digit}.", f"{what}."


def outcome(
    change: "Counterfactual", after: "ImagePrediction", digit: int, then: str
) -> tuple[str, ...]:
    """Return the texts that say how much ink a change takes, and what the network answers then.

    The longest is the first. `digit` is the answer without the change. `then` names the model for
    which the change was found where it is not the one in use.
    """
    effect = _effect(after, digit)
    if then:
        return f"Found for {then}. {effect}", f"Found for {then}.", _AGAIN
    if not (change.added or change.removed):
        return (f"Nothing: it is already {with_article(change.digit)}.",)
    added, removed = (percent(share, SHARE_DECIMALS) for share in (change.added, change.removed))
    ink = f"Add {added} of the ink, remove {removed}."
    return f"{ink} {effect}", f"Ink: +{added}, −{removed}. {effect}", effect


def _effect(after: "ImagePrediction", digit: int) -> str:
    word = "still" if after.digit == digit else "then"
    if after.sure:
        return f"The network {word} answers {after.digit}."
    return f"The network is {word} {after.answer}"


def verdict(digit: int, after: "ImagePrediction") -> str:
    """Return the text for the probability of a digit after the change."""
    return f"{with_article(digit)}: {after.write(float(after.probabilities[digit]))}"


class DigitChooser(QWidget):
    """Ten buttons to choose the digit that is explained."""

    picked = Signal(int)
    """Emitted with the digit that the user clicked on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        for digit in range(CLASSES):
            button = named(QToolButton(), f"whyDigit{digit}")
            button.setText(str(digit))
            button.setCheckable(True)
            button.setToolTip(
                f"Show what counts for {with_article(digit)} and what counts against it."
            )
            self._group.addButton(button, digit)
        self.setLayout(hbox(*self._group.buttons(), spacing=1))
        self._group.idClicked.connect(self.picked)
        self._group.idToggled.connect(self._mark)

    def show_digit(self, digit: int | None) -> None:
        """Press the button of a digit; None disables all."""
        self.setEnabled(digit is not None)
        self._group.setExclusive(digit is not None)
        for each in range(CLASSES):
            self._group.button(each).setChecked(each == digit)

    @Slot(int, bool)
    def _mark(self, digit: int, down: bool) -> None:
        """Color the button that is down: in a dark theme it would look like the others."""
        set_primary(self._group.button(digit), primary=down)


class WhyView(QWidget):
    """Shows explanations of a digit, and emits what the user asks for."""

    picked = Signal(int)
    """Emitted with the digit to explain."""
    change_requested = Signal()
    """Emitted when the user asks what would make it another digit."""
    layer_changed = Signal()
    """Emitted when another layer is shown above the drawing, or none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._digits, self._pictures, self._nearest = DigitChooser(), Pictures(), NeighborRow()
        self._on_pad = named(QCheckBox("On the pad"), "saliencyOnPad")
        self._on_pad.setChecked(True)
        self._on_pad.setToolTip("Color the drawing by what counts for the digit and against it.")
        self._button = named(QPushButton(), "changeButton")
        self._outcome = named(FittingLabel(), "changeOutcome")
        self._model = ModelLine("whyModel")
        self._lay_out()
        self._digits.picked.connect(self.picked)
        self._button.clicked.connect(self.change_requested)
        self._on_pad.toggled.connect(self.layer_changed)
        self._pictures.palette_changed.connect(self.layer_changed)

    @property
    def layer(self) -> QImage | None:
        """The layer to show above the drawing; None for none."""
        return self._pictures.layer if self._on_pad.isChecked() else None

    def show_question(self, digit: int, target: int) -> None:
        """Show that `digit` is explained, and ask what would make it `target`."""
        self._digits.show_digit(digit)
        self._button.setEnabled(True)
        self._button.setText(question(target))
        self._button.setToolTip(
            "Search for a small change of the ink that changes the network's answer."
        )

    def show_model(self, model: "Model | None") -> None:
        """Name the model whose answer is explained; None for none."""
        self._model.show_model(model, model)

    def show_nothing(self, *reasons: str) -> None:
        """Show that there is nothing to explain, and the longest of the reasons that fits."""
        self._digits.show_digit(None)
        self._button.setEnabled(False)
        self._button.setText("What would change it?")
        self._button.setToolTip(reasons[0])
        self.show_saliency(None)
        self.show_neighbors(())
        self.show_no_change(*reasons)

    def show_saliency(self, saliency: "Saliency | None") -> None:
        """Show what speaks for the digit and what against it."""
        self._pictures.show_saliency(saliency)
        self.layer_changed.emit()

    def show_neighbors(self, found: "tuple[Neighbor, ...]") -> None:
        """Show the nearest training images."""
        self._nearest.show_images(found)

    def show_no_change(self, *texts: str) -> None:
        """Show no change, and the first of the texts that fits."""
        self._pictures.show_change(None)
        self._pictures.show_verdict("")
        self._show_outcome(texts, faded=False)

    def show_result(
        self,
        result: "CounterfactualResult",
        current: "Model",
        after: "ImagePrediction | None",
        digit: int,
    ) -> None:
        """Show the result of a search.

        The `current` model answers `digit` without the change, and `after` with it. The result of
        another model is faded.
        """
        change, outdated = result.found, is_outdated(result.model, current)
        then = earlier_name(result.model, current) if outdated else ""
        self._pictures.show_change(change)
        if change is None or after is None:
            self._pictures.show_verdict("")
            self._show_outcome(not_found(result, then), faded=outdated)
        else:
            self._pictures.show_verdict(verdict(change.digit, after), faded=outdated)
            self._show_outcome(outcome(change, after, digit, then), faded=outdated)

    def _show_outcome(self, texts: tuple[str, ...], *, faded: bool) -> None:
        role = QPalette.ColorRole.PlaceholderText if faded else QPalette.ColorRole.WindowText
        set_text_role(self._outcome, role)
        self._outcome.show_texts(*texts)

    def _lay_out(self) -> None:
        keep_room(self._button, [question(d) for d in range(CLASSES)], padding=2 * SPACING)
        keep_room(self._outcome, lines=1)
        title = QLabel("Nearest\ntraining\nimages")
        title.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, TIGHT, 0, 0)
        grid.setHorizontalSpacing(SPACING)
        grid.setVerticalSpacing(TIGHT)
        grid.addWidget(self._digits, 0, 0, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(self._pictures, 1, 0)
        grid.addLayout(hbox(self._on_pad, (self._button, 1)), 2, 0)
        grid.addWidget(self._outcome, 3, 0)
        grid.addLayout(hbox(title, (self._nearest, 1)), 4, 0)
        grid.addWidget(self._model, 5, 0)
        grid.setRowStretch(1, 3)
        grid.setRowStretch(4, 2)
