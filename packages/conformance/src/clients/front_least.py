"""A role with these statements and nothing else, and keys of a session of it: printed as JSON.

    python3 front_least.py ENDPOINT ROLE STATEMENTS
"""

import json
import sys

import boto3
from botocore.exceptions import ClientError

endpoint, role, statements = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
iam = boto3.client("iam", endpoint_url=endpoint, region_name="us-east-1")
trust = {"Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": "sts:AssumeRole"}
try:
    iam.create_role(RoleName=role, AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}))
    # Roles are not assumed by root.
    iam.create_user(UserName=role)
    may = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": f"arn:aws:iam::123456789012:role/{role}"}
    iam.put_user_policy(UserName=role, PolicyName="assume", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [may]}))
except ClientError as error:
    if error.response["Error"]["Code"] != "EntityAlreadyExists":
        raise
nothing = [{"Effect": "Deny", "Action": "none:None", "Resource": "*"}]
iam.put_role_policy(RoleName=role, PolicyName="least",
                    PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": statements or nothing}))
key = iam.create_access_key(UserName=role)["AccessKey"]
user = boto3.client("sts", endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id=key["AccessKeyId"],
                    aws_secret_access_key=key["SecretAccessKey"])
session = user.assume_role(RoleArn=f"arn:aws:iam::123456789012:role/{role}", RoleSessionName="walk")["Credentials"]
iam.delete_access_key(UserName=role, AccessKeyId=key["AccessKeyId"])
print(json.dumps({"accessKeyId": session["AccessKeyId"], "secretAccessKey": session["SecretAccessKey"],
                  "sessionToken": session["SessionToken"]}))
