#!/usr/bin/env bash
# The plain AWS CLI imports key material, wrapped with openssl, and openssl agrees on what it does. $1: the command.
set -euo pipefail
aws=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
passed=0
check() { # what, expected, seen
  if [ "$2" != "$3" ]; then printf 'AWS CLI: %s: expected %s, saw %s\n' "$1" "$2" "$3"; exit 1; fi
  passed=$((passed + 1))
}

printf 'a message' > message
for algorithm in RSAES_OAEP_SHA_256 RSAES_OAEP_SHA_1; do
  key=$($aws kms create-key --origin EXTERNAL --key-spec HMAC_256 --key-usage GENERATE_VERIFY_MAC --query KeyMetadata.KeyId --output text)
  check 'a key without material' PendingImport "$($aws kms describe-key --key-id "$key" --query KeyMetadata.KeyState --output text)"
  $aws kms get-parameters-for-import --key-id "$key" --wrapping-algorithm "$algorithm" --wrapping-key-spec RSA_4096 \
    --query '[PublicKey,ImportToken]' --output text > parameters
  cut -f1 parameters | base64 -d > public.der
  cut -f2 parameters | base64 -d > token
  openssl rand -out material 32
  digest=sha$(printf '%s' "${algorithm##*_}")
  openssl pkeyutl -encrypt -in material -out wrapped -inkey public.der -keyform DER -pubin \
    -pkeyopt rsa_padding_mode:oaep -pkeyopt "rsa_oaep_md:$digest" -pkeyopt "rsa_mgf1_md:$digest"
  $aws kms import-key-material --key-id "$key" --encrypted-key-material fileb://wrapped --import-token fileb://token \
    --expiration-model KEY_MATERIAL_DOES_NOT_EXPIRE > /dev/null
  check 'the key has its material' Enabled "$($aws kms describe-key --key-id "$key" --query KeyMetadata.KeyState --output text)"
  $aws kms generate-mac --key-id "$key" --message fileb://message --mac-algorithm HMAC_SHA_256 --query Mac --output text | base64 -d > mac
  openssl dgst -sha256 -mac HMAC -macopt "hexkey:$(od -An -tx1 material | tr -d ' \n')" -binary message > right
  check "the code of openssl, $algorithm" "$(base64 < right)" "$(base64 < mac)"
done

key=$($aws kms create-key --key-spec ECC_NIST_P256 --key-usage SIGN_VERIFY --query KeyMetadata.KeyId --output text)
$aws kms get-public-key --key-id "$key" --query PublicKey --output text | base64 -d > public.der
$aws kms sign --key-id "$key" --message fileb://message --signing-algorithm ECDSA_SHA_256 --query Signature --output text | base64 -d > signature
openssl pkey -pubin -inform DER -in public.der -out public.pem
check 'openssl verifies a signature' 'Verified OK' "$(openssl dgst -sha256 -verify public.pem -signature signature message)"
printf 'AWS CLI imports: %s checks passed\n' "$passed"
