"""A walk over thirteen services, at a backend itself or through the front before it. Prints each answer as a line of JSON, without what differs
from run to run: ids, times, hosts.

    python3 front_walk.py ENDPOINT [SERVICE...]

Credentials come from the environment. A step that fails says so in its line, and the walk goes on.
"""

import datetime
import io
import json
import re
import sys
import zipfile

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

ENDPOINT = sys.argv[1]
ROLE = "arn:aws:iam::123456789012:role/walker"
ACCOUNT = "arn:aws:%s:us-east-1:123456789012:"


def client(name):
    # Host prefixes such as sync- do not resolve on this machine.
    config = Config(retries={"max_attempts": 1}, inject_host_prefix=False)
    return boto3.client(name, endpoint_url=ENDPOINT, region_name="us-east-1", config=config)


VARIABLE = [
    (re.compile(r"https?://[^/\"\s]+"), "HOST"),
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "UUID"),
    (re.compile(r"secret:walk-[A-Za-z0-9]{6}"), "secret:walk-XXXXXX"),
    (re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)?"), "TIME"),
    (re.compile(r"\b[0-9a-f]{32,64}\b"), "HEX"),
    (re.compile(r"\b([a-z]{1,12}(-[a-z]{1,12})?)-[0-9a-f]{8}([0-9a-f]{9})?\b"), r"\1-ID"),
]
OPAQUE = {
    "ReceiptHandle", "ShardIterator", "NextShardIterator", "SequenceNumber", "CodeSha256", "SequenceNumberForOrdering",
    "nextForwardToken", "nextBackwardToken", "nextSequenceToken", "uploadSequenceToken", "CreatedTimestamp",
    "LastModifiedTimestamp", "creationTime", "ingestionTime", "lastIngestionTime", "StartingSequenceNumber", "SentTimestamp",
    "ApproximateFirstReceiveTimestamp", "LatestStreamLabel", "LatestStreamArn", "arnOfLogStream", "RevisionId", "Location",
    "storedBytes", "retryAfterSeconds", "eventId", "EventId", "KeyMaterial", "KeyFingerprint", "DbiResourceId",
}


def plain(value, name=""):
    if name in OPAQUE:
        return "OPAQUE"
    if isinstance(value, dict):
        if any(plain(key) != key for key in value):
            # Keys that differ from run to run would be one key here.
            return sorted(([plain(key), plain(value[key], key)] for key in value), key=json.dumps)
        return {key: plain(value[key], key) for key in sorted(value)}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, datetime.datetime):
        return "TIME"
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if isinstance(value, str):
        for pattern, text in VARIABLE:
            value = pattern.sub(text, value)
    return value


def step(at, operation, **parameters):
    service = at.meta.service_model.service_name
    line = {"service": service, "operation": operation}
    answer = {}
    try:
        answer = getattr(at, operation)(**parameters)
        line["status"] = answer.pop("ResponseMetadata")["HTTPStatusCode"]
        for name, value in list(answer.items()):
            if hasattr(value, "read"):
                answer[name] = value.read()
        line["answer"] = plain(answer)
    except ClientError as error:
        line["status"] = error.response["ResponseMetadata"]["HTTPStatusCode"]
        line["error"] = plain(error.response["Error"])
    print(json.dumps(line, sort_keys=True))
    return answer


def dynamodb():
    at = client("dynamodb")
    key = {"id": {"S": "1"}}
    step(at, "create_table", TableName="walk", KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
         AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}], BillingMode="PAY_PER_REQUEST",
         Tags=[{"Key": "a", "Value": "b"}])
    step(at, "describe_table", TableName="walk")
    step(at, "list_tables")
    step(at, "put_item", TableName="walk", Item={**key, "n": {"N": "12345678901234567890"}})
    step(at, "get_item", TableName="walk", Key=key)
    step(at, "update_item", TableName="walk", Key=key, UpdateExpression="SET m = :m",
         ExpressionAttributeValues={":m": {"S": "caf\u00e9 \u2603"}}, ReturnValues="ALL_NEW")
    step(at, "query", TableName="walk", KeyConditionExpression="id = :i", ExpressionAttributeValues={":i": {"S": "1"}})
    step(at, "scan", TableName="walk")
    step(at, "batch_write_item", RequestItems={"walk": [{"PutRequest": {"Item": {"id": {"S": "2"}}}}]})
    step(at, "batch_get_item", RequestItems={"walk": {"Keys": [key]}})
    step(at, "transact_write_items", TransactItems=[{"Put": {"TableName": "walk", "Item": {"id": {"S": "3"}}}}])
    step(at, "transact_get_items", TransactItems=[{"Get": {"TableName": "walk", "Key": key}}])
    step(at, "execute_statement", Statement="SELECT * FROM \"walk\" WHERE id = '1'")
    step(at, "put_item", TableName="walk", Item=key, ConditionExpression="attribute_not_exists(id)")
    step(at, "list_tags_of_resource", ResourceArn=ACCOUNT % "dynamodb" + "table/walk")
    step(at, "describe_table", TableName="nowhere")
    step(at, "delete_item", TableName="walk", Key=key)
    step(at, "delete_table", TableName="walk")


