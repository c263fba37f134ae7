"""The rules of the badge, its reasons, the choice of the best map, and the file."""

import json
import math
from dataclasses import replace

import pytest

from mmgui.core import i18n
from mmgui.core.explaining.map_quality import (
    MAP_QUALITY,
    NOTICEABLE,
    MapQuality,
    QualityReport,
    beats_chance,
    chance_of_wins,
    judge,
    odds_gain,
    read_map_quality,
)


def of(method="gradients", share=0.9, correlation=0.1, n=60, field="picture", **more):
    badge = judge(share, correlation, n, odds_gain(0.4, 0.7))
    return MapQuality(field, method, badge, 0.4, 0.7, 0.9, 0.7, share, correlation, n, **more)


@pytest.mark.parametrize(
    ("share", "correlation", "n", "badge"),
    [
        (0.9, 0.1, 60, "green"),
        (0.9, 0.29, 60, "green"),
        (0.89, 0.1, 60, "amber"),
        (0.75, 0.1, 60, "amber"),
        (0.5, 0.0, 60, "amber"),
        (1.0, 0.3, 60, "amber"),
        (1.0, -0.9, 60, "green"),
        (1.0, 0.0, 11, "grey"),
        (0.75, 0.0, 12, "amber"),
        (11 / 12, 0.0, 12, "green"),
        (0.0, 0.0, 0, "grey"),
    ],
)
def test_the_badge_follows_the_rules(share, correlation, n, badge):
    assert judge(share, correlation, n, 1.0) == badge


@pytest.mark.parametrize(("gain", "badge"), [(NOTICEABLE, "green"), (NOTICEABLE - 1e-6, "amber"), (-1.0, "amber")])
def test_a_map_that_always_wins_by_a_hair_is_not_green(gain, badge):
    assert judge(1.0, 0.0, 60, gain) == badge


def test_the_gain_is_the_difference_of_log_odds():
    """By hand: odds of 0.8 are 4, of 0.5 are 1, of 0.9999 are 9 999 and of 0.9998 are 4 999."""
    assert odds_gain(0.5, 0.8) == pytest.approx(math.log(4))
    assert odds_gain(0.8, 0.5) == pytest.approx(-math.log(4))
    assert odds_gain(0.9998, 0.9999) == pytest.approx(math.log(9999 / 4999))
    assert odds_gain(0.3, 0.3) == odds_gain(1.0, 1.0) == odds_gain(-7.0, 0.0) == 0


# (deletion, in random order, share of wins) as examinations of runs found them; the first three by models that knew
# nothing (untrained, one epoch, three epochs), the others by good ones on feelings and emoji_group
FOUND = [
    (0.346, 0.347, 0.950, "amber"), (0.381, 0.390, 0.967, "amber"), (0.285, 0.296, 0.932, "amber"),
    (0.357, 0.706, 0.917, "green"), (0.458, 0.773, 0.983, "green"), (0.877, 0.893, 0.900, "green"),
]  # fmt: skip


@pytest.mark.parametrize(("deletion", "by_chance", "share", "badge"), FOUND)
def test_a_file_of_an_older_program_is_judged_by_how_much_the_answer_moves(deletion, by_chance, share, badge, tmp_path):
    old = replace(of(share=share), badge="green", deletion=deletion, deletion_random=by_chance)
    MAP_QUALITY.save(tmp_path, QualityReport((old,)))
    (found,) = read_map_quality(tmp_path).maps
    assert found.badge == badge
    assert ("nearly the same either way" in found.reason()) == (badge == "amber")


def test_a_map_that_hardly_matters_says_so_in_words():
    still = replace(of(share=58 / 60), deletion=0.341, deletion_random=0.348)
    assert still.reason().startswith(
        "On 58 of 60 examples, hiding what this map marks first changed the answer sooner than hiding places at "
        "random, but so little that it hardly counts: the model answers nearly the same either way (deletion test)."
    )
    assert "hiding words at random, but so little" in replace(still, parts="words").reason()
    assert "about half" in replace(still, better_share=0.5).reason()  # no better than guessing: that is said instead


def test_the_chance_of_wins_is_the_binomial_tail():
    """Second source: scipy; and by hand, at least 9 of 10 is (10 + 1) / 1024."""
    stats = pytest.importorskip("scipy.stats")
    assert chance_of_wins(9, 10) == pytest.approx(11 / 1024)
    for wins, n in [(0, 5), (45, 60), (12, 12), (31, 60)]:
        assert chance_of_wins(wins, n) == pytest.approx(stats.binom.sf(wins - 1, n, 0.5))
    assert not beats_chance(1.0, 0)


def test_a_green_map_says_on_how_many_examples_it_won():
    reason = of(share=0.9).reason()
    assert reason.startswith(
        "On 54 of 60 examples, hiding what this map marks first changed the answer sooner than hiding places at random"
    )
    assert "0.10" in reason
    assert "hiding words at random" in of(parts="words").reason()


def test_an_amber_map_says_which_test_it_failed():
    assert "On only 33 of 60" in of(share=0.55).reason() and "about half" in of(share=0.55).reason()
    better = of(share=0.8).reason()
    assert better.startswith("On 48 of 60") and "better than guessing" in better and "90 %" in better
    assert "much the same" in of(correlation=0.6).reason() and "0.60" in of(correlation=0.6).reason()


