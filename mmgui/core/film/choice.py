"""Which examples the learning film records, and which six of them it shows: the telling ones.

One that is right, one that stays wrong, one that tears the senses apart, one that was learned on the way, and others so
that many classes are seen.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from mmgui.core.data.example import Example
from mmgui.core.film.film import Film, Frame

MOST: Final = 24
LEAST: Final = 8
_TRAINING_PER_EXAMPLE: Final = 55  # so recording costs the same share of an epoch whether it is long or short
SHOWN: Final = 6
Reason: TypeAlias = Literal["pinned", "torn", "wrong", "learned", "right", "spread"]
_ROLES: Final[tuple[Reason, ...]] = ("torn", "wrong", "learned", "right")


@dataclass(frozen=True, slots=True)
class Shown:
    """number: of the example in the film's pool; reason: why it is shown."""

    number: int
    reason: Reason


def pool_size(train_count: int) -> int:
    """How many examples are recorded beside a training with so many: 8 to 24."""
    return max(LEAST, min(MOST, train_count // _TRAINING_PER_EXAMPLE))


def choose_pool(
    examples: Sequence[Example],
    classes: Sequence[str],
    fields: Sequence[str],
    pinned: Sequence[int],
    seed: int,
    count: int = MOST,
) -> tuple[Example, ...]:
    """What to record: the pinned ones, then others spread evenly over the classes. The same seed, the same choice.

    examples: those of the validation part; without a known label or without any value they are left out. Those that
    have all `fields` come first, and no text or picture is taken twice while there are others.
    """
    import numpy as np

    useful = [e for e in examples if e.label in classes and any(_there(e, name) for name in fields)]
    wanted = {number: place for place, number in enumerate(dict.fromkeys(pinned))}
    chosen = sorted((e for e in useful if e.id in wanted), key=lambda e: wanted[e.id])[:count]
    taken = {e.id for e in chosen}
    order = np.random.default_rng([seed, 0xF11]).permutation(len(useful)).tolist()
    seen = {value for e in chosen for value in _values(e, fields)}
    queues: dict[str, list[Example]] = {name: [] for name in classes}
    repeated: dict[str, list[Example]] = {name: [] for name in classes}
    for number in sorted(order, key=lambda n: not all(_there(useful[n], name) for name in fields)):
        example = useful[number]
        if example.id not in taken and example.label is not None:
            values = _values(example, fields)
            (repeated if seen.intersection(values) else queues)[example.label].append(example)
            seen.update(values)
    for name in classes:
        queues[name] += repeated[name]
    while len(chosen) < count and any(queues.values()):
        for queue in queues.values():
            if queue and len(chosen) < count:
                chosen.append(queue.pop(0))
    return tuple(chosen)


def choose_shown(
    film: Film, pinned: Sequence[int] = (), turn: int = 0, *, is_finished: bool = True, until: int | None = None
) -> tuple[Shown, ...]:
    """Six examples of the pool (fewer if it is smaller), pinned ones first, then the telling ones, then other classes.

    turn: 0, 1, 2, ... gives others each time until the pool is used up. is_finished: see `settled_epoch`. until: choose
    by the frames up to this epoch, whatever came later.
    """
    if until is None:
        until = settled_epoch(film, is_finished=is_finished)
    frames = [frame for frame in film.frames if frame.epoch <= until] or film.frames[:1]
    position = {example.id: number for number, example in enumerate(film.examples)}
    mine = [Shown(position[i], "pinned") for i in dict.fromkeys(pinned) if i in position][:SHOWN]
    used: set[int] = {s.number for s in mine}
    fixed = set(used)
    found: list[Shown] = []
    for _round in range(turn + 1):
        found = _tell(film, frames, used, SHOWN - len(mine))
        used |= {s.number for s in found}
        if len(found) < SHOWN - len(mine):  # once around the pool: those that are left, then the first ones again
            used = fixed | {s.number for s in found}
            found += _tell(film, frames, used, SHOWN - len(mine) - len(found))
            used |= {s.number for s in found}
    return (*mine, *found)


def settled_epoch(film: Film, *, is_finished: bool) -> int:
    """Up to which epoch the choice looks at what is known: all of a finished film.

    While it is still being recorded: the last of the epochs 1, 3, 6, 12, 24, ... that is over, so that what is shown
    does not change all the time. 0 for an empty film.
    """
    newest = film.frames[-1].epoch if film.frames else 0
    if is_finished or newest < 3:
        return newest if is_finished else min(1, newest)
    epoch = 3
    while 2 * epoch <= newest:
        epoch *= 2
    return epoch


def _tell(film: Film, frames: Sequence[Frame], used: Collection[int], count: int) -> list[Shown]:
    """The best free example of each role, then free ones of the classes that are seen least."""
    free = [n for n in range(len(film.examples)) if n not in used]
    found: list[Shown] = []
    for role in _ROLES if frames else ():
        ranked = [(worth, -n) for n in free if (worth := _worth(film, frames, n, role)) > 0]
        if ranked and len(found) < count:
            number = -max(ranked)[1]
            free.remove(number)
            found.append(Shown(number, role))
    seen = [film.examples[s.number].label for s in found]
    while free and len(found) < count:
        number = min(free, key=lambda n: (seen.count(film.examples[n].label), n))
        free.remove(number)
        seen.append(film.examples[number].label)
        found.append(Shown(number, "spread"))
    return found


def _worth(film: Film, frames: Sequence[Frame], number: int, role: Reason) -> float:
    """How good an example is in a role, 0 if it is not of that kind."""
    first, last = frames[0], frames[-1]
    label = film.examples[number].label
    truth = [float(frame.probabilities[number, label]) for frame in frames]
    is_right = film.is_right(last, number)
    if role == "torn":
        alone = [film.single_answer(last, number, field.name) for field in film.fields]
        answers = [a for a in alone if a is not None]
        if len({answer for answer, _p in answers}) < 2:
            return 0.0
        return min(p for _answer, p in answers) + (0.5 if is_right else 0.0)
    if role == "wrong":
        return 0.0 if is_right else float(last.probabilities[number].max())
    if not is_right:
        return 0.0
    if role == "learned":
        return 0.0 if film.is_right(first, number) else truth[-1] - truth[0]
    return truth[-1]


def _there(example: Example, name: str) -> bool:
    value = example.values.get(name)
    return value is not None and bool(value.strip())


def _values(example: Example, fields: Sequence[str]) -> set[tuple[str, str]]:
    return {(name, value) for name in fields if (value := example.values.get(name)) and value.strip()}
