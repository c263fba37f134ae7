"""What to try, what to notice and what to ask a class, where the open project is one of a built-in scene."""

from mmgui.core.i18n import N_
from mmgui.core.scenes import SCENES
from mmgui.gui.kit.card import Card, muted_label
from mmgui.gui.kit.texts import PlainLabel, bind_text
from mmgui.gui.kit.theme import SPACE
from mmgui.session.session import Session

_PARTS = (N_("Try this"), N_("Notice"), N_("Ask the class"))


class LessonCard(Card):
    """Hidden while no scene is open."""

    def __init__(self, session: Session) -> None:
        super().__init__(N_("A lesson in two minutes"))
        self._session = session
        self.sentences = tuple(PlainLabel(wrap=True) for _part in _PARTS)
        for heading, sentence in zip(_PARTS, self.sentences, strict=True):
            title = muted_label(wrap=False)
            bind_text(title, "setText", heading)
            self.body.addSpacing(SPACE // 2)
            self.body.addWidget(title)
            self.body.addWidget(sentence)
        self.hide()  # until it lies in a page
        session.subscribe("project", self.refresh)

    def refresh(self) -> None:
        """In the present language."""
        name = self._session.project.scene
        is_known = name is not None and name in SCENES
        self.setVisible(is_known)
        if name is None or not is_known:
            return
        lesson = SCENES.get(name).lesson()
        for label, sentence in zip(self.sentences, (lesson.to_try, lesson.to_notice, lesson.to_ask), strict=True):
            label.setText(sentence)
