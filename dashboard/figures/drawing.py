"""A figure while it is being drawn: plain lists and dictionaries.

Plotly validates an object whenever one is made, copied into a figure or updated there. So a chart
is gathered here, by methods named as Plotly's own, and becomes a `go.Figure` once, at its end.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import plotly.graph_objects as go


@dataclass
class Drawing:
    """Traces and layout of a chart to come.

    Attributes:
        data: Traces, as dictionaries.
        layout: Everything else; annotations and shapes have their own places.
        annotations: Texts and arrows on the chart.
        shapes: Lines, rectangles and paths on the chart.
    """

    data: list[dict[str, Any]] = field(default_factory=list)
    layout: dict[str, Any] = field(default_factory=dict)
    annotations: list[dict[str, Any]] = field(default_factory=list)
    shapes: list[dict[str, Any]] = field(default_factory=list)

    def add_trace(self, **options: Any) -> None:
        """Add a trace; `type` names its kind."""
        self.data.append(options)

    def add_annotation(self, **options: Any) -> None:
        """Add a text or an arrow."""
        self.annotations.append(options)

    def add_shape(self, **options: Any) -> None:
        """Add a line, rectangle or path."""
        self.shapes.append(options)

    def update_layout(self, **options: Any) -> None:
        """Set parts of the layout; of a part that is there already, only the named keys change."""
        for name, option in options.items():
            there = self.layout.get(name)
            if isinstance(there, dict) and isinstance(option, dict):
                self.layout[name] = {**there, **option}
            else:
                self.layout[name] = option

    def finished(self) -> go.Figure:
        """Return the figure.

        Raises:
            ValueError: Plotly knows no such option.
        """
        own = {"annotations": self.annotations, "shapes": self.shapes}
        return go.Figure({"data": self.data, "layout": {**self.layout, **own}})
