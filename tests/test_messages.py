"""Values cross between processes unchanged, and no mutated message does any harm."""

from __future__ import annotations

import contextlib
import random
import socket
import threading
import time
import tracemalloc
from collections import Counter

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from rnn_course.grading.wire.channel import Channel, ChannelClosed, ChannelSlow, pair
from rnn_course.grading.wire.messages import (
    Bounds,
    MessageError,
    Record,
    decode,
    encode,
)

numbers = st.one_of(
    st.integers(-(2**70), 2**70), st.floats(), st.complex_numbers(), st.booleans()
)
keys = st.one_of(st.text(), st.integers(), st.tuples(st.integers(), st.text()))
dtypes = st.one_of(
    hnp.boolean_dtypes(),
    hnp.integer_dtypes(),
    hnp.unsigned_integer_dtypes(),
    hnp.floating_dtypes(sizes=(16, 32, 64)),
    hnp.complex_number_dtypes(sizes=(64, 128)),
    hnp.unicode_string_dtypes(max_len=5),
)
arrays = hnp.arrays(dtypes, hnp.array_shapes(min_dims=0, max_dims=4, min_side=0))
leaves = st.one_of(
    numbers, st.text(), st.binary(), st.none(), st.just(Ellipsis), arrays
)
values = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=5),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(keys, inner, max_size=4),
        st.frozensets(keys, max_size=4),
        st.builds(Record, st.text(), st.dictionaries(st.text(), inner, max_size=3)),
    ),
    max_leaves=20,
)
CALM = {
    "deadline": None,
    "database": None,
    "derandomize": True,
    "suppress_health_check": list(HealthCheck),
}


def equal(one, other):
    if isinstance(one, np.ndarray):
        same_type = one.dtype.newbyteorder("=") == other.dtype.newbyteorder("=")
        return (
            one.shape == other.shape
            and same_type
            and one.astype(one.dtype.newbyteorder("=")).tobytes()
            == other.astype(other.dtype.newbyteorder("=")).tobytes()
        )
    if type(one) is not type(other):
        return False
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(equal, one, other))
    if isinstance(one, dict):
        return list(one) == list(other) and all(equal(one[k], other[k]) for k in one)
    if isinstance(one, Record):
        return one.kind == other.kind and equal(one.fields, other.fields)
    if isinstance(one, float | complex):
        return repr(one) == repr(other)
    return one == other


@settings(**CALM, max_examples=300)
@given(values)
def test_values_come_back_as_they_were(value):
    assert equal(decode(encode(value)), value)


@pytest.mark.parametrize(
    "array",
    [
        np.arange(24.0).reshape(2, 3, 4).transpose(2, 0, 1),
        np.asfortranarray(np.ones((3, 2))),
        np.arange(10)[::-2],
        np.zeros((0, 5)),
        np.float32(1.5),
        np.array(["a", "bc"]),
        np.array([True, False]),
        np.arange(4, dtype=">i4"),
    ],
)
def test_arrays_keep_values_and_the_order_of_their_axes(array):
    back = decode(encode(array))
    np.testing.assert_array_equal(back, array)
    assert type(back) is type(array)
    if np.ndim(array) > 1 and array.size:
        strides = np.abs(array.strides)
        assert np.argsort(back.strides).tolist() == np.argsort(strides).tolist()


def test_arrays_that_come_can_be_written():
    back = decode(encode(np.zeros(3)))
    back += 1
    assert back.tolist() == [1, 1, 1]


def test_ragged_and_odd_arrays_keep_their_shape():
    ragged = np.empty(2, object)
    ragged[:] = [[1, 2], None]
    assert decode(encode(ragged)).tolist() == [[1, 2], None]
    days = np.array(["2020-01-01"], dtype="datetime64[D]")
    assert decode(encode(days)).shape == (1,)
    assert decode(encode(np.zeros(2, np.longdouble))).dtype == np.float64


