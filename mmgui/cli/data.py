"""mmgui scenes, make, import."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from mmgui.cli.sources import is_project, progress, read_table_or_folder, report_problems
from mmgui.core.cancel import CancelToken
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
        }
        for _name, scene in SCENES
    ]
    if arguments.json:
        print(json.dumps(scenes, ensure_ascii=False, indent=1))
        return
    for scene in scenes:
        print(f"{scene['name']:12} {scene['title']}\n{'':12} {scene['story']}")


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
        folder, count, arguments.seed, arguments.language, cancel=CancelToken(), progress=progress(_("making examples"))
    )
    table = folder / "metadata.csv"
    if arguments.json:
        answer = {"table": str(table), "count": len(examples), "classes": examples.class_counts()}
        print(json.dumps(answer, ensure_ascii=False))
        return
    print(_("{count} examples in {path}").format(count=len(examples), path=table))


def import_source(arguments: argparse.Namespace) -> None:
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
    result = read_table_or_folder(source, arguments, cancel)
    if not len(result.examples):
        report_problems(result, source)
        raise DataError(_("Nothing in “{path}” could be imported.").format(path=source), file=source)
    project = Project.open(place) if place.exists() else Project.create(place)
    try:
        edit = project.add(result, cancel=cancel)
        whole = project.example_set()
    finally:
        project.close()
    if arguments.json:
        print(
            json.dumps(
                {
                    "project": str(place),
                    "imported": edit.count,
                    "total": result.total,
                    "problems": [asdict(p) for p in (*result.problems, *edit.problems)],
                    "fields": {f.name: f.modality for f in whole.fields},
                    "classes": whole.class_counts(),
                    "splits": {s: len(whole.part(s)) for s in ("train", "validation", "test")},
                },
                ensure_ascii=False,
            )
        )
        return
    report_problems(result, source)
    print(
        _("imported {good} of {total}, {count} problems").format(
            good=len(result.examples), total=result.total, count=len(result.problems)
        )
    )
