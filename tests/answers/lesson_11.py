"""Right and wrong answers to the exercises of lesson 11."""

import itertools

import numpy as np

from tests.answers import Corpus

corpus = Corpus("11-translation")


# --- exact_match ------------------------------------------------------------------


@corpus.right("exact_match")
def with_array_equal(predicted, truth):
    right = [np.array_equal(p, t) for p, t in zip(predicted, truth, strict=True)]
    return np.mean(right)


@corpus.right("exact_match")
def with_a_loop(predicted, truth):
    count = 0
    for i in range(len(truth)):
        if tuple(predicted[i]) == tuple(truth[i]):
            count += 1
    return count / len(truth)


@corpus.right("exact_match")
def by_length_and_words(predicted, truth):
    def same(p, t):
        return len(p) == len(t) and all(a == b for a, b in zip(p, t, strict=True))

    return np.float32(sum(map(same, predicted, truth))) / np.float32(len(predicted))


@corpus.right("exact_match")
def with_longest(predicted, truth):
    pairs = list(zip(predicted, truth, strict=True))
    wrong = sum(
        any(a != b for a, b in itertools.zip_longest(p, t, fillvalue=-1))
        for p, t in pairs
    )
    return 1 - wrong / len(pairs)


def pairs_of(predicted, truth):
    return list(zip(predicted, truth, strict=True))


@corpus.wrong("exact_match", mistake="word-accuracy", says="counts words")
def words_that_fit(predicted, truth):
    right, total = 0, 0
    for p, t in pairs_of(predicted, truth):
        for a, b in zip(p, t, strict=False):
            right += a == b
            total += 1
    return right / total


@corpus.wrong("exact_match", mistake="word-accuracy", says="counts words")
def words_of_the_truth(predicted, truth):
    right = sum(
        a == b
        for p, t in pairs_of(predicted, truth)
        for a, b in zip(p, t, strict=False)
    )
    return right / sum(len(t) for t in truth)


@corpus.wrong("exact_match", mistake="word-accuracy", says="counts words")
def one_big_array(predicted, truth):
    return np.mean(np.array(predicted) == np.array(truth))


@corpus.wrong(
    "exact_match", mistake="arrays-word-by-word", says="padded arrays", points=0.5
)
def equal_pairs(predicted, truth):
    return np.mean([p == t for p, t in pairs_of(predicted, truth)])


@corpus.wrong(
    "exact_match", mistake="arrays-word-by-word", says="padded arrays", points=0.5
)
def equal_pairs_in_a_loop(predicted, truth):
    right = 0
    for p, t in pairs_of(predicted, truth):
        if p == t:
            right += 1
    return right / len(truth)


@corpus.wrong(
    "exact_match", mistake="arrays-word-by-word", says="padded arrays", points=0.5
)
def summed_pairs(predicted, truth):
    return sum(p == t for p, t in pairs_of(predicted, truth)) / len(truth)


@corpus.wrong("exact_match", mistake="compared-at-once", says="once for everything")
def everything_with_one_sign(predicted, truth):
    return np.mean(predicted == truth)


@corpus.wrong("exact_match", mistake="compared-at-once", says="once for everything")
def mean_of_a_truth_value(predicted, truth):
    return (predicted == truth).mean()


@corpus.wrong("exact_match", mistake="compared-at-once", says="once for everything")
def sum_of_a_truth_value(predicted, truth):
    return sum(predicted == truth) / len(truth)


@corpus.wrong("exact_match", mistake="needs-arrays", says="different lengths")
def rows_of_arrays(predicted, truth):
    return np.all(np.array(predicted) == np.array(truth), axis=1).mean()


@corpus.wrong("exact_match", mistake="prefix-counts", says="shorter one")
def zip_only(predicted, truth):
    return np.mean(
        [
            all(a == b for a, b in zip(p, t, strict=False))
            for p, t in pairs_of(predicted, truth)
        ]
    )


@corpus.wrong("exact_match", mistake="prefix-counts", says="extra word")
def begins_with_it(predicted, truth):
    pairs = pairs_of(predicted, truth)
    return np.mean([list(p[: len(t)]) == list(t) for p, t in pairs])


@corpus.wrong("exact_match", mistake="counts-not-shares", says="how *many*")
def counted(predicted, truth):
    return sum(list(p) == list(t) for p, t in pairs_of(predicted, truth))


@corpus.wrong("exact_match", mistake="percent", says="per cent")
def percent(predicted, truth):
    return 100 * with_array_equal(predicted, truth)


