/**
 * The ARN of the KMS key that a resource is set to. AWS's own keys (`alias/aws/sqs`) ask nobody: their policies let everybody in the account use
 * them through the service.
 * AWS: https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#aws-managed-cmk
 */
import { parseArn, partition } from '#kernel/arn';
import { json, type ReadBackend, textAt } from './readers.ts';

export type KeyArn =
  | { readonly arn: string }
  | { readonly asksNobody: true }
  /** Why it is not known. */
  | { readonly notKnown: string };

/** `set`: as the resource says it; `of`: the resource, in whose account and region a bare id is. */
export async function keyArnOf(
  set: string,
  of: string,
  region: string,
  account: string,
  read: ReadBackend,
): Promise<KeyArn> {
  const resource = set.startsWith('arn:') ? (parseArn(set)?.resource ?? '') : set;
  if (resource.startsWith('alias/aws/')) return { asksNobody: true };
  const bare = resource.startsWith('key/') || resource.startsWith('alias/') ? resource : `key/${resource}`;
  const home = parseArn(of);
  const where = `${home?.region || region}:${home?.account || account}`;
  const arn = set.startsWith('arn:') ? set : `arn:${partition}:kms:${where}:${bare}`;
  const answer = await read(arn, () => json('TrentService.DescribeKey', '1.1', { KeyId: arn }));
  if (answer?.status === 200) return described(answer.body, arn);
  // Where no backend has KMS, an id says enough, and an alias does not.
  return resource.startsWith('alias/') ? { notKnown: `nobody knows which key ${arn} is` } : { arn };
}

function described(body: string, arn: string): KeyArn {
  try {
    if (textAt(body, 'KeyMetadata', 'KeyManager') === 'AWS') return { asksNobody: true };
    const found = textAt(body, 'KeyMetadata', 'Arn');
    const isSame =
      found !== undefined && parseArn(found)?.service === 'kms' && parseArn(found)?.account === parseArn(arn)?.account;
    return isSame ? { arn: found } : { notKnown: `what a backend says of ${arn} is of another key` };
  } catch {
    return { notKnown: `what a backend says of ${arn} cannot be read` };
  }
}
