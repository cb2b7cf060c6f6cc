/** A shell script that asks AWS what `lockstead import org` reads. It only looks; it needs the AWS CLI and credentials of the management account. */
export const collectingScript = `#!/bin/sh
# Writes what AWS Organizations says of an organization into a folder, for "lockstead import org FOLDER".
# It only looks: describe-* and list-* calls, with the credentials that the AWS CLI uses.
set -eu
folder=\${1:?usage: sh collect-organization.sh FOLDER}
mkdir -p "$folder"

ask() { # FILE OPERATION [PARAMETERS]
  file=$1
  shift
  aws organizations "$@" --output json > "$folder/$file.json"
}
ids() { # QUERY OPERATION [PARAMETERS]
  query=$1
  shift
  aws organizations "$@" --query "$query" --output text | tr '\\t' '\\n' | grep -v '^None$' || true
}

ask organization describe-organization
ask roots list-roots
ask accounts list-accounts
ask services list-aws-service-access-for-organization
root=$(ids 'Roots[0].Id' list-roots)

parents=$root
while [ -n "$parents" ]; do
  next=
  for parent in $parents; do
    ask "accounts.$parent" list-accounts-for-parent --parent-id "$parent"
    ask "units.$parent" list-organizational-units-for-parent --parent-id "$parent"
    next="$next $(ids 'OrganizationalUnits[].Id' list-organizational-units-for-parent --parent-id "$parent")"
  done
  parents=$(echo $next)
done

for type in $(ids 'Roots[0].PolicyTypes[?Status==\`ENABLED\`].Type' list-roots); do
  ask "policies.$type" list-policies --filter "$type"
  for policy in $(ids 'Policies[].Id' list-policies --filter "$type"); do
    ask "policy.$policy" describe-policy --policy-id "$policy"
    ask "targets.$policy" list-targets-for-policy --policy-id "$policy"
  done
done

for account in $(ids 'DelegatedAdministrators[].Id' list-delegated-administrators); do
  ask "administered.$account" list-delegated-services-for-account --account-id "$account"
done
echo "lockstead import org $folder"
`;
