"""A real browser window with a lesson's notebook, for tests of where picks are.

What `picks_tab.Tab` models is here JupyterLab itself in Chromium: cells are run by its
commands, answers are given by clicks, and what a card says is read from the screen. The
kernels are those of the server, which all windows share.
"""

import json
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import quote

from tests import browser
from tests.picks_days import Day, Step, Wrong, write_notebook
from tests.picks_server import Server
from tests.picks_tab import IN_FILE, NOT_YET, UNKNOWN

#: All cells of the notebook are on the screen at once.
SCREEN = {"width": 1000, "height": 2200}
SECONDS = 8  # after so long, what a card says is what it goes on saying

#: What a card writes of its pick's place.
WORDS = {
    "in the file as soon as": UNKNOWN,
    "not yet in the file": NOT_YET,
    "in the file": IN_FILE,
}
#: What people press when JupyterLab asks about a file that another has changed.
ANSWERS = ["Overwrite", "Overwrite", "Revert", "Revert", "Cancel"]

FORMS = f"""() => {browser.PANEL}.content.widgets.flatMap(cell => {{
    const form = cell.node.querySelector('.rnnc-quiz');
    if (!form) return [];
    const inputs = [...form.querySelectorAll('input')];
    const picked = inputs.filter(input => input.checked).map(input => input.value);
    return [{{
        question: cell.model.id.replace('quiz-', ''),
        pick: inputs[0].type === 'radio' ? picked[0] ?? null : picked,
        status: form.querySelector('.rnnc-status')?.innerText ?? '',
        attempt: form.querySelector('.rnnc-status')?.firstChild.textContent ?? '',
    }}];
}})"""


#: What of `widget.js` was mended: what stands there, and what is put back.
FAULTS = {
    "no pick in the notebook's metadata": [
        ("context.model.setMetadata(HOME, {", "void ({")
    ],
    "a card says that an answer is saved, which is not": [
        ("await context.save();", ""),
        ('if (found) return "in', 'return "in'),
    ],
    "another window's answer is not shown": [('if (model.get("reply").count)', "//")],
}


def put_back(fault: list[tuple[str, str]]) -> str:
    """Return code for a kernel that puts a fault into `widget.js`."""
    return f"""
from rnn_course.quiz.widget import QuizWidget
text = str(QuizWidget._esm)
if not hasattr(QuizWidget, "faulty"):
    for old, new in {fault!r}:
        assert old in text
        text = text.replace(old, new)
    QuizWidget._esm, QuizWidget.faulty = text, True
"""


