"""The words that people use for the parts of a data set, in columns and as names of folders and files."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from mmgui.core.data.example import Split

_WORDS: Mapping[Split, str] = {
    "train": """
        train training trainings trainset trn tr insample in_sample 训练 訓練
        trainieren lernen entraînement apprentissage entrenamiento entreno aprendizaje addestramento allenamento
        apprendimento treino treinamento обучение обучающая обучающий обучающее тренировка тренировочная тренировочный
        трейн 学習 トレーニング トレイン 학습 훈련 트레이닝
        træning træn træne trening trene träning träna trainen oefen oefenen eğitim eğit treningowy trenowanie uczący
        trénovací trénink koulutus opetus harjoitus навчальна навчання тренувальна εκπαίδευση प्रशिक्षण huấn_luyện تدريب
        učna učni učno učenje usposabljanje treniranje obuka entrenament aprenentatge
        """,
    "validation": """
        val valid validation validate valset vali va dev devel development eval evaluation publictest public_test
        验证 驗證 校验 validierung validieren validación validazione convalida validação
        валидация валидационная валидационный проверка проверочная проверочный 検証 バリデーション 검증
        validering valider validatie valideren doğrulama doğrula geçerleme walidacja walidacyjny validace validační
        validointi валідація валідаційна επικύρωση सत्यापन xác_thực تحقق
        validacija validacijska validacijski validacijsko vrednotenje provjera validació
        """,
    "test": """
        test testing tests testset tst te holdout hold_out heldout held_out privatetest private_test out_of_sample
        outofsample 测试 測試 testen prüfung pruefung essai prueba pruebas prova teste collaudo
        тест тестирование тестовая тестовый тестовое контроль контрольная テスト 試験 테스트 시험
        testning prøve testen sınama testowy testovací testi тестова тестування δοκιμή परीक्षण kiểm_tra kiểm_thử اختبار
        testna testni testno testiranje preizkus ispitni proves
        """,
}
# Words that stand in a column of parts and name none: such rows are left out, and the column is one of parts.
NO_PART_WORDS = frozenset({"unlabeled", "unlabelled", "unsup", "unsupervised", "unused", "none", "ignore", "extra"})
# Rows that whoever made the table left to the program: they are dealt.
DEALT_WORDS = frozenset({"unassigned"})
# Words that mean something else too (languages: Turkish, Telugu): trusted only in a column that is called like parts.
SHORT_WORDS = frozenset({"tr", "va", "te"})
# What stands beside the word itself and says nothing more: "Training set", "test_data", "conjunto de prueba".
_BESIDE = re.compile(
    r"^(the|set|data|dataset|datasets|split|part|subset|partition|conjunto|datos|dados|dati|ensemble|jeu|insieme|donnees"
    r"|conjunt|dades|mnozica|skup)(_(de|da|do|di|d|of|for|pour|per|per_a|za))*_"
    r"|_(set|sets|data|dataset|datasets|split|part|subset|partition|sample|samples|examples|rows|only|выборка|набор"
    r"|данные|daten|satz|menge|teil|mnozica|skup|podatki|podaci)$"
    r"|s?(daten|datensatz|menge|satz|teil|set|data)$"
    r"|_?(データセット|テータセット|データ|テータ|セット|用|集|数据集|数据|数據|样本|세트|데이터|용)$"
)
_FOLDER_EXTRAS = re.compile(
    r"_?\d{1,3}_?%$|_?\d{1,4}$|_(kopie|copy|copie|copia)(_\d{1,2})?$"
    r"|_(images?|imgs?|pictures?|pics?|photos?|data|folder|split)$|^(images?|imgs?|pictures?|pics?|photos?|data)_"
    r"|s?bilder$"
)
_SPLIT_FILE = re.compile(
    r"^(train|training|val|valid|validate|validation|dev|eval|test|testing)(?=$|[-_. ])"
    r"|[-_. ](train|training|val|valid|validate|validation|dev|test|testing)(?=$|[-_. ])",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"^\d{1,2}_")  # "1. Training"
# How words for the parts begin in many languages that this list does not hold.
_BEGINNINGS: Mapping[str, Split] = {
    **dict.fromkeys(("train", "trena", "treni", "treno", "entren", "entrain", "antren"), "train"),
    "valid": "validation",
    **dict.fromkeys(("test", "teszt"), "test"),
}
MOST_PART_WORDS = 6  # different ones in a column that may be one of parts whatever it is called
_LONGEST_SLIP = 20  # letters; comparing texts letter by letter would take minutes
_MEANT = ("train", "training", "valid", "validation", "test", "testing")
# Words of their own that differ from one of these by a letter.
_OTHERS = """
    rest best text east west nest pest vest tent teat rain brain drain grain trail trait strain resting vesting raining
    draining straining solid valor
    """
_OTHER_WORDS = frozenset(_OTHERS.split())
_YES_WORDS = """
    1 1.0 true t yes y x ✓ ✔ ja oui si sí sim да 是 はい 예 wahr vrai verdadero verdadeiro vero sant prawda истина tosi
    tak evet doğru kyllä ano
    """
_NO_WORDS = """
    0 0.0 false f no n nein nej nee non não нет 否 いいえ 아니오 falsch faux falso falskt fałsz ложь epätosi
    nie hayır hayir yanlış yanliş ei ne
    """
_YES, _NO = frozenset(_YES_WORDS.split()), frozenset(_NO_WORDS.split())
# By the name of a column of yes and no: the part that each stands for. "is_valid" and "valid" say mostly that a row is
# good.
_FLAGS: Mapping[str, tuple[Split, Split]] = {
    **dict.fromkeys(("istest", "intest", "fortest", "testflag", "isholdout", "inholdout"), ("test", "train")),
    **dict.fromkeys(
        ("istrain", "intrain", "fortrain", "trainflag", "istraining", "fortraining"),
        ("train", "test"),
    ),
    **dict.fromkeys(("isval", "isvalidation", "isdev", "inval", "invalidation", "valflag"), ("validation", "train")),
}
# By the part that a column is called like: "test", "Training set".
_PLAIN_FLAGS: Mapping[Split | None, tuple[Split, Split]] = {"test": ("test", "train"), "train": ("train", "test")}
_PREFIXED = re.compile("^(is|in|for)|flag$")
# "is" in other languages, before the word for a part.
_IS_WORDS = frozenset(["is", "est", "ist", "es", "é", "è", "jest", "är", "er", "on", "это"])
_IS_GLUED = re.compile("^是否?|여부$")
_OF_PART: Mapping[Split, tuple[Split, Split]] = {
    "test": ("test", "train"),
    "train": ("train", "test"),
    "validation": ("validation", "train"),
}


def read_split(value: str) -> Split | None:
    """The part of the split that a word means ("val", "Hold-out", "Training set", "1. Prüfung"), None if it means
    none."""
    return _read(value) if len(value) < 60 else None


def read_part(value: str, column: str) -> Split | None:
    """The part that a value in this column means; in "is_test" also True and False, 1 and 0, and nothing is no."""
    split = read_split(value)
    flags = flags_of(column) if split is None else None
    if flags is None:
        return split
    word = value.strip().casefold()
    return flags[0] if word in _YES else flags[1] if word in _NO or not word else None


@lru_cache(maxsize=1_000)
def flags_of(column: str) -> tuple[Split, Split] | None:
    """What yes and no mean in a column of this name ("is_test", "Testdaten?": test and train), None if it is not called
    so."""
    joined = _joined(column)
    part = None if joined in SHORT_WORDS else read_split(joined)
    asked = _part_asked_for(column)
    return _FLAGS.get(joined) or _PLAIN_FLAGS.get(part) or (_OF_PART[asked] if asked else None)


def _part_asked_for(column: str) -> Split | None:
    """The part of a name that asks for it: "est_test", "ist Training?", "是否测试"."""
    first, *rest = re.split(r"[\W_]+|(?<=[a-z])(?=[A-Z])", column.strip(" _?")) or [""]
    word = "_".join(rest) if first.casefold() in _IS_WORDS else _IS_GLUED.sub("", column.strip(" _?？吗"))
    if not word or word == column.strip(" _?？吗") or _plain(word) in SHORT_WORDS | {"valid"}:
        return None
    return read_split(word)


def part_named_in(column: str) -> Split | None:
    """The part that a name or one of its words means: "hold-out", "used for test", "Test (x)"."""
    words = (column, *re.split(r"[\W_]+", column))
    parts = (read_split(word) for word in words if word.casefold() not in SHORT_WORDS)
    return next((part for part in parts if part is not None), None)


def is_plain_flag(column: str) -> bool:
    """Whether it is called like a part and no more ("test"): such a column may be the answer as well."""
    is_asked = _PREFIXED.search(_joined(column)) is not None or _part_asked_for(column) is not None
    return flags_of(column) is not None and not is_asked


def is_flag(value: str) -> bool:
    return value.strip().casefold() in _YES | _NO


def is_part_word(value: str, trust_short: bool = True) -> bool:
    """Whether a value is one that stands in columns of parts."""
    word = _plain(value)
    if word in NO_PART_WORDS or word in DEALT_WORDS:
        return True
    return read_split(value) is not None and (trust_short or word not in SHORT_WORDS)


def is_dealt(value: str) -> bool:
    """Whether a value in a column of parts leaves the choice to the program: nothing, or "UNASSIGNED"."""
    word = _plain(value)
    return not word or word in DEALT_WORDS


def may_be_train(value: str) -> bool:
    """Whether an unknown word may stand for training where nothing else does: no slip of another part, no "unused"."""
    word = _plain(value)
    if word in NO_PART_WORDS or len(word) > _LONGEST_SLIP:
        return False
    return not any(_is_slip(word, meant) for meant in _MEANT if read_split(meant) != "train")


def is_nearly_part(value: str) -> bool:
    """Whether a value is a part that is spelt wrongly ("trian", "tset"): the column is one of parts all the same."""
    word = _plain(value)
    if not 4 <= len(word) <= _LONGEST_SLIP or word in _OTHER_WORDS or _read(value) is not None:
        return False
    return any(_is_slip(word, meant) for meant in _MEANT)


def parts_hinted_at(values: Collection[str]) -> set[Split]:
    """The parts that words mean or begin like, though most of them may be unknown: "testna", "validacijska"."""
    found = {read_split(value) for value in values if _plain(value) not in SHORT_WORDS}
    found |= {part for value in values for start, part in _BEGINNINGS.items() if _plain(value).startswith(start)}
    return {part for part in found if part is not None}


def read_part_of_folder(name: str) -> Split | None:
    """The part that a folder stands for by its name: "Train", "val2017", "test_images", "Trainingsdaten"."""
    word = _FOLDER_EXTRAS.sub("", _plain(name))
    return None if word in SHORT_WORDS or _NUMBER.match(word) else read_split(word)


def read_parts_of_folders(names: Sequence[str]) -> dict[str, Split]:
    """The parts that folders beside each other stand for: those whose names are parts; and where all of them but one at
    most end in parts, after a number or the same words, also these ("1_train", "seg_test")."""
    parts = {name: part for name in names if (part := read_part_of_folder(name)) is not None}
    ends = {name: end for name in names if (end := _end_of_folder(name)) is not None}
    heads = {head for head, _part in ends.values() if head and not head.isdigit()}
    if len(heads) < 2 and _are_most_parts([part for _head, part in ends.values()], names):
        found = {name: part for name, (_head, part) in ends.items()}
        bare = [name for name in names if _plain(name) in heads]  # "rps" beside "rps-test-set"
        return found if "train" in found.values() else {**found, **dict.fromkeys(bare, "train")}
    return parts


def hold_parts_and_more(names: Sequence[str]) -> bool:
    """Whether the names of folders beside each other hold a part each and something else: "train_cats", "Dogs Test"."""
    found = []
    for name in names:
        start = _plain(name).partition("_")[0]
        end = _end_of_folder(name)
        part = end[1] if end is not None else None if start in SHORT_WORDS else read_split(start)
        found += [part] if part is not None and read_part_of_folder(name) is None else []
    return _are_most_parts(found, names)


def _end_of_folder(name: str) -> tuple[str, Split] | None:
    """What stands before the part at the end of a folder's name, "" if nothing does, and the part."""
    if (part := read_part_of_folder(name)) is not None:
        return "", part
    bare = _FOLDER_EXTRAS.sub("", _plain(name))
    head, _sign, word = re.sub("_(set|data|dataset)$", "", bare).rpartition("_")
    last = None if word in SHORT_WORDS else read_split(word)
    return None if last is None else (head, last)


