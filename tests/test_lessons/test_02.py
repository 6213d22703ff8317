"""What lesson 02 says, measured over several seeds and sizes."""

import math

import numpy as np
import pytest

from rnn_course.checks import judge
from rnn_course.checks.subject import LocalSubject
from tests.course import code_cells, solution_names

LESSON = "02-inside-the-cell"
SEEDS = range(10)


def by_plain_loops(X, h0, W_xh, W_hh, b_h):
    """Return all states, number by number: no array product, no broadcasting."""
    batch, time, features = X.shape
    hidden = len(b_h)
    H = np.zeros((batch, time, hidden))
    for row in range(batch):
        h = [float(value) for value in h0[row]]
        for t in range(time):
            h = [
                math.tanh(
                    sum(X[row, t, i] * W_xh[i, unit] for i in range(features))
                    + sum(h[j] * W_hh[j, unit] for j in range(hidden))
                    + b_h[unit]
                )
                for unit in range(hidden)
            ]
            H[row, t] = h
    return H


def random_network(rng, features, hidden):
    """Return W_xh, W_hh, b_h of the sizes that Keras draws."""
    return (
        rng.normal(scale=1.0, size=(features, hidden)),
        rng.normal(scale=1 / np.sqrt(hidden), size=(hidden, hidden)),
        rng.normal(scale=0.3, size=hidden),
    )


@pytest.fixture(scope="module")
def lesson():
    """Run the lesson's cells that make its sentence, its weights and its outputs."""
    names = {"np": np}
    for cell in code_cells("solutions", LESSON):
        if cell.source.startswith(("vocabulary =", "W_xh =", "x_1 =")):
            exec(cell.source, names)
        if cell.source.startswith("rng ="):
            weights = (names[name] for name in ("W_xh", "W_hh", "b_h"))
            names["H"] = by_plain_loops(names["X"], names["h_0"], *weights)
            exec(cell.source, names)
    return names


def solution(name):
    return solution_names(LESSON)[name]


# --- one unit, by hand ------------------------------------------------------------


def echo(w_hh, steps):
    h, states = 0.0, []
    for t in range(steps):
        h = math.tanh((t == 0) + w_hh * h)
        states.append(h)
    return states


def test_the_knock_has_an_echo():
    assert [round(h, 3) for h in echo(0.5, 4)] == [0.762, 0.363, 0.180, 0.090]


def test_a_stronger_loop_remembers_longer():
    weak, middle, strong = (echo(w_hh, 12) for w_hh in (0.3, 0.6, 0.9))
    assert round(weak[0], 3) == round(strong[0], 3) == 0.762
    assert weak[3] > 0.01 > weak[4]
    assert middle[7] < 0.02
    assert round(strong[11], 2) == 0.15
    assert (np.diff([weak[1:], middle[1:], strong[1:]], axis=0) > 0).all()


# --- three layers, step by step ---------------------------------------------------


def test_the_sentence_is_one_hot(lesson):
    X = lesson["X"]
    assert X.shape == (1, 5, 5)
    assert (X.sum(axis=2) == 1).all()
    np.testing.assert_array_equal(X[:, 0], X[:, 4])


def test_the_first_step_can_be_followed_with_a_pencil(lesson):
    np.testing.assert_allclose(lesson["from_input"], [[0.3, 0.8, 0.3]])
    np.testing.assert_array_equal(lesson["from_state"], [[0, 0, 0]])
    np.testing.assert_allclose(lesson["total"], [[-0.5, 0.2, 0.2]])
    right = [[-0.462, 0.197, 0.197]]
    np.testing.assert_allclose(np.tanh(lesson["total"]), right, atol=5e-4)
    assert lesson["W_hh"][2, 1] == 0.9


@pytest.mark.parametrize("seed", SEEDS)
def test_recurrent_weights_lead_from_row_to_column(seed):
    rng = np.random.default_rng(seed)
    weights = [0 * array for array in random_network(rng, 2, 4)]
    old, new = rng.choice(4, 2, replace=False)
    weights[1][old, new] = 0.9
    h0 = rng.uniform(0.3, 0.9, size=(1, 4))
    H = by_plain_loops(np.zeros((1, 1, 2)), h0, *weights)
    assert np.flatnonzero(H) == [new]
    assert H[0, 0, new] == pytest.approx(math.tanh(0.9 * h0[0, old]))


