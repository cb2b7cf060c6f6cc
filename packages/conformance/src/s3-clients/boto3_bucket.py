"""A bucket with each setting that Lockstead has done, built and taken down by boto3; and 200 MB by its transfer manager.

$1: a folder to work in. What is done is asked of the server, so that a setting that is new is tried as soon as it stands there.
"""
import hashlib
import json
import os
import sys
import urllib.request

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.exceptions import ClientError

folder = sys.argv[1]
endpoint = os.environ["AWS_ENDPOINT_URL"]
passed = 0


def check(what, condition, seen=""):
    global passed
    if not condition:
        sys.exit(f"boto3 with S3: {what}: saw {seen}")
    passed += 1


def code(call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return "none"


s3 = boto3.client("s3")
account = boto3.client("sts").get_caller_identity()["Account"]
asked = AWSRequest("GET", f"{endpoint}/_lockstead/coverage")
SigV4Auth(boto3.Session().get_credentials(), "lockstead", "us-east-1").add_auth(asked)
with urllib.request.urlopen(urllib.request.Request(asked.url, headers=dict(asked.headers))) as answer:
    coverage = json.load(answer)["services"]["s3"]["operations"]

bucket, arn = "every-setting", "arn:aws:s3:::every-setting"
s3.create_bucket(Bucket=bucket, ObjectOwnership="BucketOwnerPreferred")
s3.create_bucket(Bucket="beside")

off = dict.fromkeys(["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"], False)
key = boto3.client("kms").create_key()["KeyMetadata"]["Arn"]
statement = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:PutObject",
    "Resource": f"{arn}/*",
    "Condition": {"Null": {"s3:x-amz-server-side-encryption": "true"}},
}
policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
owner = s3.get_bucket_acl(Bucket=bucket)["Owner"]["ID"]
rule = {
    "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key},
    "BucketKeyEnabled": True,
}
cors = {"CORSRules": [{"AllowedMethods": ["GET"], "AllowedOrigins": ["https://app.example"], "MaxAgeSeconds": 60}]}
expire = {"Rules": [{"ID": "old", "Status": "Enabled", "Filter": {"Prefix": "old/"}, "Expiration": {"Days": 30}}]}
website = {"IndexDocument": {"Suffix": "index.html"}, "ErrorDocument": {"Key": "404.html"}}