def test_half_a_surrogate_pair_crosses_as_a_question_mark():
    assert decode(encode("a\ud800")) == "a?"


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (object(), "cannot be sent"),
        (2**9000, "whole number"),
        ([0] * 1001, "more than 1000 values"),
        (np.zeros(20_000), "more than"),
        ("x" * 200_000, "too long"),
    ],
)
def test_what_is_too_large_is_refused_by_the_sender(value, says):
    with pytest.raises(MessageError, match=says):
        encode(value, Bounds(size=100_000, items=1000))


def test_a_list_that_holds_itself_is_refused():
    loop = []
    loop.append(loop)
    with pytest.raises(MessageError, match="deep"):
        encode(loop)


def message(*parts):
    return b"".join(p if isinstance(p, bytes) else p.to_bytes(4, "big") for p in parts)


def array(dtype, *shape, data=b"", order=None):
    axes = bytes(order if order is not None else range(len(shape)))
    sizes = b"".join(size.to_bytes(8, "big") for size in shape)
    head = b"a" + bytes([len(dtype)]) + dtype + bytes([len(shape)]) + axes
    return head + sizes + data


HUGE = 2**31 - 1
LIES = {
    "empty": b"",
    "unknown tag": b"?",
    "more after the end": b"NN",
    "long text": message(b"s", HUGE, b"abc"),
    "long list": message(b"l", HUGE, b"NNN"),
    "long tuple": message(b"t", 4, b"NNN"),
    "long dict": message(b"D", HUGE, b"NNNN"),
    "long bytes": message(b"b", HUGE),
    "huge number": message(b"i", 2000, bytes(2000)),
    "text that is not utf-8": message(b"s", 1, b"\xff"),
    "deep": message(b"l", 1) * 100 + b"N",
    "list as key": message(b"D", 1, message(b"l", 0), b"N"),
    "array as key": message(b"z", 1, array(b"<f8", 1, data=bytes(8))),
    "keys with one hash": message(b"D", 100)
    + b"".join(
        message(b"i", 16) + (k * (2**61 - 1)).to_bytes(16, "big") + b"N"
        for k in range(100)
    ),
    "record without a kind": b"RN" + message(b"D", 0),
    "record without fields": b"R" + message(b"s", 1, b"x") + b"N",
    "record with a number for a name": b"R"
    + message(b"s", 1, b"x")
    + message(b"D", 1, b"TN"),
    "array of a billion": array(b"<f8", 10**9),
    "array of 2 to the 40": array(b"|i1", 2**40),
    "array whose size overflows": array(b"<f8", 2**62, 2**62, 2**62),
    "empty array with huge axes": array(b"<f8", 0, 2**62),
    "short array": array(b"<f8", 2, data=bytes(15)),
    "long array": array(b"<f8", 2, data=bytes(17)),
    "python objects": array(b"|O", 1, data=bytes(8)),
    "objects that do not come": array(b"O", 10**9),
    "unknown type": array(b"<x8", 1, data=bytes(8)),
    "structured type": array(b"f8,f8", 1, data=bytes(16)),
    "texts of no length": array(b"<U0", 2**31 - 1),
    "what is not text": array(b"<U1", 1, data=b"\xff\xff\xff\xff"),
    "same axis twice": array(b"<f8", 1, 1, data=bytes(8), order=(0, 0)),
    "too many axes": array(b"<f8", *[1] * 33, data=bytes(8)),
    "a vector as a single number": b"n" + array(b"<f8", 1, data=bytes(8)),
    "none as a single number": b"nN",
}


@pytest.mark.parametrize("data", LIES.values(), ids=LIES.keys())
def test_lies_are_found_before_memory_is_taken(data):
    assert min(peak_of_refusing(data) for _ in range(3)) < 100_000


def peak_of_refusing(data):
    """Return the bytes that were taken at most, by other threads, too."""
    tracemalloc.start()
    try:
        with pytest.raises(MessageError):
            decode(data)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_bytes_of_two_are_not_both_true_and_false():
    read = decode(array(b"|b1", 2, data=b"\x02\x00"))
    assert read.tolist() == [True, False]
    assert read.view(np.uint8).tolist() == [1, 0]


