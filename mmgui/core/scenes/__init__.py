"""The built-in scenes: each makes as many examples as wished, tells a story and knows the rule behind its labels.

A scene is a folder here whose `scene.py` holds its class; beside it lie its drawing, its words and its rule.
"""

from mmgui.core.registry import Registry
from mmgui.core.scenes.driving.scene import Driving
from mmgui.core.scenes.feelings.scene import Feelings
from mmgui.core.scenes.scene import Scene
from mmgui.core.scenes.shopping.scene import Shopping
from mmgui.core.scenes.sounds.scene import Sounds

SCENES: Registry[Scene] = Registry("scene")

for _scene in (Feelings(), Shopping(), Driving(), Sounds()):
    SCENES.register(_scene.name)(_scene)
