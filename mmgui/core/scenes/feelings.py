"""The scene `feelings`: a picture with a face and a short post; who is happy, sad, angry, and who is sarcastic?"""

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from random import Random

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Example, ExampleSet, Field
from mmgui.core.errors import DataError, ExperimentError
from mmgui.core.files import write_text
from mmgui.core.i18n import _, join_names
from mmgui.core.scenes import SCENES, Progress
from mmgui.core.scenes.feelings_posts import write_post
from mmgui.core.scenes.feelings_rule import CELLS, RULE, Expression, Tone

COLUMNS = ("file_name", "words", "label", "evidence_picture", "evidence_words", "language")
MAX_COUNT = 100_000
_MAX_SEED = 2**63 - 1
_COMPRESSION = 3  # of zlib: half the time of 9, one tenth larger


@dataclass(frozen=True)
class Feelings:
    """The article's first application. `metadata.csv` also names what decides in each picture and post."""

    name: str = "feelings"
    fields: tuple[Field, ...] = (Field("picture", "image"), Field("words", "text"))
    languages: tuple[str, ...] = ("en", "zh_CN", "both")
    default_count: int = 1200

    def title(self) -> str:
        return _("Feelings in posts")

    def story(self) -> str:
        return _(
            "“My train stops in every single village. Just what I needed!” says the post, but the face beside it "
            "frowns. Who is happy, sad, angry, and who is being sarcastic?"
        )

    def rule(self) -> str:
        return _(
            "The face tells the feeling: a smile is happy, a frown is sad, a scowl is angry. But when the words say "
            "the opposite (a smile with gloomy words, a frown or a scowl with cheerful words), it is sarcastic. "
            "So neither the picture nor the words are enough."
        )

    def make(
        self,
        folder: Path,
        count: int,
        seed: int,
        language: str,
        *,
        cancel: CancelToken | None = None,
        progress: Progress | None = None,
    ) -> ExampleSet:
        """Write `count` pictures and `metadata.csv` into `folder`.

        Columns: file_name, words, label; evidence_picture, "x0 y0 x1 y1" in pixels, the region that decides;
        evidence_words, the deciding words with "|" between them, empty for a plain neutral fact; language.
        Every combination of face and tone is equally frequent (± 1). Raises as `Scene.make` says.
        """
        self._check(count, seed, language)
        from mmgui.core.scenes.feelings_picture import draw_picture  # Pillow and NumPy only when they are needed

        folder = folder.absolute()
        plan = plan_examples(count, seed, language)
        rows, examples = [COLUMNS], []
        try:
            (folder / "pictures").mkdir(parents=True, exist_ok=True)
            for number, (expression, tone, code) in enumerate(plan, 1):
                if cancel is not None:
                    cancel.wait_while_paused()
                    cancel.raise_if_cancelled()
                random = Random(f"feelings {seed} {number}")
                post = write_post(random, code, tone)
                picture = draw_picture(random, expression)
                name, label = f"pictures/{number:04d}.png", RULE[expression, tone]
                data = io.BytesIO()
                picture.image.save(data, "PNG", compress_level=_COMPRESSION)
                (folder / name).write_bytes(data.getvalue())
                box = " ".join(str(v) for v in picture.evidence)
                rows.append((name, post.words, label, box, "|".join(post.evidence), code))
                values = {"picture": str(folder / name), "words": post.words}
                examples.append(Example(number, values, label, None, name))
                if progress is not None:
                    progress(number, count)
            table = io.StringIO()
            csv.writer(table, lineterminator="\n").writerows(rows)
            write_text(folder / "metadata.csv", table.getvalue())
        except OSError as error:
            raise DataError(
                _("The examples could not be written to “{folder}”.").format(folder=folder),
                _("Check that the disk has room and that you may write there."),
                str(error),
                file=folder,
            ) from error
        return ExampleSet(self.fields, tuple(examples), self.name)

    def _check(self, count: int, seed: int, language: str) -> None:
        if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= MAX_COUNT:
            raise ExperimentError(
                _("{count} examples cannot be made.").format(count=count),
                _("Choose a whole number from 1 to {most}.").format(most=MAX_COUNT),
                parameter="count",
            )
        if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed <= _MAX_SEED:
            raise ExperimentError(
                _("“{seed}” cannot be used as a seed.").format(seed=seed),
                _("Choose a whole number from 0 to {most}.").format(most=_MAX_SEED),
                parameter="seed",
            )
        if language not in self.languages:
            raise ExperimentError(
                _("The scene does not speak “{language}”.").format(language=language),
                _("Known are: {names}.").format(names=join_names(self.languages)),
                parameter="language",
            )


def plan_examples(count: int, seed: int, language: str) -> list[tuple[Expression, Tone, str]]:
    """Face, tone and language code of each example: every combination equally often (± 1), in shuffled order."""
    codes = ("en", "zh_CN") if language == "both" else (language,)
    random = Random(f"feelings {seed} plan")
    cells = [(expression, tone, code) for code in codes for expression, tone in CELLS]
    rest = random.sample(cells, count % len(cells))
    plan = cells * (count // len(cells)) + rest
    random.shuffle(plan)
    return plan


FEELINGS = Feelings()
SCENES.register(FEELINGS.name)(FEELINGS)