SAMPLES = [
    {"value": np.arange(12.0).reshape(3, 4), "trouble": None, "printed": "a" * 50},
    [Record("model", {"config": "{}", "weights": [np.zeros((2, 3), "float32")]})],
    {"words": {"cat": 2, "mat": 3}, "ids": {1, 2, 3}, "deep": [[[[(1, (2,))]]]]},
    [np.array(["ab", "c"]), 1.5, 2 + 3j, 10**30, True, b"xyz", np.float32(3)],
]


def mutated(random_: random.Random) -> bytes:
    data = bytearray(encode(random_.choice(SAMPLES)))
    for _ in range(random_.randint(1, 8)):
        place, kind = random_.randrange(len(data) or 1), random_.random()
        if kind < 0.6 and data:
            data[place] = random_.choice((0, 1, 127, 128, 255, random_.randrange(256)))
        elif kind < 0.75:
            data[place:place] = random_.randbytes(random_.randint(1, 9))
        elif kind < 0.9:
            del data[place : place + random_.randint(1, 9)]
        else:  # a piece from elsewhere
            start = random_.randrange(len(data) or 1)
            data[place:place] = data[start : start + random_.randint(1, 40)]
    return bytes(data)


def test_twelve_thousand_mutated_messages_do_no_harm():
    random_, seen = random.Random(1), Counter()
    tracemalloc.start()
    for _ in range(12_000):
        data = mutated(random_)
        start = time.process_time()
        try:
            value = decode(data)
        except MessageError:
            seen["refused"] += 1
        else:
            seen["read"] += 1
            encode(value)
        assert time.process_time() - start < 1.0
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000
    assert seen["refused"] > 1000
    assert seen["read"] > 500


@settings(**CALM, max_examples=2000)
@given(st.binary(max_size=300))
def test_random_bytes_do_no_harm(data):
    with contextlib.suppress(MessageError):
        decode(data)


def test_a_long_dict_of_whole_numbers_is_no_collision():
    table = {2**k: k for k in range(300)} | {k: k for k in range(2000)}
    assert decode(encode(table)) == table


# --- the channel ----------------------------------------------------------------------


@pytest.fixture
def ends():
    here, there = pair()
    yield here, there
    here.close()
    there.close()


@pytest.fixture
def raw():
    end, other = socket.socketpair()
    channel = Channel(other)
    yield end, channel
    end.close()
    channel.close()


def test_messages_cross_in_order(ends):
    here, there = ends
    for value in (1, "two", np.arange(3)):
        here.send(value)
    assert there.receive(1) == 1
    assert there.receive(1) == "two"
    assert there.receive(1).tolist() == [0, 1, 2]


def test_a_message_larger_than_any_buffer_crosses(ends):
    here, there = ends
    sender = threading.Thread(target=here.send, args=(np.zeros(10**6),))
    sender.start()
    assert there.receive(30).shape == (10**6,)
    sender.join()


def test_silence_ends_at_the_deadline_and_the_channel_lives(ends):
    here, there = ends
    with pytest.raises(ChannelSlow):
        there.receive(0.05)
    here.send(1)
    assert there.receive(1) == 1


def test_half_a_message_ends_the_channel(raw):
    end, there = raw
    end.sendall(bytes(7))
    with pytest.raises(ChannelSlow):
        there.receive(0.05)
    assert there.closed


def test_nobody_reads(ends):
    here, _ = ends
    with pytest.raises(ChannelSlow):
        here.send(bytes(10**7), seconds=0.1)
    assert here.closed


def test_the_other_side_is_gone(ends):
    here, there = ends
    there.close()
    with pytest.raises(ChannelClosed):
        here.receive(1)
    with pytest.raises(ChannelClosed):
        here.send(1)


@pytest.mark.parametrize(
    "data", [b"\xff" * 8, (3).to_bytes(8, "big") + b"???", (2**27).to_bytes(8, "big")]
)
def test_what_is_no_message_closes_the_channel(raw, data):
    end, there = raw
    end.sendall(data)
    with pytest.raises(ChannelClosed):
        there.receive(1)
    assert there.closed


def test_a_value_that_cannot_be_sent_leaves_the_channel_alone(ends):
    here, there = ends
    with pytest.raises(MessageError):
        here.send(object())
    here.send("fine")
    assert there.receive(1) == "fine"