@corpus.wrong("exact_match", mistake="all-or-nothing", says="*everything*", points=None)
def everything_at_once(predicted, truth):
    return float(all(list(p) == list(t) for p, t in pairs_of(predicted, truth)))


@corpus.wrong("exact_match", mistake="all-or-nothing", says="//", points=None)
def whole_division(predicted, truth):
    return 10 * counted(predicted, truth) // (10 * len(truth))


@corpus.wrong("exact_match", mistake="error-rate", says="*wrong*")
def errors(predicted, truth):
    return 1 - with_array_equal(predicted, truth)


@corpus.wrong("exact_match", mistake="order-ignored", says="another order")
def sorted_words(predicted, truth):
    return np.mean([sorted(p) == sorted(t) for p, t in pairs_of(predicted, truth)])


@corpus.wrong("exact_match", mistake="order-ignored", says="another order")
def as_sets(predicted, truth):
    return np.mean([set(p) == set(t) for p, t in pairs_of(predicted, truth)])


@corpus.wrong("exact_match", mistake="length-only", says="lengths only")
def lengths(predicted, truth):
    return np.mean([len(p) == len(t) for p, t in pairs_of(predicted, truth)])


@corpus.wrong("exact_match", mistake="first-word-only", says="first word")
def first_words(predicted, truth):
    pairs = pairs_of(predicted, truth)
    return np.mean([list(p[:1]) == list(t[:1]) for p, t in pairs])


@corpus.wrong("exact_match", mistake="last-word-only", says="last word")
def last_words(predicted, truth):
    pairs = pairs_of(predicted, truth)
    return np.mean([list(p[-1:]) == list(t[-1:]) for p, t in pairs])


@corpus.wrong("exact_match", mistake="found-anywhere", says="anywhere")
def anywhere(predicted, truth):
    known = [list(t) for t in truth]
    return np.mean([list(p) in known for p in predicted])


@corpus.wrong("exact_match", mistake="found-anywhere", says="anywhere")
def one_of_them(predicted, truth):
    return sum(1 for p in predicted if p in truth) / len(truth)


@corpus.wrong("exact_match", mistake="rounded", says="rounds")
def rounded(predicted, truth):
    return round(float(with_array_equal(predicted, truth)), 2)


@corpus.wrong("exact_match", mistake="unfit-result", says="expected one number")
def list_of_verdicts(predicted, truth):
    return [list(p) == list(t) for p, t in pairs_of(predicted, truth)]


@corpus.wrong("exact_match", mistake="returns-nothing", says="return")
def without_return(predicted, truth):
    np.mean([list(p) == list(t) for p, t in pairs_of(predicted, truth)])


corpus.equivalent(
    "exact_match",
    "`float(np.mean(right))` → `np.mean(right)`",
    because="A number of NumPy's is as good as a float.",
)
corpus.equivalent(
    "exact_match",
    "`zip(predicted, truth)` → `zip(truth, predicted)`",
    because="Equality does not ask who comes first.",
)


# --- teacher_forcing --------------------------------------------------------------


@corpus.right("teacher_forcing")
def with_take(target):
    last = np.shape(target)[-1] - 1
    places = np.arange(last)
    return np.take(target, places, axis=-1), np.take(target, places + 1, axis=-1)


@corpus.right("teacher_forcing")
def with_lists(target):
    def one(row):
        row = list(row)
        return row[:-1], row[1:]

    if np.ndim(target) == 1:
        return one(target)
    pairs = [one(row) for row in target]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


@corpus.right("teacher_forcing")
def with_delete(target):
    return [np.delete(target, -1, axis=-1), np.delete(target, 0, axis=-1)]


@corpus.wrong("teacher_forcing", mistake="swapped", says="changed places")
def swapped(target):
    return target[..., 1:], target[..., :-1]


@corpus.wrong("teacher_forcing", mistake="not-shifted", says="one word ahead", points=1)
def both_without_the_stop(target):
    return target[..., :-1], target[..., :-1]


@corpus.wrong("teacher_forcing", mistake="not-shifted", says="one word ahead")
def the_same_twice(target):
    return target, target


@corpus.wrong("teacher_forcing", mistake="not-shifted", says="one word ahead")
def only_the_words(target):
    return target[..., 1:-1], target[..., 1:-1]


@corpus.wrong("teacher_forcing", mistake="rows-cut", says="whole *sentence*")
def rows(target):
    return target[:-1], target[1:]


@corpus.wrong("teacher_forcing", mistake="needs-a-table", says="single")
def a_table_only(target):
    return target[:, :-1], target[:, 1:]


