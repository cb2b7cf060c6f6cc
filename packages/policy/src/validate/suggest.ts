/** What somebody probably meant. */

/** API operations that are authorized under another name, by service and operation in lower case. */
const operationActions: Readonly<Record<string, string>> = {
  's3:listobjects': 'ListBucket',
  's3:listobjectsv2': 'ListBucket',
  's3:listbuckets': 'ListAllMyBuckets',
  's3:headobject': 'GetObject',
  's3:headbucket': 'ListBucket',
  's3:selectobjectcontent': 'GetObject',
  's3:copyobject': 'PutObject',
  's3:createmultipartupload': 'PutObject',
  's3:uploadpart': 'PutObject',
  's3:uploadpartcopy': 'PutObject',
  's3:completemultipartupload': 'PutObject',
  's3:listparts': 'ListMultipartUploadParts',
  's3:listmultipartuploads': 'ListBucketMultipartUploads',
  's3:deleteobjects': 'DeleteObject',
  's3:getbucketencryption': 'GetEncryptionConfiguration',
  's3:putbucketencryption': 'PutEncryptionConfiguration',
  's3:getbucketlifecycle': 'GetLifecycleConfiguration',
  's3:getbucketlifecycleconfiguration': 'GetLifecycleConfiguration',
  's3:putbucketlifecycleconfiguration': 'PutLifecycleConfiguration',
  's3:getbucketreplication': 'GetReplicationConfiguration',
  's3:putbucketreplication': 'PutReplicationConfiguration',
  's3:deletebucketcors': 'PutBucketCORS',
  's3:deletebuckettagging': 'PutBucketTagging',
  's3:getpublicaccessblock': 'GetBucketPublicAccessBlock',
  's3:putpublicaccessblock': 'PutBucketPublicAccessBlock',
  'lambda:invoke': 'InvokeFunction',
  'lambda:invokewithresponsestream': 'InvokeFunction',
  'kms:reencrypt': 'ReEncryptFrom',
};

/** Names of neither an action nor an operation, often written all the same. */
const slips: Readonly<Record<string, string>> = {
  's3:listobject': 'ListBucket',
  'iam:changemypassword': 'ChangePassword',
  'iam:uploadvirtualmfadevice': 'CreateVirtualMFADevice',
};

/** The action that is meant by such a name. */
export function slipOf(prefix: string, name: string): string | undefined {
  return slips[`${prefix}:${name}`.toLowerCase()];
}

/** The action under which the operation `service:name` is authorized, where the two have different names. */
export function authorizingAction(prefix: string, name: string): string | undefined {
  return operationActions[`${prefix}:${name}`.toLowerCase()];
}

/** Names beyond this length are compared no more: the work grows with the square. */
const comparedLengthMax = 64;

/** The name with the fewest edits, when they are few enough to be a slip. */
export function closest(text: string, names: readonly string[]): string | undefined {
  if (text.length > comparedLengthMax) return undefined;
  const lower = text.toLowerCase();
  let best: string | undefined;
  let fewest = Math.max(2, Math.floor(text.length / 3)) + 1;
  for (const name of names) {
    if (name.length > comparedLengthMax) continue;
    const edits = distance(lower, name.toLowerCase());
    if (edits < fewest) {
      fewest = edits;
      best = name;
    }
  }
  return best;
}

/** Levenshtein's, one row at a time. */
function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, i) => i);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let k = 1; k <= right.length; k++) {
      const replaced = (row[k - 1] as number) + (left[i - 1] === right[k - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[k] as number) + 1, (next[k - 1] as number) + 1));
    }
    row = next;
  }
  return row[right.length] as number;
}
