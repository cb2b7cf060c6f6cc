"""Calls the fixture server with botocore, which boto3 and the AWS CLI stand on, in every protocol; prints what came back, one JSON object a line.

    python3 botocore_client.py ENDPOINT
"""

import datetime
import json
import sys

import botocore.config
import botocore.exceptions
import botocore.session

ENDPOINT = sys.argv[1]
SESSION = botocore.session.get_session()
AT = datetime.datetime(2026, 11, 22, 7, 30, 29, tzinfo=datetime.timezone.utc)


def client(service, **config):
    return SESSION.create_client(
        service,
        region_name="us-east-1",
        endpoint_url=ENDPOINT,
        aws_access_key_id="AKIAIOSFODNN7EXAMPLE",
        aws_secret_access_key="secret",
        config=botocore.config.Config(retries={"total_max_attempts": 1}, request_checksum_calculation="when_required", **config),
    )


def plain(value):
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items() if key != "ResponseMetadata"}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, datetime.datetime):
        return value.timestamp()
    if isinstance(value, bytes):
        return value.decode("latin1")
    return value.read().decode("latin1") if hasattr(value, "read") else value


def call(service, operation, **parameters):
    try:
        answer = plain(getattr(service, operation)(**parameters))
    except botocore.exceptions.ClientError as error:
        answer = {"Error": error.response["Error"], "Status": error.response["ResponseMetadata"]["HTTPStatusCode"]}
    print(json.dumps(answer), flush=True)
    # The test says what the next call is answered with, and then that it has.
    sys.stdin.readline()


s3 = client("s3", s3={"addressing_style": "path"})
call(client("iam"), "create_user", UserName="alice", Tags=[{"Key": "a", "Value": "ü"}])
call(client("iam"), "get_user", UserName="alice")
call(client("cloudtrail"), "lookup_events", StartTime=AT, MaxResults=5)
call(client("ec2"), "describe_security_groups", Filters=[{"Name": "vpc-id", "Values": ["vpc-1"]}])
call(client("guardduty"), "untag_resource", ResourceArn="arn:aws:guardduty:us-east-1:111122223333:detector/12abc34d567e8fa901bc2d34e56789f0", TagKeys=["a", "b"])
call(client("route53"), "list_hosted_zones", MaxItems="2")
call(s3, "copy_object", Bucket="box", Key="a/b c", CopySource={"Bucket": "other", "Key": "k"})
call(s3, "get_object", Bucket="box", Key="a/b c")
call(client("cloudwatch"), "put_metric_data", Namespace="n", MetricData=[{"MetricName": "m", "Timestamp": AT, "Value": 1.5}])
call(client("sqs"), "get_queue_url", QueueName="q")
call(client("artifact"), "get_report", reportId="report-jRVRFP8HxUN5zpPh", termToken="t")
