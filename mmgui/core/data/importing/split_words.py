"""The words that people use for the parts of a data set, in columns and as names of folders and files."""

import re
from collections.abc import Mapping

from mmgui.core.data.example import Split

_WORDS: Mapping[Split, tuple[str, ...]] = {
    "train": ("train", "training", "trainset", "train_set", "trn", "tr", "训练", "训练集", "訓練"),
    "validation": (
        *(
            "val",
            "valid",
            "validation",
            "validate",
            "valset",
            "val_set",
            "validation_set",
            "vali",
            "va",
            "dev",
            "devel",
        ),
        *("dev_set", "development", "eval", "evaluation", "publictest", "public_test", "验证", "验证集", "驗證"),
    ),
    "test": (
        *("test", "testing", "testset", "test_set", "tst", "te", "holdout", "hold_out", "heldout", "held_out"),
        *("privatetest", "private_test", "测试", "测试集", "測試"),
    ),
}
SPLIT_WORDS: Mapping[str, Split] = {word: split for split, words in _WORDS.items() for word in words}
# Words that stand in a column of parts and name none: such rows are left out, and the column is one of parts.
NO_PART_WORDS = frozenset({"unlabeled", "unlabelled", "unsup", "unsupervised", "unused", "none", "ignore", "extra"})
# Words that mean something else too (languages: Turkish, Telugu): trusted only in a column that is called like parts.
SHORT_WORDS = frozenset({"tr", "va", "te"})
_FOLDER_EXTRAS = re.compile(
    r"_?\d{1,4}$|_(images?|imgs?|pictures?|pics?|photos?|data|folder|split)$|^(images?|imgs?|pictures?|pics?|photos?|data)_"
)
_SPLIT_FILE = re.compile(
    r"^(train|training|val|valid|validation|dev|eval|test|testing)(?=$|[-_. ])"
    r"|[-_. ](train|training|val|valid|validation|dev|test|testing)$",
    re.IGNORECASE,
)


def read_split(value: str) -> Split | None:
    """The part of the split that a word means ("val", "dev", "Hold-out"), None if it means none."""
    return SPLIT_WORDS.get(_plain(value))


def is_part_word(value: str, trust_short: bool = True) -> bool:
    """Whether a value is one that stands in columns of parts."""
    word = _plain(value)
    return word in NO_PART_WORDS or (word in SPLIT_WORDS and (trust_short or word not in SHORT_WORDS))


def read_part_of_folder(name: str) -> Split | None:
    """The part that a folder stands for by its name: "Train", "val2017", "test_images", "images_test"."""
    word = _FOLDER_EXTRAS.sub("", _plain(name))
    return None if word in SHORT_WORDS else SPLIT_WORDS.get(word)


def read_part_of_file(stem: str) -> Split | None:
    """The part that a table holds by its name: "train", "test-00000-of-00001", "posts_train"."""
    found = _SPLIT_FILE.search(stem)
    return SPLIT_WORDS[(found.group(1) or found.group(2)).lower()] if found else None


def _plain(value: str) -> str:
    return re.sub(r"[\s-]+", "_", value.strip().lower())
