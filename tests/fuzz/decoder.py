"""The worker as seen from outside: started when needed, killed when it does not answer."""

import json
import select
import subprocess
import sys

from .worker import send

PATIENCE = 60.0
"""Seconds of wall time until a worker is given up: a machine may be busy with other things."""


class Decoder:
    """Decodes files in a process of its own."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def decode(self, data: bytes, *, as_picture: bool = False) -> dict[str, object]:
        """Return the worker's answer, or under "outcome" what it did instead of answering."""
        if self._process is None:
            command = [sys.executable, "-m", "tests.fuzz.worker"]
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        assert self._process.stdin
        assert self._process.stdout
        send(self._process.stdin, data, as_picture=as_picture)
        ready, _, _ = select.select([self._process.stdout], [], [], PATIENCE)
        if ready and (line := self._process.stdout.readline()):
            return dict(json.loads(line))
        code = self.close()
        return {"outcome": f"died with {code}" if ready else "did not answer", "cpu": PATIENCE, "peak_mb": 0.0}

    def close(self) -> int | None:
        """End the process; return its exit code, None if there was none."""
        if self._process is None:
            return None
        process, self._process = self._process, None
        process.kill()
        process.communicate()
        return process.returncode
