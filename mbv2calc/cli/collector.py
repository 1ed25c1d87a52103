"""Python's garbage collector, which is off while the command line starts and ends.

Everything that is loaded at the start stays until the end. Looking for garbage in it takes a sixth
of the time of a report. Only `__main__` turns the collector off; a program that uses mbv2calc as a
library keeps its own setting.
"""

import gc

_is_waiting = False


def wait() -> None:
    """Turn the collector off until `go_on`, if it is on."""
    global _is_waiting
    _is_waiting = gc.isenabled()
    gc.disable()


def go_on() -> None:
    """Turn the collector on again if `wait` turned it off; it skips what is loaded already."""
    global _is_waiting
    if _is_waiting:
        _is_waiting = False
        gc.freeze()
        gc.enable()


def end() -> None:
    """Let the collector skip its last run, at the exit of the process."""
    go_on()
    gc.freeze()