@corpus.wrong("teacher_forcing", mistake="too-long", says="one word less")
def zero_behind(target):
    zero = np.zeros_like(target[..., :1])
    return target, np.concatenate([target[..., 1:], zero], axis=-1)


@corpus.wrong("teacher_forcing", mistake="too-long", says="one word less")
def zero_in_front(target):
    zero = np.zeros_like(target[..., :1])
    return np.concatenate([zero, target[..., :-1]], axis=-1), target


@corpus.wrong("teacher_forcing", mistake="too-long", says="one word less")
def rolled(target):
    return target, np.roll(target, -1, axis=-1)


@corpus.wrong(
    "teacher_forcing", mistake="input-too-long", says="Leave the last", points=1
)
def long_input(target):
    return target, target[..., 1:]


@corpus.wrong(
    "teacher_forcing", mistake="target-too-long", says="holds the start", points=1
)
def long_target(target):
    return target[..., :-1], target


@corpus.wrong("teacher_forcing", mistake="stop-missing", says="stop is missing")
def without_stop(target):
    return target[..., :-2], target[..., 1:-1]


@corpus.wrong(
    "teacher_forcing", mistake="stop-missing", says="stop is missing", points=1
)
def target_without_stop(target):
    return target[..., :-1], target[..., 1:-1]


@corpus.wrong("teacher_forcing", mistake="start-missing", says="start is missing")
def without_start(target):
    return target[..., 1:-1], target[..., 2:]


@corpus.wrong(
    "teacher_forcing", mistake="start-missing", says="start is missing", points=1
)
def input_without_start(target):
    return target[..., 1:-1], target[..., 1:]


@corpus.wrong("teacher_forcing", mistake="two-ahead", says="two words ahead")
def two_ahead(target):
    return target[..., :-2], target[..., 2:]


@corpus.wrong("teacher_forcing", mistake="time-first", says="transposed")
def transposed(target):
    return target[..., :-1].T, target[..., 1:].T


@corpus.wrong("teacher_forcing", mistake="flattened", says="one long row")
def flattened(target):
    return target[..., :-1].ravel(), target[..., 1:].ravel()


@corpus.wrong("teacher_forcing", mistake="unfit-result", says="decoder_input")
def only_the_target(target):
    return target[..., 1:]


@corpus.wrong("teacher_forcing", mistake="changes-its-inputs", says="copy", points=1)
def changes_the_target(target):
    result = target[..., :-1].copy(), target[..., 1:].copy()
    target[..., 0] = 0
    return result


# --- greedy_decode ----------------------------------------------------------------


@corpus.right("greedy_decode")
def a_while_loop(step, start_id, stop_id, max_length):
    logits, state = step(start_id, None)
    token = np.argmax(logits)
    said = []
    while token != stop_id and len(said) < max_length:
        said.append(token)
        logits, state = step(token, state)
        token = np.argmax(logits)
    return said


@corpus.right("greedy_decode")
def recursive(step, start_id, stop_id, max_length):
    def rest(token, state, room):
        if room == 0:
            return ()
        logits, state = step(token, state)
        best = max(range(len(logits)), key=lambda i: logits[i])
        return () if best == stop_id else (best, *rest(best, state, room - 1))

    return rest(start_id, None, max_length)


@corpus.right("greedy_decode")
def cut_afterwards(step, start_id, stop_id, max_length):
    said, state = [start_id], None
    while len(said) <= max_length and said[-1] != stop_id:
        logits, state = step(said[-1], state)
        said.append(int(logits.argmax()))
    return [token for token in said[1:] if token != stop_id]


@corpus.right("greedy_decode")
def by_probabilities_and_an_array(step, start_id, stop_id, max_length):
    said = np.zeros(0, dtype=int)
    token, state = start_id, None
    for _ in range(max_length):
        logits, state = step(token, state)
        weights = np.exp(logits - np.max(logits))
        token = int(np.argsort(weights / weights.sum())[-1])
        if token == stop_id:
            return said
        said = np.append(said, token)
    return said


def loop(step, start_id, most, *, stop_id=None, pick=np.argmax):
    """Say words until the stop, which is the last one then."""
    said, token, state = [], start_id, None
    for _ in range(most):
        logits, state = step(token, state)
        token = int(pick(logits))
        said.append(token)
        if token == stop_id:
            break
    return said


