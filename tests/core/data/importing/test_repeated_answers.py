"""Words that say the same as the answers are told: a model learns nothing else from them."""

from pathlib import Path

from mmgui.core.data.importing.source import read_source


def test_words_that_say_the_same_as_the_labels_are_told_and_can_be_left_out(tmp_path: Path) -> None:
    table = tmp_path / "parts.csv"
    words = ["whole, new", "broken, new", "whole, old", "broken, old"]
    table.write_text("text,label\n" + "".join(f'"{words[n % 4]}",{n % 2}\n' for n in range(600)))
    [told] = read_source(table).problems
    assert told.what.startswith("“text” says the same as the answers: each of its 4 different texts always goes with")
    assert (told.kind, told.column, told.option) == ("note", "text", "--field")
    with table.open("a") as file:
        file.write('"whole, new",1\n')  # now the words do not tell the answer alone, as the last row shows
    assert read_source(table).problems == ()


def test_texts_that_are_more_than_two_for_each_label_say_more_than_the_labels(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text,label\n" + "".join(f"text {n % 30},{'ab'[n % 2]}\n" for n in range(300)))
    assert read_source(tmp_path / "a.csv").problems == ()
