"""The few Keras helpers that lessons share: quiet, fast.

>>> from rnn_course.models import keras, fit_fast
>>> losses = fit_fast(model, X, y, updates=200, seed=1)
"""

from rnn_course.models.fitting import build_optimizer, fit_fast
from rnn_course.models.quiet import keras, tf
from rnn_course.models.text_fitting import TextCurve, fit_text, fit_texts
from rnn_course.models.writing import Stepper, Writer

__all__ = [
    "Stepper",
    "TextCurve",
    "Writer",
    "build_optimizer",
    "fit_fast",
    "fit_text",
    "fit_texts",
    "keras",
    "tf",
]
