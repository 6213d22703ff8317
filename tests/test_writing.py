"""Fast writing and training: the same numbers as Keras, sooner."""

from __future__ import annotations

import numpy as np
import pytest

from rnn_course.errors import CourseError

pytestmark = pytest.mark.slow

VOCABULARY = {c: number for number, c in enumerate("\nabcdefgh .", start=2)}
SIZE = len(VOCABULARY) + 2
CELLS = ["SimpleRNN", "GRU", "LSTM"]


def network(*cells, dropout=False, scale=0.6):
    from rnn_course.models import keras

    layers = [getattr(keras.layers, cell)(7, return_sequences=True) for cell in cells]
    if dropout:
        layers.append(keras.layers.Dropout(0.5))
    model = keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            keras.layers.Embedding(SIZE, 5),
            *layers,
            keras.layers.Dense(SIZE),
        ]
    )
    rng = np.random.default_rng(len(cells))
    model.set_weights([rng.normal(0, scale, w.shape) for w in model.get_weights()])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.01), loss)
    return model


@pytest.mark.parametrize("cells", [[cell] for cell in CELLS] + [["GRU", "LSTM"]])
def test_the_numpy_step_equals_keras(cells):
    from rnn_course.models import Stepper

    model = network(*cells, dropout=True)
    ids = np.random.default_rng(0).integers(2, SIZE, (1, 12))
    expected = np.asarray(model(ids))[0]
    stepper = Stepper(model)
    for _ in range(2):
        got = [stepper.read(character) for character in ids[0]]
        np.testing.assert_allclose(got, expected, atol=1e-5)
        stepper.reset()


@pytest.mark.parametrize("cell", CELLS)
def test_the_compiled_loop_writes_what_the_steps_write(cell):
    from rnn_course.models import Writer

    writer = Writer(network(cell), VOCABULARY)
    for prompt, length, temperature in [
        ("a", 600, 1.0),
        ("\nab?c", 1, 0.5),
        ("h", 40, 0),
    ]:
        writer.compiles = True
        fast = writer.write(prompt, length, temperature, np.random.default_rng(3))
        assert writer.compiles
        writer.compiles = False
        slow = writer.write(prompt, length, temperature, np.random.default_rng(3))
        assert fast == slow
        assert fast.startswith(prompt)
        assert len(fast) == len(prompt) + length


def test_letters_come_with_their_probabilities():
    from rnn_course.models import Writer

    model = network("GRU")
    writer = Writer(model, VOCABULARY)
    letters = writer.letters("ab", 0.7, np.random.default_rng(0))
    text = "ab"
    for _ in range(5):
        letter, shares = next(letters)
        ids = np.array([[VOCABULARY[c] for c in text]])
        logits = np.asarray(model(ids))[0, -1, 2:] / 0.7
        expected = np.exp(logits - logits.max())
        np.testing.assert_allclose(shares[2:], expected / expected.sum(), atol=1e-5)
        np.testing.assert_array_equal(shares[:2], 0)
        text += letter
    np.testing.assert_allclose(writer.expects("ab", 0).max(), 1)


def test_draws_have_the_frequencies_of_the_softmax():
    from rnn_course.models import Writer

    writer = Writer(network("GRU"), VOCABULARY)
    rng = np.random.default_rng(1)
    drawn = [writer.write("a", 1, 0.8, rng)[-1] for _ in range(2000)]
    expected = 2000 * writer.expects("a", 0.8)[2:]
    counts = np.array([drawn.count(c) for c in VOCABULARY])
    chi = ((counts - expected) ** 2 / np.maximum(expected, 1)).sum()
    assert chi < 45  # 10 degrees of freedom


