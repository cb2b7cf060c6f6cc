"""A Lockstead for pytest. The fixtures are in plugin.py; tests import expect_denied from here."""

from .cloud import Cloud
from .denials import Denial, expect_denied

__all__ = ["Cloud", "Denial", "expect_denied"]
