"""The house fronts that come with the scene: a number each, and the seed of its wall, lettering and light.

Set in the fonts that the reader was not trained on, with seeds from the range kept for scoring: it has
never seen any of them. Chosen for their looks and their variety. Two of them it misreads (`MISREAD`): of the
135 it leaves the 1 out and is not sure that it is over; the last but one, a 1 beside a window, it takes for a 7.
"""

FRONTS: tuple[tuple[str, int], ...] = (
    ("7981", 1000777077),
    ("2731", 1000777052),
    ("423", 1000777060),
    ("437", 1000777004),
    ("97", 1000777020),
    ("8687", 1000777044),
    ("985", 1000777069),
    ("703", 1000777000),
    ("135", 1000777071),
    ("115", 1000777012),
    ("642", 1000777035),
    ("459", 1000777014),
    ("6", 1000777028),
    ("8439", 1000777063),
    ("21", 1000777034),
    ("5", 1000777011),
    ("50814", 1000777022),
    ("62723", 1000777067),
    ("814", 1000777017),
    ("76", 1000777064),
    ("288", 1000777062),
    ("36181", 1000777016),
    ("1", 1000777201),
    ("46902", 1000777043),
)
MISREAD = frozenset((8, 22))
# Typed numbers are drawn with seeds from here on, which training never uses either.
STYLES = 2 * 10**9
