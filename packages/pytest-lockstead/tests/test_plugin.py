"""The plugin in test runs of their own, with a real server. PYTEST_LOCKSTEAD_COMMAND is the launcher."""

import json
import re
import subprocess

import pytest


@pytest.fixture(scope="module")
def emulator():
    """The small one that ships with Lockstead."""
    import os
    import shlex

    command = [*shlex.split(os.environ["PYTEST_LOCKSTEAD_COMMAND"]), "demo", "emulator", "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    endpoint = re.search(r"http://[\d.:]+\d", server.stdout.readline()).group()
    yield endpoint
    server.terminate()
    server.communicate()


SHOP = '''
import pytest
from pytest_lockstead import expect_denied

def queue(lockstead):
    return lockstead.client("sqs").create_queue(QueueName="orders")["QueueUrl"]

@pytest.mark.lockstead_role("checkout")
def test_sends(lockstead, lockstead_client):
    lockstead_client("sqs").send_message(QueueUrl=queue(lockstead), MessageBody="one")

@pytest.mark.lockstead_role("shipping")
def test_receives(lockstead, lockstead_client):
    lockstead_client("sqs").receive_message(QueueUrl=queue(lockstead))
'''


def run(pytester, emulator, test, *arguments):
    pytester.makeini(f"[pytest]\nlockstead_upstream = {emulator}\n")
    pytester.makepyfile(test)
    return pytester.runpytest_subprocess("-q", *arguments)


def test_a_denial_fails_and_says_why(pytester, emulator):
    result = run(pytester, emulator, SHOP)
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(["*why it was denied*", "*sqs:SendMessage*", "*The least change that would allow it*"])


def test_audit_collects_and_writes_the_least_policies(pytester, emulator):
    result = run(pytester, emulator, SHOP, "--lockstead-enforce", "audit", "--lockstead-least", "least.json")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["*least policies*", "*role/checkout*"])
    written = json.loads((pytester.path / "least.json").read_text())
    needs = {
        one["principal"].rsplit("/")[-1]: [need["action"] for need in one["needs"]]
        for one in written["principals"]
        if "role/" in one["principal"]
    }
    assert needs == {"checkout": ["sqs:SendMessage"], "shipping": ["sqs:ReceiveMessage"]}


EXPECTING = '''
import pytest
from pytest_lockstead import expect_denied

@pytest.mark.lockstead_role("clerk")
def test_denied(lockstead, lockstead_client):
    with expect_denied("sqs:ListQueues") as denial:
        lockstead_client("sqs").list_queues()
    assert "clerk" in denial.message

@pytest.mark.lockstead_role("clerk")
def test_another_action(lockstead_client):
    with expect_denied("sqs:CreateQueue"):
        lockstead_client("sqs").list_queues()

def test_nothing_denied(lockstead_client):
    with expect_denied():
        lockstead_client("sqs").list_queues()

def test_another_error(lockstead_client):
    with expect_denied():
        lockstead_client("sqs").get_queue_url(QueueName="nowhere")

@pytest.mark.lockstead_role("granted")
def test_allowed(lockstead, lockstead_client):
    lockstead.allow("granted", {"Effect": "Allow", "Action": "sqs:ListQueues", "Resource": "*"})
    lockstead_client("sqs").list_queues()
    with expect_denied("dynamodb:ListTables", resource="*"):
        lockstead_client("dynamodb").list_tables()
'''


def test_expected_denials(pytester, emulator):
    result = run(pytester, emulator, EXPECTING)
    result.assert_outcomes(passed=2, failed=3)
    result.stdout.fnmatch_lines_random([
        "*sqs:CreateQueue was expected to be denied, and another call was:*",
        "*a call was expected to be denied, and nothing was.*",
        "*QueueDoesNotExist*",
    ])


def test_where_lockstead_is_not_there_the_run_says_what_to_set(pytester, emulator):
    pytester.makeini("[pytest]\nlockstead_command = /nowhere/lockstead\n")
    pytester.makepyfile("def test_any(lockstead): pass")
    result = pytester.runpytest_subprocess("-q")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*set lockstead_command*"])