# --- unrolling ----------------------------------------------------------------------


def test_the_same_word_has_two_states(lesson):
    first, last = lesson["H"][0, 0], lesson["H"][0, 4]
    np.testing.assert_allclose(first, [-0.46, 0.20, 0.20], atol=5e-3)
    np.testing.assert_allclose(last, [-0.75, 0.73, 0.73], atol=5e-3)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_same_word_has_two_states_in_any_network(seed, lesson):
    weights = random_network(np.random.default_rng(seed), 5, 3)
    H = by_plain_loops(lesson["X"], np.zeros((1, 3)), *weights)
    assert np.abs(H[0, 0] - H[0, 4]).max() > 0.01


@pytest.mark.parametrize("seed", SEEDS)
def test_a_change_reaches_every_later_state_and_no_earlier_one(seed):
    rng = np.random.default_rng(seed)
    weights = random_network(rng, 2, 6)
    X = rng.normal(size=(1, 8, 2))
    other = X.copy()
    other[0, 4] += 1  # step 5 of the question
    start = np.zeros((1, 6))
    moved = by_plain_loops(other, start, *weights) - by_plain_loops(X, start, *weights)
    moved = np.abs(moved[0]).max(axis=1)
    assert (moved[:4] == 0).all()
    assert (moved[4:] > 1e-6).all()


# --- the output layer, the parameters -----------------------------------------------


def test_the_untrained_network_says_on(lesson):
    p = dict(zip(lesson["vocabulary"], lesson["probabilities"][0], strict=True))
    assert max(p, key=p.get) == "on"
    assert round(p["on"], 2) == 0.52
    assert sum(p.values()) == pytest.approx(1)


def test_the_numbers_of_parameters(lesson):
    arrays = [lesson[name] for name in ("W_xh", "W_hh", "b_h", "W_hy", "b_y")]
    assert sum(array.size for array in arrays) == 47
    assert solution("count_parameters")(5, 3, 5) == 47
    for steps, right in ((5, 98), (50, 773), (500, 7523)):
        assert 5 * steps * 3 + 3 + 3 * 5 + 5 == right


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_keras_counts_as_many_parameters_at_any_length(seed):
    from rnn_course.models import keras

    features, hidden, outputs, steps = np.random.default_rng(seed).integers(1, 60, 4)
    layers = keras.layers
    parts = [layers.SimpleRNN(int(hidden)), layers.Dense(int(outputs))]
    model = keras.Sequential([keras.Input((int(steps), int(features))), *parts])
    right = model.count_params()
    assert solution("count_parameters")(features, hidden, outputs) == right


# --- NumPy equals plain loops, and Keras ----------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_solutions_equal_plain_loops(seed):
    rng = np.random.default_rng(seed)
    batch, time, features, hidden = rng.integers(1, 7, size=4)
    weights = random_network(rng, features, hidden)
    X = rng.normal(size=(batch, time, features))
    h0 = rng.uniform(-1, 1, size=(batch, hidden))
    H = solution("rnn_forward")(X, h0, *weights)
    np.testing.assert_allclose(H, by_plain_loops(X, h0, *weights), atol=1e-12)
    step = solution("rnn_step")(X[:, 0], h0, *weights)
    np.testing.assert_allclose(step, H[:, 0], atol=1e-12)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_keras_agrees_from_any_start_state(seed):
    from rnn_course.models import keras

    rng = np.random.default_rng(seed)
    batch, time, features, hidden, outputs = (int(n) for n in rng.integers(1, 9, 5))
    weights = random_network(rng, features, hidden)
    X = rng.normal(size=(batch, time, features))
    h0 = rng.uniform(-1, 1, size=(batch, hidden)).astype("float32")
    layer = keras.layers.SimpleRNN(hidden, return_sequences=True)
    layer.build(X.shape)
    layer.set_weights(weights)
    theirs = np.asarray(layer(X, initial_state=h0))
    H = solution("rnn_forward")(X, h0, *weights)
    np.testing.assert_allclose(H, theirs, atol=1e-6)

    dense = keras.layers.Dense(outputs)
    dense.build(theirs.shape)
    W_hy, b_y = rng.normal(size=(hidden, outputs)), rng.normal(size=outputs)
    dense.set_weights([W_hy, b_y])
    logits = solution("readout")(theirs, W_hy, b_y)
    np.testing.assert_allclose(logits, np.asarray(dense(theirs)), atol=1e-5)


