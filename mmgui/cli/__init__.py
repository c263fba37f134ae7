"""The command line: the same work without a window, and what scripts and benchmarks rely on.

Exit codes: 0 good, 2 wrong usage or input (one plain line on stderr), 1 a bug of ours (logged, no traceback shown).
"""

import argparse
import contextlib
import sys
from collections.abc import Sequence

from mmgui.cli.parser import make_parser
from mmgui.core.errors import Cancelled, DataError, MmguiError
from mmgui.core.falls import take_falls, watch_for_falls
from mmgui.core.i18n import _, join_sentences, set_language, system_language
from mmgui.core.logs import log_bug, start_logging


def run_command_line(words: Sequence[str]) -> int:
    """Carry out one command and return the exit code."""
    with contextlib.suppress(OSError, ValueError):  # a damaged catalogue: then in English
        set_language(system_language())
    start_logging()
    arguments = make_parser().parse_args(words)
    take_falls("command")  # whoever typed it saw it end: only their details are kept
    with watch_for_falls("command"):
        return _carry_out(arguments)


def _carry_out(arguments: argparse.Namespace) -> int:
    try:
        return int(arguments.carry_out(arguments) or 0)
    except Cancelled:
        print(_("Stopped."), file=sys.stderr)
        return 0
    except MmguiError as error:
        option = error.option if isinstance(error, DataError) else ""
        choose = _("To choose otherwise: {option}.").format(option=option) if option else ""
        _complain(f"mmgui: {join_sentences([error.sentence(), choose])}")
        return 2
    except BrokenPipeError:
        # The reader of our output has gone (`| head`): nobody is left to tell. Python would complain while closing.
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        name = f" “{error.filename}”" if error.filename else ""
        _complain(f"mmgui: {error.strerror or error}{name}")
        return 2
    except Exception as error:
        place = log_bug(error)
        print(
            _("mmgui: this is a bug of ours ({kind}); the details are in {place}.").format(
                kind=type(error).__name__, place=place
            ),
            file=sys.stderr,
        )
        return 1


def _complain(line: str) -> None:
    from mmgui.cli.printing import harmless  # with what it needs, only when something is wrong

    print(harmless(line), file=sys.stderr)
