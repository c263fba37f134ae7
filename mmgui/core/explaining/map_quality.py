"""How far each kind of heat map of a run can be believed: figures, the rules for a badge, and the reason in words.

Free of torch, so that the window can read it. The figures come from map_check.py, and are kept in the run's
folder as honesty.json.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import comb, erfc, log, sqrt
from pathlib import Path
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from mmgui.core.i18n import N_, _, join_sentences, ngettext
from mmgui.core.run.record import METRICS, Record
from mmgui.core.text import one_line

Badge: TypeAlias = Literal["green", "amber", "grey"]

# The rules, all of them here. A map is green if the answer depends on what it marks (hiding that first changes the
# answer sooner than hiding parts in random order, and noticeably so) and if it depends on what was learnt (with random
# weights it looks different). A share of wins that chance alone would often reach is no proof.
LEAST_EXAMPLES: Final = 12  # with fewer that could be examined, a map stays grey
GREEN_SHARE: Final = 0.90  # of the examples on which the map has to beat random order
BEATS_CHANCE: Final = 0.02  # a map without any knowledge would win so often in fewer than 2 of 100 examinations
SURVIVES: Final = 0.3  # mean Spearman correlation, signed, with the maps of random weights from which it counts as same
# In log-odds of the answer, the least by which it has to fall farther than in random order: a model that answers nearly
# the same whatever is hidden has maps that win nearly always, by a hair. 0.1 is 2.5 points of 100 at even odds.
# Measured: models untrained or after one epoch (4 presets, 3 fusions, feelings and easy_vqa, 102 maps) at most 0.07,
# still guessing after four epochs 0.08; the weakest green map of a good model (a picture beside two texts) 0.16. An
# untrained LSTM does depend on its words (0.1 to 0.5): what its maps say of it is true, and stays green.
NOTICEABLE: Final = 0.1
CLEARLY: Final = 0.1  # a map of the same badge goes before the usual one only if its share of wins is so much higher

_NOTHING_LEARNED: Final = N_(
    "The model is not better than always giving the most frequent answer: its maps show nothing that helped it."
)

_CONFIG = ConfigDict(extra="ignore", allow_inf_nan=False)
_Share = Annotated[float, Field(ge=0, le=1)]
_Area = Annotated[float, Field(ge=0, le=1.0001)]  # sums of rounded numbers
_Count = Annotated[int, Field(ge=0, le=1_000_000)]


@dataclass(frozen=True, config=_CONFIG)
class MapQuality:
    """One kind of map of one field.

    deletion, insertion: mean area under the curve of the answer's probability while parts are hidden (or brought back)
    in the map's order, in [0, 1]; …_random: in random order. better_share: on which share of the n examples deletion in
    the map's order did better, ties counting half; insertion_share: the same for insertion. randomised_correlation:
    mean Spearman correlation with the maps of models with random weights, in [-1, 1]. n: examples on which the answer
    depends on this field at all; asked: examples that were looked at. nothing_learned: the model is not better than
    always giving the most frequent answer, so that no map of it is green. is_single: no value had more than one part,
    so that no order of hiding them can be better than another.
    """

    field: str
    method: str
    badge: Badge
    deletion: _Area
    deletion_random: _Area
    insertion: _Area
    insertion_random: _Area
    better_share: _Share
    randomised_correlation: Annotated[float, Field(ge=-1.0001, le=1.0001)]
    n: _Count
    insertion_share: _Share = 0.0
    asked: _Count = 0
    parts: Annotated[str, Field(min_length=1, max_length=40)] = "places"
    nothing_learned: bool = False
    is_single: bool = False

    @property
    def wins(self) -> int:
        """On how many examples the map did better than random order."""
        return int(self.better_share * self.n + 1e-6)

    @property
    def gain(self) -> float:
        """How far both curves lie from those of random order, on the right side."""
        return self.deletion_random - self.deletion + self.insertion - self.insertion_random

    @property
    def odds_gain(self) -> float:
        """How much farther the answer falls than in random order, in log-odds."""
        return odds_gain(self.deletion, self.deletion_random)

    def reason(self) -> str:
        """Why the badge has its colour, in one or two sentences of the program's language."""
        if self.is_single:
            return _("There is nothing to compare: each value is one part, and its map can only mark the whole of it.")
        if self.n < LEAST_EXAMPLES:
            return self._too_few()
        nothing = _NOTHING_LEARNED if self.nothing_learned else ""
        return join_sentences((_(nothing) if nothing else "", self._hiding(), self._randomising()))

    def _too_few(self) -> str:
        if self.asked >= LEAST_EXAMPLES:
            return _(
                "The answer depends on this input in only {n} of {asked} examples, too few to judge its map."
            ).format(n=self.n, asked=self.asked)
        return ngettext(
            "Only {n} example could be examined; at least {least} are needed to judge this map.",
            "Only {n} examples could be examined; at least {least} are needed to judge this map.",
            self.n,
        ).format(n=self.n, least=LEAST_EXAMPLES)

    def _hiding(self) -> str:
        if beats_chance(self.better_share, self.n) and self.odds_gain < NOTICEABLE:
            text = _(
                "On {wins} of {n} examples, hiding what this map marks first changed the answer sooner than "
                "hiding {parts} at random, but so little that it hardly counts: the model answers nearly the same "
                "either way (deletion test)."
            )
        elif is_reliable(self.better_share, self.n):
            text = _(
                "On {wins} of {n} examples, hiding what this map marks first changed the answer sooner than "
                "hiding {parts} at random (deletion test)."
            )
        elif beats_chance(self.better_share, self.n):
            text = _(
                "On {wins} of {n} examples, hiding what this map marks first changed the answer sooner than "
                "hiding {parts} at random. That is better than guessing, but a trustworthy map does it on {percent} % "
                "(deletion test)."
            )
        else:
            text = _(
                "On only {wins} of {n} examples, hiding what this map marks first changed the answer sooner "
                "than hiding {parts} at random; guessing would reach about half (deletion test)."
            )
        parts = one_line(_(self.parts), 40)
        return text.format(wins=self.wins, n=self.n, percent=round(GREEN_SHARE * 100), parts=parts)

    def _randomising(self) -> str:
        value = f"{self.randomised_correlation:.2f}"
        if self.randomised_correlation >= SURVIVES:
            return _(
                "With random weights instead of the learned ones the map stays much the same (rank correlation "
                "{value}), so it shows the input more than what the model learned."
            ).format(value=value)
        return _(
            "With random weights instead of the learned ones the map is another one (rank correlation {value})."
        ).format(value=value)