def _are_most_parts(found: Sequence[Split], names: Sequence[str]) -> bool:
    """Whether parts, and several, were found in all names but one."""
    return len(found) >= len(names) - 1 and len(set(found)) > 1


def read_part_of_file(stem: str) -> Split | None:
    """The part that a table holds by its name: "train", "test-00000-of-00001", "trainLabels", "Testdaten"."""
    stem = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", stem)
    found = _SPLIT_FILE.search(stem)
    word = (found.group(1) or found.group(2)) if found else stem
    return None if _plain(word) in SHORT_WORDS else read_split(word)


@lru_cache(maxsize=10_000)
def _read(value: str) -> Split | None:
    word = _NUMBER.sub("", _plain(value))
    while word not in SPLIT_WORDS:
        shorter = _BESIDE.sub("", word, count=1).strip("_")
        if shorter == word or not shorter:
            return None
        word = shorter
    return SPLIT_WORDS[word]


def _joined(column: str) -> str:
    return re.sub(r"[\W_]+", "", column.casefold())


def _plain(value: str) -> str:
    """Lower case, without accents, the signs between words as "_"."""
    letters = unicodedata.normalize("NFKD", value).casefold()
    letters = "".join(c for c in letters if not unicodedata.combining(c))
    return re.sub(r"[\s\-_.:'’/()\[\]]+", "_", unicodedata.normalize("NFC", letters)).strip("_")


def _is_slip(word: str, meant: str) -> bool:
    """One letter too many, too few, another one, or two that changed places; in long words two of that."""
    return _distance(word, meant) <= (2 if len(meant) > 7 else 1)


def _distance(one: str, other: str) -> int:
    """Steps from one word to the other; letters that changed places are one. Source: Damerau 1964."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, wanted in enumerate(other, start=1):
            steps = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                steps = min(steps, before[j - 2] + 1)
            row.append(steps)
        before, last = last, row
    return last[-1]


SPLIT_WORDS: Mapping[str, Split] = {_plain(word): split for split, words in _WORDS.items() for word in words.split()}
