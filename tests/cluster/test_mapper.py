"""A map over real workers gives what `map` gives, in order, also where a worker is lost."""

import os
import pickle
import signal
import subprocess
import sys
import warnings
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from time import sleep
from typing import Any

import pytest

from mbv2calc import cluster
from mbv2calc.cluster import mapper
from mbv2calc.errors import Fault, OutputError, SpecError, UsageError
from tests.cluster.running import ROOT, Cluster, running_cluster

distributed = pytest.importorskip("distributed")
pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="no POSIX signals"),
    pytest.mark.usefixtures("quick"),
]


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Two workers, which no test is to end."""
    with running_cluster(tmp_path_factory.mktemp("cluster")) as found:
        yield found


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not there is not waited for long; what starts is, on a busy machine."""
    monkeypatch.setattr(cluster, "_PATIENCE", 20)


def square(number: int) -> int:
    return number * number


def slowly(number: int) -> int:
    sleep(0.02)
    return number * number


def failing(error: BaseException, number: int) -> int:
    if number == 5:
        raise error
    return number


def fatal(marker: str, number: int) -> int:
    """The square; the first worker that is given a 20 is killed, as by an operating system."""
    if number == 20:
        try:
            Path(marker).touch(exist_ok=False)
        except FileExistsError:
            return number * number
        os.kill(os.getpid(), signal.SIGKILL)
    return slowly(number)


def test_it_is_a_map(workers: Cluster) -> None:
    with mapper(workers.address) as spread:
        assert list(spread(square, range(50))) == list(map(square, range(50)))
        assert list(spread(square, [])) == []
        assert list(spread(len, iter(["a", "bc"]))) == [1, 2]


def test_few_tasks_are_in_flight(workers: Cluster) -> None:
    asked = []

    def items() -> Iterator[int]:
        for number in range(1000):
            asked.append(number)
            yield number

    with mapper(workers.address) as spread:
        results = spread(square, items())
        assert [next(results) for _ in range(10)] == [n * n for n in range(10)]
        assert len(asked) < 10 + 8 + 1


@pytest.mark.slow
def test_a_worker_that_is_killed_costs_no_result(tmp_path: Path) -> None:
    function = partial(fatal, str(tmp_path / "killed"))
    with running_cluster(tmp_path) as found, mapper(found.address) as spread:
        while len(distributed_workers(found)) < 2:
            sleep(0.05)
        assert list(spread(function, range(60))) == [n * n for n in range(60)]
        ended = [process.wait(10) for process in found.workers if process.poll() is not None]
        assert ended == [-signal.SIGKILL]


def distributed_workers(found: Cluster) -> Any:
    with distributed.Client(found.address, set_as_default=False) as client:
        return client.nthreads()


@pytest.mark.parametrize(
    "error",
    [
        UsageError("no such thing"),
        OutputError("no room"),
        SpecError([Fault("--t", "", "one"), Fault("x.yaml:1:2", "layers", "two")]),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_of_ours_is_raised_as_itself(workers: Cluster, error: Exception) -> None:
    with mapper(workers.address) as spread:
        results = spread(partial(failing, error), range(10))
        with pytest.raises(type(error)) as caught:
            list(results)
    assert str(caught.value) == str(error)
    assert vars(caught.value) == vars(error)


def test_a_spec_error_is_the_same_after_a_journey() -> None:
    error = SpecError([Fault("--t", "", "one"), Fault("x.yaml:1:2", "layers", "two")])
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), again.faults, str(again)) == (SpecError, error.faults, str(error))


def tasks_of(found: Cluster) -> int:
    with distributed.Client(found.address, set_as_default=False) as client:
        count: int = client.run_on_scheduler(lambda dask_scheduler: len(dask_scheduler.tasks))
        return count


def emptied(found: Cluster) -> bool:
    """Whether the cluster soon has no task."""
    for _ in range(100):
        if not tasks_of(found):
            return True
        sleep(0.05)
    return False


def test_what_is_given_up_is_cancelled(workers: Cluster) -> None:
    with mapper(workers.address) as spread:
        results = spread(partial(sleep), [0, *[0.2] * 100])
        next(results)
        assert tasks_of(workers) > 0
        with pytest.raises(KeyboardInterrupt) as caught:
            results.throw(KeyboardInterrupt())  # type: ignore[attr-defined]
        assert emptied(workers)
        del caught  # which held all that the generator did


INTERRUPTED = """
import os, signal, time
from mbv2calc.cluster import mapper
with mapper({address!r}) as spread:
    for number, _ in enumerate(spread(time.sleep, [0, *[0.3] * 1000])):
        print(number, flush=True)
"""


