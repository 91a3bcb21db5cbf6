"""The app as a process of its own, with what one can learn of it from outside."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.error import URLError

ROOT = Path(__file__).resolve().parents[2]
SHORT_SESSION, PATIENT_APP, UPLOAD_APP = (
    Path(__file__).with_name(name) for name in ("short_session.py", "patient_app.py", "upload_app.py")
)
START_SECONDS = 180.0
STATS_SECONDS = 5.5
"""Streamlit 1.67 gives the numbers of its last count again for 5 seconds."""


class Server:
    """`streamlit run app.py` on a free port of the loopback; stopped at the end of the `with` block."""

    def __init__(
        self,
        log: Path,
        *,
        script: Path = ROOT / "app.py",
        environment: dict[str, str] | None = None,
        flags: str = "",
        base: str = "",
    ) -> None:
        self.log = log
        """File that takes all the server writes."""
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}{base}"
        self._command = [
            sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={self.port}",
            "--server.headless=true", "--server.address=127.0.0.1", f"--server.baseUrlPath={base}",
            *flags.split(),
        ]  # fmt: skip
        self._counted = 0.0
        self._counts_every = 0.0 if script == SHORT_SESSION else STATS_SECONDS
        self._environment = os.environ | {"PYTHONPATH": str(ROOT)} | (environment or {})

    def __enter__(self) -> "Server":
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self._command, cwd=ROOT, env=self._environment, stdout=output, stderr=output
            )
        deadline = time.monotonic() + START_SECONDS
        while not self.healthy():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.__exit__()
                raise RuntimeError(f"the server did not start: {self.log.read_text()[-2000:]}")
            time.sleep(0.1)
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def healthy(self) -> bool:
        """True if it answers."""
        try:
            return self.get("/_stcore/health") == "ok"
        except (URLError, TimeoutError, ConnectionError):
            return False

    def get(self, path: str) -> str:
        """Fetch a text."""
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:
            return answer.read().decode()

    def megabytes(self, field: str = "VmRSS") -> float:
        """Memory of the process: VmRSS now, VmHWM at most so far."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"{field}:\s+(\d+) kB", status)[1]) / 1024

    def held(self) -> dict[str, int]:
        """Bytes that Streamlit says it holds now, per kind: uploads, media files, caches, session state."""
        time.sleep(max(0.0, self._counted + self._counts_every - time.monotonic()))
        self._counted = time.monotonic()
        lines = re.findall(
            r'^cache_memory_bytes\{cache_type="([^"]*)"[^}]*\} (\d+)', self.get("/_stcore/metrics"), re.M
        )
        found: dict[str, int] = {}
        for kind, size in lines:
            found[kind] = found.get(kind, 0) + int(size)
        return found

    def wait_until_free(self) -> None:
        """Wait until every session is closed and no upload is held."""
        deadline = time.monotonic() + START_SECONDS
        while "active_sessions 0" not in self.get("/_stcore/metrics") or self.held().get("UploadedFileManager"):
            if time.monotonic() > deadline:
                raise TimeoutError(f"the server still holds {self.held()}")
            time.sleep(0.1)


def free_port() -> int:
    """Return a port nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
