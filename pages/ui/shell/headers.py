"""Headers of every answer of the server, which tell the browser what a page may load and who may frame it."""

import base64
import hashlib
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import streamlit
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config

FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), usb=(), payment=()",
}
"""Headers that are the same wherever the app is served."""


class Headers:
    """Middleware that adds the headers. There is no X-Frame-Options, since it cannot name the hosts that may frame."""

    def __init__(self, app: ASGIApp, *, scripts: Sequence[str]) -> None:
        """Wrap a server.

        Args:
            app: the server.
            scripts: inline scripts of our own pages, as a policy names them: 'sha256-...'.
        """
        self._app = app
        self._headers = FIXED | {"Content-Security-Policy": policy(scripts)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def policy(scripts: Sequence[str]) -> str:
    """Return the content security policy.

    'unsafe-inline' of style-src is Streamlit's own (emotion); scripts need none. blob: is how Streamlit loads the
    scripts of our components, data: and blob: are pictures. Only this host, and those from which Streamlit takes
    messages (`client.allowedOrigins`, of which Community Cloud is one), may show the app in a frame.

    Args:
        scripts: inline scripts besides Streamlit's own, as a policy names them: 'sha256-...'.
    """
    named = " ".join([*_streamlit_scripts(), *scripts])
    framing = " ".join(origin for origin in config.get_option("client.allowedOrigins") if origin.startswith("https://"))
    return (
        f"default-src 'none'; script-src 'self' blob: 'wasm-unsafe-eval' {named}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; frame-src 'self'; "
        "worker-src 'self' blob:; manifest-src 'self'; base-uri 'none'; form-action 'self'; "
        f"frame-ancestors 'self' {framing}"
    )


@cache
def _streamlit_scripts() -> tuple[str, ...]:
    """Return the inline scripts of Streamlit's own page, as a policy names them."""
    index = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    scripts = re.findall(r"<script>(.*?)</script>", index, re.S)
    digests = (hashlib.sha256(script.encode()).digest() for script in scripts)
    return tuple(f"'sha256-{base64.b64encode(digest).decode('ascii')}'" for digest in digests)
