"""mmgui film: the learning film of a run as an animated picture."""

import argparse
import json
from pathlib import Path

from mmgui.cli.printing import check_out
from mmgui.core.errors import DataError, ExperimentError
from mmgui.core.film.choice import choose_shown
from mmgui.core.film.export import save_film
from mmgui.core.film.film import read_film
from mmgui.core.i18n import _


def save_run_film(arguments: argparse.Namespace) -> None:
    run = Path(arguments.run)
    film = read_film(run)
    if film is None or not film.frames:
        raise DataError(
            _("There is no learning film in “{path}”.").format(path=run),
            _("Train again: it is recorded while a model learns."),
            file=run,
        )
    wanted = _ids(arguments.examples or "")
    known = {example.id for example in film.examples}
    for number in wanted:
        if number not in known:
            raise ExperimentError(
                _("The film has no example {number}.").format(number=number),
                _("It has: {names}.").format(names=", ".join(str(i) for i in sorted(known))),
                parameter="examples",
            )
    shown = choose_shown(film, wanted or film.pinned)
    check_out(Path(arguments.out))
    saved = save_film(film, [s.number for s in shown], Path(arguments.out))
    if arguments.json:
        answer = {
            "film": str(saved.path),
            "frames": saved.frames,
            "bytes": saved.size,
            "examples": [{"id": film.examples[s.number].id, "why": s.reason} for s in shown],
            "notes": list(saved.notes),
        }
        print(json.dumps(answer, ensure_ascii=False))
        return
    print(
        _("{path}: {frames} frames, {size:.1f} MB").format(path=saved.path, frames=saved.frames, size=saved.size / 1e6)
    )
    for note in saved.notes:
        print(note)


def _ids(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise ExperimentError(
            _("“{text}” is no list of examples.").format(text=text),
            _("Write their numbers with commas: --examples 12,40"),
            parameter="examples",
        ) from error
