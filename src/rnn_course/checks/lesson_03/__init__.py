"""Checks of lesson 03, Predict the next number."""

from __future__ import annotations

from rnn_course.checks.exercise import Exercise
from rnn_course.checks.lesson_03.feature_axis import TO_RNN_INPUT
from rnn_course.checks.lesson_03.model import examine_model
from rnn_course.checks.lesson_03.predict import examine_predictions
from rnn_course.checks.lesson_03.seeds import SEED_SUMMARY

__all__ = ["EXERCISES"]

BUILD_MODEL = Exercise(
    name="build_model",
    title="Build the network for any size",
    points=2,
    section="The network, line by line",
    hints=(
        "It is the model of the lesson, with `units` in place of 50 and `activation` "
        'in place of `"relu"`. Do not forget to compile and to return it.',
        "Three parts: `keras.Input((3, 1))`, then `keras.layers.SimpleRNN(units, "
        "activation=activation)`, then `keras.layers.Dense(1)`. After that "
        '`model.compile(optimizer="adam", loss="mse")`.',
    ),
    examine=examine_model,
    seconds=20,
)

PREDICT_NEXT = Exercise(
    name="predict_next",
    title="Predict the change",
    points=3,
    section="Predict the change",
    hints=(
        "Train on what does not depend on how large the numbers are: subtract a "
        "window's last number from the window, and let the target be the change. In "
        "`predict_next` do the same, then add the last number again.",
        'Training: `model = build_model(50, "relu")`, then `fit_fast(model, '
        "(W - W[:, -1:])[..., None], change, updates=600)` with windows `W` of several "
        "steps. Predicting: "
        "`window[-1] + model.predict(shifted, verbose=0)[0, 0]`, where `shifted` has "
        "the shape (1, 3, 1).",
    ),
    examine=examine_predictions,
    seconds=30,
)

EXERCISES = (TO_RNN_INPUT, BUILD_MODEL, SEED_SUMMARY, PREDICT_NEXT)