def sqs():
    at = client("sqs")
    url = step(at, "create_queue", QueueName="walk", tags={"a": "b"}).get("QueueUrl", f"{ENDPOINT}/123456789012/walk")
    step(at, "create_queue", QueueName="walk.fifo", Attributes={"FifoQueue": "true"})
    step(at, "get_queue_url", QueueName="walk")
    step(at, "list_queues")
    step(at, "send_message", QueueUrl=url, MessageBody="one")
    step(at, "send_message_batch", QueueUrl=url, Entries=[{"Id": "1", "MessageBody": "two"}])
    handles = [one["ReceiptHandle"] for one in step(at, "receive_message", QueueUrl=url, MaxNumberOfMessages=2).get("Messages", [])]
    step(at, "change_message_visibility", QueueUrl=url, ReceiptHandle=(handles or ["x"])[0], VisibilityTimeout=30)
    step(at, "delete_message", QueueUrl=url, ReceiptHandle=(handles or ["x"])[-1])
    step(at, "set_queue_attributes", QueueUrl=url, Attributes={"VisibilityTimeout": "45"})
    step(at, "get_queue_attributes", QueueUrl=url, AttributeNames=["VisibilityTimeout", "QueueArn"])
    step(at, "list_queue_tags", QueueUrl=url)
    step(at, "tag_queue", QueueUrl=url, Tags={"c": "d"})
    step(at, "untag_queue", QueueUrl=url, TagKeys=["a"])
    step(at, "purge_queue", QueueUrl=url)
    step(at, "list_dead_letter_source_queues", QueueUrl=url)
    step(at, "get_queue_url", QueueName="nowhere")
    step(at, "delete_queue", QueueUrl=url)


def sns():
    at = client("sns")
    arn = ACCOUNT % "sns" + "walk"
    step(at, "create_topic", Name="walk", Tags=[{"Key": "a", "Value": "b"}])
    step(at, "list_topics")
    step(at, "get_topic_attributes", TopicArn=arn)
    step(at, "set_topic_attributes", TopicArn=arn, AttributeName="DisplayName", AttributeValue="a <b> & c")
    found = step(at, "subscribe", TopicArn=arn, Protocol="email", Endpoint="a@example.com", ReturnSubscriptionArn=True)
    step(at, "list_subscriptions")
    step(at, "list_subscriptions_by_topic", TopicArn=arn)
    step(at, "get_subscription_attributes", SubscriptionArn=found.get("SubscriptionArn", arn + ":x"))
    step(at, "publish", TopicArn=arn, Message="m", MessageAttributes={"k": {"DataType": "String", "StringValue": "v"}})
    step(at, "publish_batch", TopicArn=arn, PublishBatchRequestEntries=[{"Id": "1", "Message": "m"}])
    step(at, "list_tags_for_resource", ResourceArn=arn)
    step(at, "tag_resource", ResourceArn=arn, Tags=[{"Key": "c", "Value": "d"}])
    step(at, "untag_resource", ResourceArn=arn, TagKeys=["a"])
    step(at, "get_topic_attributes", TopicArn=ACCOUNT % "sns" + "nowhere")
    step(at, "unsubscribe", SubscriptionArn=found.get("SubscriptionArn", arn + ":x"))
    step(at, "delete_topic", TopicArn=arn)


def code():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr(zipfile.ZipInfo("i.py", (2026, 1, 1, 0, 0, 0)), "def h(event, context): return event")
    return archive.getvalue()