@dataclass
class Window:
    """One notebook in one browser window."""

    page: browser.Page  # which shows JupyterLab without a notebook
    address: str  # of that page
    server: Server
    path: str
    chance: random.Random
    unseen: str = ""  # code that each new kernel runs first
    said: list[str] = field(default_factory=list)  # all that cards said, for counting

    def __post_init__(self) -> None:
        self.page.bring_to_front()
        browser.open_notebook(self.page, self.path)
        self.watch()

    # What a person does

    def load(self) -> None:
        """Load the page anew, with the notebook as its address says it."""
        place = f"{self.address}/tree/{quote(self.path)}"
        self.page.goto(f"{place}?reset&token={self.server.lab.token}")
        browser.wait_for_notebook(self.page, self.path)
        self.watch()

    def watch(self) -> None:
        """Follow the saves of the notebook; run what each new kernel runs first."""
        self.page.evaluate(
            f"""() => {{
                window.saving = false;
                {browser.PANEL}.context.saveState.connect((_, state) => {{
                    window.saving = state === 'started';
                }});
            }}"""
        )
        self.prepare()

    def prepare(self) -> None:
        if self.unseen:
            browser.run_unseen(self.page, self.unseen)

    def run(self, name: str) -> bool:
        """Run a cell; say whether it ended well."""
        self.front()
        self.page.evaluate(
            f"""name => {{
                const book = {browser.PANEL}.content;
                book.activeCellIndex = book.widgets.findIndex(c => c.model.id === name);
                book.deselectAll();
                return window.jupyterapp.commands.execute('notebook:run-cell')
                    .then(() => null);
            }}""",
            name,
        )
        browser.wait_for_kernel_idle(self.page)
        cells = browser.notebook(self.page).cells
        outputs = next(cell.outputs for cell in cells if cell.id == name)
        return not any(output.output_type == "error" for output in outputs)

    def answer(self, question: str, pick: Any) -> bool:
        """Pick and click; say whether the card took it."""
        self.front()
        self.reach_kernel()
        form = self.form(question)
        if form.count() == 0:
            return False
        before = self.card(question)["attempt"]
        for box in form.locator("input").all():
            if box.get_attribute("value") in pick:
                box.check()
            elif box.get_attribute("type") == "checkbox":
                box.uncheck()
        form.locator("button[type=submit]").click()
        taken = form.locator(".rnnc-status").or_(form.get_by_text("Python has not"))
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            taken.first.wait_for()
            attempt = self.card(question)["attempt"]
            if attempt and attempt != before:
                return True
            if form.get_by_text("Python has not replied").count():
                return False
            self.page.wait_for_timeout(50)
        raise Wrong(f"{question} of {self.path} neither takes an answer nor says why")

    def save(self) -> bool:
        """Press Ctrl + S; say whether another's file was overwritten."""
        self.front()
        self.page.keyboard.press("Escape")
        self.page.keyboard.press("ControlOrMeta+s")
        return self.wait_for_saves()

    def rest(self) -> None:
        """Let the save that an answer began come to its end."""
        self.front()
        self.wait_for_saves()

    def clear(self) -> None:
        self.front()
        self.command("notebook:clear-all-cell-outputs")

    def reorder(self, place: int) -> None:
        self.page.evaluate(
            f"""place => {{
                const book = {browser.PANEL}.content, length = book.widgets.length;
                book.moveCell(place % length, length - 1);
            }}""",
            place,
        )

    def write(self, text: str) -> None:
        """Edit the first Markdown cell."""
        self.page.evaluate(
            f"""text => {browser.PANEL}.content.widgets
                .find(cell => cell.model.type === 'markdown')
                .model.sharedModel.setSource(text)""",
            text,
        )

    def restart(self) -> None:
        self.front()
        self.page.evaluate(
            f"{browser.PANEL}.sessionContext.restartKernel().then(() => null)"
        )
        browser.wait_for_kernel_idle(self.page)
        self.prepare()

    def change_kernel(self) -> None:
        self.front()
        self.page.evaluate(
            f"{browser.PANEL}.sessionContext.changeKernel({{name: 'python3'}})"
            ".then(() => null)"
        )
        browser.wait_for_kernel_idle(self.page)
        self.prepare()

    def join(self) -> None:
        """Follow the notebook's session to another kernel, as JupyterLab does soon."""
        self.front()
        kernel = self.server.session(self.path)["kernel"]["id"]
        self.page.evaluate(
            "window.jupyterapp.serviceManager.sessions.refreshRunning().then(() => null)"
        )
        self.page.wait_for_function(
            f"id => {browser.PANEL}.sessionContext.session.kernel.id === id", arg=kernel
        )
        browser.wait_for_kernel_idle(self.page)

    def rename(self, path: str) -> None:
        """Rename or move the file as JupyterLab's file browser does."""
        self.front()
        self.page.evaluate(
            """([old, path]) => window.jupyterapp.serviceManager.contents
                .rename(old, path).then(() => null)""",
            [self.path, path],
        )
        for place in ("context.path", "sessionContext.session.path"):
            self.page.wait_for_function(
                f"path => {browser.PANEL}.{place} === path", arg=path
            )
        self.path = path

    def close(self) -> None:
        """Close the notebook, as it is; its kernel goes on, JupyterLab stays."""
        self.page.bring_to_front()
        self.page.evaluate(
            f"""() => {{
                {browser.PANEL}.context.model.dirty = false;
                {browser.PANEL}.close();
            }}"""
        )
        self.page.wait_for_function(f"!{browser.PANEL}?.context")

    # What is on the screen

    def shown(self) -> dict[str, tuple[Any, str]]:
        """Look at the page: question → the pick that its card shows, what it says of it."""
        self.front()
        self.reach_kernel()
        found = {}
        for card in self.page.evaluate(FORMS):
            says = self.meaning(card)
            self.said.append(says)
            found[card["question"]] = (card["pick"] or None, says)
        return found

    def meaning(self, card: dict[str, Any]) -> str:
        if not card["status"]:
            return ""
        tail = card["status"].rpartition(" · ")[2]
        for words, meaning in WORDS.items():
            if tail.startswith(words):
                return meaning
        raise Wrong(f"{card['question']} does not say where its pick is: {card}")

    def card(self, question: str) -> dict[str, Any]:
        cards = self.page.evaluate(FORMS)
        return next(card for card in cards if card["question"] == question)

    def form(self, question: str) -> Any:
        cell = self.page.locator(".jp-Cell", has_text=f'quiz.ask("{question}")')
        return cell.locator(".rnnc-quiz")

    def front(self) -> None:
        """Bring the window to the front, as who looks at it does."""
        self.page.bring_to_front()
        self.page.evaluate("window.dispatchEvent(new Event('focus'))")

    def reach_kernel(self) -> None:
        """Wait until the kernel has answered all that the page has asked."""
        self.page.evaluate(
            f"""async () => {{
                const kernel = {browser.PANEL}.sessionContext.session.kernel;
                await kernel.requestKernelInfo();
                for (let frame = 0; frame < 2; frame++)
                    await new Promise(requestAnimationFrame);
            }}"""
        )

    def command(self, name: str) -> None:
        self.page.evaluate(
            f"window.jupyterapp.commands.execute({json.dumps(name)}).then(() => null)"
        )

    def wait_for_saves(self) -> bool:
        """Wait until nothing is being saved; say whether a person chose *Overwrite*."""
        overwritten = False
        self.page.wait_for_timeout(200)  # a card waits a moment before it saves
        dialog = self.page.locator(".jp-Dialog")
        deadline = time.monotonic() + 60
        while dialog.count() or self.page.evaluate("window.saving"):
            assert time.monotonic() < deadline, "a save does not end"
            if dialog.count():
                chosen = self.chance.choice(ANSWERS)
                button = dialog.first.get_by_role("button", name=chosen, exact=True)
                assert button.count(), dialog.first.inner_text()
                button.click()
                overwritten = overwritten or chosen == "Overwrite"
            self.page.wait_for_timeout(100)
        return overwritten


