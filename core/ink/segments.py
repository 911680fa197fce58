"""Lines of many points as few segments that look the same."""

from collections.abc import Iterable

import numpy as np

from core.ink.strokes import Points

_FINEST = 0.2
"""Points nearer than this many pixels to the one before add nothing that can be seen."""
_STRAIGHT, _HALVINGS = 0.02, 3
"""Pixels off a straight line that cannot be seen, and how often half of the points may go."""


def segments_of(lines: Iterable[Points]) -> tuple[Points, Points]:
    """Starts and ends, both (n, 2), of segments along lines in pixels; a single point is one."""
    thinned = [_straighten(_thin(line)) for line in lines]
    starts = [line[:-1] if len(line) > 1 else line for line in thinned]
    ends = [line[1:] if len(line) > 1 else line for line in thinned]
    return np.concatenate(starts), np.concatenate(ends)


def _thin(line: Points) -> Points:
    """The first and the last point, and between them one for each finest step of the way."""
    if len(line) < 3:
        return line
    way = np.abs(np.diff(line, axis=0, prepend=line[:1])).max(axis=1).cumsum()
    fresh = np.diff(np.floor(way[:-1] / _FINEST)) > 0
    kept: Points = line[np.concatenate([[True], fresh, [True]])]
    return kept


def _straighten(line: Points) -> Points:
    """Without the points that lie as good as on the line between their neighbours."""
    for _ in range(_HALVINGS):
        if len(line) < 4:
            break
        before, at, after = line[:-2:2], line[1:-1:2], line[2::2]
        way, to = after - before, at - before
        off = np.abs(way[:, 0] * to[:, 1] - way[:, 1] * to[:, 0])
        along = (way * to).sum(axis=1)
        squared = (way * way).sum(axis=1)
        needless = (off < _STRAIGHT * np.sqrt(squared)) & (along > 0) & (along < squared)
        kept = np.ones(len(line), bool)
        kept[1 : 2 * len(at) : 2] = ~needless
        line = line[kept]
    return line