def lambdas():
    at = client("lambda")
    step(at, "create_function", FunctionName="walk", Runtime="python3.12", Role=ROLE, Handler="i.h", Code={"ZipFile": code()}, Tags={"a": "b"})
    step(at, "list_functions")
    step(at, "get_function", FunctionName="walk")
    step(at, "get_function_configuration", FunctionName="walk")
    step(at, "update_function_configuration", FunctionName="walk", Timeout=9)
    step(at, "publish_version", FunctionName="walk")
    step(at, "list_versions_by_function", FunctionName="walk")
    step(at, "create_alias", FunctionName="walk", Name="live", FunctionVersion="1")
    step(at, "get_alias", FunctionName="walk", Name="live")
    step(at, "list_aliases", FunctionName="walk")
    step(at, "add_permission", FunctionName="walk", StatementId="s", Action="lambda:InvokeFunction", Principal="s3.amazonaws.com")
    step(at, "get_policy", FunctionName="walk")
    step(at, "remove_permission", FunctionName="walk", StatementId="s")
    step(at, "list_tags", Resource=ACCOUNT % "lambda" + "function:walk")
    step(at, "put_function_concurrency", FunctionName="walk", ReservedConcurrentExecutions=1)
    step(at, "get_function", FunctionName="nowhere")
    step(at, "delete_function", FunctionName="walk")


def secretsmanager():
    at = client("secretsmanager")
    step(at, "create_secret", Name="walk", SecretString="one", Tags=[{"Key": "a", "Value": "b"}])
    step(at, "describe_secret", SecretId="walk")
    step(at, "get_secret_value", SecretId="walk")
    step(at, "put_secret_value", SecretId="walk", SecretString="two")
    step(at, "update_secret", SecretId="walk", Description="d")
    step(at, "list_secrets")
    step(at, "list_secret_version_ids", SecretId="walk")
    step(at, "tag_resource", SecretId="walk", Tags=[{"Key": "c", "Value": "d"}])
    step(at, "untag_resource", SecretId="walk", TagKeys=["a"])
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": ROLE}, "Action": "secretsmanager:*", "Resource": "*"}]}
    step(at, "put_resource_policy", SecretId="walk", ResourcePolicy=json.dumps(policy))
    step(at, "get_resource_policy", SecretId="walk")
    step(at, "delete_resource_policy", SecretId="walk")
    step(at, "get_random_password", PasswordLength=8, ExcludeUppercase=True, ExcludeLowercase=True, ExcludePunctuation=True, ExcludeNumbers=True)
    step(at, "get_secret_value", SecretId="nowhere")
    step(at, "delete_secret", SecretId="walk")
    step(at, "restore_secret", SecretId="walk")


def ssm():
    at = client("ssm")
    step(at, "put_parameter", Name="/walk/a", Value="v", Type="String", Tags=[{"Key": "a", "Value": "b"}])
    step(at, "put_parameter", Name="walk", Value="v", Type="String")
    step(at, "get_parameter", Name="/walk/a")
    step(at, "get_parameters", Names=["/walk/a"])
    step(at, "get_parameters_by_path", Path="/walk")
    step(at, "describe_parameters")
    step(at, "get_parameter_history", Name="/walk/a")
    step(at, "label_parameter_version", Name="/walk/a", Labels=["l"])
    step(at, "list_tags_for_resource", ResourceType="Parameter", ResourceId="/walk/a")
    step(at, "add_tags_to_resource", ResourceType="Parameter", ResourceId="/walk/a", Tags=[{"Key": "c", "Value": "d"}])
    step(at, "remove_tags_from_resource", ResourceType="Parameter", ResourceId="/walk/a", TagKeys=["a"])
    step(at, "create_document", Name="walk", DocumentType="Command", DocumentFormat="JSON",
         Content=json.dumps({"schemaVersion": "2.2", "description": "d", "mainSteps": [{"action": "aws:runShellScript", "name": "n", "inputs": {"runCommand": ["true"]}}]}))
    step(at, "describe_document", Name="walk")
    step(at, "get_document", Name="walk")
    step(at, "delete_document", Name="walk")
    step(at, "get_parameter", Name="/nowhere")
    step(at, "delete_parameters", Names=["/walk/a", "walk"])


