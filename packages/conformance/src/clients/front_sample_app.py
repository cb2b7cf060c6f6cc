"""A small application as people write it: orders come as objects into a bucket, the bucket's events go to a queue, a worker reads them and keeps
each order in a table, and a function whose code lies in another bucket works on them. It is deployed, run and removed, at a backend itself or through the
front before it. Prints each answer as a line of JSON, as front_walk.py does.

    python3 front_sample_app.py ENDPOINT
"""

import json
from urllib.parse import unquote_plus

from front_walk import ACCOUNT, ROLE, client, code, step

s3, sqs, table, functions = client("s3"), client("sqs"), client("dynamodb"), client("lambda")
# Where it could not be made, so that the rest is tried all the same.
NO_QUEUE = "http://127.0.0.1/123456789012/order-events"
QUEUE = ACCOUNT % "sqs" + "order-events"
ORDER = {"id": "o-1", "customer": "caf\u00e9", "total": 12}


def deploy():
    step(s3, "create_bucket", Bucket="shop-code")
    step(s3, "put_object", Bucket="shop-code", Key="worker/1.zip", Body=code(), ContentType="application/zip")
    step(s3, "create_bucket", Bucket="shop-orders")
    url = step(sqs, "create_queue", QueueName="order-events", Attributes={"VisibilityTimeout": "30"}).get("QueueUrl", NO_QUEUE)
    step(sqs, "get_queue_attributes", QueueUrl=url, AttributeNames=["QueueArn"])
    policy = {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": QUEUE,
              "Condition": {"ArnEquals": {"aws:SourceArn": "arn:aws:s3:::shop-orders"}}}
    step(sqs, "set_queue_attributes", QueueUrl=url,
         Attributes={"Policy": json.dumps({"Version": "2012-10-17", "Statement": [policy]})})
    step(s3, "put_bucket_notification_configuration", Bucket="shop-orders",
         NotificationConfiguration={"QueueConfigurations": [{"Id": "orders", "QueueArn": QUEUE, "Events": ["s3:ObjectCreated:*"]}]})
    step(s3, "get_bucket_notification_configuration", Bucket="shop-orders")
    step(table, "create_table", TableName="orders", BillingMode="PAY_PER_REQUEST",
         KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}], AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}])
    step(functions, "create_function", FunctionName="order-worker", Runtime="python3.12", Role=ROLE, Handler="i.h",
         Code={"S3Bucket": "shop-code", "S3Key": "worker/1.zip"}, Environment={"Variables": {"TABLE": "orders"}})
    return url


def run(url):
    step(s3, "put_object", Bucket="shop-orders", Key="in/o-1.json", Body=json.dumps(ORDER).encode())
    messages = step(sqs, "receive_message", QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    for message in messages:
        for record in json.loads(message["Body"]).get("Records", []):
            told = record["s3"]
            step(s3, "get_object", Bucket=told["bucket"]["name"], Key=unquote_plus(told["object"]["key"]))
            step(table, "put_item", TableName="orders", Item={"id": {"S": ORDER["id"]}, "customer": {"S": ORDER["customer"]}},
                 ConditionExpression="attribute_not_exists(id)")
        step(sqs, "delete_message", QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    step(table, "get_item", TableName="orders", Key={"id": {"S": "o-1"}}, ConsistentRead=True)
    step(functions, "invoke", FunctionName="order-worker", Payload=json.dumps(ORDER).encode())
    step(s3, "list_objects_v2", Bucket="shop-orders", Prefix="in/")


def remove(url):
    step(functions, "delete_function", FunctionName="order-worker")
    step(table, "delete_table", TableName="orders")
    step(sqs, "delete_queue", QueueUrl=url)
    step(s3, "delete_objects", Bucket="shop-orders", Delete={"Objects": [{"Key": "in/o-1.json"}]})
    step(s3, "delete_object", Bucket="shop-code", Key="worker/1.zip")
    step(s3, "delete_bucket", Bucket="shop-orders")
    step(s3, "delete_bucket", Bucket="shop-code")


if __name__ == "__main__":
    queue = deploy()
    run(queue)
    remove(queue)
