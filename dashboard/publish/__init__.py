"""Pages as files: the same blocks that Streamlit shows, as plain HTML."""
