"""Very frequent words that say little alone, English and Chinese. Words that turn a meaning round are never among them.

Question words (what, how many) stay out too: in questions about a picture they decide what is asked. The Chinese list
holds single characters, because a Chinese text is read character by character; only those are listed that rarely are
part of a longer word that carries meaning.
"""

from typing import Final

_NEGATIONS = """
    not no never none nobody nothing neither nor nowhere without cannot can't cant won't wont don't dont doesn't
    doesnt didn't didnt isn't isnt aren't arent wasn't wasnt weren't werent hasn't hasnt haven't havent hadn't
    hadnt ain't aint wouldn't wouldnt shouldn't shouldnt couldn't couldnt mustn't hardly barely scarcely n't 不 没
    無 无 非 未 别 勿 莫 否 有
"""
_ENGLISH = """
    a an the and or of to in on at by for with from into onto as than then so is are was were be been being am
    do does did has have had having will would shall this that these those there here it its it's i i'm i've you
    you're your yours he he's she she's his her hers him we we're our ours us they they're their theirs them me
    my mine myself yourself itself
"""
_CHINESE = """
    的 了 吗 呢 吧 啊 呀 嘛 哦 噢 们 与 及 之 而 且 或 也 就 这 那 个 在 是 我 你 您 他 她 它
"""

NEGATIONS: Final = frozenset(_NEGATIONS.split())
ENGLISH: Final = frozenset(_ENGLISH.split())
CHINESE: Final = frozenset(_CHINESE.split())
STOP_WORDS: Final = (ENGLISH | CHINESE) - NEGATIONS
