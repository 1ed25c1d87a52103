"""A function mapped over the workers of a running Dask cluster, with its results in order."""

import contextlib
import logging
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from mbv2calc.cost.metrics import Type
from mbv2calc.errors import UsageError, printable
from mbv2calc.grid.evaluate import MetricRequest, evaluated
from mbv2calc.grid.plan import Grid
from mbv2calc.grid.rows import Rows
from mbv2calc.grid.sweep import Mapper
from mbv2calc.tables.sweep_columns import machine_columns

T = TypeVar("T")
U = TypeVar("U")


def chunk_as_parquet(grid: Grid, request: MetricRequest, kinds: Mapping[str, Type]) -> bytes:
    """A chunk of a sweep as a Parquet file: what a worker does.

    `kinds` are the types of the columns of the whole grid, which one chunk may not show.
    """
    return rows_as_parquet(evaluated(grid, request), request.metrics, kinds)


def rows_as_parquet(rows: Rows, metrics: Sequence[str], kinds: Mapping[str, Type]) -> bytes:
    """Some rows of a sweep as a Parquet file."""
    from mbv2calc.render import parquet

    columns = machine_columns(rows, metrics, typed=True)
    axes = [axis.name for axis in rows.grid.axes]
    return parquet.encoded(columns, kinds, axes)


_PATIENCE = 8
"""Seconds to wait for the answer of a scheduler, and then for its first worker."""
_RETRIES = 3
_NOISY = ("distributed", "distributed.client", "tornado", "tornado.application", "asyncio")


@contextlib.contextmanager
def mapper(address: str) -> Iterator[Mapper]:
    """A mapper for pure functions over the cluster of a scheduler's address.

    A few tasks per thread are in flight. Other workers repeat the tasks of a worker that is lost,
    and a task that fails is tried again. An error of this package is raised as it was on the
    worker. Raises UsageError if the cluster cannot be used.
    """
    place = f"--dask {printable(address)}"
    try:
        import distributed
    except ImportError:
        fix = "pip install 'mbv2calc[cluster]'"
        raise UsageError(f"{place}: needs dask.distributed; {fix}") from None
    for name in _NOISY:  # whatever goes wrong is reported once, by an error
        logging.getLogger(name).setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module=r"(distributed|dask|tornado)\b")
        _check_reached(address, place)
        # A program's own client stays the default.
        with distributed.Client(address, timeout=_PATIENCE, set_as_default=False) as client:
            _check_workers(client, place)
            yield partial(_mapped, client, place)


def _check_reached(address: str, place: str) -> None:
    """Ask the scheduler who it is. A client that reaches none goes on to log after it failed."""
    import asyncio

    from distributed import Security, rpc

    async def identity() -> Any:
        arguments = Security().get_connection_args("client")
        async with rpc(address, timeout=_PATIENCE, connection_args=arguments) as scheduler:
            return await scheduler.identity()

    try:
        # One second more than the connection itself has: its own error comes first.
        kind = asyncio.run(asyncio.wait_for(identity(), _PATIENCE + 1))["type"]
    except (ValueError, TypeError) as error:
        message = f"expected an address such as tcp://10.0.0.1:8786; {printable(str(error))}"
        raise UsageError(f"{place}: {message}") from None
    except Exception:  # each kind of connection raises other classes
        message = "no scheduler can be reached there; start one with `dask scheduler`"
        raise UsageError(f"{place}: {message}") from None
    if kind != "Scheduler":
        raise UsageError(f"{place}: a {kind.lower()}; name the address of its scheduler")


def _check_workers(client: Any, place: str) -> None:
    """Wait for a worker, and check that all have this version of this package."""
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
    except TimeoutError:
        fix = f"start one with `dask worker {place.partition(' ')[2]}`"
        raise UsageError(f"{place}: the cluster has no worker; {fix}") from None
    versions = client.get_versions(packages=["mbv2calc"])
    here = versions["client"]["packages"]["mbv2calc"]
    for who, node in [("scheduler", versions["scheduler"]), *versions["workers"].items()]:
        version = node["packages"]["mbv2calc"]
        if version != here:
            has = f"mbv2calc {version}" if version else "no mbv2calc"
            fix = f"pip install 'mbv2calc[cluster]=={here}' there"
            raise UsageError(f"{place}: {who} has {has}, this is {here}; {fix}")


def _mapped(client: Any, place: str, function: Callable[[T], U], items: Iterable[T]) -> Iterator[U]:
    """The results in order, while a window of tasks is in flight."""
    # Enough tasks to keep each thread busy, and few enough results to fit into memory.
    window = max(8, 4 * sum(client.nthreads().values()))
    waiting: deque[Any] = deque()
    try:
        for item in items:
            # Not pure: Dask would hash each grid for the name of its task, and no two are equal.
            waiting.append(client.submit(function, item, pure=False, retries=_RETRIES))
            if len(waiting) >= window:
                yield _result(waiting.popleft(), place)
        while waiting:
            yield _result(waiting.popleft(), place)
    finally:
        waiting.clear()  # a task whose future nobody holds is cancelled


def _result(future: Any, place: str) -> Any:
    """The result of a task, or its error. Raises UsageError if the cluster is the reason."""
    from distributed import CancelledError, KilledWorker
    from distributed.comm.core import CommClosedError

    try:
        return future.result()
    except KilledWorker:
        reason = "the same task ended several workers; give them more memory"
    except ModuleNotFoundError as error:
        reason = f"a worker has no {error.name}; pip install 'mbv2calc[cluster]' there"
    except (CommClosedError, TimeoutError, CancelledError):
        reason = "the scheduler was lost, or cancelled the work; start it again"
    raise UsageError(f"{place}: {reason}")
