"""One upload field, for tests of what lies between browser and server: it starts sooner than the app."""

import streamlit as st

if file := st.file_uploader("File"):
    st.text(f"{file.size} bytes have come")
