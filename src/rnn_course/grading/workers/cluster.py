"""Share the work among the workers of a Dask cluster.

Bytes go in, verdicts and outputs come back; the gradebook stays on this side. Each
worker keeps a warm parent of its own. A submission whose worker is lost is tried again
on another one; one that has cost two workers is flagged.
"""

from __future__ import annotations

import atexit
import tempfile
import threading
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from ...errors import CourseError
from ...submission.job import Done, Job
from .pool import Pool, Setting

__all__ = ["ClusterPool"]

DEATHS = 1  # workers that a submission may cost before the next one is the last


class ClusterPool:
    """Grades a stream of submissions on a cluster; used as `pool.Pool` is.

    Parameters
    ----------
    address : str
        Where the scheduler listens, ``"tcp://10.0.0.1:8786"``.
    setting : Setting
        What each worker's warm parent is made for; its slots are counted by Dask.

    Raises
    ------
    CourseError
        When the cluster cannot be reached, or `distributed` is not installed.
    """

    def __init__(self, address: str, setting: Setting) -> None:
        try:
            from distributed import Client
        except ImportError:
            raise CourseError(
                "Grading on a cluster needs the package `distributed`. "
                "Install it: pip install 'rnn-course[cluster]'."
            ) from None
        try:
            self.client = Client(address, timeout=20, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise CourseError(f"No cluster answers at {address}: {error}.") from None
        self.client.run_on_scheduler(_allow_few_deaths)
        self.setting = asdict(replace(setting, slots=1, bank=""))
        self.banks = _read_banks(Path(setting.bank))
        self.again: list[tuple[str, Job]] = []

    def __enter__(self) -> ClusterPool:
        return self

    def __exit__(self, *_: Any) -> None:
        self.client.close()

    def add(self, key: str, job: Job) -> None:
        """Take one more, while `grade` is under way."""
        self.again.append((key, job))

    def grade(self, jobs: Iterable[tuple[str, Job]]) -> Iterator[tuple[str, Done]]:
        """Yield (key, result) in the order in which they are done."""
        from distributed import as_completed

        jobs, keys = iter(jobs), {}
        results = as_completed([], loop=self.client.loop)
        more = True
        while more or self.again or keys:
            while len(keys) < self._room() and (more or self.again):
                item = self.again.pop() if self.again else next(jobs, None)
                if item is None:
                    more = False
                    break
                future = self._submit(item[1])
                keys[future.key] = item[0]
                results.add(future)
            if keys:
                future = next(results)
                yield keys.pop(future.key), _outcome(future)

    def _submit(self, job: Job) -> Any:
        return self.client.submit(
            grade_here, job.plain(), self.setting, self.banks, pure=False
        )

    def _room(self) -> int:
        """Return how many submissions may be on their way."""
        workers = self.client.scheduler_info(n_workers=-1)["workers"].values()
        return 2 + 2 * sum(worker["nthreads"] for worker in workers)


def _allow_few_deaths(dask_scheduler: Any = None) -> None:
    dask_scheduler.allowed_failures = DEATHS


def _outcome(future: Any) -> Done:
    from distributed import KilledWorker

    error = future.exception()
    if error is None:
        return Done(**future.result())
    if isinstance(error, KilledWorker):
        return Done(flags=["grading it ended two workers of the cluster"])
    return Done(flags=[f"grading it failed on the cluster: {type(error).__name__}"])


def _read_banks(folder: Path) -> dict[str, str]:
    """Read the question banks: a worker may be a machine that has none."""
    return {path.name: path.read_text("utf-8") for path in folder.glob("*.yaml")}


def grade_here(
    job: dict[str, Any], setting: dict[str, Any], banks: dict[str, str]
) -> dict[str, Any]:
    """Grade one submission; runs in a worker of the cluster."""
    with _LOCK:
        pool = _pool(setting, banks)
        ((_, done),) = pool.grade([("it", Job.read(job))])
    return done.plain()


_LOCK = threading.Lock()  # one submission at a time for each worker's process
_POOLS: dict[str, Pool] = {}


def _pool(setting: dict[str, Any], banks: dict[str, str]) -> Pool:
    """Return this worker's warm parent, made at its first submission."""
    known = repr((setting, banks))
    if known not in _POOLS:
        for old in list(_POOLS):
            _POOLS.pop(old).__exit__()
        folder = tempfile.TemporaryDirectory(prefix="rnn-course-bank-")
        for name, text in banks.items():
            Path(folder.name, name).write_text(text, encoding="utf-8")
        modules = tuple(setting["modules"])
        made = Setting(**(setting | {"modules": modules, "bank": folder.name}))
        pool = _POOLS[known] = Pool(made)
        atexit.register(pool.__exit__)
        atexit.register(folder.cleanup)
    return _POOLS[known]
