"""The interactive figures, one function each, and the class that carries them."""

from rnn_course.widgets.figure import LiveFigure

__all__ = ["LiveFigure"]
