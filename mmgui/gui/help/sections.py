"""The texts of the help: a section per page, and what stands on pages and is not plain by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from mmgui.core.i18n import N_


@dataclass(frozen=True, slots=True)
class HelpSection:
    """icon: its little picture. paragraphs: marked with N_(), a few short sentences each."""

    icon: str
    title: str
    paragraphs: tuple[str, ...]


SECTIONS: Final[Mapping[str, HelpSection]] = {
    "home": HelpSection(
        "home",
        N_("Home"),
        (
            N_("Here you begin: with the built-in scene, with your own data, or where you stopped."),
            N_(
                "Three steps make a model: look at the examples, press Start, try it. “Start with this scene” makes "
                "the examples for you."
            ),
        ),
    ),
    "data": HelpSection(
        "data",
        N_("Data"),
        (
            N_(
                "Every card is an example: what the model sees and reads, and the right answer below. Enter or "
                "Space shows one large; the arrow keys go on from there."
            ),
            N_(
                "Drop a table or a folder here to add your own. What could not be read is listed with its reason. "
                "Search, filter and sort above; label, move and delete below. Ctrl+Z takes everything back."
            ),
            N_(
                "The examples are divided into three parts: the model learns from training, is watched on validation, "
                "and is judged once on test."
            ),
        ),
    ),
    "mapping": HelpSection(
        "import_file",
        N_("What is what"),
        (
            N_(
                "Before a table is added, this page asks which column is which: what the model sees and reads, and "
                "which one holds the answers. What could be guessed is filled in. Cancel changes nothing."
            ),
        ),
    ),
    "by hand": HelpSection(
        "add",
        N_("Classes by hand"),
        (
            N_(
                "Without a table: name two or more classes, then drop or paste pictures on each, or type texts, one a "
                "line. Some twenty of each are a beginning. A class is renamed, coloured or deleted by its menu."
            ),
        ),
    ),
    "train": HelpSection(
        "train",
        N_("Train"),
        (
            N_(
                "Choose how the senses are joined and how long to learn, and press Start. The defaults are good. Pause "
                "and Stop answer at once, and what was learned is kept."
            ),
            N_(
                "The loss should fall and the accuracy rise. If training goes on getting better and validation does "
                "not, it learns by heart. The sentence below the curves says which it is."
            ),
        ),
    ),
    "film": HelpSection(
        "play",
        N_("Learning film"),
        (
            N_(
                "Six examples that it never learns from, epoch by epoch: where it looked and what it answered. Drag "
                "the slider to see when it understood; save it as a moving picture."
            ),
        ),
    ),
    "race": HelpSection(
        "right",
        N_("Race"),
        (
            N_(
                "Is it better with both senses? Models with one sense, with several, and two plain methods learn from "
                "the same examples, side by side."
            ),
            N_(
                "The verdict says how far ahead the winner is and whether that could be chance. A model that does not "
                "beat the plain methods is not worth its effort."
            ),
        ),
    ),
    "results": HelpSection(
        "results",
        N_("Results"),
        (
            N_(
                "How good is it on examples that it has never seen? Start with accuracy and the sentence below the "
                "figures; the interval says how much of it may be chance."
            ),
            N_(
                "The table shows what is taken for what: a click on a cell shows those examples. Mistakes lists the "
                "wrong answers, Confidence tells whether it is as sure as it may be, Compare sets two runs beside "
                "each other."
            ),
        ),
    ),
    "labels": HelpSection(
        "label",
        N_("Doubtful labels"),
        (
            N_(
                "Mistakes also lists the training examples whose label the model does not believe, the least likely "
                "first. Some are wrong, others only rare: look at each; a right-click corrects it."
            ),
        ),
    ),
    "try": HelpSection(
        "try",
        N_("Try"),
        (
            N_(
                "Give it something new: the answer follows every keystroke. The colours show what counted, the bar "
                "shows which sense decided."
            ),
            N_(
                "Tap a word or drag over the picture to hide it from the model and see what changes. With Look, a tap "
                "shows what belongs together. “What would flip it?” looks for the smallest change of the answer."
            ),
        ),
    ),
    "badges": HelpSection(
        "check",
        N_("Badges"),
        (
            N_(
                "A heat map can mislead. So each kind of map is examined: does hiding what it marks change the answer "
                "more than hiding anything else? Does it change when the model knows nothing?"
            ),
            N_(
                "Green: it passed, trust it. Amber: with caution. Grey: not examined. A click on the badge says why, "
                "and offers a better map if there is one."
            ),
        ),
    ),
    "keys": HelpSection(
        "settings",
        N_("Keys and looks"),
        (
            N_(
                "Ctrl+1 to Ctrl+5 go to the pages, Ctrl+R starts a training, Ctrl+Z and Ctrl+Shift+Z undo and redo "
                "(on Try: what you hid), F1 opens this help."
            ),
            N_("Ctrl+Plus and Ctrl+Minus make all texts larger and smaller. Ctrl+T changes between light and dark."),
        ),
    ),
    "terms": HelpSection("info", N_("Terms"), ()),
}

__all__ = ["SECTIONS", "HelpSection"]
