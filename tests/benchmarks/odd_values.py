"""10 000 odd values over all modalities: each is refused in a sentence or read, masked, prepared, drawn and told.

    python tests/benchmarks/odd_values.py [--count 10000] [--seed 0]

Exit code 1 and the number of the value, if anything else happens.
"""

import argparse
import sys
import tempfile
import traceback
from collections import Counter
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[2]))

from mmgui.modalities import MODALITIES
from tests.modalities.odd_values import readable, try_value


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    wishes = parser.parse_args()
    names, faults = MODALITIES.names(), 0
    for name in names:
        modality, outcome = MODALITIES.get(name), Counter[str]()
        given, each = readable(modality), -(-wishes.count // len(names))
        with tempfile.TemporaryDirectory() as folder:
            for number in range(each):
                try:
                    said = try_value(modality, given, Path(folder) / "odd", Random(f"{name} {wishes.seed} {number}"))
                    outcome["read" if said else "refused"] += 1
                except Exception:
                    outcome["FAULT"] += 1
                    print(f"{name} {number}\n{traceback.format_exc()}", file=sys.stderr)
        faults += outcome["FAULT"]
        print(f"{name:10} {each} tried: {dict(outcome)}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
