"""A model of one browser tab with a lesson's notebook, for tests of where picks are.

The server, its contents and sessions, and the kernels are real; a message goes through
the server's websocket. What is modelled is what JupyterLab and `quiz/widget.js` do in the
browser: outputs of cells, `update_display_data`, the widgets' states with those that the
file keeps, what `keep`, `tellOutput`, `save`, `look` and `homeOf` do to the notebook's
metadata and to the card, and JupyterLab's question when the file was changed by another.
Left out are pixels, undo, and the waits between messages: each step ends when all are in.
`picks_window` takes the same steps in a real browser.
"""

import copy
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from rnn_course.quiz.picks import HOME, MIME, WIDGET_STATE, WIDGET_VIEW
from tests.picks_server import Server

#: What a card says of its pick.
IN_FILE, NOT_YET, UNKNOWN = "in the file", "not yet in the file", "not known"


@dataclass
class Card:
    """A question on the screen: its widget's state, and what Python said of the file."""

    state: dict[str, Any]
    alive: bool = True  # whether its kernel still knows it
    found: bool | None = False
    asked: bool = False
    drawn: bool = False

    @property
    def question(self) -> str:
        return self.state.get("question", {}).get("id", "")

    @property
    def saved(self) -> dict[str, Any]:
        return self.state.get("saved") or {}


@dataclass
class Habits:
    """What the front end does; a fault that is put back turns one off."""

    keeps: bool = True  # writes the pick into the notebook's metadata
    saves: bool = True  # saves the notebook after an answer
    looks: bool = True  # says what Python has read, not what it hopes
    unseen: str = ""  # code that each new kernel runs first


