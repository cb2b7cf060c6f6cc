#!/usr/bin/env bash
# rclone: copy, check, move, parts, server-side copies, versions. $1: a folder, $2: the command.
walk='rclone'
. "$(dirname "$0")/common.sh"
cd "$1"
rclone=$2
export RCLONE_CONFIG=$PWD/rclone.conf RCLONE_CONFIG_HERE_TYPE=s3 RCLONE_CONFIG_HERE_PROVIDER=Other RCLONE_CONFIG_HERE_ENV_AUTH=true
export RCLONE_CONFIG_HERE_ENDPOINT=$AWS_ENDPOINT_URL RCLONE_CONFIG_HERE_REGION=us-east-1
: >rclone.conf

mkdir -p up/deep/er 'up/with space'
for n in $(seq 150); do printf 'file %s' "$n" >"up/deep/er/$n"; done
printf x >'up/with space/ü+%&?#.txt'
: >up/empty
head -c 25000000 /dev/urandom >up/large
$rclone mkdir here:rclone-bucket
$rclone copy up here:rclone-bucket/tree --s3-upload-cutoff 5Mi --s3-chunk-size 5Mi --transfers 8
$rclone check up here:rclone-bucket/tree --download 2>check.log || { cat check.log; exit 1; }
check 'the listing' 153 "$($rclone ls here:rclone-bucket/tree | wc -l | tr -d ' ')"
check 'sizes' "$(find up -type f -printf '%s\n' | awk '{ bytes += $1 } END { print NR, bytes }')" "$($rclone size here:rclone-bucket --json | python3 -c 'import json, sys; size = json.load(sys.stdin); print(size["count"], size["bytes"])')"
$rclone copy here:rclone-bucket/tree down
same 'what comes back' up down
check 'times are kept' "$(date -u -r up/large +%s)" "$(date -u -r down/large +%s)"
$rclone copyto here:rclone-bucket/tree/large here:rclone-bucket/copied
$rclone moveto here:rclone-bucket/copied here:rclone-bucket/moved
$rclone cat here:rclone-bucket/moved | cmp - up/large
check 'hashes' "$(md5sum up/deep/er/7 | cut -d' ' -f1)" "$($rclone hashsum MD5 here:rclone-bucket/tree/deep/er/7 | cut -d' ' -f1)"
check 'a part of a file' "$(head -c 100 up/large | tail -c 50 | md5sum)" "$($rclone cat --offset 50 --count 50 here:rclone-bucket/moved | md5sum)"
rm up/deep/er/1*
$rclone sync up here:rclone-bucket/tree
check 'a sync deletes' "$(find up -type f | wc -l | tr -d ' ')" "$($rclone lsf -R --files-only here:rclone-bucket/tree | wc -l | tr -d ' ')"
check 'a stream' 'from a stream' "$(printf 'from a stream' | $rclone rcat here:rclone-bucket/stream && $rclone cat here:rclone-bucket/stream)"
# Whoever has the link has the object.
check 'a link' 'from a stream' "$(python3 -c 'import sys, urllib.request; print(urllib.request.urlopen(sys.argv[1]).read().decode())' "$($rclone link --expire 1h here:rclone-bucket/stream)")"
$rclone purge here:rclone-bucket
refused 'the bucket is gone' 'directory not found' "$rclone" lsf here:rclone-bucket
printf '%s: %s checks passed\n' "$walk" "$passed"
