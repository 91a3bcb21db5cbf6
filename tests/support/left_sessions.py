"""A server as the app sees it, with sessions that have a connection or have lost it."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from streamlit.runtime.state import SessionState


class Sessions:
    """Stands in for Streamlit's server and its manager of sessions."""

    def __init__(self, states: Mapping[str, SessionState], connected: set[str], user: str = "") -> None:
        """Begin with sessions by their id.

        Args:
            states: their session states.
            connected: ids of those with a connection.
            user: who all of them belong to.
        """
        self._session_mgr = self
        self.states, self.connected, self._user = dict(states), connected, user

    def list_sessions(self) -> list[SimpleNamespace]:
        """Return all sessions, as Streamlit wraps them."""
        return [SimpleNamespace(session=self._session(name)) for name in self.states]

    def is_active_session(self, name: str) -> bool:
        """Return whether a session has a connection."""
        return name in self.connected

    def close_session(self, name: str) -> None:
        """Remove a session."""
        del self.states[name]

    def _session(self, name: str) -> Any:
        return SimpleNamespace(id=name, session_state=self.states[name], matches_user_info=self._user.__eq__)
