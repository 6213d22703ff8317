"""What a browser tab asks of a Jupyter server, for tests of where picks are."""

import json
import urllib.request
from typing import Any
from urllib.parse import quote

import websocket

from tests.browser import Lab


class Server:
    """What a tab asks of a Jupyter server."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab

    def ask(self, method: str, place: str, content: Any = None) -> Any:
        request = urllib.request.Request(
            f"{self.lab.url}/api/{quote(place, safe='/?=')}",
            method=method,
            headers={"Authorization": f"token {self.lab.token}"},
            data=None if content is None else json.dumps(content).encode(),
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read() or "null")

    def session(self, path: str) -> dict[str, Any]:
        """Return the session of a notebook; start one where there is none."""
        for one in self.ask("GET", "sessions"):
            if one["path"] == path:
                return one
        asked = {"path": path, "name": path.rpartition("/")[2], "type": "notebook"}
        return self.ask("POST", "sessions", {**asked, "kernel": {"name": "python3"}})

    def wire(self, kernel: str) -> websocket.WebSocket:
        address = self.lab.url.replace("http", "ws", 1)
        address += f"/api/kernels/{kernel}/channels?token={self.lab.token}"
        return websocket.create_connection(
            address, timeout=60, skip_utf8_validation=True
        )

    def restart(self, kernel: str) -> None:
        self.ask("POST", f"kernels/{kernel}/restart")

    def change_kernel(self, path: str) -> None:
        """Give a notebook another kernel; the old one ends."""
        session = self.session(path)
        asked = {"kernel": {"name": "python3"}, "path": path, "type": "notebook"}
        self.ask("PATCH", f"sessions/{session['id']}", asked)

    def end(self, folder: str) -> None:
        """End the kernels of a folder's notebooks, as overnight."""
        for session in self.ask("GET", "sessions"):
            if session["path"].startswith(f"{folder}/"):
                self.ask("DELETE", f"sessions/{session['id']}")
