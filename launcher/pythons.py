"""Find a Python that the course can run on."""

import glob
import json
import os
import platform
import shutil
import subprocess
import sys

from .places import ADMITTED, MIRROR, PYTHONS, read_pack

CHOICE = "RNN_COURSE_PYTHON"  # names one Python, in place of any search
LOOK = """
import json, platform, struct, sys, sysconfig
from importlib.util import find_spec
print(json.dumps({
    "path": sys.executable,
    "version": "%d.%d" % tuple(sys.version_info[:2]),
    "final": sys.version_info[3] == "final",
    "implementation": platform.python_implementation(),
    "bits": 8 * struct.calcsize("P"),
    "threads": bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
    "system": platform.system(),
    "machine": platform.machine().lower(),
    "libc": platform.libc_ver()[0],
    "venv": bool(find_spec("venv") and find_spec("ensurepip")),
}))
"""
SERVED = {  # where TensorFlow has wheels
    "Linux": ("x86_64", "aarch64"),
    "Darwin": ("arm64",),
    "Windows": ("amd64",),
}


def admitted():
    """Return the versions that may be used: those of an offline pack, or all."""
    only = read_pack().get("pythons", ADMITTED)
    return tuple(one for one in ADMITTED if one in only)


def find():
    """Return a fitting Python's path, and what each Python seen here lacks.

    Returns
    -------
    tuple of (str or None, list of (str, str))
        The path; for each other Python that started, its path and what is amiss.
    """
    amiss, seen = [], set()
    for path in _candidates():
        real = os.path.realpath(path)
        if real in seen and not _is_env(path):
            continue
        seen.add(real)
        facts = look(path)
        problem = facts and why_not(facts)
        if facts and not problem:
            return path, amiss
        if facts:
            amiss.append((path, problem))
    return None, amiss


def look(path):
    """Return what a Python says of itself; None when it does not start."""
    try:
        done = subprocess.run(
            [path, "-I", "-c", LOOK],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            timeout=30,
        )
        facts = json.loads(done.stdout.decode("utf-8", "replace").splitlines()[-1])
    except (OSError, ValueError, IndexError, subprocess.TimeoutExpired):
        return None
    if path == sys.executable:  # this one: as it knows itself
        facts["version"] = "%d.%d" % tuple(sys.version_info[:2])
        facts["final"] = sys.version_info[3] == "final"
    return facts


def why_not(facts):
    """Return in a few words why a Python cannot be used; '' when it can."""
    if facts["version"] not in admitted():
        return "is {}".format(facts["version"])
    if not facts["final"]:
        return "is a pre-release of {}".format(facts["version"])
    if facts["implementation"] != "CPython" or facts["threads"]:
        return "is not the usual kind of Python, for which TensorFlow is built"
    if facts["bits"] != 64 or facts["machine"] not in SERVED.get(facts["system"], ()):
        return f"is for {_kind(facts)}, for which there is no TensorFlow"
    if facts["system"] == "Linux" and facts["libc"] != "glibc":
        return "is for a Linux without glibc, for which there is no TensorFlow"
    if not facts["venv"]:
        return "cannot make a virtual environment"
    return ""


def _kind(facts):
    return "%s on %s, %d bits" % (facts["system"], facts["machine"], facts["bits"])


def _is_env(path):
    """Whether a path is an environment's: a link to the same file, another Python."""
    return os.path.exists(os.path.join(os.path.dirname(path), "..", "pyvenv.cfg"))


def _candidates():
    """Yield paths of Pythons, the best to use first."""
    chosen = os.environ.get(CHOICE)
    if chosen:
        yield chosen
        return
    yield sys.executable
    for version in admitted():
        if os.name == "nt":
            yield from _by_launcher(version)
        for name in ("python" + version, "python3", "python"):
            for folder in os.environ.get("PATH", "").split(os.pathsep):
                found = shutil.which(name, path=folder) if folder else None
                if found and "WindowsApps" not in found:  # that opens a shop
                    yield found
    for version in admitted():
        for pattern in _patterns(version):
            yield from sorted(glob.glob(os.path.expanduser(pattern)), reverse=True)


def _by_launcher(version):
    """What `py -3.13` starts, on Windows."""
    ask = "import sys; sys.stdout.buffer.write(sys.executable.encode('utf-8'))"
    try:
        yield subprocess.run(
            ["py", "-" + version, "-c", ask],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=30,
            check=True,
        ).stdout.decode("utf-8")
    except (OSError, subprocess.SubprocessError):
        return


def _patterns(version):
    """Where pyenv, conda, uv, Homebrew and installers put a Python."""
    get = os.environ.get
    pyenv = get("PYENV_ROOT", "~/.pyenv")
    ours, brew = str(PYTHONS), "/opt/homebrew"
    short = version.replace(".", "")
    if os.name == "nt":
        local, roaming = get("LOCALAPPDATA", "~"), get("APPDATA", "~")
        return (
            ours + f"\\cpython-{version}*\\python.exe",
            local + f"\\Programs\\Python\\Python{short}\\python.exe",
            get("ProgramFiles", "C:\\Program Files") + f"\\Python{short}\\python.exe",
            f"~\\.pyenv\\pyenv-win\\versions\\{version}.*\\python.exe",
            roaming + f"\\uv\\python\\cpython-{version}*\\python.exe",
            *(f"~\\{one}\\python.exe" for one in ("miniconda3", "anaconda3")),
            "~\\*conda3\\envs\\*\\python.exe",
        )
    conda = [get("CONDA_PREFIX", "~/miniconda3"), "~/miniconda3", "~/miniforge3"]
    conda += ["~/anaconda3", "~/mambaforge", "/opt/conda", "/opt/miniconda3"]
    return (
        ours + f"/cpython-{version}*/bin/python{version}",
        pyenv + f"/versions/{version}.*/bin/python",
        get("UV_PYTHON_INSTALL_DIR", "~/.local/share/uv/python")
        + f"/cpython-{version}*/bin/python{version}",
        *(f"{one}/bin/python{version}" for one in conda),
        *(f"{one}/envs/*/bin/python{version}" for one in conda),
        f"{brew}/bin/python{version}",
        f"{brew}/opt/python@{version}/bin/python{version}",
        f"/Library/Frameworks/Python.framework/Versions/{version}/bin/python{version}",
        *(f"{one}/python{version}" for one in ("/usr/local/bin", "/usr/bin")),
    )


def machine_problem():
    """Return why no Python at all can serve this machine; '' when one can."""
    system, machine = platform.system(), platform.machine().lower()
    if system == "Darwin" and machine == "x86_64":
        return (
            "There is no TensorFlow for Macs with an Intel processor any more. Use "
            "Google Colab (README.md says how), or another machine."
        )
    if machine in SERVED.get(system, ()) or (system, machine) == ("Windows", "arm64"):
        return ""
    return f"There is no TensorFlow for {system} on {machine}. Use another machine."


def has_packed_python():
    """Whether an offline pack brings a Python."""
    return MIRROR.is_dir()
