"""The nginx of the deployment guide, as it is in `.streamlit/deploy/nginx.conf`, in front of a test server."""

import shutil
import socket
import subprocess
import time
from pathlib import Path

from .server import ROOT, free_port

CONF = ROOT / ".streamlit" / "deploy" / "nginx.conf"
_MAIN = """daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes 1;
events {{ worker_connections 256; }}
http {{
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    include {folder}/app.conf;
}}
"""


class Nginx:
    """nginx with TLS on the loopback; only addresses, ports and paths of the guide's file are replaced."""

    def __init__(self, folder: Path, *app_ports: int, by_cookie: bool = False) -> None:
        self.folder = folder
        """Holds its certificate, logs and temporary files."""
        self.port = free_port()
        self.url = f"https://127.0.0.1:{self.port}"
        servers = "\n".join(f"    server 127.0.0.1:{port};" for port in app_ports)
        text = CONF.read_text("utf-8")
        for old, new in {
            "    server 127.0.0.1:8501;": servers,
            "listen 80;": f"listen 127.0.0.1:{free_port()};",
            "listen 443 ssl;": f"listen 127.0.0.1:{self.port} ssl;",
            "/etc/ssl/certs/pixels.pem": f"{folder}/pixels.pem",
            "/etc/ssl/private/pixels.key": f"{folder}/pixels.key",
            "/var/log/nginx/honest-pixels.log": f"{folder}/access.log",
        }.items():
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        if by_cookie:  # the other way that the file names
            text = text.replace("    ip_hash;", "    hash $cookie__streamlit_xsrf consistent;")
        (folder / "app.conf").write_text(text, "utf-8")
        (folder / "nginx.conf").write_text(_MAIN.format(folder=folder), "utf-8")

    @staticmethod
    def missing() -> str:
        """Say which program is not installed; empty if none."""
        return ", ".join(name for name in ("nginx", "openssl") if shutil.which(name) is None)

    def __enter__(self) -> "Nginx":
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=pixels.test",
             "-out", str(self.folder / "pixels.pem"), "-keyout", str(self.folder / "pixels.key")],
            check=True, capture_output=True,
        )  # fmt: skip
        self._process = subprocess.Popen(["nginx", "-p", str(self.folder), "-c", str(self.folder / "nginx.conf")])
        deadline = time.monotonic() + 20
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.__exit__()
                raise RuntimeError(f"nginx did not start: {(self.folder / 'error.log').read_text()[-2000:]}")
            time.sleep(0.1)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(timeout=20)

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0
