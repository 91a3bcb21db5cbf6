"""A sign-in by OpenID Connect, asked for where `[auth]` stands in `.streamlit/secrets.toml`, and nowhere else."""

import streamlit as st


def require_sign_in() -> None:
    """Stop the page here for a visitor who has not signed in; offer to sign in, or out."""
    # Reading st.secrets where there is no file is an error.
    if not st.secrets.load_if_toml_exists() or "auth" not in st.secrets:
        return
    if st.user.is_logged_in:
        st.button("Sign out", key="frame_sign_out", type="tertiary", on_click=st.logout)
        return
    st.info("This server asks for a sign-in before pictures can be opened.")
    st.button("Sign in", key="frame_sign_in", type="primary", on_click=st.login)
    st.stop()
