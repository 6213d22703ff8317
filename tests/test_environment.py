"""The three lists of packages agree: pyproject.toml, requirements.lock, environment.yml."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]

#: What a learner's machine may be: the variables that markers of the lock look at.
MACHINES = {
    "Linux": {
        "sys_platform": "linux",
        "os_name": "posix",
        "platform_machine": "x86_64",
    },
    "Linux on ARM": {
        "sys_platform": "linux",
        "os_name": "posix",
        "platform_machine": "aarch64",
    },
    "macOS": {
        "sys_platform": "darwin",
        "os_name": "posix",
        "platform_machine": "arm64",
    },
    "Windows": {"sys_platform": "win32", "os_name": "nt", "platform_machine": "AMD64"},
}


@pytest.fixture(scope="module")
def pyproject() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def lock() -> str:
    return (ROOT / "requirements.lock").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def locked(lock) -> dict[Requirement, list[str]]:
    """Each requirement of the lock with its hashes."""
    packages = {}
    for entry in re.split(r"\n(?=\S)", lock.strip()):
        requirement, *hashes = re.split(r"\s+\\\s+--hash=", entry)
        packages[Requirement(requirement)] = hashes
    return packages


@pytest.fixture(scope="module")
def conda() -> list:
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    return yaml.safe_load(text)["dependencies"]


def installed_on(locked, machine: str, python: str) -> dict[str, str]:
    """Names and versions that the lock installs on one machine."""
    settings = MACHINES[machine] | {
        "python_version": python,
        "python_full_version": f"{python}.5",
        "platform_system": {"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}[
            MACHINES[machine]["sys_platform"]
        ],
    }
    wanted = [one for one in locked if not one.marker or one.marker.evaluate(settings)]
    names = {canonicalize_name(one.name): str(one.specifier) for one in wanted}
    assert len(names) == len(wanted), "two versions of one package"
    return names


def test_lock_names_no_address(lock):
    assert "://" not in lock
    assert not re.search(r"^\s*(-i|-f|--index|--extra|--find|--trusted)", lock, re.M)
    assert "@ file" not in lock


def test_lock_fixes_every_version_by_hashes(locked):
    for requirement, hashes in locked.items():
        assert re.fullmatch(r"==[\w.]+", str(requirement.specifier)), requirement
        assert hashes, requirement
        assert all(re.fullmatch("sha256:[0-9a-f]{64}", one) for one in hashes)


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
@pytest.mark.parametrize("machine", MACHINES)
def test_lock_serves_every_machine(locked, pyproject, machine, python):
    names = installed_on(locked, machine, python)
    light = "tensorflow-cpu" if machine == "Linux" else "tensorflow"
    assert {"tensorflow", "tensorflow-cpu"} & set(names) == {light}
    assert ("pywinpty" in names) == (machine == "Windows")
    assert ("appnope" in names) == (machine == "macOS")


@pytest.mark.parametrize("machine", MACHINES)
def test_lock_satisfies_pyproject(locked, pyproject, machine):
    names = installed_on(locked, machine, "3.12")
    project, groups = pyproject["project"], pyproject["dependency-groups"]
    extras = [x for needs in project["optional-dependencies"].values() for x in needs]
    for need in map(Requirement, project["dependencies"] + extras + groups["dev"]):
        if need.marker and not need.marker.evaluate(MACHINES[machine]):
            continue
        version = names[canonicalize_name(need.name)].removeprefix("==")
        assert need.specifier.contains(version), need


def test_lock_builds_the_package_without_network(locked, pyproject):
    names = installed_on(locked, "Linux", "3.11")
    assert {*pyproject["build-system"]["requires"], "editables"} <= set(names)


def test_every_dependency_has_its_reason():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lists = re.findall(
        r"^(?:dependencies|cluster|postgres|site|dev) = \[\n(.*?)^\]", text, re.M | re.S
    )
    lines = [line for text in lists for line in text.splitlines() if '"' in line]
    assert len(lists) == 5
    for line in lines:
        assert re.search(r'",\s+# \w.{8,}', line), f"no reason beside {line.strip()}"


def test_conda_environment_names_the_same_packages(conda, pyproject):
    (listed,) = [entry["pip"] for entry in conda if isinstance(entry, dict)]
    *packages, course = listed
    assert course == "-e ."
    needs = pyproject["project"]["dependencies"]
    assert list(map(str, map(Requirement, packages))) == list(
        map(str, map(Requirement, needs))
    )


def test_conda_environment_has_the_same_pythons(conda, pyproject):
    assert conda[:2] == [f"python{pyproject['project']['requires-python']}", "pip"]


def test_what_is_left_out_is_not_locked(pyproject, locked):
    left_out = pyproject["tool"]["uv"]["override-dependencies"]
    names = {canonicalize_name(Requirement(one).name) for one in left_out}
    assert names.isdisjoint(canonicalize_name(one.name) for one in locked)
