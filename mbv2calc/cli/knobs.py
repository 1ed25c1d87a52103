"""The knobs as options, and networks at the values that were given."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from mbv2calc.api.model import Model, load
from mbv2calc.cli.options import Option, Options, knob_option
from mbv2calc.cost.knobs import KNOBS, file_knobs, knob_paths
from mbv2calc.errors import Fault, PathError, SpecError, printable
from mbv2calc.spec.paths import check_of
from mbv2calc.spec.reader import Source
from mbv2calc.tables.wording import listed

SETTINGS = "settings"


class Knobs(Options):
    """The values of knobs from the command line, and the numbers that --set sets by their paths."""

    @classmethod
    def rows(cls) -> dict[str, Option]:
        """An option for each knob of a file or a run, and --set."""
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
        """The texts of --set."""
        return self.get(SETTINGS) or []

    def values_given(self) -> dict[str, Any]:
        """The values of the knobs that were given, without those of --set."""
        return {name: value for name, value in self.given().items() if name != SETTINGS}

    def load(self, network: str | Source) -> Model:
        """The network at these values. Raises UsageError and SpecError as `load` of the API."""
        return self._applied(load(network))

    def load_all(self, names: Iterable[str]) -> "Loaded":
        """Networks at these values; each ignores a flag whose knob or path it lacks.

        Raises SpecError: for a flag that no network supports, and for faults of one network, which
        then name it.
        """
        models = {name: load(name) for name in dict.fromkeys(names)}  # a pipe can be read only once
        gaps = [*self._missing_knobs(models), *self._missing_paths(models)]
        if faults := [fault for gap in gaps for fault in gap.faults(len(models))]:
            raise SpecError(faults)
        for name, model in models.items():
            flags = {gap.flag for gap in gaps if name in gap.reasons}
            try:
                models[name] = self._without(flags)._applied(model)
                # Built here and thrown away, so that a fault names its network.
                models[name].network()
            except SpecError as error:
                raise SpecError(_named(name, fault) for fault in error.faults) from None
        return Loaded(models, tuple(dict.fromkeys(gap.note() for gap in gaps if gap.reasons)))

    def _applied(self, model: Model) -> Model:
        return model.at(**self.values_given(), settings=self.settings)

    def _missing_knobs(self, models: Mapping[str, Model]) -> Iterator["_Gap"]:
        """For each knob that was given, the networks that lack it."""
        for name in file_knobs():
            if name in self.values_given():
                without = (n for n, m in models.items() if not knob_paths(m.architecture, name))
                yield _Gap(KNOBS[name].flag, KNOBS[name].lacking, dict.fromkeys(without, ""))

    def _missing_paths(self, models: Mapping[str, Model]) -> Iterator["_Gap"]:
        """For each path that was set, the networks that lack it, and why."""
        for setting in self.settings:
            path, equals, _ = setting.partition("=")
            gap = _Gap(f"--set {setting}", f"no {printable(path.strip())}", {})
            for name, model in models.items() if equals else ():
                try:
                    check_of(model.architecture, path.strip())
                except PathError as error:
                    gap.reasons[name] = str(error)
            yield gap

    def _without(self, flags: Collection[str]) -> "Knobs":
        """The same values without those of some flags."""
        values = {k: v for k, v in self.values_given().items() if KNOBS[k].flag not in flags}
        settings = [text for text in self.settings if f"--set {text}" not in flags]
        return Knobs(values | {SETTINGS: settings})


class Ranges(Knobs):
    """Knobs that also take ranges, and several dtypes: the metavars in the help say so."""

    ranges = True


class Loaded(NamedTuple):
    """Networks at the values of the knobs that they support, and notes of what they ignore."""

    models: Mapping[str, Model]
    notes: tuple[str, ...]


def _named(name: str, fault: Fault) -> Fault:
    """A fault of a flag with the name of the network; a place in a file already says which."""
    is_flag = fault.origin.startswith("--")
    return fault._replace(origin=f"{name}: {fault.origin}") if is_flag else fault


class _Gap(NamedTuple):
    """A flag that some networks do not support: what they lack, and the reason of each."""

    flag: str
    lacking: str  # "no classifier"
    reasons: dict[str, str]  # by network; "" if `lacking` says all

    def faults(self, networks: int) -> Iterator[Fault]:
        """Why the flag cannot be used; nothing if one of so many networks supports it."""
        if len(self.reasons) < networks:
            return
        reasons = dict.fromkeys(self.reasons.values())
        for reason in reasons:
            names = ", ".join(name for name, why in self.reasons.items() if why == reason)
            origin = self.flag if len(reasons) == 1 else f"{names}: {self.flag}"
            yield Fault(origin, "", reason or f"{self._sentence()}; leave the flag out")

    def note(self) -> str:
        """Which networks ignore the flag."""
        ignore = "it ignores" if len(self.reasons) == 1 else "they ignore"
        return f"{self._sentence()}: {ignore} {self.flag.partition(' ')[0]}"

    def _sentence(self) -> str:
        names = [*map(printable, self.reasons)]
        return f"{listed(names)} {'has' if len(names) == 1 else 'have'} {self.lacking}"
