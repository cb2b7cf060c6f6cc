"""Denials that a test expects."""

import contextlib

import pytest
from botocore.exceptions import ClientError

# AccessDenied and its kin: each service has a code of its own.
CODES = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError", "UnauthorizedException"})


class Denial:
    """What was denied. Empty until the block of expect_denied has ended."""

    code = ""
    message = ""


@contextlib.contextmanager
def expect_denied(action=None, resource=None):
    """The block must be denied: by any denial, or by the one that names this action ("sqs:DeleteQueue") and this resource (an ARN).

    Another error fails the test as it is; no denial, or one of something else, fails it with a sentence.
    """
    denial = Denial()
    try:
        yield denial
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code not in CODES:
            raise
        denial.code, denial.message = code, error.response["Error"]["Message"]
    if denial.code == "":
        pytest.fail(f"{action or 'a call'} was expected to be denied, and nothing was.")
    words = denial.message.lower()
    if action is not None and f"perform: {action.lower()}" not in words:
        pytest.fail(f"{action} was expected to be denied, and another call was: {denial.message}")
    if resource is not None and resource.lower() not in words:
        pytest.fail(f"a denial on {resource} was expected, and another one came: {denial.message}")


def denial_in(error):
    """The request id of a denial that a test failed with; None for any other error."""
    if not isinstance(error, ClientError) or error.response.get("Error", {}).get("Code") not in CODES:
        return None
    return error.response.get("ResponseMetadata", {}).get("RequestId")
