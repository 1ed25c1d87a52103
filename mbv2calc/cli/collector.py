"""Python's garbage collector, which lets the command line start and end in peace.

What is loaded at the start stays to the end. To look for garbage in it, again and again and once
more at the exit, takes a sixth of the time of a report. Only `__main__` turns the collector off: a
program that uses mbv2calc as a library keeps it as it is.
"""

import gc

_is_waiting = False


def wait() -> None:
    """Turn the collector off until `go_on`, if it is on."""
    global _is_waiting
    _is_waiting = gc.isenabled()
    gc.disable()


def go_on() -> None:
    """Turn the collector on again, if `wait` turned it off; it leaves alone what was loaded."""
    global _is_waiting
    if _is_waiting:
        _is_waiting = False
        gc.freeze()
        gc.enable()


def end() -> None:
    """Spare the collector its last look, at the exit of the process."""
    go_on()
    gc.freeze()
