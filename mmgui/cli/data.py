"""mmgui scenes, make, import."""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from itertools import combinations
from pathlib import Path
from typing import Any

from mmgui.cli.accounts import account_line, list_problems, with_option
from mmgui.cli.printing import say, say_json
from mmgui.cli.sources import chosen_mapping, corrected_mapping, import_options, is_project, progress
from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import SPLITS, Field, ImportMapping
from mmgui.core.errors import DataError
from mmgui.core.i18n import _
from mmgui.core.scenes import SCENES


def list_scenes(arguments: argparse.Namespace) -> None:
    scenes = [
        {
            "name": scene.name,
            "title": scene.title(),
            "story": scene.story(),
            "fields": {f.name: f.modality for f in scene.fields},
            "languages": list(scene.languages),
            "examples": scene.default_count,
            "difficulty": scene.default_difficulty,
            "rule": scene.rule(),
            "lesson": asdict(scene.lesson()),
            "best_possible": {"+".join(s): round(scene.best_possible(s), 4) for s in subsets(scene.fields)},
        }
        for _name, scene in SCENES
    ]
    if arguments.json:
        print(json.dumps(scenes, ensure_ascii=False, indent=1))
        return
    for scene in scenes:
        print(f"{scene['name']:12} {scene['title']}\n{'':12} {scene['story']}")


def subsets(fields: Sequence[Field]) -> list[tuple[str, ...]]:
    """The names of one field, two fields, … all of them."""
    names = [field.name for field in fields]
    return [chosen for size in range(1, len(names) + 1) for chosen in combinations(names, size)]


def make_scene(arguments: argparse.Namespace) -> None:
    scene = SCENES.get(arguments.name)
    folder = Path(arguments.out)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise DataError(
            _("“{path}” is not empty.").format(path=folder),
            _("Choose a new or empty folder: nothing that is there is overwritten."),
            file=folder,
        )
    count = arguments.count or scene.default_count
    examples = scene.make(
        folder,
        count,
        arguments.seed,
        arguments.language,
        difficulty=arguments.difficulty,
        progress=progress(_("making examples")),
    )
    table = folder / "metadata.csv"
    if arguments.json:
        answer = {"table": str(table), "count": len(examples), "classes": examples.class_counts()}
        print(json.dumps(answer, ensure_ascii=False))
        return
    print(_("{count} examples in {path}").format(count=len(examples), path=table))


def columns_to_json(mapping: ImportMapping) -> dict[str, Any]:
    """Which column was read as what; null = none."""
    fields = {f.name: f.column for f in mapping.fields}
    return {"label": mapping.label_column, "split": mapping.split_column, "fields": fields}


def import_source(arguments: argparse.Namespace) -> None:
    from mmgui.core.data.account import account_of, nothing_imported, problems_to_json
    from mmgui.core.data.importing.source import preview_source, read_source
    from mmgui.core.data.project import Project

    source, place = Path(arguments.source), Path(arguments.project)
    if not source.exists():
        raise DataError(
            _("“{path}” does not exist.").format(path=source), _("Check the spelling of the path."), file=source
        )
    if is_project(source):
        raise DataError(
            _("“{path}” is a project already.").format(path=source), _("Train on it directly."), file=source
        )
    cancel = CancelToken()
    options = import_options(arguments)
    preview = preview_source(source, options=options, cancel=cancel) if arguments.json else None
    mapping = chosen_mapping(source, arguments, options) if preview is None else corrected_mapping(preview, arguments)
    result = read_source(source, mapping, options=options, cancel=cancel)
    if not len(result.examples):
        list_problems(account_of(result))
        raise nothing_imported(source.name, result.problems, source, with_option)
    project = Project.open(place) if place.exists() else Project.create(place)
    try:
        edit = project.add(result, join_labels=options.join_labels, cancel=cancel)
        whole = project.example_set()
    finally:
        project.close()
    account = edit.account or account_of(result)
    if preview is None:
        list_problems(account)
        say(account_line(account))
        return
    answer = {
        "project": str(place),
        "imported": account.read,
        "total": account.offered,
        "sentence": account_line(account),
        "problems": problems_to_json(account.of_kind("problem")),
        "left_out": problems_to_json(account.of_kind("left out")),
        "notes": problems_to_json(account.of_kind("note")),
        "account": account.as_json(),
        "columns": columns_to_json(mapping or preview.guess),
        "fields": {f.name: f.modality for f in whole.fields},
        "classes": whole.class_counts(),
        "splits": {s: len(whole.part(s)) for s in SPLITS},
        "reading": preview.reading,
        "readings": [asdict(r) for r in preview.readings],
        "encoding": asdict(preview.encoding) if preview.encoding else None,
    }
    say_json(answer)
