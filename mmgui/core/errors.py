"""The whole error policy: shown to the person, or cancelled in silence. Anything else is a bug of ours."""

from pathlib import Path

from mmgui.core.i18n import join_sentences


class MmguiError(Exception):
    """An expected failure. `message` says what happened to what, `hint` what to do, `detail` is for the curious."""

    def __init__(self, message: str, hint: str = "", detail: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.detail = detail

    def sentence(self) -> str:
        """Message and hint on one line, for the command line and the status bar."""
        return " ".join(join_sentences([self.message, self.hint]).split())


class Cancelled(MmguiError):  # noqa: N818 (a word of ours, not a failure)
    """Somebody asked to stop. Never shown."""

    def __init__(self) -> None:
        super().__init__("cancelled")


class UserFacingError(MmguiError):
    """Shown to the person as a plain sentence."""


class DataError(UserFacingError):
    """Something in a person's data cannot be used. Names the file and, for a table, row and column.

    option: what the command line takes for another choice, as in data/example.py.
    """

    def __init__(
        self,
        message: str,
        hint: str = "",
        detail: str = "",
        *,
        file: Path | str | None = None,
        row: int | None = None,
        column: str | None = None,
        option: str = "",
    ) -> None:
        super().__init__(message, hint, detail)
        self.file = None if file is None else str(file)
        self.row = row
        self.column = column
        self.option = option


class ProjectError(UserFacingError):
    """A project folder cannot be opened or written."""


class ExperimentError(UserFacingError):
    """The settings and the data do not fit together."""

    def __init__(self, message: str, hint: str = "", detail: str = "", *, parameter: str = "") -> None:
        super().__init__(message, hint, detail)
        self.parameter = parameter


class CheckpointError(UserFacingError):
    """A model file cannot be trusted or does not fit."""

    def __init__(self, message: str, hint: str = "", detail: str = "", *, path: Path | str = "") -> None:
        super().__init__(message, hint, detail)
        self.path = str(path)


class DeviceError(UserFacingError):
    """The wished-for device is not there or ran out of memory."""

    def __init__(self, message: str, hint: str = "", detail: str = "", *, device: str = "") -> None:
        super().__init__(message, hint, detail)
        self.device = device
