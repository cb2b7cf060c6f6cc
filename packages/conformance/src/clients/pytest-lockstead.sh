#!/usr/bin/env bash
# The pytest plugin as its users get it: packed, installed, and tried in test runs of their own.
#   bash pytest-lockstead.sh VENV_BIN
set -euo pipefail
bin=$1
here=$(cd "$(dirname "$0")" && pwd)
repository=$(cd "$here/../../../.." && pwd)
wheels=$(mktemp -d)
trap 'rm -rf "$wheels"' EXIT
# A copy: building leaves files beside the sources.
cp -R "$repository/packages/pytest-lockstead" "$wheels/source"
"$bin/python" -m pip wheel --quiet --no-deps --wheel-dir "$wheels" "$wheels/source"
"$bin/python" -m pip install --quiet --no-deps --force-reinstall "$wheels"/*.whl
PYTEST_LOCKSTEAD_COMMAND="$repository/lockstead" AWS_EC2_METADATA_DISABLED=true AWS_ENDPOINT_URL=http://127.0.0.1:1 \
  "$bin/python" -m pytest -q -p no:cacheprovider "$wheels/source/tests"
