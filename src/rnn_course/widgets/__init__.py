"""The interactive figures, one function each, and the class that carries them."""

from rnn_course.widgets.cell_stepper import cell_stepper
from rnn_course.widgets.figure import LiveFigure
from rnn_course.widgets.gate_board import gate_board
from rnn_course.widgets.gradient_decay import gradient_decay
from rnn_course.widgets.gradient_shares import gradient_shares
from rnn_course.widgets.number_explorer import number_explorer
from rnn_course.widgets.text_writer import text_writer
from rnn_course.widgets.word_shuffler import word_shuffler

__all__ = [
    "LiveFigure",
    "cell_stepper",
    "gate_board",
    "gradient_decay",
    "gradient_shares",
    "number_explorer",
    "text_writer",
    "word_shuffler",
]
