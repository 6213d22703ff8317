"""A small course for the launcher's tests: real environments, the real pip, tiny wheels.

`Index` is a package index on this machine, which can also break off and stall.
"""

import base64
import hashlib
import http.server
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import threading
import time
import urllib.parse
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROLES = ("learner", "instructor", "site", "developer")

ECHO = (
    "import json, os, sys\nprint(json.dumps([{name!r}, os.getcwd(), *sys.argv[1:]]))\n"
)


def make_wheel(folder: Path, name: str, version: str, source: str) -> str:
    """Write a wheel that holds one module; return its entry for a lock."""
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": source,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": f"[console_scripts]\n{name}-says = {name}:main\n",
    }
    record = ""
    for path, text in files.items():
        digest = hashlib.sha256(text.encode()).digest()
        code = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        record += f"{path},sha256={code},{len(text.encode())}\n"
    files[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n"
    path = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for inside, text in files.items():
            wheel.writestr(inside, text)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return f"{name}=={version} \\\n    --hash=sha256:{digest}\n"


class Project:
    """A folder with course.py in it, and what a start of it says."""

    def __init__(self, root: Path, wheels: Path) -> None:
        self.root = root
        self.wheels = wheels
        self.venv = root / ".venv"
        self.lock = root / "requirements.lock"
        self.stamp = self.venv / "course-stamp"
        self.log = root / ".venv.log"
        self.settings = {
            **os.environ,
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_FIND_LINKS": str(wheels),
            "PIP_NO_INDEX": "1",
            "PIP_NO_CACHE_DIR": "1",
        }
        self.settings.pop("VIRTUAL_ENV", None)

    def start(
        self, *words: str, python: str = sys.executable, **settings: str
    ) -> subprocess.CompletedProcess:
        """Run `course.py` to its end."""
        return subprocess.run(
            [python, self.root / "course.py", *words],
            capture_output=True,
            encoding="utf-8",
            env={**self.settings, "PYTHONIOENCODING": "utf-8", **settings},
            cwd=self.root.parent,
        )

    def start_as(self, prepare: str, *words: str, **settings: str):
        """Run `course.py` after some lines of Python that change what it sees."""
        return subprocess.run(
            self.command(prepare, *words),
            capture_output=True,
            encoding="utf-8",
            env={**self.settings, "PYTHONIOENCODING": "utf-8", **settings},
            cwd=self.root.parent,
        )

    def start_aside(
        self, *words: str, prepare: str = "", **settings: str
    ) -> subprocess.Popen:
        """Begin `course.py` and go on."""
        return subprocess.Popen(
            self.command(prepare, *words),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env={**self.settings, "PYTHONIOENCODING": "utf-8", **settings},
        )

    def command(self, prepare: str, *words: str) -> list[str]:
        """The command of a start, after some lines of Python."""
        if not prepare:
            return [sys.executable, str(self.root / "course.py"), *words]
        code = f"import sys\nsys.path.insert(0, {str(self.root)!r})\n{prepare}\n"
        code += "from launcher.start import main\nsys.exit(main(sys.argv[1:], 'help'))"
        return [sys.executable, "-c", code, *words]

    def write_locks(self, learner: str, instructor: str, developer: str) -> None:
        """Write a lock a role, each with all of the ones before it."""
        folder = self.root / "locks"
        folder.mkdir(exist_ok=True)
        self.lock.write_text(learner, encoding="utf-8")
        for role, text in (
            ("instructor", learner + instructor),
            ("site", learner + instructor),
            ("developer", learner + instructor + developer),
        ):
            (folder / f"{role}.lock").write_text(text, encoding="utf-8")

    @property
    def packages(self) -> Path:
        return next(self.venv.glob("[Ll]ib/**/site-packages"))

    def part(self, name: str):
        """A module of this folder's launcher, beside the ones of other folders."""
        mine = f"launcher_of_{abs(hash(self.root))}"
        if mine not in sys.modules:
            spec = importlib.util.spec_from_file_location(
                mine, self.root / "launcher" / "__init__.py"
            )
            sys.modules[mine] = importlib.util.module_from_spec(spec)
        return importlib.import_module(f"{mine}.{name}")


def make_project(root: Path, wheels: Path) -> Project:
    """Make a course of one module, and wheels for its roles."""
    source = root / "src" / "rnn_course"
    source.mkdir(parents=True)
    wheels.mkdir(exist_ok=True)
    shutil.copy(ROOT / "course.py", root)
    leave = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "launcher", root / "launcher", ignore=leave)
    (root / "pyproject.toml").write_text("[project]\nname = 'rnn-course'\n")
    (source / "__init__.py").write_text("")
    (source / "__main__.py").write_text(ECHO.format(name="rnn_course"))
    project = Project(root, wheels)
    elsewhere = "elsewhere==1.0 ; sys_platform == 'nowhere' \\\n    --hash=sha256:00\n"
    project.write_locks(
        make_wheel(wheels, "tiny", "1.0", "answer = 1\n") + elsewhere,
        make_wheel(wheels, "grader", "1.0", ""),
        make_wheel(wheels, "pytest", "1.0", ECHO.format(name="pytest")),
    )
    return project


