"""What can be typed: every command with its options. Nothing slow is imported before a command runs."""

import argparse
from importlib import import_module
from typing import Any, NoReturn

from mmgui import __version__
from mmgui.core.i18n import _
from mmgui.core.models.catalogue import PRESETS


class PlainParser(argparse.ArgumentParser):
    """Says what is wrong on one line, without the usage block."""

    def error(self, message: str) -> NoReturn:
        see = _("see")
        self.exit(2, f"{self.prog}: {message} ({see} {self.prog} --help)\n")


def make_parser() -> argparse.ArgumentParser:
    parser = PlainParser(
        prog="mmgui",
        description=_("Teach a model to use several senses at once, and see why it answers as it does."),
        epilog=_("Without a command, `mmgui [PATH]` opens the window."),
    )
    parser.add_argument("--version", action="version", version=f"mmgui {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True, parser_class=PlainParser)

    scenes = _command(commands, "scenes", _("list the built-in scenes"), "data:list_scenes")
    _json_option(scenes)

    make = _command(commands, "make", _("write a scene as a plain data set"), "data:make_scene")
    make.add_argument("name", metavar="NAME", help=_("a name from `mmgui scenes`"))
    make.add_argument("--out", required=True, metavar="DIR", help=_("a new or empty folder"))
    make.add_argument("--count", type=_positive, metavar="N", help=_("how many examples"))
    make.add_argument("--seed", type=int, default=0, metavar="S", help=_("the same seed gives the same files"))
    make.add_argument("--language", default="en", help=_("en, zh_CN or both"))
    make.add_argument("--difficulty", type=float, metavar="D", help=_("0 (easy) to 1 (hard)"))
    _json_option(make)

    importing = _command(commands, "import", _("import a table or folder into a project"), "data:import_source")
    importing.add_argument("source", type=_filled, metavar="SOURCE")
    importing.add_argument(
        "--project", type=_filled, required=True, metavar="P", help=_("NAME.mmproj; made if it does not exist")
    )
    _mapping_options(importing)
    _json_option(importing)

    train = _command(commands, "train", _("train a model"), "training:train_model")
    train.add_argument("source", type=_filled, metavar="SOURCE", help=_("project, table, folder or scene:NAME"))
    train.add_argument("--run", type=_filled, required=True, metavar="DIR", help=_("where the run is written"))
    train.add_argument(
        "--test", type=_filled, metavar="SOURCE2", help=_("a source whose examples only measure the result")
    )
    _mapping_options(train)
    train.add_argument("--fusion", default="attention", metavar="NAME", help=_("how the senses are joined"))
    train.add_argument("--preset", default="balanced", choices=PRESETS)
    train.add_argument("--only", metavar="FIELD,…", help=_("use these fields only"))
    train.add_argument("--epochs", type=_positive, metavar="N")
    train.add_argument("--batch", type=_positive, metavar="N")
    train.add_argument("--seed", type=int, default=0, metavar="S")
    train.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda"))
    train.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help=_("one more setting"))
    train.add_argument("--count", type=_positive, metavar="N", help=_("scene:NAME only: how many examples"))
    train.add_argument("--language", default="en", help=_("scene:NAME only: en, zh_CN or both"))
    train.add_argument("--difficulty", type=float, metavar="D", help=_("scene:NAME only: 0 (easy) to 1 (hard)"))
    train.add_argument("--overwrite", action="store_true", help=_("replace the run that is in DIR"))
    train.add_argument("--resume", action="store_true", help=_("continue a stopped run in DIR"))
    train.add_argument(
        "--no-film", action="store_true", help=_("record no learning film (it holds validation examples)")
    )
    _json_option(train)
    train.set_defaults(has_events=True)

    race = _command(commands, "race", _("let single senses, fusions and plain methods race"), "race:run_race")
    race.add_argument("source", type=_filled, metavar="SOURCE", help=_("project, table, folder or scene:NAME"))
    race.add_argument(
        "--run", type=_filled, required=True, metavar="DIR", help=_("where the runs and the result are written")
    )
    _mapping_options(race)
    race.add_argument("--preset", default="quick", choices=PRESETS)
    race.add_argument("--entrants", metavar="NAME,…", help=_("who takes part, for example words,picture,concat"))
    race.add_argument("--epochs", type=_positive, metavar="N")
    race.add_argument("--seed", type=int, default=0, metavar="S")
    race.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda"))
    race.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help=_("one more setting"))
    race.add_argument("--overwrite", action="store_true", help=_("replace the runs that are in DIR"))
    race.add_argument("--one-by-one", action="store_true", help=_("one after the other instead of in turns"))
    race.add_argument("--count", type=_positive, metavar="N", help=_("scene:NAME only: how many examples"))
    race.add_argument("--language", default="en", help=_("scene:NAME only: en, zh_CN or both"))
    race.add_argument("--difficulty", type=float, metavar="D", help=_("scene:NAME only: 0 (easy) to 1 (hard)"))
    _json_option(race)
    race.set_defaults(has_events=True)

    evaluate = _command(commands, "evaluate", _("measure a run on labelled examples"), "inference:evaluate_run")
    evaluate.add_argument("run", type=_filled, metavar="RUN")
    evaluate.add_argument("source", type=_filled, metavar="SOURCE")
    _mapping_options(evaluate)
    evaluate.add_argument("--part", choices=("all", "train", "validation", "test"),
                          help=_("what is measured; by default the test part if there is one, else all"))  # fmt: skip
    evaluate.add_argument("--honesty", action="store_true",
                          help=_("also examine how far the heat maps can be believed"))  # fmt: skip
    evaluate.add_argument("--count", type=_positive, metavar="N", help=_("scene:NAME only: how many examples"))
    _spoken_language(evaluate)
    _json_option(evaluate)

    predict = _command(commands, "predict", _("ask a model about one example"), "inference:predict_one")
    predict.add_argument("run", type=_filled, metavar="RUN")
    predict.add_argument("--input", action="append", default=[], metavar="FIELD=VALUE",
                         help=_("a text, or the path of a file"))  # fmt: skip
    predict.add_argument("--heatmap", metavar="OUT.png|.svg",
                         help=_("save the picture with its heat map"))  # fmt: skip
    predict.add_argument("--method", default="auto", help=_("the kind of heat map"))
    predict.add_argument(
        "--table", type=_filled, metavar="SOURCE", help=_("answer every row of a table, folder, project or scene")
    )
    predict.add_argument("--out", metavar="OUT.csv|.xlsx", help=_("with --table: where the answers go"))
    field_help = _("NAME=COLUMN: read field NAME from COLUMN, for example picture=photo; NAME= reads none")
    _mapping_options(predict, "NAME=COLUMN", field_help)
    predict.add_argument("--count", type=_positive, metavar="N", help=_("scene:NAME only: how many examples"))
    _spoken_language(predict)
    predict.add_argument("--flip", action="store_true",
                         help=_("look for the fewest words or parts of the picture that turn the answer"))  # fmt: skip
    _json_option(predict)

    film = _command(commands, "film", _("save the learning film of a run as an animated picture"), "film:save_run_film")
    film.add_argument("run", type=_filled, metavar="RUN")
    film.add_argument("--out", required=True, metavar="FILE", help=_("a name that ends in .webp or .gif"))
    film.add_argument("--examples", metavar="ID,…", help=_("show these examples of the film first"))
    _json_option(film)

    report = _command(commands, "report", _("write the report of a run as HTML or PDF"), "exports:report_run")
    report.add_argument("run", type=_filled, metavar="RUN")
    report.add_argument(
        "source", type=_filled, metavar="SOURCE", nargs="?", help=_("its project, table, folder or scene:NAME")
    )
    report.add_argument("--out", required=True, metavar="FILE.html|.pdf")
    report.add_argument("--card", action="store_true", help=_("also write a model card beside the model"))
    _mapping_options(report)
    report.add_argument("--count", type=_positive, metavar="N", help=_("scene:NAME only: how many examples"))
    _spoken_language(report)
    _json_option(report)

    self_test = _command(commands, "self-test", _("check that this installation works"), "self_test:run_self_test")
    _json_option(self_test)
    return parser


