"""A confusion matrix for a file, with the result and the model that it belongs to above it."""

from PySide6.QtWidgets import QWidget

from gui.common.picture_caption import PictureCaption
from gui.evaluation.confusion_matrix import ConfusionMatrix


class MatrixPicture(QWidget):
    """Holds the parts of the picture, which are painted into a file and never shown.

    They have neither the focus nor the fading of what is in the window.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self._caption = PictureCaption(self)
        self._matrix = ConfusionMatrix("matrixPictureMatrix")
        self._matrix.setParent(self)

    def parts(self, matrix: ConfusionMatrix, caption: str) -> list[QWidget]:
        """Return a caption, and below it what a matrix of the window shows, in its size."""
        self._matrix.show_counts(matrix.counts)
        self._matrix.resize(matrix.size())
        return self._caption.above(self._matrix, caption) if caption else [self._matrix]