class BrowserDay(Day):
    """A day in real windows, where a card needs a moment to hear what is so."""

    def look(self) -> None:
        deadline = time.monotonic() + SECONDS
        while True:
            try:
                return super().look()
            except Wrong:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)


class Windows:
    """The windows of one browser: a page that showed a notebook shows the next, too."""

    def __init__(self, context: Any, server: Server) -> None:
        self.context, self.server = context, server
        self.pages: dict[str, browser.Page] = {}  # address → page
        self.said: Counter[str] = Counter()  # what cards said, how often

    def close(self) -> None:
        for page in self.pages.values():
            page.close()
        self.pages.clear()

    def live(self, seed: int, steps: list[Step], unseen: str = "") -> BrowserDay:
        """Live one day; each new kernel runs some code first."""
        root = self.server.lab.root
        folder = root / f"{seed}-in-windows-{time.monotonic_ns()}"
        folder.mkdir()
        write_notebook(folder / "lesson.ipynb")
        chance = random.Random(f"{seed} of JupyterLab's questions")

        def open_window(path: str) -> Window:
            address, page = self.find_free(day)
            return Window(page, address, self.server, path, chance, unseen)

        end = partial(self.server.end, folder.name)
        day = BrowserDay(root, f"{folder.name}/lesson.ipynb", open_window, end)
        try:
            day.live(steps)
        finally:
            for tab in day.tabs:
                self.said += Counter(tab.said)
                tab.close()
            end()
        return day

    def find_free(self, day: BrowserDay) -> tuple[str, browser.Page]:
        """Return a window that no tab of the day is in, loaded where there is none."""
        taken = [tab.address for tab in day.tabs]
        free = [address for address in self.pages if address not in taken]
        address = free[0] if free else self.load()
        return address, self.pages[address]

    def load(self) -> str:
        """Load JupyterLab in one more window; return the address of its own layout."""
        lab, page = self.server.lab, self.context.new_page()
        page.set_viewport_size(SCREEN)
        page.set_default_timeout(60_000)
        address = f"{lab.url}/lab/workspaces/window-{len(self.pages)}"
        page.goto(f"{address}?reset&token={lab.token}")
        page.wait_for_function("window.jupyterapp?.shell.currentWidget")
        self.pages[address] = page
        return address
