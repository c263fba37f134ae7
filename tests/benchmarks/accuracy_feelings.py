"""The scene `feelings`: how soon validation passes 0.60 and 0.90, the accuracy of all senses and of each alone, maps.

python tests/benchmarks/accuracy_feelings.py [--language en] [--seeds 0] [--preset quick] [--set KEY=VALUE]
"""

from scene_accuracy import main

from mmgui.core.scenes.feelings.picture import SIZE_PX

if __name__ == "__main__":
    main("feelings", SIZE_PX, __doc__)
