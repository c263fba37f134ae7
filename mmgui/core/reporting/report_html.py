"""A report as one web page: style inside, pictures inside, no script, nothing fetched; for the screen and for paper."""

from mmgui.core.explaining.word_lines import Piece, word_colours
from mmgui.core.i18n import _
from mmgui.core.reporting.blocks import Block, Chart, DataTable, ExampleCard, Facts, Paragraph, Report, Section
from mmgui.core.reporting.markup import data_address, escape

_STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: #f4f5f7; color: #15181c; font: 16px/1.55 system-ui, "Segoe UI", "Noto Sans",
  "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif; }
main { max-width: 68rem; margin: 2rem auto; padding: 2.5rem 3rem; background: #fff; border-radius: 12px; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0; }
h2 { font-size: 1.25rem; margin: 2.6rem 0 .6rem; padding-top: .9rem; border-top: 1px solid #e3e6ea; }
.subtitle, .made, .note, figcaption, caption { color: #4a5058; }
.subtitle { font-size: 1.1rem; margin: .3rem 0; }
.note, .made, figcaption, caption { font-size: .875rem; }
p { margin: .5rem 0; overflow-wrap: anywhere; }
.lead { font-size: 1.15rem; font-weight: 600; }
.good { border-left: 4px solid #1f7a4d; padding-left: .7rem; }
.warning { border-left: 4px solid #b26a00; padding: .25rem .7rem; background: #fff6e6; }
nav ul { columns: 2; padding-left: 1.1rem; margin: 1rem 0 0; }
a { color: #0f62a8; }
dl { display: grid; grid-template-columns: minmax(9rem, max-content) 1fr; gap: .25rem 1.2rem; margin: .6rem 0; }
dt { color: #4a5058; }
dd { margin: 0; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; margin: .8rem 0; }
table { border-collapse: collapse; font-size: .925rem; }
caption { text-align: left; caption-side: bottom; padding-top: .3rem; }
th { text-align: left; font-weight: 600; border-bottom: 2px solid #c9ced5; }
th, td { padding: .3rem .9rem .3rem 0; vertical-align: top; }
tbody tr { border-bottom: 1px solid #eceef1; }
.figure { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
th.figure { white-space: normal; vertical-align: bottom; }
figure { display: inline-block; margin: .8rem 1.2rem .4rem 0; max-width: 100%; vertical-align: top; }
figure svg { max-width: 100%; height: auto; display: block; }
.example { display: grid; grid-template-columns: 15rem 1fr; gap: 1.2rem; margin: 1.2rem 0; padding: 1rem;
  border: 1px solid #e3e6ea; border-radius: 10px; }
.example h3 { grid-column: 1 / -1; margin: 0; font-size: 1.02rem; }
.example img { width: 100%; border-radius: 6px; display: block; }
.example .why { grid-column: 2; min-width: 0; }
.example.wordsonly .why { grid-column: 1 / -1; }
.words { font-size: 1.08rem; line-height: 1.9; white-space: pre-wrap; overflow-wrap: anywhere; }
.words mark { padding: .12rem 0; border-radius: 3px; }  /* no space that the text does not have */
.words mark.strong { outline: 1.5px solid #15181c; }
@media (max-width: 44rem) { main { padding: 1.2rem; margin: 0; border-radius: 0; } .example { display: block; }
  nav ul { columns: 1; } dl { grid-template-columns: 1fr; } dd { margin-bottom: .4rem; } }
@media print { body { background: #fff; font-size: 11pt; } main { margin: 0; padding: 0; max-width: none; }
  nav { display: none; } h2, h3 { break-after: avoid; } figure, .example, tr, .warning { break-inside: avoid; }
  .scroll { overflow: visible; } * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def report_html(report: Report) -> str:
    """The whole page. Every text is escaped; a content policy forbids scripts and everything from outside."""
    contents = "".join(
        f'<li><a href="#part-{number}">{escape(section.title)}</a></li>'
        for number, section in enumerate(report.sections, start=1)
    )
    title_of_contents = _("Contents")
    body = "\n".join(_section(section, number) for number, section in enumerate(report.sections, start=1))
    return f"""<!DOCTYPE html>
<html lang="{escape(report.language.replace("_", "-"))}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(report.title)}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<header>
<h1>{escape(report.title)}</h1>
<p class="subtitle">{escape(report.subtitle)}</p>
<p class="made">{escape(report.made)}</p>
</header>
<nav aria-label="{escape(title_of_contents)}"><ul>{contents}</ul></nav>
{body}
</main>
</body>
</html>
"""


def _section(section: Section, number: int) -> str:
    blocks = "\n".join(_block(block) for block in section.blocks)
    return f'<section id="part-{number}">\n<h2>{escape(section.title)}</h2>\n{blocks}\n</section>'


def _block(block: Block) -> str:
    match block:
        case Paragraph(text, tone):
            return f'<p class="{tone}">{_lines(text)}</p>'
        case Facts(rows):
            return "<dl>" + "".join(f"<dt>{escape(n)}</dt><dd>{_lines(v)}</dd>" for n, v in rows) + "</dl>"
        case DataTable():
            return _table(block)
        case Chart(svg, _width, _height, _description):
            return f"<figure>{svg}</figure>"
        case ExampleCard():
            return _example(block)


def _table(table: DataTable) -> str:
    def cells(tag: str, row: tuple[str, ...]) -> str:
        scope = ' scope="col"' if tag == "th" else ""
        kinds = ["" if place < table.texts else ' class="figure"' for place in range(len(row))]
        return "".join(f"<{tag}{scope}{kind}>{_lines(cell)}</{tag}>" for kind, cell in zip(kinds, row, strict=True))

    caption = f"<caption>{escape(table.caption)}</caption>" if table.caption else ""
    rows = "\n".join(f"<tr>{cells('td', row)}</tr>" for row in table.rows)
    return (
        f'<div class="scroll"><table>{caption}<thead><tr>{cells("th", table.header)}</tr></thead>\n'
        f"<tbody>\n{rows}\n</tbody></table></div>"
    )


def _example(card: ExampleCard) -> str:
    pictures = "".join(
        f'{_caption(one.title)}<img src="{data_address(one.png)}" width="{one.size[0]}" height="{one.size[1]}" '
        f'style="height:auto" alt="{escape(one.description)}">'
        for one in card.images
    )
    parts = [
        f'{_caption(one.title)}<p class="words" dir="auto">{"".join(map(_piece, one.pieces))}</p>' for one in card.words
    ]
    parts.append("<dl>" + "".join(f"<dt>{escape(n)}</dt><dd>{escape(v)}</dd>" for n, v in card.facts) + "</dl>")
    parts += [f'<p class="note">{escape(sentence)}</p>' for sentence in card.sentences]
    kind = "example" if pictures else "example wordsonly"
    return (
        f'<article class="{kind}"><h3 class="{card.tone}">{escape(card.title)}</h3>'
        f'{pictures and f"<div>{pictures}</div>"}<div class="why">{"".join(parts)}</div></article>'
    )


def _caption(title: str) -> str:
    return title and f'<p class="note">{escape(title)}</p>'


def _piece(piece: Piece) -> str:
    if piece.weight is None:
        return escape(piece.text)
    background, ink = word_colours(piece.weight, colours="ember")
    strong = ' class="strong"' if piece.is_strong else ""
    return f'<mark{strong} style="background:{background};color:{ink}">{escape(piece.text)}</mark>'


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")
