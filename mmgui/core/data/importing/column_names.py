"""What columns are usually called: answers, parts, numbers of rows; what those of fields are, their rooms say."""

import re
from collections.abc import Sequence

from mmgui.core.data.importing.split_words import flags_of
from mmgui.modalities import in_order, prose, typed_kinds
from mmgui.modalities.contract import Modality

SUREST = 5  # of the names of a kind of field: they say it whatever a column holds

LABEL_NAMES = (
    *("label", "class", "category", "target", "answer", "labels", "class_name", "label_name", "emotion", "sentiment"),
    *("group", "y", "标签", "类别", "分类", "答案"),
    *("klasse", "etikett", "kategorie", "classe", "étiquette", "catégorie", "etiqueta", "clase", "categoría", "rótulo"),
    *("etichetta", "категория", "метка", "класс", "ラベル", "クラス", "カテゴリ", "라벨", "레이블", "标注", "類別"),
    # Beside what somebody or a model answered.
    *("truth", "ground_truth", "y_true", "true_label", "true_class", "gold_label", "actual", "actual_label"),
    *("actual_class", "correct_answer", "right_answer", "correct_label", "correct_class"),
    *("wahrheit", "richtige_antwort", "korrekte_antwort", "richtige_lösung", "wahre_klasse", "tatsächliche_klasse"),
    *("vérité", "bonne_réponse", "réponse_correcte", "verdad", "respuesta_correcta", "verità", "risposta_corretta"),
    *("verdade", "resposta_correta", "правильный_ответ", "正解", "正确答案", "정답"),
)
# Words of the names of columns with what a model or somebody answered, right or not.
_GUESS_WORDS = frozenset(
    (
        *("prediction", "predictions", "predicted", "predict", "pred", "preds", "guess", "guessed", "given"),
        *("vorhersage", "vorhersagen", "vorhergesagt", "vorhergesagte", "prognose", "gegeben", "gegebene"),
        *("prédiction", "prédit", "prédite", "predicción", "predicho", "predicha", "previsione", "predizione"),
        *("predetto", "predetta", "previsão", "predição", "предсказание", "прогноз", "预测", "預測", "予測", "예측"),
    )
)
# Words that say "the answers" and nothing else, and those that beside them say "in words": "label_text", "class desc".
_ANSWER_WORDS = frozenset(
    (
        *("label", "labels", "class", "category", "klasse", "kategorie", "etikett", "classe", "étiquette", "catégorie"),
        *("etiqueta", "clase", "categoría", "etichetta", "categoria", "категория", "метка", "класс", "标签", "类别"),
    )
)
_WORDING = frozenset(
    (
        *("text", "texts", "word", "words", "name", "names", "description", "descriptions", "desc", "descr", "title"),
        *("string", "str", "caption", "meaning", "explanation", "beschreibung", "bezeichnung", "bedeutung", "titel"),
        *("texte", "texto", "testo", "nom", "nombre", "nome", "descripción", "descrizione", "описание", "название"),
    )
)
SPLIT_NAMES = (
    *("split", "partition", "subset", "set", "part", "usage", "划分", "fold", "kfold", "k_fold", "cv_fold", "cv"),
    *("dataset", "data_set", "phase", "teil", "teilmenge", "aufteilung", "datensatz", "partie", "ensemble", "jeu"),
    *(
        "conjunto",
        "partición",
        "particion",
        "división",
        "division",
        "insieme",
        "partizione",
        "suddivisione",
        "partição",
    ),
    *(
        "divisão",
        "выборка",
        "часть",
        "набор",
        "раздел",
        "数据集",
        "集合",
        "分割",
        "データ区分",
        "区分",
        "množica",
        "delitev",
        "skup",
        "podjela",
        "conjunt",
        "partició",
        "divisió",
        "세트",
        "분할",
        "구분",
    ),
)
_ID_NAMES = ("id", "ids", "uid", "uuid", "guid")


def field_names(*, are_media: bool) -> tuple[str, ...]:
    """What columns of files, or those of other values, are called."""
    return tuple(name for kind in in_order() if kind.is_media is are_media for name in kind.column_names)


def surest_names() -> frozenset[str]:
    """What columns of fields are mostly called."""
    return frozenset(name for kind in in_order() for name in kind.column_names[:SUREST])


def is_called_something(column: str) -> bool:
    """Whether a column is called like a field, like answers or parts."""
    names = (*field_names(are_media=True), *LABEL_NAMES, *field_names(are_media=False))
    return by_name([column], names) is not None or is_called_like_parts(column)


def says_label(column: str) -> bool:
    """Whether a column says by its name that it holds the answers."""
    return by_name([column], LABEL_NAMES) is not None


def words_answers(column: str, label: str = "") -> bool:
    """Whether a column says by its name that it tells the answers in words: "label_text", "class description"; beside
    answers of the name `label` also "mood_text" beside "mood"."""
    words = set(_plain(column).split("_"))
    answers = set(_plain(label).split("_")) if label else words & _ANSWER_WORDS
    others = words - answers
    return bool(answers and others) and answers <= words and others <= _WORDING


def says_guess(column: str) -> bool:
    """Whether a column says by its name that it holds what a model or somebody answered, which may be wrong."""
    return not _GUESS_WORDS.isdisjoint(_plain(column).split("_"))


def says_words(column: str) -> bool:
    """Whether a column says by its name that it holds words."""
    return by_name([column], prose().column_names) is not None and not is_called_like_ids(column)


def typed_kind_of(column: str) -> Modality | None:
    """The kind of typed values but words that a column is called like, and no more like words: "text_length" is a
    length, "length_text" is not. None for what is called like numbers of rows or like parts."""
    if is_called_like_ids(column) or is_called_like_parts(column):
        return None
    kinds = [prose(), *typed_kinds()]
    found = [
        (rank // len(kind.column_names), kind.is_prose, place)
        for place, kind in enumerate(kinds)
        if (rank := _rank(column, kind.column_names)) is not None
    ]
    best = kinds[min(found)[2]] if found else None
    return None if best is None or best.is_prose else best


def is_called_like_ids(column: str) -> bool:
    """Whether a column says by its name that it numbers something ("tweet_id")."""
    return _plain(column).split("_")[-1] in _ID_NAMES


def is_called_like_parts(column: str) -> bool:
    """Whether a column says by its name that it holds the parts, whatever its values are."""
    return by_name([column], SPLIT_NAMES) is not None or flags_of(column) is not None


def by_name(columns: Sequence[str], names: Sequence[str]) -> str | None:
    """The column that is called most like one of `names`, None if there is none."""
    ranked = [(found, i) for i, column in enumerate(columns) if (found := _rank(column, names)) is not None]
    return columns[min(ranked)[1]] if ranked else None


def _rank(name: str, names: Sequence[str]) -> int | None:
    """0 for the first of `names`; behind the exact ones a column whose last word is one of them, behind those one whose
    first word is: "tweet_text" is more of a text than "text_length". None if nothing fits."""
    key = _plain(name)
    if key in names:
        return names.index(key)
    words = key.split("_")
    for place, word in enumerate((words[-1], words[0]), start=1):
        if word in names:
            return place * len(names) + names.index(word)
    return None


def _plain(name: str) -> str:
    """Lower case, "_" between words: "class id" and "ClassId" are "class_id"."""
    return re.sub(r"[\s\-.]+|(?<=[a-z])(?=[A-Z])", "_", name.strip()).lower()