def kinesis():
    at = client("kinesis")
    arn = ACCOUNT % "kinesis" + "stream/walk"
    step(at, "create_stream", StreamName="walk", ShardCount=1)
    step(at, "list_streams")
    step(at, "describe_stream", StreamName="walk")
    step(at, "describe_stream_summary", StreamARN=arn)
    step(at, "put_record", StreamName="walk", Data=b"one", PartitionKey="p")
    step(at, "put_records", StreamName="walk", Records=[{"Data": b"two", "PartitionKey": "p"}])
    step(at, "list_shards", StreamName="walk")
    iterator = step(at, "get_shard_iterator", StreamName="walk", ShardId="shardId-000000000000", ShardIteratorType="TRIM_HORIZON")
    step(at, "get_records", ShardIterator=iterator.get("ShardIterator", "x"))
    step(at, "add_tags_to_stream", StreamName="walk", Tags={"a": "b"})
    step(at, "list_tags_for_stream", StreamName="walk")
    step(at, "remove_tags_from_stream", StreamName="walk", TagKeys=["a"])
    step(at, "increase_stream_retention_period", StreamName="walk", RetentionPeriodHours=48)
    step(at, "register_stream_consumer", StreamARN=arn, ConsumerName="c")
    step(at, "list_stream_consumers", StreamARN=arn)
    step(at, "describe_stream", StreamName="nowhere")
    step(at, "delete_stream", StreamName="walk")


def logs():
    at = client("logs")
    step(at, "create_log_group", logGroupName="walk", tags={"a": "b"})
    step(at, "create_log_stream", logGroupName="walk", logStreamName="s")
    step(at, "describe_log_groups")
    step(at, "describe_log_streams", logGroupName="walk")
    # The same in each walk, whenever it starts: the day before, at noon. An hour's start could come between two walks.
    yesterday = datetime.datetime.now(datetime.timezone.utc).date() - datetime.timedelta(days=1)
    now = int(datetime.datetime.combine(yesterday, datetime.time(12), datetime.timezone.utc).timestamp() * 1000)
    step(at, "put_log_events", logGroupName="walk", logStreamName="s", logEvents=[{"timestamp": now, "message": "m"}])
    step(at, "get_log_events", logGroupName="walk", logStreamName="s")
    step(at, "filter_log_events", logGroupName="walk", filterPattern="m")
    step(at, "put_retention_policy", logGroupName="walk", retentionInDays=7)
    step(at, "delete_retention_policy", logGroupName="walk")
    step(at, "put_metric_filter", logGroupName="walk", filterName="f", filterPattern="m",
         metricTransformations=[{"metricName": "m", "metricNamespace": "n", "metricValue": "1"}])
    step(at, "describe_metric_filters", logGroupName="walk")
    step(at, "delete_metric_filter", logGroupName="walk", filterName="f")
    step(at, "list_tags_log_group", logGroupName="walk")
    step(at, "tag_log_group", logGroupName="walk", tags={"c": "d"})
    step(at, "describe_log_streams", logGroupName="nowhere")
    step(at, "delete_log_stream", logGroupName="walk", logStreamName="s")
    step(at, "delete_log_group", logGroupName="walk")


def events():
    at = client("events")
    arn = ACCOUNT % "events" + "rule/walk"
    step(at, "put_rule", Name="walk", ScheduleExpression="rate(1 minute)", Tags=[{"Key": "a", "Value": "b"}])
    step(at, "list_rules")
    step(at, "describe_rule", Name="walk")
    step(at, "put_targets", Rule="walk", Targets=[{"Id": "1", "Arn": ACCOUNT % "sqs" + "walk"}])
    step(at, "list_targets_by_rule", Rule="walk")
    step(at, "list_rule_names_by_target", TargetArn=ACCOUNT % "sqs" + "walk")
    step(at, "put_events", Entries=[{"Source": "s", "DetailType": "d", "Detail": "{}"}])
    step(at, "disable_rule", Name="walk")
    step(at, "enable_rule", Name="walk")
    step(at, "list_tags_for_resource", ResourceARN=arn)
    step(at, "create_event_bus", Name="walk")
    step(at, "list_event_buses")
    step(at, "describe_event_bus", Name="walk")
    step(at, "create_archive", ArchiveName="walk", EventSourceArn=ACCOUNT % "events" + "event-bus/walk")
    step(at, "describe_archive", ArchiveName="walk")
    step(at, "delete_archive", ArchiveName="walk")
    step(at, "delete_event_bus", Name="walk")
    step(at, "remove_targets", Rule="walk", Ids=["1"])
    step(at, "describe_rule", Name="nowhere")
    step(at, "delete_rule", Name="walk")