def _command(commands: Any, name: str, help_text: str, target: str) -> argparse.ArgumentParser:
    """Add a command whose function is imported only when it runs."""
    module, function = target.split(":")

    def carry_out(arguments: argparse.Namespace) -> int | None:
        result: int | None = getattr(import_module(f"mmgui.cli.{module}"), function)(arguments)
        return result

    parser: argparse.ArgumentParser = commands.add_parser(name, help=help_text, description=help_text)
    parser.set_defaults(carry_out=carry_out)
    return parser


def _mapping_options(
    parser: argparse.ArgumentParser, form: str = "NAME=MODALITY:COLUMN", field_help: str | None = None
) -> None:
    field_help = field_help or _("read field NAME from COLUMN, for example picture=image:photo")
    parser.add_argument("--field", action="append", default=[], metavar=form, help=field_help)
    parser.add_argument("--label", type=_filled, metavar="COLUMN", help=_("the column with the answers"))
    parser.add_argument(
        "--split",
        type=_filled,
        metavar="COLUMN",
        help=_("the column that says train, validation or test; none for no column"),
    )
    parser.add_argument("--read-as", metavar="NAME",
                        help=_("the sheet, table or way to read SOURCE, where there are several"))  # fmt: skip
    parser.add_argument("--encoding", metavar="NAME",
                        help=_("how the letters of a text file, or of the names in a ZIP, are stored, in place of the "
                               "guess, for example utf-8 or cp1251"))  # fmt: skip
    parser.add_argument("--join-labels", action="store_true",
                        help=_("write labels that look alike (Cat, cat; 1, 1.0) in one way"))  # fmt: skip


def _spoken_language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--language", metavar="LANG",
                        help=_("en or zh_CN: what this command writes, as the system by default; with scene:NAME also "
                               "the examples, by default en, there also both"))  # fmt: skip


def _json_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=_("machine-readable output on stdout"))


def _positive(text: str) -> int:
    try:
        value = int(text)
    except ValueError:
        value = 0
    if value < 1:
        raise argparse.ArgumentTypeError(_("“{text}” is not a whole number above 0").format(text=text))
    return value


def _filled(text: str) -> str:
    """An empty word is mostly a variable of a script that holds nothing: it would mean this folder, or no choice."""
    if not text:
        raise argparse.ArgumentTypeError(_("it is empty"))
    return text
