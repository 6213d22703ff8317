"""Tests of the course: `python3 course.py test` runs them all."""

import os

# Several workers share the cores: threads of OpenBLAS would wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
