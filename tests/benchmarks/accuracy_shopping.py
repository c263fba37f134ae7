"""The scene `shopping`: all senses, each alone, senses hidden, maps; see scene_accuracy.py.

    python tests/benchmarks/accuracy_shopping.py [--preset balanced] [--seeds 0] [--keep DIR] [--set KEY=VALUE]

To reach with `balanced` in 300 s on two cores: all senses within 3 points of 1.000, each alone within 5 points of its
own best and never above it (two standard errors); with `quick` 0.90 of the way within 90 s; pointing and
deletion ≥ 0.90 for the better map of each sense, and each sense alone at most 3 points below its own model.
"""

from scene_accuracy import main

from mmgui.core.scenes.shopping.picture import SIZE_PX

if __name__ == "__main__":
    main("shopping", SIZE_PX, __doc__)
