"""The figures' one style: colours, helpers, text alternatives, repeatable bytes."""

import itertools

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from rnn_course import plots
from rnn_course.plots import diagrams

# Machado, Oliveira and Fernandes (2009), full severity, for linear RGB.
COLOUR_BLIND = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
}


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def linear(color):
    """Return linear RGB of a colour (the inverse of sRGB's curve)."""
    rgb = np.array(to_rgb(color))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def contrast_with_white(color):
    luminance = linear(color) @ [0.2126, 0.7152, 0.0722]
    return 1.05 / (luminance + 0.05)


@pytest.mark.parametrize("color", [*plots.PALETTE, plots.MUTED])
def test_colour_is_readable_on_white(color):
    assert contrast_with_white(color) >= 4.5


@pytest.mark.parametrize("kind", COLOUR_BLIND)
def test_neighbouring_colours_differ_for_colour_blind_readers(kind):
    seen = [np.array(COLOUR_BLIND[kind]) @ linear(color) for color in plots.PALETTE]
    for one, other in itertools.pairwise(seen):
        assert np.linalg.norm(one - other) > 0.1


def test_lines_differ_without_colour():
    ax = plots.lines({str(n): [n, n + 1] for n in range(6)}, markers=True)
    looks = {(line.get_marker(), str(line._unscaled_dash_pattern)) for line in ax.lines}
    assert len(looks) == 6


def test_axes_know_two_sizes():
    for kind, size in plots.SIZES.items():
        assert tuple(plots.axes(kind).figure.get_size_inches()) == size
    with pytest.raises(ValueError, match='Write kind="series" or "small"'):
        plots.axes("huge")


def test_lines_use_the_axes_they_are_given():
    ax = plots.axes()
    assert plots.lines({"a": [1, 2]}, ax=ax) is ax
    assert ax.get_legend() is None
    plots.lines({"b": [2, 3]}, ax=ax, xlabel="day")
    assert ax.get_legend() is not None
    assert ax.get_xlabel() == "day"


def test_spread_draws_median_and_percentiles():
    runs = np.arange(11)[:, None] * np.ones((1, 3))
    ax = plots.spread(runs, x=[5, 6, 7])
    np.testing.assert_allclose(ax.lines[0].get_ydata(), 5)
    edges = ax.collections[0].get_paths()[0].get_extents()
    assert (edges.y0, edges.y1) == (1, 9)


def test_matrix_is_symmetric_about_zero():
    image = plots.matrix([[0.5, -2.0]], numbers=True).images[0]
    assert image.get_clim() == (-2.0, 2.0)
    assert plots.matrix([[0.0]]).images[0].get_clim() == (-1.0, 1.0)


@pytest.mark.parametrize(
    "draw",
    [
        diagrams.rnn_loop,
        diagrams.rnn_unrolled,
        lambda: diagrams.rnn_unrolled(["The", "cat"], outputs=["", "is"], start=""),
    ],
)
def test_diagrams_are_drawn_without_frame(draw):
    ax = draw()
    assert not ax.axison
    assert plots.picture(ax, alt="a network").png.startswith(b"\x89PNG")


def test_unrolled_network_has_one_column_for_each_step():
    ax = diagrams.rnn_unrolled(["The", "cat", "is"], outputs=["", "", "on"])
    words = [text.get_text() for text in ax.texts]
    assert [word for word in words if word in {"The", "cat", "is", "on"}] == [
        "The",
        "cat",
        "is",
        "on",
    ]
    assert words.count("$W_{xh}$") == 3
    assert words.count("$W_{hy}$") == 1


def test_picture_carries_its_words_everywhere():
    shown = plots.picture(plots.lines({"a": [1, 2]}), alt='a "rising" line')
    bundle, metadata = shown._repr_mimebundle_()
    assert 'alt="a &quot;rising&quot; line"' in bundle["text/html"]
    assert bundle["text/plain"] == 'Figure: a "rising" line'
    assert metadata["image/png"]["alt"] == 'a "rising" line'
    assert not plt.get_fignums()


def test_same_figure_has_the_same_bytes():
    one, two = (plots.picture(plots.lines({"a": [1, 2]}), alt="a") for _ in range(2))
    assert one.png == two.png


def test_figure_without_words_is_refused():
    with pytest.raises(ValueError, match="no text alternative"):
        plots.picture(plots.axes(), alt=" ")


def test_show_displays_and_closes(capsys):
    plots.show(plots.lines({"a": [1, 2]}), alt="a rising line")
    assert capsys.readouterr().out == "Figure: a rising line\n"
    assert not plt.get_fignums()
