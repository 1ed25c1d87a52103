"""Notes on a convention: what it counts, and the networks on which nobody compared it."""

from collections.abc import Iterable

from mbv2calc.cost.conventions import DEFAULT_CONVENTION, Convention
from mbv2calc.spec.architecture import Architecture
from mbv2calc.tables.wording import listed


def convention_notes(convention: Convention, networks: Iterable[Architecture]) -> tuple[str, ...]:
    """What a convention counts, and the networks on which that was not verified."""
    note = f"convention {convention.name}: {convention.title}; 1 MAdd = 2 FLOPs"
    if convention.name == DEFAULT_CONVENTION:
        return (note,)
    doubtful = [n.name for n in networks if not convention.is_verified_on(n)]
    return note, *unverified(convention, doubtful)


def unverified(convention: Convention, names: Iterable[str]) -> tuple[str, ...]:
    """A sentence that no figure of these networks was compared; none without networks."""
    if not (names := list(dict.fromkeys(names))):
        return ()
    verified = f"; it was verified with {convention.verified}" if convention.verified else ""
    return (f"{convention.name} is unverified on {listed(names)}{verified}",)
