"""Right and wrong answers to the exercises of lesson 00."""

from tests.answers import Corpus

corpus = Corpus("00-start-here")
NUMBER = 3


@corpus.right("double")
def by_adding(x):
    return x + x


@corpus.right("double")
def by_halving(x):
    return x / 0.5


@corpus.right("double")
def by_summing_a_list(x):
    return sum([x, x])


@corpus.wrong("double", mistake="squared", says="multiplies the number by itself")
def squared(x):
    return x * x


@corpus.wrong("double", mistake="plus-two", says="adds two")
def plus_two(x):
    return x + 2


@corpus.wrong("double", mistake="unchanged", says="as it came")
def unchanged(x):
    return x


@corpus.wrong("double", mistake="halved", says="halves")
def halved(x):
    return x / 2


@corpus.wrong("double", mistake="loses-the-sign", says="minus sign", points=0.5)
def without_sign(x):
    return 2 * abs(x)


@corpus.wrong("double", mistake="loses-the-fraction", says="cuts", points=0.5)
def without_fraction(x):
    return int(x) + int(x)


@corpus.wrong(
    "double", mistake="prints-instead-of-returning", says="`return …` in place of"
)
def printed(x):
    print(2 * x)


@corpus.wrong("double", mistake="returns-nothing", says="Is a `return` missing?")
def forgotten_return(x):
    x * 2


@corpus.wrong("double", mistake="uses-a-global", says="reads `NUMBER`")
def of_a_global(x):
    return 2 * NUMBER


@corpus.wrong("double", mistake="exception", says="NameError")
def misspelt(x):
    return 2 * y  # noqa: F821


@corpus.wrong("double", mistake="unfit-result", says="a list of length 1")
def in_a_list(x):
    return [2 * x]
