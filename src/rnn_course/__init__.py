"""A hands-on course on recurrent neural networks."""

from .errors import ContentError, CourseError
from .lesson import begin

__all__ = ["ContentError", "CourseError", "begin"]
