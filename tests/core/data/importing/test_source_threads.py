"""The window and a lane may be the first to need two files of this package at the same time."""

import subprocess
import sys

TWO_AT_ONCE = """
import csv, importlib, json, logging, sys, threading, time
import numpy, PIL.Image
failed = []
def read(name):
    try: importlib.import_module(name)
    except BaseException as error: failed.append(repr(error))
def lane():
    while "mmgui.core.data.importing" not in sys.modules: time.sleep(0)
    read("mmgui.core.data.importing.source")
thread = threading.Thread(target=lane)
thread.start()
read("mmgui.core.data.importing.folders.reading")
thread.join()
sys.exit("; ".join(failed) or 0)
"""


def test_two_threads_may_import_two_of_its_files_at_once() -> None:
    done = subprocess.run([sys.executable, "-c", TWO_AT_ONCE], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
