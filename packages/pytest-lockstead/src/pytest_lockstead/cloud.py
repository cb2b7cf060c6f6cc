"""A running Lockstead, as tests use it."""

import json
import subprocess
import urllib.error
import urllib.request

import boto3

WELL_KNOWN = ("test", "test", None)


class Cloud:
    """Started with --dev on this machine: requests of administration need no signature there."""

    def __init__(self, command, endpoint, region="us-east-1"):
        self.command = command
        self.endpoint = endpoint
        self.region = region
        self.account = self._ask("health")["account"]

    def client(self, service, role=None, **more):
        """A boto3 client: of the root user, or of a role of this name, which is made without permissions where it is missing."""
        key, secret, token = WELL_KNOWN if role is None else self.credentials(role)
        return boto3.client(service, endpoint_url=self.endpoint, region_name=self.region, aws_access_key_id=key,
                            aws_secret_access_key=secret, aws_session_token=token, **more)

    def credentials(self, role):
        """Access key id, secret and session token of a session of the role."""
        self.ensure_role(role)
        arn = f"arn:aws:iam::{self.account}:role/{role}"
        given = self._ask("credentials", {"principal": arn})["credentials"]
        return given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"]

    def ensure_role(self, role):
        iam = self.client("iam")
        try:
            iam.get_role(RoleName=role)
        except iam.exceptions.NoSuchEntityException:
            trust = {"Effect": "Allow", "Principal": {"AWS": self.account}, "Action": "sts:AssumeRole"}
            document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
            iam.create_role(RoleName=role, AssumeRolePolicyDocument=document)

    def allow(self, role, *statements):
        """Gives a role these statements, in the place of those that were given before."""
        self.ensure_role(role)
        document = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
        self.client("iam").put_role_policy(RoleName=role, PolicyName="pytest-lockstead", PolicyDocument=document)

    def least(self, *arguments):
        """What `lockstead least` prints with these arguments."""
        return self._run("least", *arguments)

    def why(self, request_id):
        """Why a request was denied or allowed, in lines for people."""
        return self._run("why", request_id)

    def reset(self):
        """Back to the state of a first start. A backend keeps its own."""
        self._ask("reset", {})

    def _run(self, *words):
        done = subprocess.run([*self.command, *words, "--endpoint", self.endpoint], capture_output=True, text=True, check=False)
        return done.stdout if done.stdout != "" else done.stderr

    def _ask(self, call, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.endpoint}/_lockstead/{call}", data=data)
        if data is not None:
            request.add_header("content-type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"Lockstead refused {call}: {error.read().decode()}") from error
