"""The numbers that lesson 03 states, measured again with other seeds."""

import types

import numpy as np
import pytest

from rnn_course import released
from rnn_course.checks import judge
from rnn_course.data import numbers
from tests.course import solution_names

pytestmark = pytest.mark.slow

LESSON = "03-predict-the-next-number"
SEEDS = {"the lesson's": tuple(range(20)), "others": tuple(range(40, 60))}


@pytest.fixture(scope="module", params=SEEDS)
def seeds(request):
    return SEEDS[request.param]


def near_and_far(table):
    """Return predictions after [5, 6, 7] and [20, 21, 22], each (epochs, seeds)."""
    return [table[..., np.searchsorted(numbers.FIRST, first)] for first in (5, 20)]


def medians(*choice, epochs, seeds):
    table = numbers.measure(*choice, epochs=epochs, seeds=seeds)
    return [np.median(some, axis=1) for some in near_and_far(table)]


def test_overshoots_after_200_epochs_and_fits_after_1000(seeds):
    table = numbers.measure("relu", "as they are", "number", (200, 1000), seeds)
    near, far = near_and_far(table)
    assert (near[0] > 8).all()
    assert np.mean((near[0] > 8.3) & (near[0] < 9.1)) > 0.7
    assert np.median(near[0]) == pytest.approx(8.7, abs=0.17)
    assert np.median(far[0]) == pytest.approx(29, abs=1.6)
    assert np.median(near[1]) == pytest.approx(8.0, abs=0.1)
    assert np.median(far[1]) == pytest.approx(24, abs=0.7)
    assert np.ptp(np.percentile(far[1], [10, 90])) > 1.5  # they disagree
    examples = np.isin(numbers.FIRST, numbers.TRAINING[:, 0])
    worst = np.abs(table[1][:, examples] - [4, 5, 6, 7]).max(axis=1)
    assert np.median(worst) < 1.5e-3  # a thousandth; measured 0.0004 and 0.0008
    lean = table[0][:, examples] - [4, 5, 6, 7]
    assert np.mean((lean[:, 0] < 0) & (lean[:, -1] > 0)) > 0.9


def test_tanh_cannot_count(seeds):
    near, far = medians("tanh", "as they are", "number", epochs=(1000,), seeds=seeds)
    assert near[0] == pytest.approx(7.6, abs=0.15)
    assert far[0] == pytest.approx(5, abs=0.7)


def test_half_of_the_tanh_units_are_pinned_far_outside():
    """Half to three quarters of a network's units in ten seeds, the median 52 %."""
    from rnn_course.models import keras
    from rnn_course.networks import cells
    from rnn_course.networks.crowd import Crowd

    def network():
        layers = [keras.layers.SimpleRNN(50, "tanh"), keras.layers.Dense(1)]
        model = keras.Sequential([keras.Input((3, 1)), *layers])
        model.compile("adam", "mse")
        return model

    X = (np.arange(4)[:, None] + np.arange(1, 4)).astype("float32")[..., None]
    shares = []
    for seed in range(3):
        crowd = Crowd(network, [seed])
        crowd.fit(X, np.arange(4, 8).astype("float32"), updates=1000)
        W_xh, W_hh, b_h = (np.asarray(some)[0] for some in crowd._weights[:3])
        far = np.array([[[20.0], [21.0], [22.0]]])
        H = cells.rnn_forward(far, np.zeros((1, 50)), W_xh, W_hh, b_h)
        last = np.abs(H[0, -1])
        shares.append((np.mean(last > 0.99), np.mean(last > 0.9)))
    assert 0.35 < np.median([pinned for pinned, _ in shares]) < 0.75
    assert min(near for _, near in shares) > 0.6


def test_scaling_trains_faster_but_knows_no_more(seeds):
    near, far = medians("relu", "scaled", "number", epochs=(200,), seeds=seeds)
    assert near[0] == pytest.approx(8.1, abs=0.06)
    assert far[0] == pytest.approx(24, abs=0.6)


def test_change_alone_still_sees_the_size(seeds):
    _, far = medians("relu", "as they are", "change", epochs=(200,), seeds=seeds)
    assert far[0] == pytest.approx(24, abs=0.9)


@pytest.mark.parametrize("activation", numbers.ACTIVATIONS)
def test_change_of_shifted_windows_is_right_everywhere(seeds, activation):
    table = numbers.measure(activation, "shifted", "change", (200,), seeds)
    truth = numbers.FIRST + 3
    np.testing.assert_allclose(table[0], np.tile(truth, (len(seeds), 1)), atol=0.005)


def test_shifted_windows_cannot_tell_the_number(seeds):
    table = numbers.measure("relu", "shifted", "number", (2000,), seeds[:5])
    assert np.ptp(table[0], axis=1).max() < 1e-3


