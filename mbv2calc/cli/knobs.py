"""The knobs as options: what a person turned, laid over the networks that have it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from mbv2calc.api.model import Model, load
from mbv2calc.cli.options import Option, Options, knob_option
from mbv2calc.cost.knobs import KNOBS, file_knobs, knob_paths
from mbv2calc.errors import Fault, PathError, SpecError, printable
from mbv2calc.spec.paths import check_of
from mbv2calc.tables.wording import listed

SETTINGS = "settings"


class Knobs(Options):
    """What a person turned on the command line, and the numbers set by their paths."""

    @classmethod
    def rows(cls) -> dict[str, Option]:
        """An option for each knob that every network has, and --set."""
        knobs = (knob for knob in KNOBS.values() if knob.belongs_to != "schedule")
        setting = Option(
            "PATH=VALUE",
            "Any number of the file: --set 'layers[3].bottleneck.k=5'. May be repeated.",
            ("--set",),
            "PATH=RANGE",
            repeats=True,
        )
        return {knob.name: knob_option(knob) for knob in knobs} | {SETTINGS: setting}

    @property
    def settings(self) -> list[str]:
        """The numbers set by their paths."""
        return self.get(SETTINGS) or []

    def turned(self) -> dict[str, Any]:
        """The knobs of which something was said."""
        return {name: value for name, value in self.given().items() if name != SETTINGS}

    def applied(self, model: Model) -> Model:
        """The model at these numbers. Raises SpecError."""
        return model.at(**self.turned(), settings=self.settings)

    def where_had(self, names: Iterable[str]) -> "Applied":
        """Networks at these numbers, each at its own where it has no such knob or no such path.

        Raises SpecError, whose faults name the network, and for what none of them has.
        """
        models = {name: load(name) for name in dict.fromkeys(names)}  # a pipe is read once
        lacks = [*self._lacking_knobs(models), *self._lacking_paths(models)]
        if faults := [fault for lack in lacks for fault in lack.faults(len(models))]:
            raise SpecError(faults)
        for name, model in models.items():
            flags = {lack.flag for lack in lacks if name in lack.reasons}
            try:
                models[name] = self._without(flags).applied(model)
                models[name].network()
            except SpecError as error:
                raise SpecError(_named(name, fault) for fault in error.faults) from None
        return Applied(models, tuple(dict.fromkeys(lack.note() for lack in lacks if lack.reasons)))

    def _lacking_knobs(self, models: Mapping[str, Model]) -> Iterator["_Lack"]:
        """For each knob that was turned, which networks have none."""
        for name in file_knobs():
            if name in self.turned():
                without = (n for n, m in models.items() if not knob_paths(m.architecture, name))
                yield _Lack(KNOBS[name].flag, KNOBS[name].lacking, dict.fromkeys(without, ""))

    def _lacking_paths(self, models: Mapping[str, Model]) -> Iterator["_Lack"]:
        """For each path that was set, which networks lack it and why."""
        for setting in self.settings:
            path, equals, _ = setting.partition("=")
            lack = _Lack(f"--set {setting}", f"no {printable(path.strip())}", {})
            for name, model in models.items() if equals else ():
                try:
                    check_of(model.architecture, path.strip())
                except PathError as error:
                    lack.reasons[name] = str(error)
            yield lack

    def _without(self, flags: Collection[str]) -> "Knobs":
        """These, but for some that are left alone."""
        kept = {k: value for k, value in self.turned().items() if KNOBS[k].flag not in flags}
        settings = [text for text in self.settings if f"--set {text}" not in flags]
        return Knobs(kept | {SETTINGS: settings})


class Ranges(Knobs):
    """Knobs that take ranges too, and several dtypes: the options of the command say so."""

    ranges = True


class Applied(NamedTuple):
    """Networks at the numbers of the knobs that they have, and notes of which have none."""

    models: Mapping[str, Model]
    notes: tuple[str, ...]


def _named(name: str, fault: Fault) -> Fault:
    """A fault of a flag with the network that it does not fit; a place in a file says which."""
    flag = fault.origin.startswith("--")
    return fault._replace(origin=f"{name}: {fault.origin}") if flag else fault


class _Lack(NamedTuple):
    """A flag, what some networks do not have, and which: each with the reason, if there is more."""

    flag: str
    nothing: str  # "no classifier"
    reasons: dict[str, str]

    def faults(self, networks: int) -> Iterator[Fault]:
        """Why the flag cannot be used where no network has what it turns."""
        if len(self.reasons) < networks:
            return
        reasons = dict.fromkeys(self.reasons.values())
        for reason in reasons:
            names = ", ".join(name for name, own in self.reasons.items() if own == reason)
            origin = self.flag if len(reasons) == 1 else f"{names}: {self.flag}"
            yield Fault(origin, "", reason or f"{self._who()}; leave the flag out")

    def note(self) -> str:
        """Which networks the flag leaves as they are."""
        rest = "it as it is" if len(self.reasons) == 1 else "them as they are"
        return f"{self._who()}: {self.flag.partition(' ')[0]} leaves {rest}"

    def _who(self) -> str:
        names = [*map(printable, self.reasons)]
        return f"{listed(names)} {'has' if len(names) == 1 else 'have'} {self.nothing}"
