"""The system's lock on an open file: given back when its holder closes it, ends, or is killed."""

import sys

if sys.platform == "win32":
    import msvcrt

    def lock_file(handle: int) -> None:
        """Lock an open file for this process alone, without waiting.

        Raises BlockingIOError if another one holds it, OSError where the folder knows no locks.
        """
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except PermissionError as error:
            raise BlockingIOError from error

else:
    import fcntl

    def lock_file(handle: int) -> None:
        """Lock an open file for this process alone, without waiting.

        Raises BlockingIOError if another one holds it, OSError where the folder knows no locks.
        """
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
