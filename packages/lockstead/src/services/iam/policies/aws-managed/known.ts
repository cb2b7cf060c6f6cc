/** Ids and descriptions of the most used of AWS's managed policies; the source of their texts has neither. */

export interface KnownFacts {
  readonly id: string;
  readonly description: string;
}

/** By path and name. AWS: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html */
export const known: ReadonlyMap<string, KnownFacts> = new Map([
  [
    'AdministratorAccess',
    { id: 'ANPAIWMBCKSKIEE64ZLYK', description: 'Provides full access to AWS services and resources.' },
  ],
  [
    'PowerUserAccess',
    {
      id: 'ANPAJYRXTHIB4FOVS3ZXS',
      description:
        'Provides full access to AWS services and resources, but does not allow management of Users and groups.',
    },
  ],
  [
    'ReadOnlyAccess',
    { id: 'ANPAILL3HVNFSB6DCOWYQ', description: 'Provides read-only access to AWS services and resources.' },
  ],
  [
    'IAMFullAccess',
    { id: 'ANPAI7XKCFMBPM3QQRRVQ', description: 'Provides full access to IAM via the AWS Management Console.' },
  ],
  [
    'IAMReadOnlyAccess',
    { id: 'ANPAJKSO7NDY4T57MWDSQ', description: 'Provides read only access to IAM via the AWS Management Console.' },
  ],
  [
    'SecurityAudit',
    {
      id: 'ANPAIX2T3QCXHR2OGGCTO',
      description:
        'The security audit template grants access to read security configuration metadata. It is useful for software that audits the configuration of an AWS account.',
    },
  ],
  [
    'job-function/ViewOnlyAccess',
    {
      id: 'ANPAID22R6XPJATWOFDK6',
      description: 'This policy grants permissions to view resources and basic metadata across all AWS services.',
    },
  ],
  [
    'AmazonS3FullAccess',
    {
      id: 'ANPAIFIR6V6BVTRAHWINE',
      description: 'Provides full access to all buckets via the AWS Management Console.',
    },
  ],
  [
    'AmazonS3ReadOnlyAccess',
    {
      id: 'ANPAIZTJ4DXE7G6AGAE6M',
      description: 'Provides read only access to all buckets via the AWS Management Console.',
    },
  ],
  [
    'service-role/AWSLambdaBasicExecutionRole',
    { id: 'ANPAJNCQGXC42545SKXIK', description: 'Provides write permissions to CloudWatch Logs.' },
  ],
  [
    'IAMUserChangePassword',
    { id: 'ANPAJ4L4MM2A7QIEB56MS', description: 'Provides the ability for an IAM user to change their own password.' },
  ],
]);