def states():
    at = client("stepfunctions")
    machine = ACCOUNT % "states" + "stateMachine:walk"
    definition = json.dumps({"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}})
    step(at, "create_state_machine", name="walk", definition=definition, roleArn=ROLE, tags=[{"key": "a", "value": "b"}])
    step(at, "list_state_machines")
    step(at, "describe_state_machine", stateMachineArn=machine)
    step(at, "update_state_machine", stateMachineArn=machine, definition=definition)
    step(at, "start_execution", stateMachineArn=machine, name="e", input='{"a": 1}')
    execution = ACCOUNT % "states" + "execution:walk:e"
    step(at, "describe_state_machine_for_execution", executionArn=execution)
    step(at, "list_tags_for_resource", resourceArn=machine)
    step(at, "tag_resource", resourceArn=machine, tags=[{"key": "c", "value": "d"}])
    step(at, "untag_resource", resourceArn=machine, tagKeys=["a"])
    step(at, "create_activity", name="walk")
    step(at, "list_activities")
    step(at, "describe_activity", activityArn=ACCOUNT % "states" + "activity:walk")
    step(at, "delete_activity", activityArn=ACCOUNT % "states" + "activity:walk")
    step(at, "describe_state_machine", stateMachineArn=machine + "x")
    step(at, "list_executions", stateMachineArn=ACCOUNT % "states" + "stateMachine:nowhere")
    step(at, "delete_state_machine", stateMachineArn=machine)


def ecr():
    at = client("ecr")
    arn = ACCOUNT % "ecr" + "repository/walk"
    step(at, "create_repository", repositoryName="walk", tags=[{"Key": "a", "Value": "b"}])
    step(at, "describe_repositories")
    step(at, "describe_repositories", repositoryNames=["walk"])
    manifest = json.dumps({"schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
                           "config": {"mediaType": "application/vnd.docker.container.image.v1+json", "size": 1, "digest": "sha256:" + "0" * 64},
                           "layers": []})
    step(at, "put_image", repositoryName="walk", imageManifest=manifest, imageTag="v1")
    step(at, "list_images", repositoryName="walk")
    step(at, "describe_images", repositoryName="walk")
    step(at, "batch_get_image", repositoryName="walk", imageIds=[{"imageTag": "v1"}])
    step(at, "put_image_tag_mutability", repositoryName="walk", imageTagMutability="IMMUTABLE")
    step(at, "put_image_scanning_configuration", repositoryName="walk", imageScanningConfiguration={"scanOnPush": True})
    rule = {"rulePriority": 1, "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 1}, "action": {"type": "expire"}}
    step(at, "put_lifecycle_policy", repositoryName="walk", lifecyclePolicyText=json.dumps({"rules": [rule]}))
    step(at, "get_lifecycle_policy", repositoryName="walk")
    step(at, "delete_lifecycle_policy", repositoryName="walk")
    policy = {"Version": "2012-10-17", "Statement": [{"Sid": "s", "Effect": "Allow", "Principal": {"AWS": ROLE}, "Action": "ecr:BatchGetImage"}]}
    step(at, "set_repository_policy", repositoryName="walk", policyText=json.dumps(policy))
    step(at, "get_repository_policy", repositoryName="walk")
    step(at, "delete_repository_policy", repositoryName="walk")
    step(at, "tag_resource", resourceArn=arn, tags=[{"Key": "c", "Value": "d"}])
    step(at, "list_tags_for_resource", resourceArn=arn)
    step(at, "untag_resource", resourceArn=arn, tagKeys=["a"])
    step(at, "describe_registry")
    step(at, "list_images", repositoryName="nowhere")
    step(at, "batch_delete_image", repositoryName="walk", imageIds=[{"imageTag": "v1"}])
    step(at, "delete_repository", repositoryName="walk", force=True)


def rds():
    at = client("rds")
    arn = ACCOUNT % "rds" + "db:walk"
    step(at, "create_db_parameter_group", DBParameterGroupName="walk", DBParameterGroupFamily="mysql8.0", Description="d")
    step(at, "describe_db_parameter_groups", DBParameterGroupName="walk")
    step(at, "modify_db_parameter_group", DBParameterGroupName="walk",
         Parameters=[{"ParameterName": "max_connections", "ParameterValue": "9", "ApplyMethod": "immediate"}])
    step(at, "create_db_instance", DBInstanceIdentifier="walk", DBInstanceClass="db.t3.micro", Engine="mysql", AllocatedStorage=20,
         MasterUsername="admin", MasterUserPassword="password1", Tags=[{"Key": "a", "Value": "b"}])
    step(at, "describe_db_instances")
    step(at, "describe_db_instances", DBInstanceIdentifier="walk")
    step(at, "modify_db_instance", DBInstanceIdentifier="walk", AllocatedStorage=30)
    step(at, "add_tags_to_resource", ResourceName=arn, Tags=[{"Key": "c", "Value": "d"}])
    step(at, "list_tags_for_resource", ResourceName=arn)
    step(at, "remove_tags_from_resource", ResourceName=arn, TagKeys=["a"])
    step(at, "create_db_snapshot", DBSnapshotIdentifier="snap", DBInstanceIdentifier="walk")
    step(at, "describe_db_snapshots", DBSnapshotIdentifier="snap")
    step(at, "delete_db_snapshot", DBSnapshotIdentifier="snap")
    step(at, "stop_db_instance", DBInstanceIdentifier="walk")
    step(at, "start_db_instance", DBInstanceIdentifier="walk")
    step(at, "describe_db_clusters")
    step(at, "describe_db_instances", DBInstanceIdentifier="nowhere")
    step(at, "delete_db_instance", DBInstanceIdentifier="walk", SkipFinalSnapshot=True)
    step(at, "delete_db_parameter_group", DBParameterGroupName="walk")


def ec2():
    at = client("ec2")
    vpc = step(at, "create_vpc", CidrBlock="10.0.0.0/16").get("Vpc", {}).get("VpcId", "vpc-0123456789abcdef0")
    step(at, "describe_vpcs", VpcIds=[vpc])
    subnet = step(at, "create_subnet", VpcId=vpc, CidrBlock="10.0.1.0/24", AvailabilityZone="us-east-1a").get("Subnet", {}).get("SubnetId", "subnet-0123456789abcdef0")
    step(at, "describe_subnets", SubnetIds=[subnet])
    group = step(at, "create_security_group", GroupName="walk", Description="d", VpcId=vpc).get("GroupId", "sg-0123456789abcdef0")
    step(at, "authorize_security_group_ingress", GroupId=group, IpProtocol="tcp", FromPort=22, ToPort=22, CidrIp="10.0.0.0/8")
    step(at, "describe_security_groups", GroupIds=[group])
    step(at, "revoke_security_group_ingress", GroupId=group, IpProtocol="tcp", FromPort=22, ToPort=22, CidrIp="10.0.0.0/8")
    gateway = step(at, "create_internet_gateway").get("InternetGateway", {}).get("InternetGatewayId", "igw-0123456789abcdef0")
    step(at, "attach_internet_gateway", InternetGatewayId=gateway, VpcId=vpc)
    step(at, "detach_internet_gateway", InternetGatewayId=gateway, VpcId=vpc)
    step(at, "delete_internet_gateway", InternetGatewayId=gateway)
    volume = step(at, "create_volume", AvailabilityZone="us-east-1a", Size=8).get("VolumeId", "vol-0123456789abcdef0")
    step(at, "create_tags", Resources=[volume], Tags=[{"Key": "a", "Value": "b"}])
    step(at, "describe_tags", Filters=[{"Name": "resource-id", "Values": [volume]}])
    snapshot = step(at, "create_snapshot", VolumeId=volume, Description="d").get("SnapshotId", "snap-0123456789abcdef0")
    step(at, "delete_snapshot", SnapshotId=snapshot)
    step(at, "delete_volume", VolumeId=volume)
    step(at, "create_key_pair", KeyName="walk")
    step(at, "describe_key_pairs", KeyNames=["walk"])
    step(at, "delete_key_pair", KeyName="walk")
    step(at, "describe_instances")
    step(at, "describe_vpcs", VpcIds=["vpc-00000000000000000"])
    step(at, "delete_security_group", GroupId=group)
    step(at, "delete_subnet", SubnetId=subnet)
    step(at, "delete_vpc", VpcId=vpc)


WALKS = {
    "dynamodb": dynamodb, "sqs": sqs, "sns": sns, "lambda": lambdas, "secretsmanager": secretsmanager, "ssm": ssm,
    "kinesis": kinesis, "logs": logs, "events": events, "states": states, "ecr": ecr, "rds": rds, "ec2": ec2,
}
if __name__ == "__main__":
    for name in sys.argv[2:] or WALKS:
        WALKS[name]()
