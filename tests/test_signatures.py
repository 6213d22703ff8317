"""Every exercise has the name and the arguments that graders elsewhere rely on.

The table is the course's contract. Change it only together with everybody who calls.
"""

from __future__ import annotations

import inspect

import pytest

from rnn_course import released
from tests.course import LESSONS, solution_names

CONTRACT = {
    "00": ["double(x)"],
    "01": [
        "bag_of_words(tokens, vocabulary)",
        "make_windows(series, width)",
        "leaky_memory(xs, decay)",
    ],
    "02": [
        "rnn_step(x_t, h_prev, W_xh, W_hh, b_h)",
        "rnn_forward(X, h0, W_xh, W_hh, b_h)",
        "readout(H, W_hy, b_y)",
        "count_parameters(features, hidden, outputs)",
        "keras_difference(X, units, seed)",
    ],
    "03": [
        "to_rnn_input(windows)",
        "build_model(units, activation)",
        "seed_summary(predictions)",
        "predict_next(window)",
    ],
    "04": [
        "step_backward(dh_t, x_t, h_prev, h_t, W_xh, W_hh)",
        "rnn_backward(dH, X, H, h0, W_xh, W_hh)",
        "numerical_gradient(f, x, eps=1e-05)",
        "clip_by_norm(grads, max_norm)",
        "truncated_backward(dH, X, H, h0, W_xh, W_hh, piece)",
    ],
    "05": [
        "jacobian_norms(H, W_hh)",
        "decay_per_step(norms)",
        "diagnose(norms)",
        "recall_dataset(n, delay, symbols, rng)",
    ],
    "06": [
        "lstm_step(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias)",
        "gru_step(x_t, h_prev, kernel, recurrent_kernel, bias)",
        "lstm_forward(X, h0, c0, kernel, recurrent_kernel, bias)",
        "memory_model(delay, symbols)",
    ],
    "07": [
        "split_by_time(series, train=0.7, validation=0.15)",
        "standardize(train, *others)",
        "persistence_forecast(series, horizon)",
        "skill_score(truth, forecast, baseline)",
        "free_run(model, window, steps)",
    ],
    "08": [
        "build_vocabulary(sentences)",
        "next_word_pairs(ids)",
        "bigram_probabilities(ids, vocab_size, alpha=1.0)",
        "perplexity(probabilities)",
        "next_word(model, prompt, vocabulary)",
    ],
    "09": [
        "encode(sentences, vocabulary, length)",
        "last_states(H, lengths)",
        "build_classifier(vocab_size)",
    ],
    "10": [
        "frame_signal(signal, size, hop)",
        "log_power(frames)",
        "build_listener(features, classes)",
    ],
    "11": [
        "teacher_forcing(target)",
        "greedy_decode(step, start_id, stop_id, max_length)",
        "exact_match(predicted, truth)",
    ],
    "12": [
        "clean(text)",
        "split_quotes(quotes, seed)",
        "char_vocabulary(train)",
        "encode_windows(quotes, vocabulary, length)",
        "build_model(vocab_size, hidden)",
        "sample(logits, temperature, rng)",
        "generate(model, prompt, length, temperature, rng, vocabulary)",
        "bits_per_character(model, X, Y)",
        "longest_copied(text, corpus)",
        "best_hidden(results)",
    ],
    "13": [
        "attention_weights(queries, keys, mask=None)",
        "attend(weights, values)",
        "build_translator(vocab_in, vocab_out, units)",
        "causal_mask(length)",
        "linear_scan(decays, inputs)",
    ],
}


@pytest.mark.slow  # some lessons import TensorFlow
@pytest.mark.parametrize("lesson", LESSONS)
def test_signatures(lesson):
    names = solution_names(lesson)
    exercises = released.read(lesson)["exercises"]
    written = [f"{name}{inspect.signature(names[name])}" for name in exercises]
    assert sorted(written) == sorted(CONTRACT[lesson[:2]])


def test_every_lesson_of_the_contract_is_there():
    assert [lesson[:2] for lesson in LESSONS] == list(CONTRACT)
