#!/usr/bin/env bash
# The main job with the plain AWS CLI. $1: the command.
set -euo pipefail
aws=$1
passed=0
check() { # what, expected, seen
  if [ "$2" != "$3" ]; then printf 'AWS CLI: %s: expected %s, saw %s\n' "$1" "$2" "$3"; exit 1; fi
  passed=$((passed + 1))
}

account=$($aws sts get-caller-identity --query Account --output text)
$aws iam create-user --user-name alice >/dev/null
read -r id secret < <($aws iam create-access-key --user-name alice --query 'AccessKey.[AccessKeyId,SecretAccessKey]' --output text)
as_alice() { AWS_ACCESS_KEY_ID=$id AWS_SECRET_ACCESS_KEY=$secret "$@"; }

denial=$(as_alice "$aws" iam list-users 2>&1 || true)
check 'a denial' "An error occurred (AccessDenied) when calling the ListUsers operation: User: arn:aws:iam::$account:user/alice is not authorized to perform: iam:ListUsers on resource: arn:aws:iam::$account:user/ because no identity-based policy allows the iam:ListUsers action" "$(printf '%s' "$denial" | tail -n 1)"

$aws iam attach-user-policy --user-name alice --policy-arn arn:aws:iam::aws:policy/IAMReadOnlyAccess
check 'the same call, allowed' 'admin alice' "$(as_alice "$aws" iam list-users --query 'Users[].UserName' --output text | tr '\t' ' ')"

$aws iam create-role --role-name worker --assume-role-policy-document \
  "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::$account:user/alice\"},\"Action\":\"sts:AssumeRole\"}]}" >/dev/null
read -r rid rsecret rtoken < <(as_alice "$aws" sts assume-role --role-arn "arn:aws:iam::$account:role/worker" --role-session-name shift --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]' --output text)
as_worker() { AWS_ACCESS_KEY_ID=$rid AWS_SECRET_ACCESS_KEY=$rsecret AWS_SESSION_TOKEN=$rtoken "$@"; }
check 'who the session is' "arn:aws:sts::$account:assumed-role/worker/shift" "$(as_worker "$aws" sts get-caller-identity --query Arn --output text)"
check 'a role has lost the rest' 1 "$(as_worker "$aws" iam list-users 2>&1 | grep -c '(AccessDenied)')"
check 'a wrong secret' 1 "$(AWS_ACCESS_KEY_ID=$id AWS_SECRET_ACCESS_KEY=wrong "$aws" iam list-users 2>&1 | grep -c '(SignatureDoesNotMatch)')"
check 'the older way, by --endpoint-url' "$account" "$(env -u AWS_ENDPOINT_URL "$aws" --endpoint-url "$AWS_ENDPOINT_URL" sts get-caller-identity --query Account --output text)"
check 'events of alice' 'AssumeRole ListUsers ListUsers' "$($aws cloudtrail lookup-events --lookup-attributes AttributeKey=Username,AttributeValue=alice --query 'Events[].EventName' --output text | tr '\t' ' ')"
printf '%s: %s checks passed\n' "$($aws --version 2>&1 | cut -d' ' -f1)" "$passed"