# Name of the setting in the operations, what is sent, what is found in the answer; what the answer is once it was deleted, where it can be.
settings = [
    ("PublicAccessBlock", {"PublicAccessBlockConfiguration": off | {"BlockPublicAcls": True}},
     lambda a: a["PublicAccessBlockConfiguration"] == off | {"BlockPublicAcls": True}, "NoSuchPublicAccessBlockConfiguration"),
    ("BucketOwnershipControls", {"OwnershipControls": {"Rules": [{"ObjectOwnership": "ObjectWriter"}]}},
     lambda a: a["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "ObjectWriter"}], "OwnershipControlsNotFoundError"),
    ("BucketAcl", {"GrantRead": f"id={owner}", "GrantWrite": 'uri="http://acs.amazonaws.com/groups/s3/LogDelivery"'},
     lambda a: sorted(g["Permission"] for g in a["Grants"]) == ["READ", "WRITE"], None),
    ("BucketPolicy", {"Policy": policy}, lambda a: json.loads(a["Policy"]) == json.loads(policy), "NoSuchBucketPolicy"),
    ("BucketTagging", {"Tagging": {"TagSet": [{"Key": "team", "Value": "blue"}]}},
     lambda a: a["TagSet"] == [{"Key": "team", "Value": "blue"}], "NoSuchTagSet"),
    ("BucketEncryption", {"ServerSideEncryptionConfiguration": {"Rules": [rule]}},
     lambda a: a["ServerSideEncryptionConfiguration"]["Rules"][0]["ApplyServerSideEncryptionByDefault"]["KMSMasterKeyID"] == key, "none"),
    ("BucketVersioning", {"VersioningConfiguration": {"Status": "Enabled"}}, lambda a: a["Status"] == "Enabled", None),
    ("BucketCors", {"CORSConfiguration": cors}, lambda a: a["CORSRules"] == cors["CORSRules"], "NoSuchCORSConfiguration"),
    ("BucketRequestPayment", {"RequestPaymentConfiguration": {"Payer": "Requester"}}, lambda a: a["Payer"] == "Requester", None),
    ("BucketLifecycleConfiguration", {"LifecycleConfiguration": expire},
     lambda a: a["Rules"][0]["Expiration"] == {"Days": 30}, "NoSuchLifecycleConfiguration"),
    ("BucketWebsite", {"WebsiteConfiguration": website}, lambda a: a["IndexDocument"] == website["IndexDocument"], "NoSuchWebsiteConfiguration"),
    ("BucketAbac", {"AbacStatus": {"Status": "Enabled"}}, lambda a: a["AbacStatus"]["Status"] == "Enabled", None),
    ("BucketAccelerateConfiguration", {"AccelerateConfiguration": {"Status": "Enabled"}}, lambda a: a["Status"] == "Enabled", None),
]


def method(verb, name):
    written = "".join(f"_{c.lower()}" if c.isupper() else c for c in name)
    return getattr(s3, f"{verb}{written}")


# Some are deleted by another name than they are put by.
deletes = {"BucketLifecycleConfiguration": "BucketLifecycle"}
done = [s for s in settings if all(coverage.get(f"{verb}{s[0]}") == "done" for verb in ("Put", "Get"))]
check("settings that are done", len(done) >= 7, [name for name, *_ in done])
for name, sent, is_there, _ in done:
    method("put", name)(Bucket=bucket, **sent)
    answer = method("get", name)(Bucket=bucket)
    check(name, is_there(answer), answer)
for name, _, is_there, _ in done:
    answer = method("get", name)(Bucket=bucket)
    check(f"{name} beside all others", is_there(answer), answer)
check("a policy that denies is not public", not s3.get_bucket_policy_status(Bucket=bucket)["PolicyStatus"]["IsPublic"])
check("the bucket's policy counts", code(s3.put_object, Bucket=bucket, Key="k", Body=b"x") == "AccessDenied")
put = s3.put_object(Bucket=bucket, Key="k", Body=b"x", ServerSideEncryption="aws:kms")
check("the bucket's own key", put["SSEKMSKeyId"] == key, put)

# S3 Control puts the account before the host's name, so the server is told as the proxy.
control = boto3.client(
    "s3control", endpoint_url="http://localhost", config=Config(proxies={"http": endpoint})
)
control.put_public_access_block(AccountId=account, PublicAccessBlockConfiguration=off | {"BlockPublicPolicy": True})
answer = control.get_public_access_block(AccountId=account)["PublicAccessBlockConfiguration"]
check("Block Public Access of the account", answer == off | {"BlockPublicPolicy": True}, answer)
public = json.dumps({"Version": "2012-10-17", "Statement": [statement | {"Effect": "Allow", "Condition": {}}]})
check("… which counts for each bucket", code(s3.put_bucket_policy, Bucket=bucket, Policy=public) == "AccessDenied")
control.delete_public_access_block(AccountId=account)
check("… and is gone", code(control.get_public_access_block, AccountId=account) == "NoSuchPublicAccessBlockConfiguration")
s3.put_bucket_policy(Bucket=bucket, Policy=public)
check("without it the policy is public", s3.get_bucket_policy_status(Bucket=bucket)["PolicyStatus"]["IsPublic"])
s3.put_bucket_policy(Bucket=bucket, Policy=policy)

if coverage.get("PutObjectLockConfiguration") == "done":
    s3.create_bucket(Bucket="locked", ObjectLockEnabledForBucket=True)
    lock = {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 1}}}
    s3.put_object_lock_configuration(Bucket="locked", ObjectLockConfiguration=lock)
    answer = s3.get_object_lock_configuration(Bucket="locked")["ObjectLockConfiguration"]
    check("object lock", answer == lock, answer)
    s3.delete_bucket(Bucket="locked")

size = 200 * 1000 * 1000
whole = hashlib.sha256()
with open(f"{folder}/200mb", "wb") as file:
    for n in range(size // 1_000_000):
        chunk = hashlib.shake_128(str(n).encode()).digest(1_000_000)
        whole.update(chunk)
        file.write(chunk)
config = TransferConfig(multipart_threshold=8 * 2**20, multipart_chunksize=8 * 2**20, max_concurrency=8)
extra = {"ServerSideEncryption": "aws:kms", "Metadata": {"from": "boto3"}, "ChecksumAlgorithm": "SHA256"}
s3.upload_file(f"{folder}/200mb", bucket, "large/200mb", Config=config, ExtraArgs=extra)
head = s3.head_object(Bucket=bucket, Key="large/200mb", ChecksumMode="ENABLED")
check("200 MB are there", head["ContentLength"] == size and head["Metadata"] == {"from": "boto3"}, head)
check("in 24 parts", head["ETag"].endswith('-24"') and head["ChecksumSHA256"].endswith("-24"), head)
s3.download_file(bucket, "large/200mb", f"{folder}/back", Config=config)
with open(f"{folder}/back", "rb") as file:
    check("200 MB come back", hashlib.file_digest(file, "sha256").hexdigest() == whole.hexdigest())
s3.copy({"Bucket": bucket, "Key": "large/200mb"}, "beside", "copied", Config=config)
check("copied in parts", s3.head_object(Bucket="beside", Key="copied")["ContentLength"] == size)

for name, _, _, gone in done:
    if gone is None:
        continue
    method("delete", deletes.get(name, name))(Bucket=bucket)
    check(f"{name}, deleted", code(method("get", name), Bucket=bucket) == gone, code(method("get", name), Bucket=bucket))
for name in (bucket, "beside"):
    boto3.resource("s3").Bucket(name).object_versions.delete()
    s3.delete_bucket(Bucket=name)
check("nothing is left", s3.list_buckets()["Buckets"] == [])
names = ", ".join(name for name, *_ in done)
print(f"boto3 with S3: {passed} checks passed; settings: {names}")
