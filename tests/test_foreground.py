"""A program in the foreground answers Ctrl-C and SIGTERM itself."""

import os
import signal
import subprocess
import sys
import textwrap
import threading

import pytest

from rnn_course import foreground

ASKS = """\
import signal, sys, time
asked = []
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, lambda number, _: asked.append(number))
print("ready", flush=True)
while not asked:
    time.sleep(0.01)
time.sleep(0.6)  # subprocess.call would have killed it by now
print("answered", signal.Signals(asked[0]).name, flush=True)
sys.exit(7)
"""


def test_the_status_comes_back(tmp_path):
    code = "import os, sys; sys.exit(3 if os.getcwd() == sys.argv[1] else 4)"
    command = [sys.executable, "-c", code, str(tmp_path.resolve())]
    assert foreground.run(command, cwd=tmp_path) == 3


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_program_that_asks_first_is_not_killed(tmp_path, name):
    (tmp_path / "asks.py").write_text(ASKS)
    code = f"""
        import sys
        from rnn_course import foreground
        sys.exit(foreground.run([sys.executable, {str(tmp_path / "asks.py")!r}]))
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)],
        stdout=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    assert process.stdout.readline() == "ready\n"
    if name == "SIGINT":
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to both at once
    else:
        process.terminate()  # as `kill` and service managers do: to the first alone
    assert process.communicate(timeout=60)[0] == f"answered {name}\n"
    assert process.returncode == 7


def test_a_thread_may_run_a_program_too():
    status = []
    command = [sys.executable, "-c", "raise SystemExit(3)"]
    thread = threading.Thread(target=lambda: status.append(foreground.run(command)))
    thread.start()
    thread.join(60)
    assert status == [3]