@dataclass
class Tab:
    """One notebook in one browser tab."""

    server: Server
    path: str
    habits: Habits = field(default_factory=Habits)
    overwrites: Callable[[], bool] = lambda: True  # a person's answer to JupyterLab

    def __post_init__(self) -> None:
        self.name = uuid.uuid4().hex
        self.cards: dict[str, Card] = {}
        self.load()

    # The file

    def load(self) -> None:
        """Read the file and find the kernel, as an opened or reloaded page does."""
        self.read()
        self.session = self.server.session(self.path)
        self.cards = {}
        self.connect()

    def read(self) -> None:
        file = self.server.ask("GET", f"contents/{self.path}?content=1")
        self.book, self.seen = file["content"], file["last_modified"]
        self.displays: dict[str, list[str]] = {}
        self.dirty = self.wanted = False

    def save(self) -> bool:
        """Write the notebook; ask the person when another wrote it since."""
        self.wanted = False
        there = self.server.ask("GET", f"contents/{self.path}?content=0")
        overwritten = there["last_modified"] != self.seen
        if overwritten and not self.overwrites():
            self.read()
            self.redraw()
            return False
        self.keep_states()
        content = {"type": "notebook", "format": "json", "content": self.book}
        file = self.server.ask("PUT", f"contents/{self.path}", content)
        self.seen, self.dirty = file["last_modified"], False
        self.look_at_all()
        return overwritten

    def keep_states(self) -> None:
        """Keep widgets in the notebook, as JupyterLab does when `saveState` is set."""
        state = {
            key: {"model_name": "AnyModel", "state": copy.deepcopy(card.state)}
            for key, card in self.cards.items()
        }
        made = {"version_major": 2, "version_minor": 0, "state": state}
        self.book["metadata"]["widgets"] = {WIDGET_STATE: made}

    # The kernel

    def connect(self) -> None:
        """Join the kernel; its widgets come first, then those that the file keeps."""
        self.close()
        self.wire = self.server.wire(self.session["kernel"]["id"])
        self.waiting: set[str] = set()
        self.asked_states: str | None = None
        for card in self.cards.values():
            card.alive = False
        if self.habits.unseen:
            self.send(
                "shell", "execute_request", {"code": self.habits.unseen, "silent": True}
            )
        self.settle()
        self.fetch_states()
        widgets = self.book["metadata"].get("widgets", {}).get(WIDGET_STATE, {})
        for key, model in widgets.get("state", {}).items():
            if "question" in model["state"] and key not in self.cards:
                self.cards[key] = Card(copy.deepcopy(model["state"]), alive=False)
        self.redraw()
        self.settle()

    def fetch_states(self) -> None:
        """Ask the kernel for its widgets' states, as the widgets' manager does."""
        name = self.send(
            "shell", "comm_info_request", {"target_name": "jupyter.widget"}
        )
        known = self.wait_for(name, "comm_info_reply")["comms"]
        for key in known:
            if key not in self.cards or not self.cards[key].alive:
                self.cards[key] = Card({})
            content = {"comm_id": key, "data": {"method": "request_state"}}
            self.send("shell", "comm_msg", content)
        self.settle()
        others = [key for key in known if "question" not in self.cards[key].state]
        for key in others:
            self.cards.pop(key)  # a layout

    def close(self) -> None:
        if hasattr(self, "wire"):
            self.wire.close()

    def send(self, channel: str, kind: str, content: dict[str, Any]) -> str:
        name = uuid.uuid4().hex
        header = {"msg_id": name, "msg_type": kind, "session": self.name}
        header |= {"username": "", "version": "5.3", "date": ""}
        message = {"header": header, "parent_header": {}, "metadata": {}}
        message |= {"content": content, "channel": channel, "buffers": []}
        self.wire.send(json.dumps(message))
        self.waiting.add(name)
        return name

    def receive(self) -> dict[str, Any]:
        message = json.loads(self.wire.recv())
        kind, content = message["header"]["msg_type"], message["content"]
        parent = message["parent_header"].get("msg_id", "")
        if kind == "status" and content["execution_state"] == "idle":
            self.waiting.discard(parent)
        elif kind in ("comm_open", "comm_msg", "comm_close"):
            self.hear(kind, content)
        elif kind == "update_display_data":
            self.update_display(content)
        return message

    def wait_for(self, parent: str, kind: str) -> dict[str, Any]:
        while True:
            message = self.receive()
            is_it = message["parent_header"].get("msg_id") == parent
            if is_it and message["header"]["msg_type"] == kind:
                return message["content"]

    def settle(self) -> None:
        """Hear all that the kernel has sent, to this tab or to others."""
        self.wait_for(
            self.send("shell", "kernel_info_request", {}), "kernel_info_reply"
        )
        while self.waiting:
            self.receive()

    # Cells and their outputs

    def cell(self, name: str) -> dict[str, Any]:
        return next(cell for cell in self.book["cells"] if cell["id"] == name)

    def run(self, name: str) -> bool:
        """Run a cell; say whether it ended well."""
        cell = self.cell(name)
        self.dirty = True
        cell["outputs"] = outputs = []
        for cells in self.displays.values():
            cells[:] = [other for other in cells if other != name]
        wish = {"code": cell["source"], "silent": False, "store_history": True}
        parent = self.send(
            "shell",
            "execute_request",
            {**wish, "allow_stdin": False, "stop_on_error": True},
        )
        answer = ""
        while parent in self.waiting or not answer:
            message = self.receive()
            if message["parent_header"].get("msg_id") != parent:
                continue
            kind, content = message["header"]["msg_type"], message["content"]
            if kind == "execute_reply":
                answer = content["status"]
            elif kind in ("display_data", "execute_result", "error", "stream"):
                outputs.append(self.output(kind, content, name))
        self.redraw()
        self.settle()
        return answer == "ok"

    def output(self, kind: str, content: dict[str, Any], name: str) -> dict[str, Any]:
        display = content.get("transient", {}).get("display_id")
        if display:
            self.displays.setdefault(display, []).append(name)
        made = {key: value for key, value in content.items() if key != "transient"}
        return {"output_type": kind, **made}

    def update_display(self, content: dict[str, Any]) -> None:
        """Change what this page has shown under an id; an earlier page's stays."""
        for name in self.displays.get(content["transient"]["display_id"], []):
            for output in self.cell(name)["outputs"]:
                if MIME in output.get("data", {}):
                    output["data"] = content["data"]
                    self.dirty = True

    # What widget.js does

    def drawn(self) -> dict[str, Card]:
        """Return the cards that stand on the screen: question → card."""
        found = {}
        for cell in self.book["cells"]:
            for output in cell.get("outputs", []):
                view = output.get("data", {}).get(WIDGET_VIEW, {}).get("model_id")
                if view in self.cards:
                    found[self.cards[view].question] = self.cards[view]
        return found

    def redraw(self) -> None:
        there = list(self.drawn().values())
        for card in self.cards.values():
            new = not card.drawn and any(card is one for one in there)
            card.drawn = any(card is one for one in there)
            if new and card.saved.get("question"):
                self.keep(card)
                self.look(card)

    def hear(self, kind: str, content: dict[str, Any]) -> None:
        key, data = content["comm_id"], content.get("data", {})
        if kind == "comm_open" and "question" in data.get("state", {}):
            self.cards[key] = Card(data["state"])
        elif kind == "comm_close":
            self.cards.pop(key, None)
        elif kind == "comm_msg" and key in self.cards:
            card = self.cards[key]
            if data.get("method") == "update":
                changed = data["state"].get("reply", card.state.get("reply"))
                is_new = changed != card.state.get("reply")
                card.state |= data["state"]
                if is_new and card.drawn:
                    self.answered(card)
            elif data.get("method") == "custom" and data["content"]["kind"] == "found":
                card.found = data["content"]["in_file"]

    def answered(self, card: Card) -> None:
        card.found = card.found if card.state.get("pick") is None else False
        if self.keep(card) and card.asked and self.habits.saves:
            self.wanted = True
        else:
            self.look(card)
        card.asked = False

    def keep(self, card: Card) -> bool:
        """Write a pick into the notebook's metadata and into the cell's output."""
        saved = card.saved
        if not saved.get("question") or saved.get("pick") is None:
            return False
        home = self.book["metadata"].get(HOME, {})
        before = home.get("picks", {}).get(saved["question"])
        if before and before["at"] >= saved["at"]:
            return False
        if self.habits.keeps:
            kept = {key: saved[key] for key in ("lesson", "pick", "attempts", "at")}
            picks = home.get("picks", {}) | {saved["question"]: kept}
            self.book["metadata"][HOME] = {**home, "version": 1, "picks": picks}
        self.tell_output(saved["question"], card.state.get("kept", {}))
        self.dirty = True
        return True

    def tell_output(self, question: str, data: dict[str, Any]) -> None:
        for cell in self.book["cells"]:
            name = cell["metadata"].get("nbgrader", {}).get("grade_id")
            for output in cell.get("outputs", []) if name == f"quiz-{question}" else []:
                old = output.get("data", {}).get(MIME)
                if (
                    old
                    and old["question"] == question
                    and old["at"] != data[MIME]["at"]
                ):
                    output["data"] = copy.deepcopy(data)

    def look(self, card: Card) -> None:
        if card.alive:
            self.tell(card, {"kind": "look", "path": self.path})
        else:
            card.found = self.file_holds(card)

    def file_holds(self, card: Card) -> bool:
        """Read the file, as a card does whose kernel is silent."""
        file = self.server.ask("GET", f"contents/{self.path}?content=1")["content"]
        kept = [file["metadata"].get(HOME, {}).get("picks", {}).get(card.question)]
        for cell in file["cells"]:
            found = [
                output.get("data", {}).get(MIME) for output in cell.get("outputs", [])
            ]
            kept += [one for one in found if one and one["question"] == card.question]
        latest = max(filter(None, kept), key=lambda one: one["at"], default={})
        return latest.get("at") == card.saved["at"]

    def look_at_all(self) -> None:
        for card in self.drawn().values():
            if card.saved.get("question"):
                self.look(card)

    def tell(self, card: Card, content: dict[str, Any]) -> None:
        key = next(key for key, one in self.cards.items() if one is card)
        data = {"method": "custom", "content": content}
        self.send("shell", "comm_msg", {"comm_id": key, "data": data})

    def says(self, card: Card) -> str:
        """Return what a card says of its pick's place."""
        found = card.found
        if not self.habits.looks:
            return IN_FILE
        if found is None:
            return UNKNOWN
        return IN_FILE if found else NOT_YET

    # What a person does

    def answer(self, question: str, pick: Any) -> bool:
        """Pick and click; say whether the card took it."""
        card = self.drawn().get(question)
        if card is None or not card.alive:
            return False
        card.asked = True
        self.tell(card, {"kind": "answer", "pick": pick, "path": self.path})
        self.settle()
        return card.state.get("pick") == pick

    def rest(self) -> None:
        """Let the save that an answer began come to its end."""
        if self.wanted:
            self.save()
        self.settle()

    def clear(self) -> None:
        for cell in self.book["cells"]:
            if cell["cell_type"] == "code":
                cell["outputs"], cell["execution_count"] = [], None
        self.displays, self.dirty = {}, True
        self.redraw()

    def reorder(self, place: int) -> None:
        cells = self.book["cells"]
        cells.append(cells.pop(place % len(cells)))
        self.dirty = True

    def write(self, text: str) -> None:
        """Edit the first Markdown cell."""
        cell = next(one for one in self.book["cells"] if one["cell_type"] == "markdown")
        cell["source"], self.dirty = text, True

    def restart(self) -> None:
        self.server.restart(self.session["kernel"]["id"])
        self.connect()

    def join(self) -> None:
        """Follow the notebook's session to another kernel."""
        self.session = self.server.session(self.path)
        self.connect()

    def rename(self, path: str) -> None:
        self.server.ask("PATCH", f"contents/{self.path}", {"path": path})
        asked = {"path": path, "name": path.rpartition("/")[2], "type": "notebook"}
        place = f"sessions/{self.session['id']}"
        self.session = self.server.ask("PATCH", place, asked)
        self.path = path
        self.seen = self.server.ask("GET", f"contents/{path}?content=0")[
            "last_modified"
        ]

    def shown(self) -> dict[str, tuple[Any, str]]:
        """Look at the page: question → the pick that its card shows, what it says of it."""
        self.look_at_all()
        self.settle()
        return {
            name: (card.state.get("pick"), self.says(card) if card.saved else "")
            for name, card in self.drawn().items()
        }

    def change_kernel(self) -> None:
        self.server.change_kernel(self.path)
        self.join()
