"""The lesson stands on the Try page of a scene's own project, in the language of the window, and nowhere else."""

from mmgui.core.scenes import SCENES
from mmgui.gui.trying.lesson_card import LessonCard


def test_a_scene_brings_its_lesson_and_own_data_do_not(visit, window, session, open_posts, qtbot):
    page = visit("try")
    assert not page.lesson.isVisibleTo(page)
    session.project.open_scene("feelings", "en", 9)
    qtbot.waitUntil(lambda: session.project.scene == "feelings", timeout=30_000)
    card = page.findChild(LessonCard)
    qtbot.waitUntil(lambda: card.isVisibleTo(page._stack.widget(1)))
    lesson = SCENES.get("feelings").lesson()
    assert [label.text() for label in card.sentences] == [lesson.to_try, lesson.to_notice, lesson.to_ask]
    window.set_language("zh_CN")
    assert card.sentences[0].text() == SCENES.get("feelings").lesson().to_try != lesson.to_try
    window.set_language("en")
    session.project.close()
    open_posts()
    assert not card.isVisibleTo(page._stack.widget(1))
