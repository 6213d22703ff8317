"""Stand-ins for what uv fetches: the real uv as a wheel, and a Python in an archive.

uv reads from `UV_PYTHON_DOWNLOADS_JSON_URL` which Pythons there are, and downloads,
checks and unpacks the one here as it does its own. The archive holds a script that
becomes the Python of this machine, and notes that it was called.
"""

import base64
import hashlib
import importlib.util
import io
import json
import platform
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from importlib.metadata import distribution
from pathlib import Path

from tests.launching import Project

RELEASES = "https://github.com/astral-sh/python-build-standalone/releases/download"
ARCHIVE = "cpython-stand-in+20260101-install_only_stripped.tar.gz"
SCRIPT = '#!/bin/sh\necho "$0" >> "{note}"\nexec "{python}" "$@"\n'
#: A start sees one Python alone, which is of another version than it is.
ONLY = """
from launcher import pythons
usual = pythons._patterns
pythons._patterns = lambda version: usual(version)[:1]  # the course's own folder
sys.version_info = {}
"""
NEWER = ONLY.format((3, 14, 0, "final", 0))
#: The same, and the start ends as soon as it has a Python.
FETCHES = f"""{NEWER}
from launcher import installing, places
def stop(role):
    raise places.StopError("Far enough.")
installing._need_space = stop
"""


def has_small_disks() -> bool:
    """Whether everybody may mount a disk of his own on this system."""
    if not (shutil.which("unshare") and shutil.which("mount")):
        return False
    command = ["unshare", "--user", "--map-root-user", "--mount", "true"]
    return not subprocess.run(command, capture_output=True).returncode


def on_small_disk(option: str, folder: Path, command: list[str]) -> list[str]:
    """A command that sees a disk of its own, small or read-only, in a folder's place."""
    mount = f'{shutil.which("mount")} -t tmpfs -o {option} small "$0" && exec "$@"'
    start = [str(shutil.which("unshare")), "--user", "--map-root-user", "--mount"]
    return [*start, "/bin/sh", "-c", mount, str(folder), *command]


def make_uv_wheel(folder: Path) -> str:
    """Pack the uv of this environment as a wheel; return its entry for a lock."""
    uv = distribution("uv")
    info = f"uv-{uv.version}.dist-info"
    path = folder / f"uv-{uv.version}-py3-none-any.whl"
    program = next(one for one in uv.files or [] if one.name in ("uv", "uv.exe"))
    files = {
        f"uv-{uv.version}.data/scripts/{program.name}": Path(
            str(program.locate())
        ).read_bytes(),
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: uv\nVersion: {uv.version}\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = f"{info}/RECORD,,\n"
    for name, data in files.items():
        code = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=")
        record += f"{name},sha256={code.decode()},{len(data)}\n"
    with zipfile.ZipFile(path, "w") as wheel:
        for name, data in {**files, f"{info}/RECORD": record.encode()}.items():
            member = zipfile.ZipInfo(name)
            member.external_attr = 0o100755 << 16  # pip lets it be run
            wheel.writestr(member, data)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return f"uv=={uv.version} \\\n    --hash=sha256:{digest}\n"


def make_python(folder: Path, note: Path, version: str = "3.13") -> None:
    """Write an archive laid out as uv's Pythons are, and the list that names it."""
    script = SCRIPT.format(note=note, python=Path(sys.executable).resolve())
    name = sysconfig._get_sysconfigdata_name()  # type: ignore[attr-defined]
    found = importlib.util.find_spec(name)
    assert found is not None
    assert found.origin is not None
    files = {
        f"python/bin/python{version}": script.encode(),
        f"python/lib/python{version}/{name}.py": Path(found.origin).read_bytes(),
    }
    with tarfile.open(folder / ARCHIVE, "w:gz") as archive:
        for inside, data in files.items():
            member = tarfile.TarInfo(inside)
            member.size, member.mode = len(data), 0o755
            archive.addfile(member, io.BytesIO(data))
    digest = hashlib.sha256((folder / ARCHIVE).read_bytes()).hexdigest()
    name_python(folder, digest, version)


def name_python(folder: Path, digest: str, version: str = "3.13") -> None:
    """Write the list of Pythons, in which there is one."""
    machine = platform.machine()
    one = {
        "name": "cpython",
        "arch": {"family": machine, "variant": None},
        "os": "linux",
        "libc": "gnu",
        "major": 3,
        "minor": int(version.split(".")[1]),
        "patch": 99,
        "prerelease": "",
        "url": f"{RELEASES}/20260101/{ARCHIVE.replace('+', '%2B')}",
        "sha256": digest,
        "variant": None,
        "build": "20260101",
    }
    text = json.dumps({f"cpython-{version}.99-linux-{machine}-gnu": one})
    (folder / "pythons.json").write_text(text, encoding="utf-8")


def settings(project: Project, address: str) -> dict[str, str]:
    """Settings with which uv takes the stand-in, and nothing else is found."""
    home = project.root.parent / "home"
    home.mkdir(exist_ok=True)
    return {
        "UV_PYTHON_DOWNLOADS_JSON_URL": str(project.wheels / "pythons.json"),
        "UV_PYTHON_INSTALL_MIRROR": address,
        "UV_HTTP_RETRIES": "0",
        "PATH": str(home),
        "HOME": str(home),
    }
