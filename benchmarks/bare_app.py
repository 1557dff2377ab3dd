"""The yardstick: a bare Streamlit app with one control and one small chart."""

import plotly.graph_objects as go
import streamlit as st

choice = st.selectbox("Bars", [3, 4, 5])
st.plotly_chart(go.Figure(go.Bar(y=list(range(choice)))), theme=None)
