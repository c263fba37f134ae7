"""The log names our steps and lines of code, never what a person typed or loaded."""

import logging
from pathlib import Path

import pytest

from mmgui.core.logs import describe, log_bug, log_path, start_logging

CANARY = "dear diary, nobody may read this"


def _planted() -> Exception:
    try:
        try:
            float(CANARY)
        except ValueError as error:
            raise KeyError(CANARY) from error
    except KeyError as error:
        return error


def test_a_bug_is_logged_once_without_the_persons_words(home: Path, expect_log) -> None:
    expect_log("bug")
    start_logging()
    error = _planted()
    place = log_bug(error)
    log_bug(error)
    text = log_path().read_text()
    assert Path(place) == log_path() == home / "logs" / "mmgui.log"
    assert CANARY not in text
    assert text.count("\nKeyError\n") == 1 and "\nValueError\n" in text and "_planted" in text


def test_an_error_that_a_lane_has_logged_is_not_logged_again(expect_log) -> None:
    expect_log("job failed")
    start_logging()
    try:
        raise RuntimeError(CANARY)
    except RuntimeError as error:
        logging.getLogger("mmgui.session.jobs").exception("job failed")
        log_bug(error)
    assert log_path().read_text().count("\nRuntimeError\n") == 1


def test_nothing_is_written_before_there_is_something_to_say(home: Path) -> None:
    start_logging()
    start_logging()
    assert list(home.iterdir()) == []


def test_an_unwritable_home_is_said_instead_of_a_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expect_log, capsys: pytest.CaptureFixture[str]
) -> None:
    expect_log("bug")
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("MMGUI_HOME", str(tmp_path / "file" / "home"))
    start_logging()
    assert "cannot be written" in log_bug(ValueError("x"))
    assert capsys.readouterr().err == ""


def test_the_log_stays_small(home: Path) -> None:
    start_logging()
    logger = logging.getLogger("mmgui.test")
    for _ in range(3_000):
        logger.info("x" * 1_000)
    files = list((home / "logs").iterdir())
    assert len(files) == 4
    assert sum(f.stat().st_size for f in files) < 2_100_000


def test_a_circle_of_causes_ends() -> None:
    first, second = ValueError("a"), TypeError("b")
    first.__cause__, second.__cause__ = second, first
    assert describe(first).count("Error") == 2
