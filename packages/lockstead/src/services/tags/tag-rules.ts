/**
 * What the tag policies of an organization say of tags as they are set. Organizations answers, and main gives the answer to the services whose
 * resources can be bound: they refuse in their own words.
 * AWS: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_tag-policies-enforcement.html
 */
import type { AccountId } from '#kernel/ids';
import type { TagBreach } from '#organization/documents/tag-policy';
import type { Tag } from '#service/session';
import type { Reader } from '#store/port';

export interface TagRules {
  /**
   * The first of these tags that the account's effective tag policy refuses on a resource of this type, as `enforced_for` names it:
   * `iam:policy`, `kms:key`. Undefined where they comply, where no policy is enforced for the type, and where the account is in no organization.
   */
  breachOf(
    reader: Reader,
    account: AccountId,
    resourceType: string,
    tags: readonly Tag[],
  ): Promise<TagBreach | undefined>;
}

/** AWS's sentence for values is the same in EC2, SNS and DynamoDB. AWS DIFFERS? The one for spelling is made like it. */
export function breachSentence({ what, key }: TagBreach): string {
  return `The tag policy does not allow the specified ${what === 'key' ? 'capitalization of' : 'value for'} the following tag key: '${key}'.`;
}