@corpus.wrong("greedy_decode", mistake="state-dropped", says="state is dropped")
def forgets(step, start_id, stop_id, max_length):
    token, said = start_id, []
    for _ in range(max_length):
        logits, _ = step(token, None)
        token = int(np.argmax(logits))
        if token == stop_id:
            break
        said.append(token)
    return said


@corpus.wrong("greedy_decode", mistake="state-dropped", says="state is dropped")
def forgets_under_another_name(step, start_id, stop_id, max_length):
    token, state, said = start_id, None, []
    while len(said) < max_length:
        logits, _new_state = step(token, state)
        token = int(np.argmax(logits))
        said.append(token)
        if token == stop_id:
            break
    return said


@corpus.wrong("greedy_decode", mistake="state-not-updated", says="*first*")
def first_state_for_ever(step, start_id, stop_id, max_length):
    logits, state = step(start_id, None)
    said = []
    while len(said) < max_length:
        token = int(np.argmax(logits))
        if token == stop_id:
            break
        said.append(token)
        logits, _ = step(token, state)
    return said


@corpus.wrong("greedy_decode", mistake="first-state-not-none", says="(start_id, None)")
def starts_from_zeros(step, start_id, stop_id, max_length):
    token, state, said = start_id, np.zeros((1, 64)), []
    for _ in range(max_length):
        logits, state = step(token, state)
        token = int(np.argmax(logits))
        if token == stop_id:
            break
        said.append(token)
    return said


@corpus.wrong("greedy_decode", mistake="first-state-not-none", says="(start_id, None)")
def starts_from_a_list(step, start_id, stop_id, max_length):
    token, state, said = start_id, [], []
    for _ in range(max_length):
        logits, state = step(token, state)
        token = int(np.argmax(logits))
        if token == stop_id:
            break
        said.append(token)
    return said


@corpus.wrong("greedy_decode", mistake="token-not-fed-back", says="the start again")
def always_the_start(step, start_id, stop_id, max_length):
    state, said = None, []
    for _ in range(max_length):
        logits, state = step(start_id, state)
        token = int(np.argmax(logits))
        if token == stop_id:
            break
        said.append(token)
    return said


@corpus.wrong("greedy_decode", mistake="stop-kept", says="stop is kept", points=None)
def keeps_the_stop(step, start_id, stop_id, max_length):
    return loop(step, start_id, max_length, stop_id=stop_id)


@corpus.wrong("greedy_decode", mistake="start-kept", says="start is kept")
def keeps_the_start(step, start_id, stop_id, max_length):
    said = loop(step, start_id, max_length, stop_id=stop_id)
    return [start_id, *(token for token in said if token != stop_id)]


@corpus.wrong("greedy_decode", mistake="start-kept", says="start is kept")
def counts_the_start(step, start_id, stop_id, max_length):
    said, state = [start_id], None
    while len(said) < max_length:
        logits, state = step(said[-1], state)
        token = int(np.argmax(logits))
        if token == stop_id:
            break
        said.append(token)
    return said


@corpus.wrong("greedy_decode", mistake="fixed-ids", says="`start_id`")
def ids_of_this_lesson(step, start_id, stop_id, max_length):
    return a_while_loop(step, 1, 2, max_length)


@corpus.wrong("greedy_decode", mistake="fixed-ids", says="`stop_id`")
def stop_of_this_lesson(step, start_id, stop_id, max_length):
    return a_while_loop(step, start_id, 2, max_length)


@corpus.wrong("greedy_decode", mistake="start-and-stop-kept", says="Start and stop")
def keeps_both(step, start_id, stop_id, max_length):
    return [start_id, *loop(step, start_id, max_length, stop_id=stop_id)]


@corpus.wrong(
    "greedy_decode", mistake="goes-on-after-stop", says="goes on", points=None
)
def never_stops(step, start_id, stop_id, max_length):
    return loop(step, start_id, max_length)


@corpus.wrong(
    "greedy_decode", mistake="goes-on-after-stop", says="goes on", points=None
)
def removes_stops(step, start_id, stop_id, max_length):
    said = loop(step, start_id, max_length)
    return [token for token in said if token != stop_id]


@corpus.wrong("greedy_decode", mistake="never-stops", says="Two things must end it")
def for_ever(step, start_id, stop_id, max_length):
    token, said = start_id, []
    while True:
        logits, _ = step(token, None)
        token = int(np.argmax(logits))
        if token == stop_id:
            return said
        said.append(token)


@corpus.wrong(
    "greedy_decode",
    mistake="ignores-max-length",
    says="at most `max_length`",
    points=None,
)
def without_a_bound(step, start_id, stop_id, max_length):
    return loop(step, start_id, 1000, stop_id=stop_id)[:-1]


