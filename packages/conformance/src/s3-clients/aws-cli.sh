#!/usr/bin/env bash
# The AWS CLI as people use it with S3: 2,000 small files up and down, large ones in parts, and the shapes of `s3api`. $1: a folder, $2: the command.
walk='AWS CLI with S3'
. "$(dirname "$0")/common.sh"
cd "$1"
aws=$2

$aws s3 mb s3://sync >/dev/null
mkdir up
for folder in $(seq 20); do
  mkdir "up/folder $folder"
  for file in $(seq 100); do printf '%s of %s' "$file" "$folder" >"up/folder $folder/file+$file%20é.txt"; done
done
$aws s3 sync up s3://sync/tree --quiet
check 'all are there' 'Total Objects: 2000' "$($aws s3 ls s3://sync/tree/ --recursive --summarize | grep -o 'Total Objects: .*')"
check 'a second sync has nothing to do' '' "$($aws s3 sync up s3://sync/tree)"
$aws s3 sync s3://sync/tree down --quiet
same 'what comes back' up down
rm -r 'up/folder 1'
$aws s3 sync up s3://sync/tree --delete --quiet
check 'what was deleted here is deleted there' 1900 "$($aws s3api list-objects-v2 --bucket sync --query 'length(Contents)')"
check 'folders' 19 "$($aws s3 ls s3://sync/tree/ | grep -c ' PRE ')"
check 'a page, and where the next begins' '3 true' "$($aws s3api list-objects-v2 --bucket sync --max-items 3 --output json |
  python3 -c 'import json, sys; page = json.load(sys.stdin); print(len(page["Contents"]), "true" if page["NextToken"] else "")')"

head -c 20000000 /dev/urandom >large
$aws s3 cp large s3://sync/large --quiet
check 'in parts' '"' "$($aws s3api head-object --bucket sync --key large --query ETag --output text | sed 's/.*-3//')"
$aws s3 cp s3://sync/large large-back --quiet
same 'a large one' large large-back
$aws s3 cp s3://sync/large s3://sync/copied --quiet
$aws s3 cp s3://sync/copied - | cmp - large
$aws s3 mv s3://sync/copied s3://sync/moved --quiet
check 'moved' 'None 20000000' "$($aws s3api list-objects-v2 --bucket sync --prefix copied --query 'Contents' --output text) $($aws s3api head-object --bucket sync --key moved --query ContentLength)"
check 'a stream of unknown length' 'streamed' "$(printf streamed | $aws s3 cp - s3://sync/streamed && $aws s3 cp s3://sync/streamed -)"

printf 0123456789 >digits
check 'metadata' '{"colour":"blue"}' "$($aws s3api put-object --bucket sync --key digits --body digits --metadata Colour=blue --content-type text/x-digits --tagging 'a=1&b=2' >/dev/null &&
  $aws s3api head-object --bucket sync --key digits --query Metadata --output json | tr -d ' \n')"
check 'a range' 'bytes 2-4/10 text/x-digits' "$($aws s3api get-object --bucket sync --key digits --range bytes=2-4 part --query '[ContentRange,ContentType]' --output text | tr '\t' ' ')"
check 'its bytes' 234 "$(cat part)"
check 'tags' 'a b' "$($aws s3api get-object-tagging --bucket sync --key digits --query 'TagSet[].Key' --output text | tr '\t' ' ')"
check 'attributes' 10 "$($aws s3api get-object-attributes --bucket sync --key digits --object-attributes ObjectSize --query ObjectSize)"
refused 'written once only' '(PreconditionFailed)' "$aws" s3api put-object --bucket sync --key digits --body digits --if-none-match '*'
refused 'not modified' '(304)' "$aws" s3api get-object --bucket sync --key digits --if-none-match "$($aws s3api head-object --bucket sync --key digits --query ETag --output text)" part
refused 'no such object' 'An error occurred (404) when calling the HeadObject operation: Not Found' "$aws" s3api head-object --bucket sync --key missing
refused 'no such object to read' 'An error occurred (NoSuchKey) when calling the GetObject operation: The specified key does not exist.' "$aws" s3api get-object --bucket sync --key missing part
refused 'no such bucket' 'An error occurred (NoSuchBucket) when calling the ListObjectsV2 operation: The specified bucket does not exist' "$aws" s3 ls s3://no-such-bucket-here
refused 'a bucket that is not empty' '(BucketNotEmpty)' "$aws" s3api delete-bucket --bucket sync
# The CLI's first generation presigns by Signature Version 2 unless it is told otherwise.
$aws configure set default.s3.signature_version s3v4
check 'presigned' 0123456789 "$(python3 -c 'import sys, urllib.request; print(urllib.request.urlopen(sys.argv[1]).read().decode())' "$($aws s3 presign s3://sync/digits)")"

$aws s3 mb s3://versioned >/dev/null
$aws s3api put-bucket-versioning --bucket versioned --versioning-configuration Status=Enabled
first=$($aws s3api put-object --bucket versioned --key versioned --body digits --query VersionId --output text)
$aws s3api delete-object --bucket versioned --key versioned >/dev/null
refused 'behind a marker' '(NoSuchKey)' "$aws" s3api get-object --bucket versioned --key versioned part
$aws s3api get-object --bucket versioned --key versioned --version-id "$first" part >/dev/null
same 'a version behind a marker' digits part
check 'versions and markers' '1 1' "$($aws s3api list-object-versions --bucket versioned --prefix versioned --query '[length(Versions),length(DeleteMarkers)]' --output text | tr '\t' ' ')"
$aws s3api delete-objects --bucket versioned --delete "$($aws s3api list-object-versions --bucket versioned --prefix versioned --query '{Objects: [Versions, DeleteMarkers][].{Key: Key, VersionId: VersionId}}' --output json)" >/dev/null
$aws s3 rb s3://versioned >/dev/null
$aws s3 rb s3://sync --force >/dev/null
refused 'the bucket is gone' '(404)' "$aws" s3api head-bucket --bucket sync
printf '%s: %s checks passed\n' "$walk" "$passed"
