"""Drawings as a pen may make them."""

from hypothesis import strategies as st

from core.drawing.strokes import Drawing, drawing_from_points

Point = tuple[float, float]

coordinates = st.floats(0, 300).map(lambda value: round(value, 2))
points = st.tuples(coordinates, coordinates)
strokes = st.lists(points, min_size=1, max_size=12)
drawings: st.SearchStrategy[Drawing] = st.lists(strokes, min_size=1, max_size=4).map(
    drawing_from_points
)
