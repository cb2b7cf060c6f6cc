"""A program without keys: boto3 finds its role as on an instance or in a container, and renews it. Lines on standard input say when to go on."""
import sys

import boto3

session = boto3.Session()
credentials = session.get_credentials()
sts = session.client("sts")


def call(what):
    arn = sts.get_caller_identity()["Arn"]
    print(f"{what} {credentials.method} {arn} {credentials.get_frozen_credentials().access_key}", flush=True)


call("first")
sys.stdin.readline()
call("second")
