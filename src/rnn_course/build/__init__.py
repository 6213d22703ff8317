"""From `content/` and `quizzes/` to `solutions/`, `lessons/` and the package's data.

Nothing here is needed to take a lesson.
"""

from .course import Stale, build, find_root, make_all, stale_files, write_all

__all__ = ["Stale", "build", "find_root", "make_all", "stale_files", "write_all"]
