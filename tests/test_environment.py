"""The lists of packages agree: pyproject.toml, a lock for each role, environment.yml."""

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


LOCKS = {
    "learner": ROOT / "requirements.lock",
    "instructor": ROOT / "locks" / "instructor.lock",
    "site": ROOT / "locks" / "site.lock",
    "developer": ROOT / "locks" / "developer.lock",
}
PYTHONS = ("3.11", "3.12", "3.13")


def read_lock(path: Path) -> dict[Requirement, list[str]]:
    """Each requirement of a lock with its hashes."""
    packages = {}
    for entry in re.split(r"\n(?=\S)", path.read_text(encoding="utf-8").strip()):
        requirement, *hashes = re.split(r"\s+\\\s+--hash=", entry)
        packages[Requirement(requirement)] = hashes
    return packages


@pytest.fixture(scope="module")
def locks() -> dict[str, dict[Requirement, list[str]]]:
    return {role: read_lock(path) for role, path in LOCKS.items()}


@pytest.fixture(scope="module")
def locked(locks) -> dict[Requirement, list[str]]:
    return locks["developer"]


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


@pytest.mark.parametrize("path", [*LOCKS.values(), ROOT / "locks" / "uv.lock"])
def test_lock_names_no_address_and_fixes_every_version_by_hashes(path):
    text = path.read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*(-i|-f|--index|--extra|--find|--trusted)", text, re.M)
    assert "@ file" not in text
    for requirement, hashes in read_lock(path).items():
        assert re.fullmatch(r"==[\w.]+", str(requirement.specifier)), requirement
        assert hashes, requirement
        assert all(re.fullmatch("sha256:[0-9a-f]{64}", one) for one in hashes)


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("machine", MACHINES)
def test_each_role_holds_the_ones_before_it(locks, machine, python):
    """In the same versions, by the same files: a role is added, nothing is changed."""
    before: dict[str, str] = {}
    for role, locked in locks.items():
        names = installed_on(locked, machine, python)
        assert before.items() <= names.items(), role
        before = names
    everything = {
        str(one).split(";")[0]: two for one, two in locks["developer"].items()
    }
    for locked in locks.values():
        for one, hashes in locked.items():
            assert hashes == everything[str(one).split(";")[0]], one


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("machine", MACHINES)
def test_a_learner_installs_at_most_120_packages(locks, machine, python):
    assert len(installed_on(locks["learner"], machine, python)) <= 120


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
@pytest.mark.parametrize("machine", MACHINES)
def test_lock_serves_every_machine(locked, pyproject, machine, python):
    names = installed_on(locked, machine, python)
    light = "tensorflow-cpu" if machine == "Linux" else "tensorflow"
    assert {"tensorflow", "tensorflow-cpu"} & set(names) == {light}
    assert ("pywinpty" in names) == (machine == "Windows")
    assert ("appnope" in names) == (machine == "macOS")


@pytest.mark.parametrize("role", LOCKS)
@pytest.mark.parametrize("machine", MACHINES)
def test_lock_satisfies_pyproject(locks, pyproject, machine, role):
    names = installed_on(locks[role], machine, "3.12")
    extras = pyproject["project"]["optional-dependencies"]
    needs = list(pyproject["project"]["dependencies"])
    if role != "learner":
        needs += extras["instructor"] + extras["cluster"] + extras["postgres"]
    if role in ("site", "developer"):
        needs += extras["site"]
    if role == "developer":
        needs += pyproject["dependency-groups"]["dev"]
    for need in map(Requirement, needs):
        if need.marker and not need.marker.evaluate(MACHINES[machine]):
            continue
        version = names[canonicalize_name(need.name)].removeprefix("==")
        assert need.specifier.contains(version), need


def test_lock_builds_the_package_without_network(locks, pyproject):
    names = installed_on(locks["instructor"], "Linux", "3.11")
    assert {*pyproject["build-system"]["requires"]} <= set(names)


def test_every_dependency_has_its_reason():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lists = re.findall(
        r"^(?:dependencies|instructor|cluster|postgres|site|dev) = \[[^\n]*\n(.*?)^\]",
        text,
        re.M | re.S,
    )
    lines = [line for text in lists for line in text.splitlines() if '"' in line]
    assert len(lists) == 6
    for line in lines:
        assert re.search(r'",\s+# \w.{8,}', line), f"no reason beside {line.strip()}"


def test_conda_environment_names_the_same_packages(conda, pyproject):
    (listed,) = [entry["pip"] for entry in conda if isinstance(entry, dict)]
    *packages, course = listed
    assert course == "-e ."
    project = pyproject["project"]
    needs = project["dependencies"] + project["optional-dependencies"]["instructor"]
    assert list(map(str, map(Requirement, packages))) == list(
        map(str, map(Requirement, needs))
    )


def test_conda_environment_has_the_same_pythons(conda, pyproject):
    assert conda[:2] == [f"python{pyproject['project']['requires-python']}", "pip"]


def test_what_is_left_out_is_not_locked(pyproject, locked):
    left_out = pyproject["tool"]["uv"]["override-dependencies"]
    names = {canonicalize_name(Requirement(one).name) for one in left_out}
    assert names.isdisjoint(canonicalize_name(one.name) for one in locked)