def test_a_grey_map_says_what_was_missing():
    assert of(n=9, asked=9).reason() == ("Only 9 examples could be examined; at least 12 are needed to judge this map.")
    assert "Only 1 example could" in of(n=1, asked=1).reason()
    assert of(n=3, asked=60).reason() == (
        "The answer depends on this input in only 3 of 60 examples, too few to judge its map."
    )
    empty = QualityReport((), i18n.N_("This map was not examined: there are no labelled examples at hand."))
    assert empty.badge("picture", "gradients") == "grey"
    assert "no labelled examples" in empty.reason("picture", "gradients")
    assert "not been examined yet" in QualityReport(()).reason("picture", "gradients")


AVAILABLE = ("gradients", "attention", "occlusion")


def best(*maps):
    return QualityReport(maps).best_method("picture", AVAILABLE)


def test_the_better_badge_comes_first_and_among_equals_the_usual_map():
    assert best() == "gradients"
    assert best(of("gradients"), of("attention", 0.95), of("occlusion", 0.99)) == "gradients"
    assert best(of("gradients", 0.6), of("attention", 0.5), of("occlusion")) == "occlusion"
    assert best(of("gradients", 1.0, 0.5), of("attention"), of("occlusion", 0.95)) == "attention"
    assert best(of("gradients", 0.8), of("occlusion", 0.95)) == "occlusion"
    assert best(of("gradients", 0.5), of("attention", 0.65)) == "attention"
    assert best(of("gradients", n=5), of("attention", 0.6)) == "gradients"
    assert best(of("gradients", 0.6), of("occlusion", n=5)) == "gradients"
    assert best(of("occlusion")) == "occlusion"
    assert best(of("gradients", 0.6), of("attention"), replace(of("occlusion"), deletion=0.3)) == "occlusion"
    assert best(of("gradients", 0.6), replace(of("attention"), insertion=0.95), of("occlusion")) == "attention"
    assert best(of("gradients", 0.4), replace(of("attention", 0.6), deletion=0.1), of("occlusion")) == "occlusion"
    assert best(of("occlusion", 0.99, field="words"), of("gradients", 0.5)) == "gradients"


def test_a_report_is_read_back_as_it_was_saved(tmp_path):
    report = QualityReport((of(), of("attention", 0.5, asked=60, parts="words", field="words")))
    MAP_QUALITY.save(tmp_path, report)
    assert read_map_quality(tmp_path) == report
    assert json.loads((tmp_path / MAP_QUALITY.name).read_text())["maps"][0]["better_share"] == 0.9


def test_a_report_of_a_program_with_milder_rules_is_judged_again(tmp_path):
    MAP_QUALITY.save(tmp_path, QualityReport((replace(of(share=0.8), badge="green"), of(share=0.95))))
    assert [m.badge for m in read_map_quality(tmp_path).maps] == ["amber", "green"]


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[1]", b'{"maps": [{"field": "a"}]}', b'{"maps": [], "note": 3}', b"\xff\xfe"]
)
def test_no_file_and_a_damaged_one_are_no_report(tmp_path, content):
    assert read_map_quality(tmp_path) is None
    (tmp_path / MAP_QUALITY.name).write_bytes(content)
    assert read_map_quality(tmp_path) is None


def test_a_share_that_is_none_is_refused_as_damaged(tmp_path):
    MAP_QUALITY.save(tmp_path, QualityReport((of(),)))
    path = tmp_path / MAP_QUALITY.name
    path.write_text(path.read_text().replace('"better_share": 0.9', '"better_share": 7.5'))
    assert read_map_quality(tmp_path) is None


@pytest.mark.parametrize(("wins", "n"), [(510, 1000), (560, 1000), (1040, 2000)])
def test_the_chance_of_many_wins_is_that_of_the_exact_sum(wins: int, n: int) -> None:
    from math import comb

    exact = sum(comb(n, k) for k in range(wins, n + 1)) / 2**n
    assert chance_of_wins(wins, n) == pytest.approx(exact, rel=0.02)


def test_an_absurd_number_of_examples_is_judged_at_once() -> None:
    assert chance_of_wins(6_000_000, 10_000_000) < 1e-9


@pytest.mark.parametrize(
    "change",
    [{"n": 10**400}, {"n": -5}, {"deletion": -1e308, "deletion_random": 1e308}, {"randomised_correlation": 7.0}],
)
def test_figures_that_no_examination_can_find_make_a_damaged_file(tmp_path, change):
    MAP_QUALITY.save(tmp_path, QualityReport((of(),)))
    stored = json.loads((tmp_path / MAP_QUALITY.name).read_text("utf-8"))
    stored["maps"][0] |= change
    (tmp_path / MAP_QUALITY.name).write_text(json.dumps(stored), "utf-8")
    assert read_map_quality(tmp_path) is None


@pytest.mark.parametrize("nothing", [True, False])
def test_no_map_of_a_model_that_learned_nothing_is_green(tmp_path, nothing):
    MAP_QUALITY.save(tmp_path, QualityReport((of(share=1.0, correlation=0.0), of("occlusion", n=3))))
    (tmp_path / "metrics.json").write_text(json.dumps({"nothing_learned": nothing}))
    green, few = read_map_quality(tmp_path).maps
    assert green.badge == ("amber" if nothing else "green")
    assert ("not better than always giving the most frequent answer" in green.reason()) is nothing
    assert few.badge == "grey"


def test_a_run_that_does_not_say_what_it_learned_keeps_its_badges(tmp_path):
    MAP_QUALITY.save(tmp_path, QualityReport((of(share=1.0, correlation=0.0),)))
    assert read_map_quality(tmp_path).maps[0].badge == "green"
    (tmp_path / "metrics.json").write_text("damaged")
    assert read_map_quality(tmp_path).maps[0].badge == "green"