@pytest.mark.slow
def test_keras_reads_the_sentence_as_we_do(lesson):
    from rnn_course.models import keras

    layer = keras.layers.SimpleRNN(3, return_sequences=True)
    layer.build(lesson["X"].shape)
    names = [weight.name for weight in layer.weights]
    assert names == ["kernel", "recurrent_kernel", "bias"]
    assert not layer.get_weights()[2].any()  # biases start at zero
    layer.set_weights([lesson[name] for name in ("W_xh", "W_hh", "b_h")])
    theirs = np.asarray(layer(lesson["X"]))
    assert theirs.size == 15
    assert theirs.dtype == np.float32
    assert 0 < np.abs(theirs - lesson["H"]).max() < 1e-7
    last = keras.layers.SimpleRNN(3)(lesson["X"])
    assert tuple(last.shape) == (1, 3)


@pytest.mark.slow
@pytest.mark.parametrize("units", [1, 2, 3, 7, 16, 33, 50, 64])
def test_keras_difference_is_rounding(units):
    for seed in range(3):
        rng = np.random.default_rng(100 * units + seed)
        batch, time, features = (int(n) for n in rng.integers(1, [9, 31, 13]))
        X = rng.normal(size=(batch, time, features))
        assert 0 < solution("keras_difference")(X, units, seed) <= 1e-6


@pytest.mark.slow
def test_large_weights_magnify_rounding_and_small_ones_do_not():
    """The check's message says that a standard deviation of 0.1 is safe to 64 units."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(3, 20, 4))
    gaps = {}
    for scale in (0.1, 1.0):
        weights = [rng.normal(0, scale, s) for s in ((4, 64), (64, 64), (64,))]
        exact = by_plain_loops(X, np.zeros((3, 64)), *weights)
        single = [np.asarray(w, np.float32) for w in weights]
        start = np.zeros((3, 64), np.float32)
        H = solution("rnn_forward")(X.astype(np.float32), start, *single)
        gaps[scale] = np.abs(H - exact).max()
    assert gaps[0.1] < 1e-6
    assert gaps[1.0] > 1e-3


@pytest.mark.slow
@pytest.mark.parametrize(
    ("result", "mistake"),
    [
        ("np.abs(theirs - ours).max()", None),
        ("np.abs(theirs - ours)[:, -1].max()", "only-last"),
        ("np.abs(theirs - ours).mean()", "mean"),
        ("(theirs - ours).max()", "signed"),
        ("0.0", "always-zero"),
    ],
)
def test_the_comparison_is_judged_where_keras_cannot_be_watched(
    result, mistake, monkeypatch
):
    """As where a spy sees no layer of Keras."""
    monkeypatch.setattr(LocalSubject, "watched", lambda subject, spy: subject)
    source = f"""
def keras_difference(X, units, seed):
    keras.utils.set_random_seed(seed)
    layer = keras.layers.SimpleRNN(units, return_sequences=True,
                                   bias_initializer="random_normal")
    theirs = np.asarray(layer(X))
    ours = rnn_forward(X, np.zeros((len(X), units)), *layer.get_weights())
    return float({result})
"""
    names = dict(solution_names(LESSON))
    exec(source, names)
    verdict = judge(LESSON, "keras_difference", names["keras_difference"], names)
    assert verdict.mistake == mistake, verdict.reason
    assert verdict.passed == (mistake is None)


@pytest.mark.slow
def test_a_broken_rnn_forward_is_blamed_and_not_the_comparison():
    names = dict(solution_names(LESSON))
    right = names["rnn_forward"]
    for broken in (
        lambda X, h0, W_xh, W_hh, b_h: right(X, h0, W_xh, W_hh, 0 * b_h),
        lambda *given: right(*given)[:, -1:, :-1],
    ):
        namespace = names | {"rnn_forward": broken}
        verdict = judge(
            LESSON, "keras_difference", names["keras_difference"], namespace
        )
        assert verdict.mistake == "forward-differs"
        assert "check.rnn_forward(rnn_forward)" in verdict.reason
