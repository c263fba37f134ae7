"""Importing through the session: options, the account, labels joined with undo, and what stays when looking fails."""

from mmgui.core.data.example import SourceOptions


def write_posts(folder, labels, name="posts.csv"):
    rows = [f"text number {n},{label}" for n, label in enumerate(labels)]
    (folder / name).write_text("\n".join(["text,label", *rows]) + "\n", encoding="utf-8")
    return folder / name


def test_looking_remembers_how_the_source_was_looked_at(session, wait, tmp_path):
    table = write_posts(tmp_path, "abab")
    session.project.look_at(table)
    wait(lambda: session.project.preview is not None)
    assert session.project.preview_options == SourceOptions()
    first = session.project.preview
    session.project.look_at(table, options=SourceOptions(encoding="cp1251"))
    wait(lambda: session.project.preview is not first)
    assert session.project.preview_options.encoding == "cp1251"


def test_what_was_seen_stays_when_looking_again_fails_and_the_page_hears_of_it(session, wait, tmp_path):
    table = write_posts(tmp_path, "abab")
    session.project.look_at(table)
    wait(lambda: session.project.preview is not None)
    first, heard = session.project.preview, []

    class Page:
        def hear(self):
            heard.append(session.project.preview)

    page = Page()
    session.subscribe("preview", page.hear)
    table.unlink()
    session.project.look_at(table, options=SourceOptions(reading="another sheet"))
    wait(lambda: session.messages and heard)
    assert session.project.preview is first
    assert session.project.preview_options == SourceOptions()
    assert heard == [first]


def test_an_import_that_fails_lets_the_page_offer_it_again(session, wait, tmp_path):
    (tmp_path / "bad.csv").write_text("picture,label\nno.png,a\nnone.png,b\n")
    session.project.look_at(tmp_path / "bad.csv")
    wait(lambda: session.project.preview is not None)
    heard = []

    class Page:
        def hear(self):
            heard.append(1)

    page = Page()
    session.subscribe("preview", page.hear)
    session.project.import_source(tmp_path / "bad.csv")
    wait(lambda: session.messages and heard)
    assert "Nothing in “bad.csv” could be imported" in session.messages[0].message
    assert "2 times" in session.messages[0].message


def test_the_account_of_the_last_import_counts_copies_and_what_has_no_label(session, wait, tmp_path):
    session.project.import_source(write_posts(tmp_path, ["a", "b"] * 6))
    wait(lambda: session.project.is_open and not session.jobs.active)
    account = session.project.last_import
    assert (account.read, account.offered, account.copies, account.unlabelled) == (12, 12, 0, 0)
    session.project.import_source(write_posts(tmp_path, ["a", "b"] * 6 + [""], "more.csv"))
    wait(lambda: session.project.examples is not None and len(session.project.examples) == 25)
    account = session.project.last_import
    assert (account.read, account.copies, account.unlabelled) == (13, 12, 1)


def test_labels_are_joined_in_one_step_that_can_be_undone(session, wait, tmp_path):
    session.project.import_source(write_posts(tmp_path, ["cat", "Cat", "cat", "dog"] * 3))
    wait(lambda: session.project.is_open and not session.jobs.active)
    assert session.project.last_import.alike == (("cat", "Cat"),)
    session.project.join_labels({"Cat": "cat"})
    wait(lambda: session.project.classes == ("cat", "dog"))
    assert session.project.store.example_set().class_counts() == {"cat": 9, "dog": 3}
    session.project.undo()
    wait(lambda: session.project.classes == ("Cat", "cat", "dog"))


def test_labels_can_be_joined_while_importing(session, wait, tmp_path):
    table = write_posts(tmp_path, ["cat", "Cat", "cat", "dog"] * 3)
    session.project.import_source(table, options=SourceOptions(join_labels=True))
    wait(lambda: session.project.is_open and not session.jobs.active)
    assert session.project.classes == ("cat", "dog")
    assert session.project.last_import.alike == ()
