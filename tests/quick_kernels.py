"""Kernels that start at once: forked from a process that has imported what they import.

The kernel is ipykernel's, started by the server through a kernel spec, as any other; only
its imports are done before. `install` writes the spec, `Nursery` is the process.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]


def install(folder: Path) -> None:
    """Write the kernel spec `python3` that asks the nursery in `folder`."""
    spec = folder / "kernels" / "python3"
    spec.mkdir(parents=True)
    argv = [
        sys.executable,
        "-S",
        "-E",
        __file__,
        "ask",
        str(folder),
        "{connection_file}",
    ]
    said = {"argv": argv, "display_name": "Python 3 (ipykernel)", "language": "python"}
    (spec / "kernel.json").write_text(json.dumps(said))


class Nursery:
    """The process that forks kernels, for as long as it is entered."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> "Nursery":
        install(self.folder)
        command = [sys.executable, __file__, "serve", str(self.folder)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL
        )
        while not (self.folder / "nursery").exists():
            assert self.process.poll() is None, "the nursery of kernels has ended"
            time.sleep(0.05)
        return self

    def __exit__(self, *_: object) -> None:
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait()


def ask(folder: str, file: str) -> None:
    """Ask for a kernel and stay until it ends; when this process ends, it ends."""
    with socket.socket(socket.AF_UNIX) as wire:
        wire.connect(f"{folder}/nursery")
        wish = {"file": file, "env": dict(os.environ), "cwd": str(Path.cwd())}
        wire.sendall(json.dumps(wish).encode() + b"\n")
        wire.recv(1)


def serve(folder: str) -> None:
    """Fork a kernel for each that asks."""
    import anywidget._version  # noqa: F401
    import ipykernel.ipkernel
    import ipykernel.kernelapp  # noqa: F401

    import rnn_course.checks
    import rnn_course.quiz  # noqa: F401

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(f"{folder}/nursery")
        listener.listen()
        while True:
            wire, _ = listener.accept()
            if os.fork() == 0:
                listener.close()
                become_a_kernel(wire)
            wire.close()


def become_a_kernel(wire: socket.socket) -> None:
    import threading

    from ipykernel.kernelapp import IPKernelApp

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    wish = json.loads(wire.makefile().readline())
    os.environ.clear()
    os.environ.update(wish["env"])
    os.environ.pop("JPY_PARENT_PID", None)  # the wire tells of its end
    os.chdir(wish["cwd"])

    def end_with_it() -> None:
        wire.recv(1)
        os._exit(0)

    threading.Thread(target=end_with_it, daemon=True).start()
    IPKernelApp.launch_instance(["-f", wish["file"], "--log-level=ERROR"])
    os._exit(0)


if __name__ == "__main__":
    {"ask": ask, "serve": serve}[sys.argv[1]](*sys.argv[2:])
