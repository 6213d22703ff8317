"""The interactive figures, one function each, and the class that carries them."""

from rnn_course.widgets.alignment import alignment
from rnn_course.widgets.cell_stepper import cell_stepper
from rnn_course.widgets.digit_listener import digit_listener
from rnn_course.widgets.figure import LiveFigure
from rnn_course.widgets.forecast_explorer import forecast_explorer
from rnn_course.widgets.gate_board import gate_board
from rnn_course.widgets.gradient_decay import gradient_decay
from rnn_course.widgets.gradient_shares import gradient_shares
from rnn_course.widgets.next_word_bars import next_word_bars
from rnn_course.widgets.number_explorer import number_explorer
from rnn_course.widgets.sentiment_reader import sentiment_reader
from rnn_course.widgets.text_writer import text_writer
from rnn_course.widgets.translator import translator
from rnn_course.widgets.word_shuffler import word_shuffler

__all__ = [
    "LiveFigure",
    "alignment",
    "cell_stepper",
    "digit_listener",
    "forecast_explorer",
    "gate_board",
    "gradient_decay",
    "gradient_shares",
    "next_word_bars",
    "number_explorer",
    "sentiment_reader",
    "text_writer",
    "translator",
    "word_shuffler",
]
