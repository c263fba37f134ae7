"""A source from outside becomes examples of a project: the open one, or a new one named after the source."""

import shutil
from pathlib import Path

from mmgui.core.data.account import nothing_imported
from mmgui.core.data.edits import Edit
from mmgui.core.data.example import ExampleSet, ImportMapping, SourceOptions, SourcePreview
from mmgui.core.data.importing.source import read_source
from mmgui.core.data.project import Project
from mmgui.core.paths import default_projects_folder
from mmgui.session.jobs import Job
from mmgui.session.project_names import free_project_path, project_name_for


def import_into(
    project: Project | None, source: Path, mapping: ImportMapping | None, options: SourceOptions, job: Job
) -> tuple[Project, Edit]:
    """Read `source`, add the good examples, split those that have no part yet. A new project only if any is good.

    The edit's account says what became of everything that the source offered.
    """
    result = read_source(source, mapping, options=options, cancel=job.cancel, progress=job.report)
    if not len(result.examples):
        raise nothing_imported(source.name, result.problems, source)
    target = project  # an empty project is falsy
    if target is None:
        default_projects_folder().mkdir(parents=True, exist_ok=True)
        target = Project.create(free_project_path(project_name_for(source)))
    try:
        edit = target.add(result, join_labels=options.join_labels, cancel=job.cancel, progress=job.report)
        return target, edit
    except BaseException:
        if project is None:  # nothing half-made stays behind
            target.close()
            shutil.rmtree(target.folder, ignore_errors=True)
        raise


def looks_like_more(preview: SourcePreview, examples: ExampleSet) -> bool:
    """Does a source look like more examples of these? Fields and labels must have something in common."""
    if not examples.examples:
        return True
    guess = preview.guess
    own = {(f.name, f.modality) for f in examples.fields}
    labels = {row.get(guess.label_column or "", "") for row in preview.rows} - {""}
    has_field = any((f.name, f.modality) in own for f in guess.fields)
    return has_field and (not labels or not examples.classes or bool(labels & set(examples.classes)))


__all__ = ["import_into", "looks_like_more"]
