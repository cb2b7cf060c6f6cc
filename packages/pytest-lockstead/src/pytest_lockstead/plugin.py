"""The plugin: one Lockstead for a test run, clients that sign as roles, the reason of a denial beside the failure, least policies at the end."""

import os
import shlex
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request

import pytest

from .cloud import Cloud
from .denials import denial_in

START_SECONDS = 60


def pytest_addoption(parser):
    group = parser.getgroup("lockstead")
    group.addoption("--lockstead-enforce", choices=["full", "audit"], default=None,
                    help="audit: nothing is denied, and what the least policies need is collected")
    group.addoption("--lockstead-least", metavar="FILE", default=None,
                    help="write what each role needed, for a repository and for lockstead least --merge")
    parser.addini("lockstead_command", "how lockstead is called: the path of the launcher (PYTEST_LOCKSTEAD_COMMAND, else lockstead)", default="")
    parser.addini("lockstead_upstream", "where services go on to: URL, or SERVICE=URL", type="args", default=[])
    parser.addini("lockstead_flags", "further flags of lockstead start", type="args", default=[])


def pytest_configure(config):
    config.addinivalue_line("markers", "lockstead_role(name): the fixture lockstead_client signs as this role")


@pytest.fixture(scope="session")
def lockstead(request):
    """The Lockstead of this test run."""
    config = request.config
    command = _command(config)
    port = _free_port()
    enforce = config.getoption("--lockstead-enforce")
    words = [*command, "start", "--ephemeral", "--dev", "--log-level", "warn", "--port", str(port)]
    words += [flag for url in config.getini("lockstead_upstream") for flag in ("--upstream", url)]
    words += [] if enforce is None else ["--enforce", enforce]
    words += config.getini("lockstead_flags")
    server = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    endpoint = f"http://127.0.0.1:{port}"
    try:
        _wait(server, endpoint)
        cloud = Cloud(command, endpoint)
        config.stash[_cloud] = cloud
        yield cloud
        least = config.getoption("--lockstead-least")
        if least is not None:
            config.stash[_report] = cloud.least("--out", os.path.abspath(least), "--format", "markdown")
    finally:
        server.terminate()
        server.communicate()


@pytest.fixture
def lockstead_client(request, lockstead):
    """Makes boto3 clients: lockstead_client("sqs"). They sign as the role of the marker lockstead_role, else as the root user."""
    marker = request.node.get_closest_marker("lockstead_role")
    role = None if marker is None else marker.args[0]
    return lambda service, **more: lockstead.client(service, role=role, **more)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    request_id = None if call.excinfo is None else denial_in(call.excinfo.value)
    cloud = item.config.stash.get(_cloud, None)
    if request_id is not None and cloud is not None:
        outcome.get_result().sections.append(("why it was denied", cloud.why(request_id)))


def pytest_terminal_summary(terminalreporter, config):
    report = config.stash.get(_report, None)
    if report is not None:
        terminalreporter.section("least policies")
        terminalreporter.write(report)


_cloud = pytest.StashKey()
_report = pytest.StashKey()


def _command(config):
    given = config.getini("lockstead_command") or os.environ.get("PYTEST_LOCKSTEAD_COMMAND", "")
    command = shlex.split(given) if given else ["lockstead"]
    if shutil.which(command[0]) is None:
        raise pytest.UsageError(
            f"{command[0]} is not there: set lockstead_command (or PYTEST_LOCKSTEAD_COMMAND) to the path of the launcher in your clone of Lockstead."
        )
    return command


def _free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def _wait(server, endpoint):
    for _ in range(START_SECONDS * 10):
        if server.poll() is not None:
            raise RuntimeError(f"Lockstead did not start: {server.communicate()[1].strip()}")
        try:
            urllib.request.urlopen(f"{endpoint}/_lockstead/health", timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"Lockstead does not answer on {endpoint}")
