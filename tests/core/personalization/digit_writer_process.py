"""A process that keeps digits until it is killed: `digit_writer_process.py FILE LABEL [COUNT]`.

Prints the id of each one that it was told is kept.
"""

import itertools
import sys
from pathlib import Path

from core.drawing.strokes import drawing_from_points
from core.personalization.digit_store import DigitStore

path, label, *most = sys.argv[1:]
digits = DigitStore(Path(path))
drawing = drawing_from_points([[(x / 200, 0.5) for x in range(200)]])
for _ in itertools.islice(itertools.count(), int(most[0]) if most else None):
    print(digits.add(int(label), drawing).id, flush=True)  # noqa: T201
