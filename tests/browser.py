"""A learner at a screen: JupyterLab in a real Chromium, moved by tests.

The helpers ask JupyterLab itself (`window.jupyterapp`) about kernels and documents, and
never wait a fixed time. The fixtures `lab`, `lab_page`, `browser_page` are in conftest.py.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import nbformat
import pytest

ROOT = Path(__file__).parents[1]
OUTPUT = ROOT / "tests" / "output"  # screenshots and the server's log

#: No sandbox for root in a container; no word to any other machine.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]

#: The notebook that is in front, in JupyterLab's own words.
PANEL = "window.jupyterapp.shell.currentWidget"

LAPTOP = {"width": 1280, "height": 900}
Page = object  # playwright.sync_api.Page, which needs no import until a browser starts


def find_chromium() -> str:
    """Return the path of Chromium; skip the test without one, fail it in CI."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    found = os.environ.get("CHROMIUM") or next(
        filter(None, map(shutil.which, names)), None
    )
    if found:
        return found
    message = (
        "This test needs Chromium or Chrome: `sudo apt install chromium`, or set the "
        "environment variable CHROMIUM to the path of the program."
    )
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


def start_chromium(program: str, profile: Path) -> tuple[str, subprocess.Popen]:
    """Start Chromium with an empty `profile`; return where playwright finds it."""
    own = ["--headless", "--remote-debugging-port=0", f"--user-data-dir={profile}"]
    process = subprocess.Popen(
        [program, *FLAGS, *own],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    told, deadline = profile / "DevToolsActivePort", time.monotonic() + 60
    while not (told.exists() and "\n" in told.read_text()):
        assert process.poll() is None, f"{program} ended with {process.returncode}"
        assert time.monotonic() < deadline, f"{program} did not start"
        time.sleep(0.05)
    return f"http://127.0.0.1:{told.read_text().split()[0]}", process


# JupyterLab


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab: its address, its token, the folder that it shows."""

    url: str
    token: str
    root: Path

    def address(self, notebook: str = "") -> str:
        place = f"/tree/{quote(notebook)}" if notebook else ""
        return f"{self.url}/lab{place}?reset&token={self.token}"


def isolated_settings(home: Path) -> dict[str, str]:
    """Return an environment in which nothing of this machine's Jupyter shows."""
    settings = home / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    news = {"fetchNews": "false", "checkForUpdates": False}
    (settings / "notification.jupyterlab-settings").write_text(json.dumps(news))
    return os.environ | {
        "IPYTHONDIR": str(home / "ipython"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_CONFIG_PATH": "",
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_PATH": "",
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "RNN_COURSE_PROGRESS": str(home / "progress.json"),
    }


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def start_lab(root: Path, home: Path, **settings: str) -> tuple[Lab, subprocess.Popen]:
    """Start JupyterLab on the folder `root`; its settings live in `home`.

    Others, variables of the environment, come after these.
    """
    lab = Lab(f"http://127.0.0.1:{free_port()}", "for-tests-only", root)
    options = {
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": lab.url.rpartition(":")[2],
        "ServerApp.port_retries": 0,
        "ServerApp.root_dir": root,
        "IdentityProvider.token": lab.token,
        "LabApp.expose_app_in_browser": True,
    }
    words = ["--no-browser", "--allow-root"] + [
        f"--{k}={v}" for k, v in options.items()
    ]
    OUTPUT.mkdir(exist_ok=True)
    with (OUTPUT / "jupyterlab.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *words],
            cwd=root,
            env=isolated_settings(home) | settings,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    wait_until_it_answers(lab, process)
    return lab, process


def wait_until_it_answers(
    lab: Lab, process: subprocess.Popen, seconds: int = 120
) -> None:
    deadline = time.monotonic() + seconds
    while not answers(lab):
        if process.poll() is not None or time.monotonic() > deadline:
            stop(process)
            said = (OUTPUT / "jupyterlab.log").read_text(errors="replace")[-2000:]
            pytest.fail(f"JupyterLab did not start. It said:\n{said}")
        time.sleep(0.2)


def answers(lab: Lab) -> bool:
    try:
        address = f"{lab.url}/api/status?token={lab.token}"
        with urllib.request.urlopen(address, timeout=5) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def stop(process: subprocess.Popen) -> None:
    """End a server, which ends its own; or else, whatever is left of its group."""
    process.terminate()
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        if os.name != "nt":
            os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.wait()


# A notebook in JupyterLab


def load_lab(page: Page, lab: Lab) -> None:
    """Load JupyterLab, unless the page shows it already."""
    if not page.url.startswith(lab.url):
        page.goto(lab.address())
    page.wait_for_function("window.jupyterapp?.shell.currentWidget")


def leave_lab(page: Page) -> None:
    """Close all notebooks, unsaved, and end their kernels; the page stays for others."""
    page.evaluate(
        """async () => {
            for (const panel of [...window.jupyterapp.shell.widgets("main")]) {
                await panel.sessionContext?.shutdown();
                if (panel.context) panel.context.model.dirty = false;
                panel.close();
            }
        }"""
    )
    page.wait_for_function(f"!{PANEL}?.context")
    assert page.get_by_role("dialog").count() == 0


def open_notebook(page: Page, notebook: str) -> None:
    """Open a notebook, named from the lab's folder, in a page that shows JupyterLab."""
    page.evaluate(
        """path => window.jupyterapp.commands.execute('docmanager:open', {path})
            .then(() => null)""",
        notebook,
    )
    wait_for_notebook(page, notebook)


def load_notebook(page: Page, lab: Lab, notebook: str) -> None:
    """Load JupyterLab anew, with a notebook as its address says it."""
    page.goto(lab.address(notebook))
    wait_for_notebook(page, notebook)


def wait_for_notebook(page: Page, notebook: str) -> None:
    name = json.dumps(notebook)
    page.wait_for_function(f"window.jupyterapp && {PANEL}?.context?.path === {name}")
    page.evaluate(f"{PANEL}.context.ready.then(() => null)")
    wait_for_kernel_idle(page)


def wait_for_kernel_idle(page: Page, seconds: int = 60) -> None:
    kernel = f"{PANEL}.sessionContext.session?.kernel"
    page.wait_for_function(
        f"{kernel}?.connectionStatus === 'connected' && {kernel}.status === 'idle'",
        timeout=seconds * 1000,
    )


def run_all(page: Page, seconds: int = 180) -> None:
    """Run every cell, and wait until the last one is done and the kernel is idle."""
    page.evaluate(
        """() => {
            window.allRan = false;
            window.jupyterapp.commands.execute('notebook:run-all-cells')
                .then(() => { window.allRan = true; });
        }"""
    )
    # Asked at every frame, as is the default, the page would be drawn all the time.
    page.wait_for_function("window.allRan", timeout=seconds * 1000, polling=300)
    wait_for_kernel_idle(page)


def run_unseen(page: Page, code: str) -> None:
    """Run code in the kernel of the notebook in front, in no cell and no history."""
    wait_for_kernel_idle(page)
    status = page.evaluate(
        f"""async code => {{
            const kernel = {PANEL}.sessionContext.session.kernel;
            const reply = await kernel.requestExecute(
                {{code, silent: true, store_history: false, stop_on_error: false}}
            ).done;
            return JSON.stringify(reply.content);
        }}""",
        code,
    )
    assert json.loads(status)["status"] == "ok", status


def show_cell(page: Page, fragment: str) -> None:
    """Scroll to the first cell whose source holds `fragment`."""
    page.evaluate(
        f"""async fragment => {{
            const book = {PANEL}.content;
            const holds = cell => cell.model.sharedModel.getSource().includes(fragment);
            book.activeCellIndex = book.widgets.findIndex(holds);
            await book.scrollToItem(book.activeCellIndex, "start");
        }}""",
        fragment,
    )


def saved_notebook(lab: Lab, notebook: str) -> nbformat.NotebookNode:
    """Read a notebook's file, which JupyterLab may be writing just now."""
    deadline = time.monotonic() + 10
    while True:
        try:
            return nbformat.read(lab.root / notebook, as_version=4)
        except nbformat.reader.NotJSONError:
            assert time.monotonic() < deadline
            time.sleep(0.05)


def save(page: Page) -> None:
    """Save the notebook in front, and wait until it is written."""
    page.evaluate(
        "window.jupyterapp.commands.execute('docmanager:save').then(() => null)"
    )
    page.wait_for_function(f"!{PANEL}.context.model.dirty")


def close_notebook(page: Page) -> None:
    """End the kernel of the notebook in front and close it, as it was last saved."""
    page.evaluate(
        f"""async () => {{
            const panel = {PANEL};
            await panel.sessionContext.shutdown();
            panel.context.model.dirty = false;
            panel.close();
        }}"""
    )
    page.wait_for_function(f"!{PANEL}?.context?.path?.endsWith('.ipynb')")


def notebook(page: Page) -> nbformat.NotebookNode:
    """Return the notebook in front as it stands there, outputs and all."""
    return nbformat.from_dict(page.evaluate(f"{PANEL}.content.model.toJSON()"))


def outputs(page: Page) -> list[dict]:
    """Every output of the notebook in front, as nbformat writes it."""
    cells = page.evaluate(f"{PANEL}.content.model.toJSON().cells")
    return [output for cell in cells for output in cell.get("outputs", [])]


def complaints(page: Page) -> list[str]:
    """What a lesson must not print: errors and anything on stderr."""
    return [
        output.get("evalue") or "".join(output["text"])
        for output in outputs(page)
        if output["output_type"] == "error" or output.get("name") == "stderr"
    ]


def faults(
    page: Page, context: str | None = None, serious: bool = False
) -> list[tuple[str, str]]:
    """Return what axe finds against the page, or a part of it: rule and place.

    `serious` leaves out what axe calls minor or moderate.
    """
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, context=context).response["violations"]
    return [
        (one["id"], one["nodes"][0]["html"][:300])
        for one in found
        if not serious or one["impact"] in ("serious", "critical")
    ]


def shown_at(page: Page, path: Path, width: int, scheme: str) -> None:
    """Open a page's file in a window of this width, light or dark."""
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(path.as_uri())


def fits(page: Page, width: int) -> bool:
    """Tell whether nothing of the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth") <= width


def screenshot(page: Page, name: str) -> Path:
    """Keep a picture of the page in tests/output."""
    OUTPUT.mkdir(exist_ok=True)
    path = OUTPUT / f"{name}.png"
    page.screenshot(path=path)
    return path