@corpus.wrong("greedy_decode", mistake="one-too-many", says="max_length", points=None)
def one_too_many(step, start_id, stop_id, max_length):
    said = loop(step, start_id, max_length + 1, stop_id=stop_id)
    return [token for token in said if token != stop_id]


@corpus.wrong("greedy_decode", mistake="one-too-few", says="a round short", points=None)
def one_too_few(step, start_id, stop_id, max_length):
    said = loop(step, start_id, max_length - 1, stop_id=stop_id)
    return [token for token in said if token != stop_id]


@corpus.wrong("greedy_decode", mistake="one-too-few", says="cut off", points=None)
def cuts_the_last(step, start_id, stop_id, max_length):
    return loop(step, start_id, max_length, stop_id=stop_id)[:-1]


@corpus.wrong("greedy_decode", mistake="takes-the-least-likely", says="*least*")
def least_likely(step, start_id, stop_id, max_length):
    said = loop(step, start_id, max_length, stop_id=stop_id, pick=np.argmin)
    return [token for token in said if token != stop_id]


@corpus.wrong(
    "greedy_decode", mistake="takes-the-size", says="largest *size*", points=None
)
def largest_size(step, start_id, stop_id, max_length):
    def size(logits):
        return np.argmax(np.abs(logits))

    said = loop(step, start_id, max_length, stop_id=stop_id, pick=size)
    return [token for token in said if token != stop_id]


@corpus.wrong(
    "greedy_decode", mistake="logits-and-state-swapped", says="changed places"
)
def swapped_results(step, start_id, stop_id, max_length):
    token, state, said = start_id, None, []
    for _ in range(max_length):
        state, logits = step(token, state)
        token = int(np.argmax(logits))
        if token == stop_id:
            break
        said.append(token)
    return said


@corpus.wrong("greedy_decode", mistake="first-word-only", says="inside the loop")
def returns_too_early(step, start_id, stop_id, max_length):
    token, state, said = start_id, None, []
    for _ in range(max_length):
        logits, state = step(token, state)
        token = int(np.argmax(logits))
        if token == stop_id:
            break
        said.append(token)
        return said
    return said


@corpus.wrong("greedy_decode", mistake="last-word-only", says="before the loop")
def list_inside_the_loop(step, start_id, stop_id, max_length):
    token, state, said = start_id, None, []
    for _ in range(max_length):
        logits, state = step(token, state)
        token = int(np.argmax(logits))
        if token == stop_id:
            break
        said = [token]
    return said


@corpus.wrong("greedy_decode", mistake="reversed", says="reverse order")
def in_reverse(step, start_id, stop_id, max_length):
    return a_while_loop(step, start_id, stop_id, max_length)[::-1]


@corpus.wrong("greedy_decode", mistake="repeats-dropped", says="kept once", points=None)
def each_word_once(step, start_id, stop_id, max_length):
    said = a_while_loop(step, start_id, stop_id, max_length)
    return list(dict.fromkeys(said))


@corpus.wrong("greedy_decode", mistake="samples", says="at random")
def draws(step, start_id, stop_id, max_length):
    def draw(logits):
        weights = np.exp(logits - np.max(logits))
        return np.random.choice(len(logits), p=weights / weights.sum())

    said = loop(step, start_id, max_length, stop_id=stop_id, pick=draw)
    return [token for token in said if token != stop_id]


@corpus.wrong("greedy_decode", mistake="unfit-result", says="not the logit")
def returns_logits(step, start_id, stop_id, max_length):
    token, state, said = start_id, None, []
    for _ in range(max_length):
        logits, state = step(token, state)
        token = int(np.argmax(logits))
        if token == stop_id:
            break
        said.append(float(np.max(logits)))
    return said


@corpus.wrong("greedy_decode", mistake="exception", says="expected a single id")
def feeds_the_logits(step, start_id, stop_id, max_length):
    token, state, said = start_id, None, []
    for _ in range(max_length):
        token, state = step(token, state)
        said.append(np.argmax(token))
    return said


@corpus.wrong("greedy_decode", mistake="unfit-result", says="wrapped")
def wrapped(step, start_id, stop_id, max_length):
    said = a_while_loop(step, start_id, stop_id, max_length)
    return [[token] for token in said]


corpus.equivalent(
    "greedy_decode",
    "`int(np.argmax(logits))` → `np.argmax(logits)`",
    because="An id of NumPy's is as good as an int.",
)