def test_an_interruption_ends_at_once_and_leaves_nothing(workers: Cluster) -> None:
    command = [sys.executable, "-c", INTERRUPTED.format(address=workers.address)]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT)
    assert running.stdout is not None
    assert running.stdout.readline() == b"0\n"
    running.send_signal(signal.SIGINT)
    try:
        _, heard = running.communicate(timeout=60)
    finally:
        running.kill()  # which would be waited for
    assert heard.decode().splitlines()[-1] == "KeyboardInterrupt"
    assert emptied(workers)


def refusal(address: str) -> str:
    with pytest.raises(UsageError) as caught, mapper(address):
        pass
    return str(caught.value)


def test_an_address_that_none_has_is_refused(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE", 0.3)
    unreached = "no scheduler can be reached there; start one with `dask scheduler`"
    assert refusal("tcp://127.0.0.1:9") == f"--dask tcp://127.0.0.1:9: {unreached}"
    malformed = "expected an address such as tcp://10.0.0.1:8786; "
    for address, reason in [
        ("127.0.0.1", "missing port number in address '127.0.0.1'"),
        ("a\nb", "missing port number in address 'a\\nb'"),
        ("", "missing port number in address ''"),
    ]:
        shown = address.replace("\n", "\\n")
        assert refusal(address) == f"--dask {shown}: {malformed}{reason}"
    assert refusal("foo://x:1").startswith(f"--dask foo://x:1: {malformed}unknown address scheme")
    assert capfd.readouterr() == ("", "")


def test_a_worker_is_no_scheduler(workers: Cluster) -> None:
    while not (found := list(distributed_workers(workers))):
        sleep(0.05)
    message = "a worker; name the address of its scheduler"
    assert refusal(found[0]) == f"--dask {found[0]}: {message}"


def test_a_cluster_without_workers_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running_cluster(tmp_path, workers=0) as found:
        distributed_workers(found)  # it answers
        monkeypatch.setattr(cluster, "_PATIENCE", 1)
        fix = f"start one with `dask worker {found.address}`"
        message = f"--dask {found.address}: the cluster has no worker; {fix}"
        assert refusal(found.address) == message


@pytest.mark.parametrize(("version", "has"), [(None, "no mbv2calc"), ("0.0.1", "mbv2calc 0.0.1")])
@pytest.mark.parametrize("who", ["scheduler", "tcp://10.0.0.2:1234"])
def test_another_version_is_refused(
    workers: Cluster, monkeypatch: pytest.MonkeyPatch, version: str | None, has: str, who: str
) -> None:
    here = {"packages": {"mbv2calc": "9.9"}}
    there = {"packages": {"mbv2calc": version}}
    found = {"client": here, "scheduler": here, "workers": {"tcp://10.0.0.1:1": here}}
    if who == "scheduler":
        found[who] = there
    else:
        found["workers"] = {"tcp://10.0.0.1:1": here, who: there}
    monkeypatch.setattr(distributed.Client, "get_versions", lambda *_, **__: found)
    fix = "pip install 'mbv2calc[cluster]==9.9' there"
    message = f"--dask {workers.address}: {who} has {has}, this is 9.9; {fix}"
    assert refusal(workers.address) == message


@pytest.mark.slow
def test_a_scheduler_that_is_lost_is_named(tmp_path: Path) -> None:
    with running_cluster(tmp_path) as found, mapper(found.address) as spread:
        results = spread(slowly, range(1000))
        assert next(results) == 0
        found.scheduler.kill()
        with pytest.raises(UsageError) as caught:
            list(results)
    reason = "the scheduler was lost, or cancelled the work; start it again"
    assert str(caught.value) == f"--dask {found.address}: {reason}"


def test_a_task_that_ends_every_worker_is_named(workers: Cluster) -> None:
    def lost() -> Any:
        raise distributed.KilledWorker("task", None, 3)

    class Future:
        result = staticmethod(lost)

    with pytest.raises(UsageError, match="ended several workers; give them more memory"):
        cluster._result(Future(), "--dask x")


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    fix = "pip install 'mbv2calc[cluster]'"
    assert refusal("tcp://127.0.0.1:9") == (
        f"--dask tcp://127.0.0.1:9: needs dask.distributed; {fix}"
    )


@pytest.mark.slow
def test_what_the_library_warns_of_is_not_heard(workers: Cluster) -> None:
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        with mapper(workers.address) as spread:
            assert next(spread(len, [b" " * 20_000_000])) == 20_000_000
    assert heard == []
