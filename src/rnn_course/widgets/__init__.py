"""The interactive figures, one function each, and the class that carries them."""

from rnn_course.widgets.figure import LiveFigure
from rnn_course.widgets.number_explorer import number_explorer

__all__ = ["LiveFigure", "number_explorer"]
