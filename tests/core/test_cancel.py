import threading

import pytest

from mmgui.core.cancel import CancelToken
from mmgui.core.errors import Cancelled


def test_cancelling_wakes_up_paused_work_so_that_it_can_stop():
    token, ended = CancelToken(), threading.Event()
    token.pause()

    def work():
        token.wait_while_paused()
        ended.set()

    thread = threading.Thread(target=work)
    thread.start()
    assert not ended.is_set()
    token.cancel()
    thread.join(5)
    assert ended.is_set()
    with pytest.raises(Cancelled):
        token.raise_if_cancelled()


def test_a_cancelled_token_cannot_be_paused_again():
    token = CancelToken()
    token.cancel()
    token.pause()
    assert not token.is_paused
