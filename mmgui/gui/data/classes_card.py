"""The classes of a project: made, renamed, joined, coloured, deleted, and filled with files, pictures and texts."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget

from mmgui.core.addresses import address_error
from mmgui.core.data.example import MAX_LABEL, ExampleSet
from mmgui.core.i18n import N_, _, ngettext
from mmgui.core.text import grouped, one_line
from mmgui.gui.cards.picture_files import with_picture_file
from mmgui.gui.commands import Commands
from mmgui.gui.data.alike_hint import AlikeHint
from mmgui.gui.data.class_counts import ROW_PX, ClassCounts
from mmgui.gui.data.class_menu import FillActs, class_menu, colour_menu
from mmgui.gui.data.texts_field import TextsField
from mmgui.gui.kit import dropped
from mmgui.gui.kit.card import Card, muted_label
from mmgui.gui.kit.class_colors import class_colors, color_for_new_class
from mmgui.gui.kit.flow_layout import FlowLayout
from mmgui.gui.kit.icons import bind_icon
from mmgui.gui.kit.label_menu import pop_up
from mmgui.gui.kit.scrolling import ScrollArea
from mmgui.gui.kit.text_size import follow_text_size, scaled
from mmgui.gui.kit.texts import bind_text
from mmgui.gui.kit.theme import SPACE, set_role
from mmgui.session.session import Session

_MOST_ROWS = 12  # that are seen at once


class ClassesCard(Card):
    """Shows the classes of `session.project`; everything that changes them goes to `session.classes`."""

    class_chosen = Signal(object)  # str, or None = all of them

    def __init__(self, session: Session, commands: Commands, parent: QWidget | None = None) -> None:
        super().__init__(N_("Classes"), parent)
        self._session, self._commands = session, commands
        self._colours: dict[str, str] = {}
        self._awaited = ""  # a class that was just made or renamed: the cursor goes there when it comes
        self.list, self.alike, self.texts = ClassCounts(), AlikeHint(), TextsField()
        self.hint, self.unlabelled, self.into = muted_label(), muted_label(), muted_label()
        bind_text(self.hint, "setText", N_("Drop pictures or other files on a class, or choose one and paste."))
        self._acts = FillActs(self._add_files, self._paste, self.texts.ask, self.list.start_renaming)
        self._area = ScrollArea()
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        holder = QWidget()
        holder.setProperty("role", "page")
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.list)
        inside.addStretch(1)
        self._area.setWidget(holder)
        self.body.addWidget(self._area)
        self._add_line()
        self._add_fill_line()
        for part in (self.texts, self.hint, self.unlabelled, self.alike):
            self.body.addWidget(part)
        self._connect()
        follow_text_size(self, ClassesCard._fit)

    def _add_line(self) -> None:
        """A field for the name of a new class."""
        self.name = QLineEdit()
        self.name.setAcceptDrops(False)  # a file that is dropped is the window's, no name
        self.name.setMaxLength(MAX_LABEL)
        bind_text(self.name, "setPlaceholderText", N_("New class"))
        bind_text(self.name, "setAccessibleName", N_("Name of a new class"))
        self.add = QPushButton()
        bind_text(self.add, "setText", N_("Add"))
        bind_text(self.add, "setAccessibleName", N_("Add the class"))
        self.add.setEnabled(False)
        row = QHBoxLayout()
        self.body.addLayout(row)
        row.setSpacing(SPACE)
        row.addWidget(self.name, 1)
        row.addWidget(self.add)

    def _add_fill_line(self) -> None:
        """What fills the class under the cursor."""
        self.fill = QWidget()
        self.files, self.type, self.paste = QPushButton(), QPushButton(), QPushButton()
        for button, text, name in (
            (self.files, N_("Files…"), N_("Add files to the chosen class")),
            (self.type, N_("Type texts…"), N_("Type texts for the chosen class")),
            (self.paste, N_("Paste"), N_("Paste pictures, files or texts into the chosen class")),
        ):
            bind_text(button, "setText", text)
            bind_text(button, "setAccessibleName", name)
            bind_text(button, "setToolTip", name)
        self.more = QToolButton()
        set_role(self.more, "quiet")
        bind_icon(self.more, "more")
        bind_text(self.more, "setAccessibleName", N_("What to do with the chosen class"))
        bind_text(self.more, "setToolTip", N_("What to do with the chosen class"))
        column = QVBoxLayout(self.fill)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        line = QHBoxLayout()
        column.addLayout(line)
        line.addWidget(self.into, 1)
        line.addWidget(self.more)
        buttons = QWidget()
        column.addWidget(buttons)
        flow = FlowLayout(buttons, gap=SPACE, line_gap=SPACE // 2)
        for part in (self.files, self.type, self.paste):
            flow.addWidget(part)
        self.body.addWidget(self.fill)

    def _connect(self) -> None:
        classes = self._session.classes
        self.list.class_chosen.connect(self.class_chosen)
        self.list.cursor_moved.connect(self._cursor_moved)
        self.list.menu_wanted.connect(self._show_menu)
        self.list.colour_wanted.connect(self._show_colours)
        self.list.renamed.connect(self._rename)
        self.list.delete_wanted.connect(lambda name: classes.delete(name))
        self.list.paste_wanted.connect(self._paste)
        self.list.dropped_on.connect(self._take)
        self.name.textChanged.connect(lambda text: self.add.setEnabled(bool(text.strip())))
        self.name.returnPressed.connect(self._add_class)
        self.add.clicked.connect(self._add_class)
        self.files.clicked.connect(lambda: self._add_files(self.list.current_class))
        self.type.clicked.connect(lambda: self.texts.ask(self.list.current_class))
        self.paste.clicked.connect(lambda: self._paste(self.list.current_class))
        self.more.clicked.connect(self._show_menu_of_current)
        self.texts.given.connect(self._add_texts)
        self.texts.closed.connect(self.list.setFocus)
        self.alike.join_wanted.connect(self._session.project.join_labels)

    # -- what is shown -----------------------------------------------------------------------------------------------

    def _fit(self) -> None:
        self._area.setFixedHeight(min(_MOST_ROWS, len(self._colours)) * scaled(ROW_PX) + 4)

    def show_examples(self, examples: ExampleSet) -> None:
        found = examples.class_counts()
        counts = {name: found.get(name, 0) for name in examples.known_classes}
        self._colours = class_colors(tuple(counts), examples.noted_classes)
        self.list.set_counts(counts, self._colours)
        if self._awaited in counts:
            self.list.set_current(self._awaited)
            self._awaited = ""
        self.alike.show_classes(counts)
        self._fit()
        for part in (self._area, self.fill, self.hint):
            part.setVisible(bool(counts))
        self._cursor_moved()
        left = len(examples) - sum(found.values())
        text = ngettext("{count} example has no label.", "{count} examples have no label.", left)
        self.unlabelled.show_text(text.format(count=grouped(left)) if left else "")

    def refresh(self) -> None:
        """Say it in the present language."""
        self.alike.refresh()
        self.texts.refresh()

    def start_naming(self) -> None:
        """A new class is wanted: the field for its name is ready."""
        self.name.setFocus()

    def _cursor_moved(self) -> None:
        name = self.list.current_class
        self.into.setText(_("Into “{name}”:").format(name=one_line(name, 40)))
        self.texts.follow(name)
        self._area.ensureVisible(0, self.list.cursor_y, 0, scaled(ROW_PX))

    def _show_menu_of_current(self) -> None:
        self._show_menu(self.list.current_class, self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _show_menu(self, name: str, place: QPoint) -> None:
        pop_up(class_menu(self, self._session.classes, name, self._colours[name], self._acts), place)

    def _show_colours(self, name: str, place: QPoint) -> None:
        pop_up(colour_menu(self, self.window(), self._session.classes, name, self._colours[name]), place)

    # -- intents -----------------------------------------------------------------------------------------------------

    def _add_class(self) -> None:
        name = " ".join(self.name.text().split())
        if name:
            self._awaited = name
            if name in self._colours:
                self.list.set_current(name)
            else:
                self.name.clear()
            self._session.classes.add(name, color_for_new_class(self._colours))

    def _rename(self, old: str, new: str) -> None:
        self._awaited = " ".join(new.split())
        self._session.classes.rename(old, new)

    def _add_texts(self, name: str, texts: tuple[str, ...]) -> None:
        self._session.classes.put_into(name, (), texts, if_refused=lambda _error: self.texts.give_back(texts))

    def _add_files(self, name: str) -> None:
        title = _("Files for “{name}”").format(name=one_line(name, 40))
        self._commands.choose_values(title, lambda paths: self._session.classes.put_into(name, paths))

    def _paste(self, name: str) -> None:
        mime = QGuiApplication.clipboard().mimeData()
        if mime is not None:
            self._take(name, mime)

    def _take(self, name: str, mime: QMimeData) -> None:
        """Make examples of whatever was dropped or pasted: files, lines, or a picture."""
        classes, lines = self._session.classes, dropped.lines(mime)
        given = dropped.Incoming() if lines else dropped.take(mime)
        if lines or given.paths:
            classes.put_into(name, given.paths, lines)
        elif given.picture is not None:
            with_picture_file(
                self._session,
                given.picture,
                lambda path: classes.put_into(name, (path,), origin=_("added by hand")),
            )
        elif given.has_address:
            self._session.tell(address_error())
        else:
            self._session.tell(_("There is nothing here that an example could be made of."))


__all__ = ["ClassesCard"]
