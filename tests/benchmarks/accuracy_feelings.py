"""The scene `feelings`: both senses, each alone, a sense hidden, maps; see scene_accuracy.py.

python tests/benchmarks/accuracy_feelings.py [--preset quick] [--maps] [--fields picture] [--seeds 0]
"""

from scene_accuracy import main

if __name__ == "__main__":
    main("feelings")
