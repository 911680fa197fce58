"""Everything about one unit: its weights, its sum, what excites it, and what it is for."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from core.foundation.percent import percent
from gui.common.enlargement import set_text_size
from gui.common.theme import TIGHT, TextSize
from gui.common.widgets import hbox, heading, make_primary, named, set_available, vbox
from gui.inside.fed_units import FedUnits
from gui.inside.inside_requests import SEARCHED
from gui.inside.unit_pictures import ExcitingImages, WeightPicture
from gui.inside.unit_sum_view import UnitSumView
from gui.session.model_line import model_name

if TYPE_CHECKING:
    from core.models.model_file import Model
    from gui.inside.inside_requests import Excitement, UnitDetails, Without

_PATHS = (
    "A unit of a deeper layer has no weights at pixels. The image shows, for each pixel, the sum "
    "of the products of the weights along all paths to the unit, without activations and biases."
)
_OUTPUT = "An output unit is the answer: it cannot be switched off."
_NO_UNIT = "Choose a unit."


def layer_name(model: "Model", layer: int) -> str:
    """Name a layer as people count them."""
    hidden = len(model.network.activations)
    return f"hidden layer {layer + 1}" if layer < hidden else "output layer"


class UnitCard(QWidget):
    """Shows one unit."""

    test_requested = Signal()
    """The user wants to know the test accuracy without the unit."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("unitCard")
        self._title = named(QLabel(_NO_UNIT), "unitTitle")
        set_text_size(self._title, TextSize.TITLE)
        self._picture, self._sum, self._exciting = WeightPicture(), UnitSumView(), ExcitingImages()
        self._feeds_title, self._feeds = heading("What it feeds"), FedUnits()
        self._feeds_note = named(_note(""), "fedUnitsNote")
        self._paths = named(QLabel(_PATHS, wordWrap=True), "unitPaths")
        set_text_size(self._paths, TextSize.SMALL)
        self._paths.hide()
        self._effect = named(QLabel(wordWrap=True), "unitEffect")
        self._accuracy = named(QLabel(wordWrap=True), "unitAccuracy")
        self._button = named(QPushButton("Test without it"), "testWithoutButton")
        make_primary(self._button)
        self._button.clicked.connect(self.test_requested)
        self._lay_out()
        self.show_details(None)

    def show_details(self, details: "UnitDetails | None") -> None:
        """Show what a unit is and does; None for none."""
        self._picture.show_values(*((details.image, details.scale) if details else (None,)))
        self._paths.setVisible(details is not None and details.layer > 0)
        self._show_feeds(details)
        if details is None:
            self._title.setText(_NO_UNIT)
            self._sum.show_sum(None, "")
            self._effect.setText("")
            set_available(self._button, "", _NO_UNIT)
            return
        model = details.model
        hidden = details.layer < len(model.network.activations)
        layer = layer_name(model, details.layer)
        self._title.setText(f"Unit {details.unit} of {'' if hidden else 'the '}{layer}")
        self._sum.show_sum(details.sum, _activation(model, details.layer))
        self._effect.setText(effect_text(details) if hidden else _OUTPUT)
        tip = "Evaluate the network on all test images with this unit switched off."
        set_available(self._button, tip, "" if hidden else _OUTPUT)

    def _show_feeds(self, details: "UnitDetails | None") -> None:
        """Show the weights to the next layer; an output unit feeds nothing."""
        feeds = details.feeds if details is not None else None
        for part in (self._feeds_title, self._feeds_note, self._feeds):
            part.setVisible(feeds is not None)
        if details is None or feeds is None:
            self._feeds.show_weights(None)
            return
        model, following = details.model, details.layer + 1
        last = following == len(model.network.activations)
        total, shown = model.network.sizes[following + 1], len(feeds[0])
        which = f"The {shown} largest of its weights to" if shown < total else "Its weights to"
        where = "the outputs" if last else f"{layer_name(model, following)}"
        self._feeds_note.setText(f"{which} {where}: a bar that points up increases the sum there.")
        self._feeds.show_weights(feeds, "output" if last else "unit")

    def show_exciting(self, excitement: "Excitement | None") -> None:
        """Show the training images that excite the unit most; None while they are searched."""
        self._exciting.show_images(excitement)

    def show_accuracy(self, without: "Without | None", *, waiting: bool = False) -> None:
        """Show the test accuracy without the unit; None where it is not known."""
        if without is None:
            self._accuracy.setText("Testing …" if waiting else "")
            return
        found = without.accuracy
        before, after = (
            percent(correct / found.images)
            for correct in (found.correct_before, found.correct_after)
        )
        self._accuracy.setText(
            f"Without unit {without.unit}: {after} of the test images are classified correctly; "
            f"with it {before} ({model_name(without.model, without.model)})."
        )

    def _lay_out(self) -> None:
        without = vbox(
            heading("Without it"), self._effect, hbox(self._button, None), self._accuracy, None
        )
        images = vbox(
            heading("Images that excite it most"),
            _note(f"Of the first {SEARCHED:,} training images, those with the largest sum."),
            self._exciting,
            spacing=TIGHT,
        )
        top = hbox(vbox(self._picture, None), (without, 1))
        feeds = vbox(self._feeds_title, self._feeds_note, self._feeds, spacing=TIGHT)
        parts = (top, self._paths, images, heading("Its sum"), self._sum, feeds, None)
        self.setLayout(vbox(self._title, *parts))


def _note(text: str) -> QLabel:
    label = QLabel(text, wordWrap=True)
    set_text_size(label, TextSize.SMALL)
    return label


def _activation(model: "Model", layer: int) -> str:
    """Name the activation function of a layer as the form does."""
    activations = model.hyperparameters.activations
    if layer < len(activations):
        return activations[layer]
    return model.hyperparameters.loss.partition("_")[0]


def effect_text(details: "UnitDetails") -> str:
    """Return what the answer would be without the unit."""
    before, after = details.before, details.after
    if before is None or after is None:
        return "Draw a digit to see what the answer would be without this unit."
    then, now = after.answer_in_brief, before.answer_in_brief
    if then == now:
        return f"Without it, the answer stays the same: {now}."
    if after.digit != before.digit:
        return f"Without it, the answer would be {then} instead of {now}."
    shares = f"{after.write(after.confidence)} instead of {before.write(before.confidence)}"
    sure = "" if after.sure == before.sure else (" and sure" if after.sure else " but not sure")
    return f"Without it, the answer would still be {after.digit}{sure}, with {shares}."
