"""What lesson 01 says, measured over several seeds."""

from types import SimpleNamespace

import numpy as np
import pytest

from rnn_course.data import twins

SEEDS = range(5)
ADJECTIVES = [word for word in twins.ADJECTIVES if word]


@pytest.fixture(scope="module", params=SEEDS)
def contest(request):
    """Train the lesson's four networks on the twins of one seed."""
    from rnn_course.models import fit_fast, keras

    seed = request.param
    sentences, news = twins.make_twins(pairs=1500, seed=seed)
    X = twins.one_hot(sentences)
    keras.utils.set_random_seed(seed)  # a layer draws its own seed when it is made
    layers = keras.layers
    yes = lambda: layers.Dense(1, activation="sigmoid")  # noqa: E731
    bag = [keras.Input((19,)), yes()]
    deep_bag = [keras.Input((19,)), layers.Dense(64, activation="relu"), yes()]
    slots = [keras.Input((10, 19)), layers.Flatten(), layers.Dense(4, "relu"), yes()]
    rnn = [keras.Input((None, 19)), layers.SimpleRNN(16), yes()]
    contest = SimpleNamespace(sentences=sentences, news=news, models={}, scores={})
    for name, parts, inputs in [
        ("bag", bag, X.sum(axis=1)),
        ("deep bag", deep_bag, X.sum(axis=1)),
        ("slots", slots, X),
        ("rnn", rnn, X),
    ]:
        model = keras.Sequential(parts)
        model.compile(keras.optimizers.Adam(0.02), "binary_crossentropy")
        fit_fast(model, inputs[:2000], news[:2000], 300, batch_size=64, seed=seed)
        says_news = np.array(model(inputs[2000:]))[:, 0] > 0.5
        contest.models[name] = model
        contest.scores[name] = np.mean(says_news == news[2000:])
    return contest


@pytest.mark.slow
def test_a_bag_of_words_is_right_in_exactly_half(contest):
    assert contest.scores["bag"] == 0.5
    assert contest.scores["deep bag"] == 0.5


@pytest.mark.slow
def test_the_rnn_is_right_in_more_than_99_per_cent(contest):
    assert contest.scores["rnn"] >= 0.99


@pytest.mark.slow
def test_a_slot_for_each_word_learns_order_too(contest):
    assert contest.scores["slots"] >= 0.99


@pytest.mark.slow
def test_the_rnn_often_fails_on_more_adjectives_than_it_has_seen(contest):
    stretched, news = [], []
    for sentence, label in zip(contest.sentences, contest.news, strict=True):
        longer = twice_described(sentence)
        if longer != sentence:
            stretched.append(longer)
            news.append(label)
    X = twins.one_hot(stretched, steps=12)
    says_news = np.array(contest.models["rnn"](X))[:, 0] > 0.5
    assert np.mean(says_news == news) < 0.9


@pytest.mark.slow
def test_the_last_animal_decides(contest):
    """After the last word the beliefs in both twins are at opposite ends."""
    pair = ["the cat chased the mouse", "the mouse chased the cat"]
    old, new = np.array(contest.models["rnn"](twins.one_hot(pair)))[:, 0]
    assert old < 0.1
    assert new > 0.9


@pytest.mark.slow
def test_the_weights_are_counted_right(contest):
    counted = {name: model.count_params() for name, model in contest.models.items()}
    assert counted == {"bag": 20, "deep bag": 1345, "slots": 769, "rnn": 593}


def twice_described(sentence):
    """Put a second adjective after each adjective."""
    words = []
    for word in sentence.split():
        words.append(word)
        if word in ADJECTIVES:
            words.append(ADJECTIVES[ADJECTIVES.index(word) - 1])
    return " ".join(words)


@pytest.mark.parametrize("seed", SEEDS)
def test_half_of_the_test_is_news(seed):
    _, news = twins.make_twins(pairs=1500, seed=seed)
    assert news[2000:].mean() == 0.5


@pytest.mark.parametrize("seed", SEEDS)
def test_no_headline_of_the_test_was_learned(seed):
    sentences, _ = twins.make_twins(pairs=1500, seed=seed)
    assert not set(sentences[:2000]) & set(sentences[2000:])


@pytest.mark.parametrize("seed", SEEDS)
def test_a_shuffle_keeps_mean_and_spread(seed):
    rng = np.random.default_rng(seed)
    hours = np.arange(240)
    warm = 14 + 5 * np.sin(2 * np.pi * hours / 24) + rng.normal(0, 0.7, 240)
    shuffled = rng.permutation(warm)
    assert f"{warm.mean():.2f}, {warm.std():.2f}" == (
        f"{shuffled.mean():.2f}, {shuffled.std():.2f}"
    )


def test_what_is_left_after_ten_days():
    left = {decay: decay**10 for decay in (0.5, 0.9)}
    assert left == pytest.approx({0.5: 0.001, 0.9: 0.349}, rel=0.03)


def test_what_the_curves_of_the_barrel_are_said_to_show():
    levels = [8 * 0.5**6, 8 * 0.9**20]
    assert levels == pytest.approx([0.1, 1.0], abs=0.05)
