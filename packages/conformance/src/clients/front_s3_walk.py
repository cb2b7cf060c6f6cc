"""A walk over buckets and objects, at a store itself or through the front before it. It leaves nothing behind. Prints each answer as a line of JSON, as
front_walk.py does.

    python3 front_s3_walk.py ENDPOINT
"""

import json

from front_walk import client, step

at = client("s3")
BUCKET = "walk-bucket"
OBJECT = {"Bucket": BUCKET, "Key": "in/a b.txt"}


def walk():
    step(at, "create_bucket", Bucket=BUCKET)
    step(at, "head_bucket", Bucket=BUCKET)
    step(at, "put_object", **OBJECT, Body=b"caf\xc3\xa9", ContentType="text/plain", Metadata={"who": "me"})
    step(at, "get_object", **OBJECT)
    step(at, "get_object", **OBJECT, Range="bytes=1-2")
    step(at, "head_object", **OBJECT)
    step(at, "put_object", Bucket=BUCKET, Key="large", Body=b"x" * 3_000_000)
    step(at, "list_objects_v2", Bucket=BUCKET, Prefix="in/")
    step(at, "list_objects", Bucket=BUCKET)
    step(at, "copy_object", Bucket=BUCKET, Key="copy", CopySource={"Bucket": BUCKET, "Key": "large"})
    step(at, "put_object_tagging", **OBJECT, Tagging={"TagSet": [{"Key": "a", "Value": "b"}]})
    step(at, "get_object_tagging", **OBJECT)
    step(at, "delete_object_tagging", **OBJECT)
    part = {"Bucket": BUCKET, "Key": "parts"}
    upload = step(at, "create_multipart_upload", **part).get("UploadId", "x")
    tag = step(at, "upload_part", **part, UploadId=upload, PartNumber=1, Body=b"y" * 1000).get("ETag", '"x"')
    step(at, "list_parts", **part, UploadId=upload)
    step(at, "complete_multipart_upload", **part, UploadId=upload, MultipartUpload={"Parts": [{"ETag": tag, "PartNumber": 1}]})
    policy = {"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{BUCKET}/secret/*"}
    step(at, "put_bucket_policy", Bucket=BUCKET, Policy=json.dumps({"Version": "2012-10-17", "Statement": [policy]}))
    step(at, "get_bucket_policy", Bucket=BUCKET)
    step(at, "delete_bucket_policy", Bucket=BUCKET)
    step(at, "get_object", Bucket=BUCKET, Key="nowhere")
    step(at, "delete_objects", Bucket=BUCKET, Delete={"Objects": [{"Key": "large"}, {"Key": "copy"}, {"Key": "parts"}]})
    step(at, "delete_object", **OBJECT)
    step(at, "delete_bucket", Bucket=BUCKET)


if __name__ == "__main__":
    walk()
