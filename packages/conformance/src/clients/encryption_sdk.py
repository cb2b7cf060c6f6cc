"""Envelope encryption with the unmodified AWS Encryption SDK: a round trip, and what was changed does not open."""
import logging
import sys

import aws_encryption_sdk
import boto3
from aws_encryption_sdk import CommitmentPolicy, StrictAwsKmsMasterKeyProvider

passed = 0
# It logs what it refuses, with its whole way there.
logging.disable(logging.CRITICAL)


def check(what, condition, seen=""):
    global passed
    if not condition:
        sys.exit(f"AWS Encryption SDK for Python: {what}: saw {seen}")
    passed += 1


kms = boto3.client("kms")
arn = kms.create_key()["KeyMetadata"]["Arn"]
client = aws_encryption_sdk.EncryptionSDKClient(commitment_policy=CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT)
provider = StrictAwsKmsMasterKeyProvider(key_ids=[arn])
context = {"tenant": "acme", "purpose": "a-marked-purpose"}
for plaintext in (b"", b"a secret", bytes(range(256)) * 1000):
    sealed, _ = client.encrypt(source=plaintext, key_provider=provider, encryption_context=context)
    opened, header = client.decrypt(source=sealed, key_provider=provider)
    check("a round trip", opened == plaintext, len(opened))
    check("the context comes back", context.items() <= header.encryption_context.items(), header.encryption_context)

sealed, _ = client.encrypt(source=b"a secret", key_provider=provider, encryption_context=context)
# The context stands in the message in the clear: one that is changed there has to fail.
changed = sealed.replace(b"a-marked-purpose", b"b-marked-purpose")
check("there is a context to change", changed != sealed)
for what, message in (("a changed context", changed), ("a changed last byte", sealed[:-1] + bytes([sealed[-1] ^ 1]))):
    try:
        client.decrypt(source=message, key_provider=provider)
    except Exception as error:  # the SDK has an error of its own for each place where it notices
        check(what, "secret" not in str(error), error)
    else:
        sys.exit(f"AWS Encryption SDK for Python: {what} opened")

other = kms.create_key()["KeyMetadata"]["Arn"]
try:
    client.decrypt(source=sealed, key_provider=StrictAwsKmsMasterKeyProvider(key_ids=[other]))
except aws_encryption_sdk.exceptions.AWSEncryptionSDKClientError:
    check("another key", True)
else:
    sys.exit("AWS Encryption SDK for Python: another key opened it")
uses = boto3.client("cloudtrail").lookup_events(
    LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": "Decrypt"}]
)
check("its uses are events", len(uses["Events"]) >= 4, len(uses["Events"]))
print(f"AWS Encryption SDK for Python: {passed} checks passed")
