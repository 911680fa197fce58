"""The page “Landscape”: the loss over a plane through the weights of the network."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QLabel,
    QProgressBar,
    QPushButton,
    QSlider,
    QWidget,
)

from core.datasets.mnist import DatasetProvider
from core.landscape.landscape import Directions, LandscapeOptions, Sample
from gui.common.flow_layout import FlowLayout
from gui.common.plot_menu import PlotMenu
from gui.common.tasks import Policy, Tasks
from gui.common.theme import SPACING
from gui.common.widgets import container, hbox, make_primary, named, set_available, vbox
from gui.landscape.contour_plot import ContourPlot
from gui.landscape.landscape_requests import (
    LandscapeProgress,
    LandscapeRefusal,
    LandscapeRequest,
    LandscapeResult,
    OtherRun,
    compute,
)
from gui.landscape.surface_view import SurfacePicture, SurfaceView, paint_surface
from gui.session.model_line import ModelLine
from gui.session.run_curves import RunCurves
from gui.session.run_names import folder_of
from gui.session.session import TrainingSession

if TYPE_CHECKING:
    from core.models.model_file import Model

_NOTHING = (
    "The loss over a plane through the weights: choose the directions and press “Draw landscape”. "
    "With the path of the run, the plane is the one in which the training has moved most; with "
    "random directions, it shows how wide the valley around the network is."
)
_NO_MODEL = "There is no network yet."
_DRAW = "Compute the loss over the plane, for the network as it is now."
_DRAW_TEXT = "Draw landscape"
_CANCEL = "End the computation."
_ZOOMS = ((0.25, "¼ of the range"), (0.5, "½ of the range"), (1.0, "Usual range"))
_WIDER = ((2.0, "2 × the range"), (4.0, "4 × the range"))
_USUAL = 2
"""The index of the usual range."""
_AZIMUTH, _MOST_AZIMUTH = 35, 359
_SIDE_BY_SIDE = 60
"""Both views stand beside each other from this width on, in lines of text."""


class LandscapePanel(QWidget):
    """Lets the user choose a plane, and shows its losses as contours and as a surface."""

    def __init__(self, session: TrainingSession, source: DatasetProvider, tasks: Tasks) -> None:
        super().__init__()
        self._session, self._source = session, source
        self._runner, self._painter = tasks.runner(Policy.LATEST), tasks.runner(Policy.LATEST)
        self._others: tuple[OtherRun, ...] = ()
        self._result: LandscapeResult | None = None
        self._running = False
        self._directions, self._sample, self._zoom = QComboBox(), QComboBox(), QComboBox()
        self._draw = QPushButton(_DRAW_TEXT)
        self._progress = named(QProgressBar(), "landscapeProgress")
        self._hint = named(QLabel(_NOTHING, wordWrap=True), "landscapeHint")
        self._hint.setTextFormat(Qt.TextFormat.PlainText)
        self._model_line = ModelLine("landscapeModel")
        self._figures = named(QLabel(wordWrap=True), "landscapeFigures")
        self._names = named(QLabel(wordWrap=True), "landscapePaths")
        self._names.setTextFormat(Qt.TextFormat.RichText)
        self._plot, self._surface = ContourPlot(), SurfaceView()
        self._turn = QSlider(Qt.Orientation.Horizontal)
        self._set_up()
        self._lay_out()
        self._connect()
        self._show_model(session.model)
        self._show_state()

    def add_menus(self, menu: PlotMenu) -> None:
        """Give both views their context menu."""
        menu.add(self._plot, "landscape", self._plot.table)
        menu.add(self._surface, "landscape-surface", self._plot.table)

    @Slot(object)
    def show_runs(self, runs: tuple[RunCurves, ...]) -> None:
        """Draw the paths of these runs, too, the next time."""
        self._others = tuple(OtherRun(run.path, run.title, run.color) for run in runs)

    def showEvent(self, event: QShowEvent) -> None:
        """Follow the size that the page has now."""
        super().showEvent(event)
        self._paint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the views beside each other where there is room."""
        super().resizeEvent(event)
        wide = self.width() >= _SIDE_BY_SIDE * self.fontMetrics().height()
        direction = QBoxLayout.Direction
        self._views.setDirection(direction.LeftToRight if wide else direction.TopToBottom)

    def changeEvent(self, event: QEvent) -> None:
        """Paint the surface in the colors of a new palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_views"):
            self._paint()

    def _set_up(self) -> None:
        _describe(
            *(self._directions, "landscapeDirections", "Directions"),
            "The two directions of the plane: the principal components of the path of the run, or "
            "random ones in which the weights of each unit move as far as they are long.",
        )
        self._directions.addItem("Path of the run", Directions.PATH)
        self._directions.addItem("Random directions", Directions.RANDOM)
        tip = "The images whose mean loss is shown, without penalties on the weights."
        _describe(self._sample, "landscapeSample", "Images", tip)
        self._sample.addItem("Training images", Sample.TRAINING)
        self._sample.addItem("Validation images", Sample.VALIDATION)
        tip = "How far the plane reaches: usually around the path, or as far as the weights are."
        _describe(self._zoom, "landscapeRange", "Range", tip)
        for factor, text in (*_ZOOMS, *_WIDER):
            self._zoom.addItem(text, factor)
        self._zoom.setCurrentIndex(_USUAL)
        named(self._draw, "drawLandscapeButton")
        make_primary(self._draw)
        self._progress.setAccessibleName("Progress of the landscape")
        self._progress.setToolTip("How many rows of the grid are done.")
        named(self._turn, "landscapeTurn")
        self._turn.setAccessibleName("Turn the surface")
        self._turn.setToolTip("Look at the surface from another side.")
        self._turn.setRange(0, _MOST_AZIMUTH)
        self._turn.setValue(_AZIMUTH)
        self._turn.setPageStep(45)

    def _lay_out(self) -> None:
        choosers = FlowLayout(self._directions, self._sample, self._zoom, self._draw)
        turned = container(vbox((self._surface, 1), self._turn))
        self._views = hbox((self._plot, 1), (turned, 1), spacing=SPACING)
        self._shown = container(vbox((self._views, 1), self._names, self._figures))
        parts = (choosers, self._progress, self._hint, self._model_line, (self._shown, 1), None)
        self.setLayout(vbox(*parts))

    def _connect(self) -> None:
        self._draw.clicked.connect(self._draw_or_cancel)
        self._turn.valueChanged.connect(self._paint)
        self._surface.picture_needed.connect(self._paint)
        self._runner.received.connect(self._receive)
        self._runner.finished.connect(self._finish)
        self._runner.failed.connect(self._finish)
        self._painter.returned.connect(self._show_picture)
        self._session.model_changed.connect(self._show_model)

    @Slot()
    def _draw_or_cancel(self) -> None:
        if self._running:
            self._runner.cancel()
            self._running = False
            self._show_state()
            return
        model = self._session.model
        if model is None:
            return
        # Qt keeps texts, not members of an enumeration.
        options = LandscapeOptions(
            Directions(self._directions.currentData()),
            Sample(self._sample.currentData()),
            self._zoom.currentData(),
        )
        folder = folder_of(model)
        others = tuple(each for each in self._others if each.path != folder)
        request = LandscapeRequest(model, folder, others, options)
        source = self._source
        if self._runner.start(lambda publish: compute(request, source, publish)):
            self._running = True
            self._progress.setRange(0, 0)
            self._hint.clear()
            self._show_state()

    @Slot(object)
    def _receive(self, published: list[object]) -> None:
        for each in published:
            match each:
                case LandscapeProgress(done, total):
                    self._progress.setRange(0, total)
                    self._progress.setValue(done)
                case LandscapeResult():
                    self._show_result(each)
                case LandscapeRefusal(reason):
                    self._hint.setText(reason)

    @Slot()
    def _finish(self) -> None:
        if self._runner.busy:
            return  # the end of what was canceled
        self._running = False
        self._show_state()

    def _show_state(self) -> None:
        self._progress.setVisible(self._running)
        self._shown.setVisible(self._result is not None)
        self._draw.setText("Cancel" if self._running else _DRAW_TEXT)
        why_not = "" if self._running or self._session.model is not None else _NO_MODEL
        set_available(self._draw, _CANCEL if self._running else _DRAW, why_not)
        if self._result is None and not self._hint.text() and not self._running:
            self._hint.setText(_NOTHING)
        self._hint.setVisible(bool(self._hint.text()))

    @Slot(object)
    def _show_model(self, model: "Model | None") -> None:
        used = self._result.request.model if self._result is not None else None
        self._model_line.show_model(used, model, again="draw again")
        if not self._running:
            set_available(self._draw, _DRAW, "" if model is not None else _NO_MODEL)

    def _show_result(self, result: LandscapeResult) -> None:
        self._result, found = result, result.landscape
        self._plot.show_result(result)
        self._shown.show()
        images = f"{found.images:,} {found.sample} images, {len(found.x)} × {len(found.y)} points"
        self._figures.setText(f"Loss {found.center:.4g} at the network; {images}.")
        self._show_names(result)
        self._show_model(self._session.model)
        self._paint()

    def _show_names(self, result: LandscapeResult) -> None:
        """Name the paths in their colors."""
        found = result.landscape
        texts = []
        for path, color in zip(found.paths, result.colors, strict=True):
            dot = f'<span style="color:{self._plot.color_of(color)}">●</span>'
            texts.append(f"{dot} {_escaped(path.name)}")
        texts += [_escaped(problem) for problem in result.problems]
        self._names.setText("&nbsp;&nbsp; ".join(texts))
        self._names.setVisible(bool(texts))

    @Slot()
    def _paint(self) -> None:
        """Paint the surface in a thread, for the present size and side."""
        if self._result is None or not self._surface.isVisible():
            return
        colors = [self._plot.color_of(color) for color in self._result.colors]
        request = self._surface.request(self._result, float(self._turn.value()), colors)
        self._painter.call(lambda: paint_surface(request), "surface")

    @Slot(object)
    def _show_picture(self, picture: SurfacePicture) -> None:
        if picture.result is self._result:
            self._surface.show_picture(picture)


def _describe(box: QComboBox, name: str, label: str, tip: str) -> None:
    named(box, name)
    box.setAccessibleName(label)
    box.setToolTip(tip)
    with QSignalBlocker(box):
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
