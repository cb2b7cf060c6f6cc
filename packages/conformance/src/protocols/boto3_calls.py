"""Calls that stand on the input, one JSON object a line, made with boto3: `{service, method, parameters, endpoint}`. Prints what came back."""
import datetime
import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

clients = {}


def client(service, endpoint):
    if service not in clients:
        clients[service] = boto3.client(service, endpoint_url=endpoint, config=Config(retries={"total_max_attempts": 1}))
    return clients[service]


def plain(value):
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items() if key != "ResponseMetadata"}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    if hasattr(value, "read"):
        return value.read().decode()
    return value.decode("latin1") if isinstance(value, bytes) else value


for line in sys.stdin:
    asked = json.loads(line)
    try:
        call = getattr(client(asked["service"], asked["endpoint"]), asked["method"])
        said = {"said": plain(call(**asked["parameters"]))}
    except ClientError as error:
        said = {"said": {"code": error.response["Error"]["Code"], "message": error.response["Error"]["Message"]}}
    except Exception as error:  # told, and the next call is tried
        said = {"broken": repr(error)}
    print(json.dumps(said), flush=True)
