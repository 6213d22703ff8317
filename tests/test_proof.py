"""Long proofs run when they are asked for, and keep what they found."""

import json

from tests.proof import Proof

pytest_plugins = ["pytester"]

CONFTEST = """
from tests.proof import add_option, choose
pytest_addoption = add_option
def pytest_collection_modifyitems(config, items):
    choose(config, items)
"""
TESTS = """
import pytest
@pytest.mark.long
def test_every_seed(): pass
def test_some_seeds(): pass
"""


def names_that_ran(pytester, *words: str) -> list[str]:
    pytester.makeconftest(CONFTEST)
    pytester.makeini("[pytest]\nmarkers = long: a whole proof\n")
    pytester.makepyfile(TESTS)
    result = pytester.inline_run("-p", "no:cacheprovider", *words)
    return [report.nodeid.split("::")[1] for report in result.listoutcomes()[0]]


def test_long_tests_wait_until_they_are_asked_for(pytester):
    assert names_that_ran(pytester) == ["test_some_seeds"]


def test_long_runs_the_long_tests_and_no_others(pytester):
    assert names_that_ran(pytester, "--long") == ["test_every_seed"]


def test_a_proof_says_which_command_repeats_it(tmp_path):
    path = Proof("test_every_seed", tmp_path).save("seeds", {"worst": 0.25})
    kept = json.loads(path.read_text(encoding="utf-8"))
    assert kept["command"] == "python3 course.py test --long -k test_every_seed"
    assert kept["result"] == {"worst": 0.25}
    assert kept["machine"]
