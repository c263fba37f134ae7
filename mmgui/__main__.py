"""`python -m mmgui`: a first word that is a command goes to the command line, everything else opens the window."""

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    words = list(sys.argv[1:] if arguments is None else arguments)
    from mmgui.cli.names import COMMANDS, misspelt_command

    if words and (words[0] in COMMANDS or words[0] in ("-h", "--help", "--version")):
        from mmgui.cli import run_command_line

        return run_command_line(words)
    if words and (meant := misspelt_command(words[0])):
        sys.stderr.write(f"mmgui: “{words[0]}” is no command and no file. Did you mean “{meant}”?\n")
        return 2
    from mmgui.app import run_window

    return run_window(words)


if __name__ == "__main__":
    sys.exit(main())
