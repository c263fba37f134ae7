"""What the commands say of a source: one sentence, and which rows and files it means."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mmgui.cli.printing import harmless
from mmgui.core.data.account import ImportAccount
from mmgui.core.data.example import ExampleSet, Problem
from mmgui.core.errors import ExperimentError
from mmgui.core.i18n import _, join_names, join_sentences
from mmgui.core.run.left_out import Omissions
from mmgui.core.text import THIN_SPACE, grouped
from mmgui.core.training.spelling import JOIN_HINT

_MOST = 10  # lines of each kind


def say_account(account: ImportAccount, source: Path, arguments: argparse.Namespace) -> None:
    """For a command that goes on with the examples: the sentence and the list on stderr.

    If nothing is amiss the sentence waits for `say_waiting`, so that a command that is refused says only why. Where
    stdout is a stream of events (--json of train and race), the account is one of them, before the others.
    """
    omissions = Omissions(
        moved=tuple((old, new, n) for (old, new), n in account.moved.items()),
        contradictions=tuple(c.labels for c in account.contradictions),
    )
    arguments.told = {*getattr(arguments, "told", ()), *(f"{piece}." for piece in omissions.parts())}
    if account.alike:
        arguments.told.add(_(JOIN_HINT))
    line = harmless(_("{name}: {sentence}").format(name=source.name, sentence=account_line(account)))
    if account.problems or not account.is_clean:
        print(line, file=sys.stderr)
        list_problems(account)
    else:
        arguments.waiting = [*getattr(arguments, "waiting", ()), line]
    if getattr(arguments, "json", False) and getattr(arguments, "has_events", False):
        print(json.dumps({"event": "import", **account_to_json(account, source)}, ensure_ascii=False), flush=True)


def is_told(message: str, arguments: argparse.Namespace) -> bool:
    """Whether a notice of the training, or a hint, repeats what the account of a source has said."""
    return message in getattr(arguments, "told", ())


def say_waiting(arguments: argparse.Namespace) -> None:
    """The sentences about sources in which nothing is amiss, as soon as the command has something to show."""
    for line in getattr(arguments, "waiting", ()):
        print(line, file=sys.stderr, flush=True)
    arguments.waiting = []


def account_line(account: ImportAccount) -> str:
    """The sentence, with blanks that every terminal can show."""
    return account.sentence().replace(THIN_SPACE, " ")


def list_problems(account: ImportAccount) -> None:
    """Row by row on stderr: by kind, then what contradicts itself, and how labels are joined."""
    list_by_kind(account.problems)
    if account.alike:
        print(_(JOIN_HINT), file=sys.stderr)
    if account.contradictions:
        print(_("Equal, but with different labels:"), file=sys.stderr)
    for found in account.contradictions[:_MOST]:
        where = ", ".join(found.where[:_MOST]) + _more(len(found.where), ", ")
        print(harmless(f"  {join_names([f'“{label}”' for label in found.labels])}: {where}"), file=sys.stderr)
    if len(account.contradictions) > _MOST:
        print(_more(len(account.contradictions), "  "), file=sys.stderr)


def list_by_kind(problems: Sequence[Problem]) -> None:
    """What could not be used, what was left out and what was decided, on stderr, the first ten of each."""
    titles = {"problem": _("Could not be used:"), "left out": _("Left out:"), "note": _("Notes:")}
    for kind, title in titles.items():
        found = [p for p in problems if p.kind == kind]
        if not found:
            continue
        print(title, file=sys.stderr)
        for problem in found[:_MOST]:
            print(harmless(f"  {problem.where}: {with_option(problem)}"), file=sys.stderr)
        if len(found) > _MOST:
            print(_more(len(found), "  "), file=sys.stderr)


def _more(count: int, before: str) -> str:
    """How many are not named, "" if all of them are."""
    if count <= _MOST:
        return ""
    return before + _("… and {count} more").format(count=grouped(count - _MOST).replace(THIN_SPACE, " "))


def with_option(problem: Problem) -> str:
    """What a problem says, and how to choose otherwise."""
    choose = _("To choose otherwise: {option}.").format(option=problem.option) if problem.option else ""
    return join_sentences([problem.what, choose])


@contextmanager
def naming_left_out(examples: ExampleSet, account: ImportAccount | None) -> Iterator[None]:
    """A refusal for want of a training part says too what of the source was left out and can be chosen: another sheet
    may be that part."""
    try:
        yield
    except ExperimentError as error:
        has_train = any(e.split in ("train", None) for e in examples.examples)
        if error.parameter == "split" and account is not None and not has_train:
            choices = [p for p in account.problems if p.kind == "left out" and p.option.startswith("--read-as")]
            error.hint = join_sentences([error.hint, *map(with_option, choices)])
        raise


def account_to_json(account: ImportAccount, source: Path) -> dict[str, Any]:
    return {"source": str(source), "sentence": account_line(account), **account.as_json()}


__all__ = [
    "account_line",
    "account_to_json",
    "is_told",
    "list_by_kind",
    "list_problems",
    "naming_left_out",
    "say_account",
    "say_waiting",
    "with_option",
]
