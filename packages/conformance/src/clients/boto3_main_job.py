"""The main job in boto3: born with nothing, granted, a role assumed, told why, and every call of it in CloudTrail."""
import json
import os
import sys
import tempfile

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

passed = 0


def check(what, condition, seen=""):
    global passed
    if not condition:
        sys.exit(f"boto3: {what}: saw {seen}")
    passed += 1


def refused(call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        return error.response
    sys.exit(f"boto3: {call} was not refused")


def client(service, key=None, token=None):
    if key is None:
        return boto3.client(service)
    return boto3.client(service, aws_access_key_id=key[0], aws_secret_access_key=key[1], aws_session_token=token)


iam, sts = client("iam"), client("sts")
account = sts.get_caller_identity()["Account"]

iam.create_user(UserName="alice", Tags=[{"Key": "team", "Value": "blue"}])
made = iam.create_access_key(UserName="alice")["AccessKey"]
alice = (made["AccessKeyId"], made["SecretAccessKey"])

answer = refused(client("iam", alice).list_users)
check("status of a denial", answer["ResponseMetadata"]["HTTPStatusCode"] == 403, answer)
check("code of a denial", answer["Error"]["Code"] == "AccessDenied", answer)
check(
    "message of a denial",
    answer["Error"]["Message"]
    == f"User: arn:aws:iam::{account}:user/alice is not authorized to perform: iam:ListUsers on resource: "
    f"arn:aws:iam::{account}:user/ because no identity-based policy allows the iam:ListUsers action",
    answer["Error"]["Message"],
)

policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:ListUsers", "Resource": "*"}]}
arn = iam.create_policy(PolicyName="may-list", PolicyDocument=json.dumps(policy))["Policy"]["Arn"]
iam.attach_user_policy(UserName="alice", PolicyArn=arn)
names = [user["UserName"] for user in client("iam", alice).list_users()["Users"]]
check("the same call, allowed", names == ["admin", "alice"], names)
check("document comes back as JSON", iam.get_policy_version(PolicyArn=arn, VersionId="v1")["PolicyVersion"]["Document"] == policy)

trust = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{account}:user/alice"}, "Action": "sts:AssumeRole"}],
}
role = iam.create_role(RoleName="worker", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
session = client("sts", alice).assume_role(RoleArn=role, RoleSessionName="shift")
key = (session["Credentials"]["AccessKeyId"], session["Credentials"]["SecretAccessKey"])
token = session["Credentials"]["SessionToken"]
identity = client("sts", key, token).get_caller_identity()
check("who the session is", identity["Arn"] == f"arn:aws:sts::{account}:assumed-role/worker/shift", identity)
answer = refused(client("iam", key, token).list_users)
check("a role has lost the user's own permissions", answer["Error"]["Code"] == "AccessDenied", answer)

answer = refused(client("iam", (alice[0], "wrong")).list_users)
check("a wrong secret", answer["Error"]["Code"] == "SignatureDoesNotMatch", answer)
answer = refused(client("iam", ("AKIAQQQQQQQQQQQQQQQQ", "wrong")).list_users)
check("an unknown key", answer["Error"]["Code"] == "InvalidClientTokenId", answer)

provider = iam.create_open_id_connect_provider(
    Url="https://token.actions.githubusercontent.com", ClientIDList=["sts.amazonaws.com"]
)["OpenIDConnectProviderArn"]
pipeline_trust = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Federated": provider},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {"StringLike": {"token.actions.githubusercontent.com:sub": "repo:acme/app:*"}},
        }
    ],
}
deploy = iam.create_role(RoleName="deploy", AssumeRolePolicyDocument=json.dumps(pipeline_trust))["Role"]["Arn"]
unsigned = boto3.client("sts", config=Config(signature_version=UNSIGNED))
answer = unsigned.assume_role_with_web_identity(
    RoleArn=deploy, RoleSessionName="run", WebIdentityToken=os.environ["PIPELINE_TOKEN"]
)
check("a pipeline's token", answer["Provider"] == provider and answer["Audience"] == "sts.amazonaws.com", answer)
answer = refused(
    unsigned.assume_role_with_web_identity,
    RoleArn=deploy,
    RoleSessionName="run",
    WebIdentityToken=os.environ["STRANGER_TOKEN"],
)
check("a stranger's token", answer["Error"]["Message"] == "Not authorized to perform sts:AssumeRoleWithWebIdentity", answer)
answer = refused(unsigned.assume_role_with_web_identity, RoleArn=deploy, RoleSessionName="run", WebIdentityToken="no.to.ken")
check("no token at all", answer["Error"]["Code"] == "InvalidIdentityToken", answer)
with tempfile.NamedTemporaryFile("w") as file:
    file.write(os.environ["PIPELINE_TOKEN"])
    file.flush()
    keys = {name: os.environ.pop(name) for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
    os.environ.update(AWS_WEB_IDENTITY_TOKEN_FILE=file.name, AWS_ROLE_ARN=deploy, AWS_ROLE_SESSION_NAME="by-file")
    identity = boto3.Session().client("sts").get_caller_identity()
    for name in ("AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN", "AWS_ROLE_SESSION_NAME"):
        del os.environ[name]
    os.environ.update(keys)
check("the token file of a pod", identity["Arn"] == f"arn:aws:sts::{account}:assumed-role/deploy/by-file", identity)

for number in range(12):
    iam.create_group(GroupName=f"group-{number:02}")
pages = list(iam.get_paginator("list_groups").paginate(PaginationConfig={"PageSize": 5}))
groups = [group["GroupName"] for page in pages for group in page["Groups"]]
check("pages", len(pages) == 3 and groups == sorted(groups) and len(groups) == 13, groups)

events = [
    event
    for page in client("cloudtrail").get_paginator("lookup_events").paginate(
        LookupAttributes=[{"AttributeKey": "Username", "AttributeValue": "alice"}]
    )
    for event in page["Events"]
]
seen = [event["EventName"] for event in reversed(events)]
check("alice's calls, in order", seen == ["ListUsers", "ListUsers", "AssumeRole"], seen)
denied = json.loads(events[-1]["CloudTrailEvent"])
check("the denial is told", denied["errorCode"] == "AccessDenied", denied)

print(f"boto3 {boto3.__version__}: {passed} checks passed")
