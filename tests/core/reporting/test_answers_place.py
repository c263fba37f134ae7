"""Where answers may go: not over a project's own files, by whatever way they are named."""

from pathlib import Path

import pytest

from mmgui.core.data.project import Project
from mmgui.core.errors import DataError
from mmgui.core.reporting.answers_place import check_place


@pytest.fixture
def project(tmp_path: Path) -> Path:
    with Project.create(tmp_path / "posts.mmproj"):
        pass
    return tmp_path / "posts.mmproj"


@pytest.mark.parametrize("inner", ["project.sqlite", "project.sqlite-wal", "media/ab/abc.csv", "media/new.csv"])
def test_a_file_of_a_project_is_refused(project: Path, tmp_path: Path, inner: str) -> None:
    (tmp_path / "link").symlink_to(project)
    for folder in (project, tmp_path / "link", project / "runs" / ".."):
        with pytest.raises(DataError, match=r"belongs to the project “posts\.mmproj”") as error:
            check_place(folder / inner)
        assert error.value.hint


@pytest.mark.parametrize("inner", ["answers.csv", "runs/1/answers.csv"])
def test_another_table_may_lie_in_a_project(project: Path, inner: str) -> None:
    (project / inner).parent.mkdir(parents=True, exist_ok=True)
    (project / inner).write_text("old")
    check_place(project / inner)


def test_a_source_that_is_not_there_any_more_is_no_reason(tmp_path: Path) -> None:
    check_place(tmp_path / "out.csv", tmp_path / "gone.csv")
