"""One file per chart: a view becomes a Plotly figure, the same on screen and in export."""