@dataclass(frozen=True, config=_CONFIG)
class QualityReport:
    """What is known of the maps of one run. note: why there is nothing, as a message id; "" if there is something."""

    maps: tuple[MapQuality, ...]
    note: str = ""

    def of(self, field: str, method: str) -> MapQuality | None:
        """None = this map was not examined."""
        return next((m for m in self.maps if m.field == field and m.method == method), None)

    def badge(self, field: str, method: str) -> Badge:
        found = self.of(field, method)
        return "grey" if found is None else found.badge

    def reason(self, field: str, method: str) -> str:
        """Why the badge has its colour, also for a map that was not examined."""
        found = self.of(field, method)
        if found is not None:
            return found.reason()
        return _(self.note) if self.note else not_examined()

    def best_method(self, field: str, available: Sequence[str]) -> str:
        """The map of a field to show first; `available` with the usual one first, which wins unless others are better.

        Better: a better badge, or the same with a clearly larger share of wins. Of several better ones the green ones
        count, and of these the one whose curves lie farthest from those of random order. Raises IndexError for no
        method.
        """
        better = [m for m in (self.of(field, name) for name in available[1:]) if m and self._is_better(m, available[0])]
        if not better:
            return available[0]
        is_any_green = any(m.badge == "green" for m in better)
        return max((m for m in better if m.badge == "green" or not is_any_green), key=lambda m: m.gain).method

    def _is_better(self, one: MapQuality, than: str) -> bool:
        other = self.of(one.field, than)
        if one.badge == "grey":
            return False
        if other is None or other.badge == "grey":
            return one.badge == "green"
        if one.badge != other.badge:
            return one.badge == "green"
        return one.better_share > other.better_share + CLEARLY


def judge(
    better_share: float, randomised_correlation: float, n: int, odds_gain: float, nothing_learned: bool = False
) -> Badge:
    """The badge by the rules above. What a model that learned nothing looks at is never trustworthy."""
    if n < LEAST_EXAMPLES:
        return "grey"
    if nothing_learned:
        return "amber"
    depends_on_it = is_reliable(better_share, n) and odds_gain >= NOTICEABLE
    return "green" if depends_on_it and randomised_correlation < SURVIVES else "amber"


def odds_gain(deletion: float, deletion_random: float) -> float:
    """How much farther the answer falls in a map's order than in random order: between the log-odds of both means.

    Near 0 and 1 a small step of the probability is a large one; the means are in a file of any age.
    """
    return _log_odds(deletion_random) - _log_odds(deletion)


def is_reliable(better_share: float, n: int) -> bool:
    """Does a map that won on this share of n examples mark what counts on nearly all of them?"""
    return better_share >= GREEN_SHARE and beats_chance(better_share, n)


def beats_chance(better_share: float, n: int) -> bool:
    """Does a map that won on this share of n examples beat random order at all? By a one-sided sign test."""
    return n > 0 and chance_of_wins(int(better_share * n + 1e-6), n) <= BEATS_CHANCE


def chance_of_wins(wins: int, n: int) -> float:
    """How probable at least `wins` of n are if each is won with probability 1/2 (the tail of the binomial).

    From 1 000 on by the normal distribution with continuity correction: the exact sum of large integers takes seconds.
    """
    if n >= 1_000:
        return 0.5 * erfc((2 * wins - 1 - n) / sqrt(2 * n))
    return float(sum(comb(n, k) for k in range(wins, n + 1)) / 2**n)


def _log_odds(probability: float) -> float:
    inside = min(max(probability, 1e-6), 1 - 1e-6)
    return log(inside / (1 - inside))


def not_examined() -> str:
    """The reason of the grey badge before the examination has ended."""
    return _("This map has not been examined yet.")


MAP_QUALITY: Final[Record[QualityReport]] = Record("honesty.json", QualityReport, 2**20)


def read_map_quality(run_dir: Path) -> QualityReport | None:
    """What was found out about a run's maps, judged by today's rules; None if nothing was, or the file is damaged."""
    if (report := MAP_QUALITY.read(run_dir)) is None:
        return None
    nothing = has_learned_nothing(run_dir)
    return replace(report, maps=tuple(_judge_again(found, nothing) for found in report.maps))


def has_learned_nothing(run_dir: Path) -> bool:
    """Whether the run's own figures say so (training/benefit.py); False if they do not say it."""
    return (METRICS.read(run_dir) or {}).get("nothing_learned") is True


def _judge_again(found: MapQuality, nothing_learned: bool) -> MapQuality:
    """With the badge that its figures deserve: the file may be of a program with other rules."""
    badge = judge(found.better_share, found.randomised_correlation, found.n, found.odds_gain, nothing_learned)
    return replace(found, badge=badge, nothing_learned=nothing_learned)