def said(result) -> list[str]:
    """What the program that course.py started was asked: name, folder, words."""
    assert result.returncode == 0, result.stdout + result.stderr
    return json.loads(result.stdout.splitlines()[-1])


def refusal(result, status: int = 1) -> str:
    """The one clear message of a start that could not install."""
    assert result.returncode == status, result.stdout + result.stderr
    assert "Traceback" not in result.stderr
    return result.stderr


class Index(http.server.ThreadingHTTPServer):
    """A package index of a folder of wheels, which also serves the Pythons there.

    Attributes
    ----------
    mode : str
        ``"whole"``, ``"cut"`` (breaks off in the middle of a file) or ``"stall"``
        (sends nothing more until `go_on` is set).
    troubled : tuple of str
        How the names of the files end that this is done to.
    """

    daemon_threads = True

    def __init__(self, wheels: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.wheels, self.mode, self.troubled = wheels, "whole", (".whl", ".gz")
        self.go_on, self.asked = threading.Event(), threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def settings(self) -> dict[str, str]:
        """Settings with which pip asks this index alone."""
        address = f"http://127.0.0.1:{self.server_port}/simple"
        return {
            "PIP_FIND_LINKS": "",
            "PIP_NO_INDEX": "0",
            "PIP_INDEX_URL": address,
            "PIP_EXTRA_INDEX_URL": "",
            "PIP_RETRIES": "0",
            "NO_PROXY": "127.0.0.1",
        }

    def close(self) -> None:
        self.go_on.set()
        self.shutdown()
        self.server_close()


class _Answer(http.server.BaseHTTPRequestHandler):
    server: Index

    def do_GET(self) -> None:
        name = urllib.parse.unquote(self.path).strip("/").split("/")[-1]
        if not name.endswith((".whl", ".gz", ".json")):
            wheels = self.server.wheels.glob(f"{name}-*.whl")
            links = "".join(f'<a href="/{x.name}">{x.name}</a>\n' for x in wheels)
            return self._send(links.encode(), "text/html")
        mode = self.server.mode if name.endswith(self.server.troubled) else "whole"
        if mode != "whole":
            self.server.asked.set()
        if mode == "stall":
            self.server.go_on.wait(60)
        data = (self.server.wheels / name).read_bytes()
        return self._send(data, "application/zip", cut=mode == "cut")

    def _send(self, data: bytes, kind: str, cut: bool = False) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[: len(data) // 2] if cut else data)

    def log_message(self, *ignored: object) -> None:
        pass


def wait_for(happened, what: str) -> None:
    """Wait until something has happened."""
    deadline = time.monotonic() + 120
    while not happened():
        assert time.monotonic() < deadline, f"{what} never came"
        time.sleep(0.05)
