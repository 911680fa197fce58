"""Which parts of a report no font at hand can show. Typst, which sets it, is asked beforehand."""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typst

_FIGURES = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")
_MOST = 11
"""Parts that are looked for: more need not be named."""


def fonts_at_hand(folder: Path) -> "typst.Fonts":
    """Those of Typst and of this computer, and DejaVu Sans, with which the figures are written.
    That is copied to `folder`, which must stay for as long as the fonts are used."""
    import matplotlib as mpl
    import typst

    # Typst takes folders only, and among Matplotlib's fonts one has a box for every character.
    for name in _FIGURES:
        shutil.copyfile(Path(mpl.get_data_path()) / "fonts" / "ttf" / name, folder / name)
    return typst.Fonts(font_paths=[folder])


def unshown(texts: Iterable[str], fonts: "typst.Fonts") -> list[str]:
    """The first characters without a font, in order; none where all of `texts` can be set.

    Where characters have fonts one by one but not together, as a letter and the accent upon it,
    the words with them.
    """
    words = [word for word in dict.fromkeys(" ".join(texts).split()) if not word.isascii()]
    if _can_set(words, fonts):
        return []
    characters = [each for each in dict.fromkeys("".join(words)) if not each.isascii()]
    found = list(islice(_refused(characters, fonts), _MOST))
    return found or list(islice(_refused(words, fonts), _MOST))


def _refused(parts: Sequence[str], fonts: "typst.Fonts") -> Iterator[str]:
    """Those of `parts` that cannot be set, found by halves."""
    if _can_set(parts, fonts):
        return
    if len(parts) == 1:
        yield parts[0]
        return
    middle = len(parts) // 2
    yield from _refused(parts[:middle], fonts)
    yield from _refused(parts[middle:], fonts)


def _can_set(parts: Sequence[str], fonts: "typst.Fonts") -> bool:
    """PDF/A allows no box in place of a character: Typst refuses then, where it is silent else."""
    import typst

    if not parts:
        return True
    inputs = {"text": " ".join(parts)}
    try:
        typst.compile(
            b"#sys.inputs.text", font_paths=fonts, sys_inputs=inputs, pdf_standards="a-2b"
        )
    except typst.TypstError:
        return False
    return True
