"""The scene `sounds`: accuracy of all senses and of each alone beside the best possible, maps, and a missing sense.

    python tests/benchmarks/accuracy_sounds.py [--preset balanced] [--seeds 0] [--keep DIR] [--set KEY=VALUE]

To reach, balanced: all within 0.03 of the best possible, each sense within 0.05 of its own and never above it (two
standard errors, 0.04 of 600); pointing (of a sound in time and pitch) and deletion better than random 0.90; a sense
that is left of all at least as good as the model of it alone less 0.03. Quick: nine tenths of the way from none to all
within 90 s.
"""

from scene_accuracy import main

from mmgui.core.scenes.sounds.picture import SIZE_PX

if __name__ == "__main__":
    main("sounds", SIZE_PX, __doc__)
