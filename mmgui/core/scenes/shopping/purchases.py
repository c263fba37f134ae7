"""The purchases of `shopping`, the latest last: the last two are of one interest, or they tell nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Final, cast

from mmgui.core.paths import resource
from mmgui.core.scenes.shopping.rule import INTERESTS, MIXED, PLACE, Interest, Past, Shelf

DECIDING: Final = 2  # the last ones
_EARLIER: Final = (1, 5)  # how many came before those


@dataclass(frozen=True)
class Purchases:
    """items: no thing twice; evidence: the last two where they agree, else none."""

    items: tuple[str, ...]
    evidence: tuple[str, ...]


def draw_purchases(random: Random, language: str, past: Past) -> Purchases:
    """One history by chance; a new customer has bought one thing or none. `language` is "en" or "zh_CN"."""
    goods = load_goods(language)
    everything = [item for interest in INTERESTS for item in goods[interest]]
    if past == "new":
        return Purchases(tuple(random.sample(everything, random.randrange(DECIDING))), ())
    if past in MIXED:
        before = random.choice([interest for interest in INTERESTS if interest != MIXED[past]])
        last = [random.choice(goods[before]), random.choice(goods[MIXED[past]])]
    else:
        last = random.sample(goods[cast("Interest", past)], DECIDING)
    others = [item for item in everything if item not in last]
    earlier = random.sample(others, random.randint(*_EARLIER))
    return Purchases((*earlier, *last), () if past in MIXED else tuple(last))


@cache
def load_goods(code: str) -> Mapping[Interest, tuple[str, ...]]:
    """The names of things in "en" or "zh_CN" by interest. Raises FileNotFoundError for another code."""
    from pydantic import TypeAdapter  # not before the first example: Home shows the scenes at once

    path = resource(f"scenes/shopping/goods.{code}.json")
    shelves = TypeAdapter(dict[Shelf, tuple[str, ...]]).validate_json(path.read_bytes())
    return {
        interest: tuple(item for shelf, items in shelves.items() if PLACE[shelf][0] == interest for item in items)
        for interest in INTERESTS
    }
