#!/usr/bin/env bash
# s3fs: a bucket as a folder. $1: a folder, $2: the command, $3: the AWS CLI.
walk='s3fs'
. "$(dirname "$0")/common.sh"
cd "$1"
s3fs=$2 aws=$3
$aws s3 mb s3://mounted >/dev/null
printf '%s:%s' "$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY" >passwd
chmod 600 passwd
mkdir mount cache
$s3fs mounted mount -f -o passwd_file=passwd -o url="$AWS_ENDPOINT_URL" -o endpoint=us-east-1 -o use_path_request_style -o multipart_size=5 -o enable_noobj_cache >s3fs.log 2>&1 &
pid=$!
trap 'umount mount 2>/dev/null || fusermount -uz mount || true; wait $pid || true' EXIT
for _ in $(seq 100); do if grep -q " $PWD/mount " /proc/mounts; then break; fi; sleep 0.1; done
check 'it is mounted' 1 "$(grep -c " $PWD/mount " /proc/mounts)"

mkdir -p mount/a/b
printf 'hello' >mount/a/b/greeting
printf ', world' >>mount/a/b/greeting
check 'what was written and added to' 'hello, world' "$(cat mount/a/b/greeting)"
check 'as the bucket has it' 'hello, world' "$($aws s3 cp s3://mounted/a/b/greeting -)"
head -c 12000000 /dev/urandom >large
cp large mount/large
same 'a large file, in parts' large mount/large
check 'in parts' '"' "$($aws s3api head-object --bucket mounted --key large --query ETag --output text | sed 's/.*-[0-9]*//')"
mv mount/large 'mount/renamed file'
same 'renamed' large 'mount/renamed file'
printf 'from beside' | $aws s3 cp - s3://mounted/beside
check 'written by somebody else' 'from beside' "$(cat mount/beside)"
chmod 640 mount/a/b/greeting
check 'its mode' 640 "$(stat -c %a mount/a/b/greeting)"
for n in $(seq 30); do printf '%s' "$n" >"mount/a/$n"; done
check 'a folder' 31 "$(find mount/a -mindepth 1 -maxdepth 1 | wc -l | tr -d ' ')"
rm -r mount/a
refused 'deleted' '(404)' "$aws" s3api head-object --bucket mounted --key a/b/greeting
check 'what is left' 'beside renamed file' "$(find mount -type f -printf '%f\n' | sort | tr '\n' ' ' | sed 's/ $//')"
printf '%s: %s checks passed\n' "$walk" "$passed"
