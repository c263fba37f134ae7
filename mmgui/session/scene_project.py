"""The project of a built-in scene, kept in the program's own folder and made on first use."""

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from mmgui.core.data.project import Project
from mmgui.core.i18n import _
from mmgui.core.paths import PROJECT_SUFFIX, scenes_folder
from mmgui.core.scenes import SCENES
from mmgui.session.jobs import Job


def scene_project_path(name: str, language: str) -> Path:
    return scenes_folder() / f"{name}-{language}{PROJECT_SUFFIX}"


def open_or_make(name: str, language: str, count: int | None, job: Job) -> Project:
    """Open the scene's project, or make its examples, split them and save them as one.

    It is built beside its final place and renamed at the end, so that a cancelled start leaves nothing half-made.
    Raises ProjectError if it is there but damaged or open in another window; nothing that is there is touched.
    """
    scene = SCENES.get(name)
    language = language if language in scene.languages else scene.languages[0]
    path = scene_project_path(name, language)
    if path.exists():
        return Project.open(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".making-", dir=path.parent))
    try:
        examples = scene.make(
            work / "files", count or scene.default_count, 0, language, cancel=job.cancel, progress=job.report
        )
        # The person reads the labels in the language of the texts; as files for others they stay English (mmgui make).
        translated = tuple(replace(e, label=_(e.label) if e.label else None) for e in examples.examples)
        with Project.create(work / path.name, scene.title()) as project:
            project.add(replace(examples, examples=translated), cancel=job.cancel)
        (work / path.name).rename(path)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return Project.open(path)