def test_all_ways_write_from_one_distribution():
    from rnn_course.models import Writer
    from rnn_course.networks import characters

    model = characters.build(SIZE, 6)
    shares = Writer(model, VOCABULARY).expects("a", 1.0)[2:]
    for write in (characters.write_by_steps, characters.write_by_predict):
        text = write(model, VOCABULARY, "a", 3, 1.0, np.random.default_rng(0))
        assert text.startswith("a")
        assert len(text) == 4
    rng = np.random.default_rng(0)
    drawn = [
        characters.write_by_steps(model, VOCABULARY, "a", 1, 1.0, rng)[-1]
        for _ in range(600)
    ]
    counts = np.array([drawn.count(c) for c in VOCABULARY])
    assert ((counts - 600 * shares) ** 2 / (600 * shares)).sum() < 45


def test_what_cannot_be_written_with_is_named():
    from rnn_course.models import Writer, keras

    layers = keras.layers
    inputs = keras.Input((None,)), layers.Embedding(SIZE, 5)
    both = layers.Bidirectional(layers.GRU(3, return_sequences=True))
    model = keras.Sequential([*inputs, both, layers.Dense(SIZE)])
    with pytest.raises(CourseError, match="layers are Embedding, Bidirectional, Dense"):
        Writer(model, VOCABULARY)
    gru = layers.GRU(3, return_sequences=True)
    model = keras.Sequential([*inputs, gru, layers.Dense(SIZE, "softmax")])
    with pytest.raises(CourseError, match="expected logits"):
        Writer(model, VOCABULARY)
    with pytest.raises(CourseError, match="prompt is empty"):
        Writer(network("GRU"), VOCABULARY).write("", 3, 1, np.random.default_rng(0))


def windows(seed, rows=90):
    rng = np.random.default_rng(seed)
    X = rng.integers(2, SIZE, (rows, 6))
    return X, (X + 1 - 2) % (SIZE - 2) + 2  # each character's successor


def test_fit_text_takes_the_steps_of_keras():
    from rnn_course.models import fit_text, keras

    X, Y = windows(0)
    one, other = network("GRU", scale=0.2), network("GRU", scale=0.2)
    for model in (one, other):  # Adam would enlarge the rounding of small gradients
        model.compile(keras.optimizers.SGD(0.5), model.loss)
    curve = fit_text(one, (X, Y), updates=20, batch_size=8, every=5, seed=4)
    for rows in np.random.default_rng(4).integers(0, len(X), (20, 8)):
        other.train_on_batch(X[rows], Y[rows])
    for a, b in zip(one.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, atol=1e-4)
    assert curve.updates.tolist() == [5, 10, 15, 20]
    assert curve.train[-1] < curve.train[0]
    assert curve.validation.size == 0


def test_models_side_by_side_are_trained_as_alone():
    from rnn_course.models import fit_text, fit_texts

    alone, first, second = (network("GRU", scale=0.2) for _ in range(3))
    options = {"updates": 12, "batch_size": 8, "every": 4, "seed": 1}
    expected = fit_text(alone, windows(0), windows(1), **options)
    curves = fit_texts({"a": first, "b": second}, windows(0), windows(1), **options)
    assert list(curves) == ["a", "b"]
    for curve in curves.values():
        np.testing.assert_allclose(curve.train, expected.train, atol=1e-4)
        np.testing.assert_allclose(curve.validation, expected.validation, atol=1e-4)


def test_the_best_weights_can_be_kept():
    from rnn_course.models import fit_text, keras

    model = network("GRU", scale=0.2)
    X, _ = windows(0, rows=4)
    noise = np.random.default_rng(9).integers(2, SIZE, X.shape)
    held_out = windows(1)[0], np.random.default_rng(8).integers(2, SIZE, (90, 6))
    curve = fit_text(model, (X, noise), held_out, updates=120, every=10, keep_best=True)
    assert curve.best < 120  # noise cannot be learned: the score turns back
    loss = keras.losses.sparse_categorical_crossentropy
    logits = model(held_out[0])
    bits = float(np.mean(loss(held_out[1], logits, from_logits=True))) / np.log(2)
    assert bits == pytest.approx(curve.validation.min(), abs=0.02)
