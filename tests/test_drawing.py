"""A chart is gathered in plain parts; what Plotly does not know is refused when it is finished."""

from __future__ import annotations

import pytest

from dashboard.figures.drawing import Drawing


def test_parts_of_the_layout_add_up() -> None:
    drawing = Drawing(layout={"xaxis": {"visible": False, "range": [0, 1]}})
    drawing.update_layout(xaxis={"range": [0, 9]}, bargap=0.2)
    drawing.update_layout(bargap=0.4)
    layout = drawing.finished().layout
    assert layout.xaxis.to_plotly_json() == {"visible": False, "range": [0, 9]}
    assert layout.bargap == 0.4


def test_what_was_added_is_in_the_figure() -> None:
    drawing = Drawing()
    drawing.add_trace(type="bar", y=[3])
    drawing.add_annotation(text="three")
    drawing.add_shape(type="line", x0=0, x1=1)
    figure = drawing.finished()
    assert figure.data[0].y == (3,)
    assert figure.layout.annotations[0].text == "three"
    assert figure.layout.shapes[0].x1 == 1


@pytest.mark.parametrize(
    "wrong",
    [
        Drawing([{"type": "bar", "colour": "red"}]),
        Drawing(layout={"bargapp": 1}),
        Drawing(annotations=[{"txt": "three"}]),
    ],
)
def test_an_option_that_plotly_does_not_know_is_refused(wrong: Drawing) -> None:
    with pytest.raises(ValueError, match=r"colour|bargapp|txt"):
        wrong.finished()