@pytest.mark.parametrize(("activation", "said"), [("relu", 15.9), ("tanh", 15.3)])
def test_another_step_is_nearly_right_by_luck(seeds, activation, said):
    from rnn_course.networks.crowd import Crowd

    crowd = Crowd(lambda: numbers.network(activation), seeds)
    X = numbers.prepare(numbers.TRAINING, "shifted")
    crowd.fit(X, np.ones(4), 200)
    by_two = np.array([[-4, -2, 0]], dtype="float32")[..., None]
    assert np.median(crowd.predict(by_two)) + 14 == pytest.approx(said, abs=0.06)


def test_first_network():
    from rnn_course.models import fit_fast, keras

    keras.utils.set_random_seed(0)
    model = numbers.network("relu")
    assert model.count_params() == 2651
    X = numbers.prepare(numbers.TRAINING, "as they are")
    losses = fit_fast(model, X, numbers.TRAINING[:, -1] + 1, 200)
    assert losses[0] == pytest.approx(36, abs=0.5)
    assert losses[70] == pytest.approx(0.4, abs=0.1)
    assert losses[-1] == pytest.approx(0.15, abs=0.02)
    asked = numbers.prepare(numbers.windows([5, 20]), "as they are")
    near, far = model.predict(asked, verbose=0)[:, 0]
    assert near == pytest.approx(8.7, abs=0.05)
    assert far > 28


def test_shipped_table_is_what_its_module_makes():
    shipped = numbers.load()
    assert shipped.shape == (2, 3, 2, len(numbers.EPOCHS), 3, len(numbers.FIRST))
    made = numbers.measure("relu", "as they are", "number", (0, 25, 50))
    made = np.percentile(made, numbers.PERCENTILES, axis=1).swapaxes(0, 1)
    np.testing.assert_allclose(shipped[0, 0, 0, :3], made, atol=0.02)


# --- the exercise that trains -----------------------------------------------------


def solve(seed):
    """Train and answer as the shipped solution does, from another seed."""
    from rnn_course.models import fit_fast, keras

    steps = np.array([-3, -2, -1, 1, 2, 3], dtype="float32")
    lessons = steps[:, np.newaxis] * np.array([-2, -1, 0], dtype="float32")
    keras.utils.set_random_seed(seed)
    model = numbers.network("relu")
    fit_fast(model, lessons[..., np.newaxis], steps, updates=600)

    def predict_next(window):
        window = np.asarray(window, dtype="float32")
        shifted = (window - window[-1]).reshape(1, 3, 1)
        return float(window[-1] + model.predict(shifted, verbose=0)[0, 0])

    return model, predict_next


@pytest.mark.parametrize("seed", range(1, 6))
def test_solution_is_right_for_every_seed(seed):
    model, predict_next = solve(seed)
    for window in ([5, 6, 7], [20, 21, 22], [100, 101, 102]):
        assert predict_next(window) == pytest.approx(window[-1] + 1, abs=0.05)
    assert predict_next([10, 12, 14]) == pytest.approx(16, abs=0.1)
    before = model.get_weights()
    verdict = judge(LESSON, "predict_next", predict_next, {"model": model})
    assert verdict.passed, verdict.reason
    for one, other in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def without_names(function):
    """Return the function as it would stand in an empty notebook."""
    return types.FunctionType(function.__code__, {"float": float})


def test_no_network_at_all_is_named():
    def predict_next(window):
        return float(window[-1] + 1)

    verdict = judge(LESSON, "predict_next", without_names(predict_next), {})
    assert verdict.mistake == "no-network"


def test_missing_training_is_named():
    def predict_next(window):
        return float(window[-1] + model.predict(window)[0, 0])  # noqa: F821

    answer = types.FunctionType(predict_next.__code__, {"model": None, "float": float})
    verdict = judge(LESSON, "predict_next", answer, {"model": None})
    assert verdict.mistake == "no-model"


def test_network_hidden_in_an_object_is_found():
    model, _ = solve(1)

    class Predictor:
        def __init__(self):
            self.model = model

        def __call__(self, window):
            window = np.asarray(window, dtype="float32")
            shifted = (window - window[-1]).reshape(1, 3, 1)
            return window[-1] + np.asarray(self.model(shifted)).item()

    assert judge(LESSON, "predict_next", Predictor(), {}).passed


def test_stubs_are_not_attempted():
    def stub(*_):
        raise NotImplementedError("Write your answer here.")

    for exercise in ("to_rnn_input", "build_model", "seed_summary", "predict_next"):
        assert judge(LESSON, exercise, stub, {"model": None}).outcome == "not attempted"


@pytest.mark.parametrize("seed", range(5))
def test_the_solution_of_3_4_is_right_from_any_start(seed):
    source = released.read(LESSON)["exercises"]["predict_next"]["solution"]
    assert source.count("set_random_seed(1)") == 1
    names = dict(solution_names(LESSON))
    exec(source.replace("set_random_seed(1)", f"set_random_seed({seed})"), names)
    for first, step in [(5, 1), (20, 1), (100, 1), (10, 2), (10, 3)]:
        window = [first, first + step, first + 2 * step]
        said = names["predict_next"](window)
        assert said == pytest.approx(first + 3 * step, abs=0.05), window
