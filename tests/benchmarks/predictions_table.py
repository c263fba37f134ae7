"""How fast a whole table is answered, and how much memory it takes: the same rows as CSV and as XLSX.

python tests/benchmarks/predictions_table.py RUN --rows 100000
"""

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path

from mmgui.core.inference.predictor import Predictor
from mmgui.core.reporting.predictions_table import predict_rows
from mmgui.core.reporting.table_columns import match_columns, open_source


def _answer(predictor: Predictor, source: Path, out: Path) -> None:
    table = open_source(source)
    predict_rows(predictor, table, out, match_columns(table, predictor.fields, predictor.classes).certain())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path, help="a run with a field of words")
    parser.add_argument("--rows", type=int, default=100_000)
    wishes = parser.parse_args()
    predictor = Predictor.load(wishes.run)
    field = next((f.name for f in predictor.fields if f.modality == "text"), None)
    if field is None:
        sys.exit("this run reads no words")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "rows.csv"
        with source.open("w", encoding="utf-8") as file:
            file.write(f"{field},label\n")
            file.writelines(f"the day was long and we saw house {n},a\n" for n in range(wishes.rows))
        _answer(predictor, _short(source, folder), folder / "warm.csv")
        print(f"{'':6} {'rows/s':>8} {'seconds':>8} {'MB more at the peak':>20} {'file MB':>8}")
        for suffix in ("csv", "xlsx"):
            before, start = _peak_mb(), time.perf_counter()
            out = folder / f"out.{suffix}"
            _answer(predictor, source, out)
            seconds = time.perf_counter() - start
            size = out.stat().st_size / 2**20
            print(f"{suffix:6} {wishes.rows / seconds:8.0f} {seconds:8.1f} {_peak_mb() - before:20.0f} {size:8.1f}")


def _short(source: Path, folder: Path) -> Path:
    """The first rows alone, to warm up."""
    short = folder / "short.csv"
    short.write_text("\n".join(source.read_text(encoding="utf-8").splitlines()[:300]), encoding="utf-8")
    return short


def _peak_mb() -> float:
    """The most memory that this process has had so far (Linux counts in KB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
