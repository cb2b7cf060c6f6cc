"""What the walk needs at an endpoint: the role that it passes. With a second argument, a user that may nothing: its keys are printed.

    python3 front_setup.py ENDPOINT [nobody]
"""

import json
import sys

import boto3

iam = boto3.client("iam", endpoint_url=sys.argv[1], region_name="us-east-1")
trust = {"Effect": "Allow", "Principal": {"Service": ["lambda.amazonaws.com", "states.amazonaws.com"]}, "Action": "sts:AssumeRole"}
document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
iam.create_role(RoleName="walker", AssumeRolePolicyDocument=document)
if len(sys.argv) > 2:
    iam.create_user(UserName=sys.argv[2])
    key = iam.create_access_key(UserName=sys.argv[2])["AccessKey"]
    print(json.dumps([key["AccessKeyId"], key["SecretAccessKey"]]))
