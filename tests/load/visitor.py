"""A visitor without a browser: speaks Streamlit's protocol with a real server, over its websocket and upload route."""

import asyncio
import re
import time
import urllib.request
import uuid
from collections.abc import Callable
from types import TracebackType

from google.protobuf.message import Message
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

LARGEST_MESSAGE = 256 * 2**20


class Visitor:
    """One tab. The elements it sees are those of the page as it stands, by their place.

    async with Visitor(server.url) as visitor:
        await visitor.upload("photo.png", data)
        await visitor.press("Enlarge ")
    """

    def __init__(self, url: str, page: str = "") -> None:
        self._url, self._page = url, page
        self._values: dict[str, dict[str, object]] = {}
        self._elements: dict[tuple[int, ...], Message] = {}
        self._urls: asyncio.Queue[Message] = asyncio.Queue()
        self._rested = asyncio.Event()
        self._running = False
        self.opened_s = 0.0
        """Seconds from the request for the page to the end of its first run."""
        self.on_text: Callable[[str], None] = lambda text: None
        """Called with the text of each move of a progress bar."""

    async def __aenter__(self) -> "Visitor":
        begun = time.monotonic()
        cookie = await asyncio.to_thread(self._open)
        self._xsrf = re.search(r"_streamlit_xsrf=([^;]+)", cookie)[1]
        self._socket: ClientConnection = await connect(
            self._url.replace("http", "ws") + "/_stcore/stream",
            subprotocols=["streamlit", self._xsrf],
            additional_headers={"Cookie": f"_streamlit_xsrf={self._xsrf}"},
            origin=self._url,
            max_size=LARGEST_MESSAGE,
            open_timeout=60,
            ping_timeout=None,
            proxy=None,
        )
        self._reader = asyncio.create_task(self._read())
        await self._run()
        self.opened_s = time.monotonic() - begun
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._reader.cancel()
        await self._socket.close()

    def _open(self) -> str:
        """Fetch the page and what sets the cookie, as a browser does before it opens the socket."""
        for path in (f"/{self._page}", "/_stcore/health"):
            with urllib.request.urlopen(self._url + path, timeout=60) as answer:
                answer.read()
                cookie = answer.headers.get("Set-Cookie") or ""
        return cookie

    async def upload(self, name: str, data: bytes) -> None:
        """Bring a file; the one before it in the field is taken out, as the browser does."""
        field = self.find("file_uploader")
        before = self._values.get(field.id)
        if before is not None:
            await asyncio.to_thread(self._request, "DELETE", before["file"].delete_url, b"")
        ask = BackMsg()
        ask.file_urls_request.request_id = str(uuid.uuid4())
        ask.file_urls_request.file_names.append(name)
        ask.file_urls_request.session_id = self._session
        await self._socket.send(ask.SerializeToString())
        urls = (await asyncio.wait_for(self._urls.get(), 60)).file_urls[0]
        await asyncio.to_thread(self._request, "PUT", urls.upload_url, _form(name, data))
        self._values[field.id] = {"file": urls, "name": name, "size": len(data)}
        await self._run()

    async def choose(self, label: str, option: str) -> None:
        """Choose an option of a select box whose text begins like that."""
        box = self.find("selectbox", label)
        self._values[box.id] = {"string_value": next(text for text in box.options if text.startswith(option))}
        await self._run()

    async def press(self, label: str) -> None:
        """Press a button and wait until the run has ended."""
        await self._run(self.find("button", label).id)

    async def press_only(self, label: str) -> None:
        """Press a button and go on."""
        await self._send_run(self.find("button", label).id)

    def find(self, kind: str, label: str = "") -> Message:
        """Return the last element of a kind whose label begins like that."""
        found = [e for e in self._of(kind) if e.label.startswith(label)]
        if not found:
            raise LookupError(f"no {kind} {label!r} on the page: {[e.label for e in self._of(kind)]}")
        return found[-1]

    def has(self, kind: str, label: str) -> bool:
        """True if there is such an element."""
        return any(e.label.startswith(label) for e in self._of(kind))

    def alerts(self) -> list[str]:
        """Texts of errors, warnings and notes."""
        return [alert.body for alert in self._of("alert")]

    def _of(self, kind: str) -> list[Message]:
        return [getattr(e, kind) for e in self._elements.values() if e.WhichOneof("type") == kind]

    async def _run(self, pressed: str = "") -> None:
        await self._send_run(pressed)
        await self._rested.wait()

    async def _send_run(self, pressed: str = "") -> None:
        message = BackMsg()
        state = message.rerun_script
        state.page_name = self._page
        for name, value in self._values.items():
            widget = state.widget_states.widgets.add(id=name)
            if "file" in value:
                info = widget.file_uploader_state_value.uploaded_file_info.add(name=value["name"], size=value["size"])
                info.file_id = value["file"].file_id
                info.file_urls.CopyFrom(value["file"])
            else:
                widget.string_value = value["string_value"]
        if pressed:
            state.widget_states.widgets.add(id=pressed, trigger_value=True)
        self._rested.clear()
        await self._socket.send(message.SerializeToString())

    async def _read(self) -> None:
        async for data in self._socket:
            message = ForwardMsg.FromString(data)
            kind = message.WhichOneof("type")
            if kind == "new_session":
                self._session = message.new_session.initialize.session_id
                self._fresh: set[tuple[int, ...]] = set()
            elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                place = tuple(message.metadata.delta_path)
                self._elements[place] = message.delta.new_element
                self._fresh.add(place)
                if message.delta.new_element.WhichOneof("type") == "progress":
                    self.on_text(message.delta.new_element.progress.text)
            elif kind == "script_finished" and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                self._elements = {place: e for place, e in self._elements.items() if place in self._fresh}
                self._rested.set()
            elif kind == "file_urls_response":
                self._urls.put_nowait(message.file_urls_response)

    def _request(self, method: str, path: str, body: bytes) -> None:
        request = urllib.request.Request(self._url + path, body or None, method=method)
        request.add_header("Cookie", f"_streamlit_xsrf={self._xsrf}")
        request.add_header("X-Xsrftoken", self._xsrf)
        request.add_header("Content-Type", f"multipart/form-data; boundary={_BOUNDARY}")
        with urllib.request.urlopen(request, timeout=120) as answer:
            answer.read()


_BOUNDARY = "honest-pixels-visitor"


def _form(name: str, data: bytes) -> bytes:
    head = (
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    return head.encode() + data + f"\r\n--{_BOUNDARY}--\r\n".encode()
