#!/usr/bin/env bash
# MinIO's client. $1: a folder, $2: the command.
walk="MinIO's mc"
. "$(dirname "$0")/common.sh"
cd "$1"
mc="$2 --config-dir $PWD/mc --quiet --disable-pager"
$mc alias set here "$AWS_ENDPOINT_URL" "$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY" --api S3v4 --path on >/dev/null
$mc mb here/mc-bucket >/dev/null
mkdir -p up/deep
for n in $(seq 60); do printf 'file %s' "$n" >"up/deep/$n é.txt"; done
head -c 70000000 /dev/urandom >up/large
$mc mirror up here/mc-bucket/tree >/dev/null
check 'the listing' 61 "$($mc ls --recursive here/mc-bucket | wc -l | tr -d ' ')"
$mc mirror here/mc-bucket/tree down >/dev/null
same 'what comes back' up down
$mc cp here/mc-bucket/tree/large here/mc-bucket/copied >/dev/null
$mc cat here/mc-bucket/copied | cmp - up/large
check 'stat' 70000000 "$($mc stat --json here/mc-bucket/copied | python3 -c 'import json, sys; print(json.load(sys.stdin)["size"])')"
check 'a pipe' 'through a pipe' "$(printf 'through a pipe' | $mc pipe here/mc-bucket/piped >/dev/null && $mc cat here/mc-bucket/piped)"
$mc tag set here/mc-bucket/piped 'colour=blue' >/dev/null
check 'tags' 'blue' "$($mc tag list --json here/mc-bucket/piped | python3 -c 'import json, sys; print(json.load(sys.stdin)["tagset"]["colour"])')"
check 'a link' 'through a pipe' "$(python3 -c 'import json, sys, urllib.request; print(urllib.request.urlopen(json.load(sys.stdin)["share"]).read().decode())' < <($mc share download --json here/mc-bucket/piped))"
$mc version enable here/mc-bucket >/dev/null
printf 'again' | $mc pipe here/mc-bucket/piped >/dev/null
$mc rm here/mc-bucket/piped >/dev/null
check 'versions' 3 "$($mc ls --versions here/mc-bucket/piped | wc -l | tr -d ' ')"
$mc undo here/mc-bucket/piped --force >/dev/null
check 'undone' 'again' "$($mc cat here/mc-bucket/piped)"
$mc rb --force here/mc-bucket >/dev/null
refused 'the bucket is gone' 'does not exist' $mc stat here/mc-bucket
printf '%s: %s checks passed\n' "$walk" "$passed"
