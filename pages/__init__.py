"""Staff door (工作台): the wall and the desk, drawn with Streamlit."""
