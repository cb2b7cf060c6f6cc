/**
 * The encryption context that a service sends to KMS for a resource. Key policies and grants may demand it.
 *
 * AWS: https://docs.aws.amazon.com/streams/latest/dev/permissions-user-key-KMS.html,
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html, https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html,
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html,
 * https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html,
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
 *
 * AWS DIFFERS? Secrets Manager sends the id of the secret's version as well (`SecretVersionId`), which is known to the backend alone. Of SQS no page
 * says that it sends any.
 */
import { parseArn } from '#kernel/arn';
import { resourceOf } from './readers.ts';

type EncryptionContext = Readonly<Record<string, string>>;

const contexts: Readonly<Record<string, (arn: string) => EncryptionContext>> = {
  dynamodb: (arn) => {
    const [table = ''] = resourceOf(arn).slice('table/'.length).split('/', 1);
    return { 'aws:dynamodb:subscriberId': parseArn(arn)?.account ?? '', 'aws:dynamodb:tableName': table };
  },
  kinesis: (arn) => ({ 'aws:kinesis:arn': arn }),
  s3: (arn) => ({ 'aws:s3:arn': arn }),
  secretsmanager: (arn) => ({ SecretARN: arn }),
  sns: (arn) => ({ 'aws:sns:topicArn': arn }),
  ssm: (arn) => ({ PARAMETER_ARN: arn }),
};

/** `arn`: of the resource that has the key. Undefined where its service sends none, or it is not known. */
export function encryptionContextOf(arn: string): EncryptionContext | undefined {
  const service = parseArn(arn)?.service ?? '';
  return Object.hasOwn(contexts, service) ? contexts[service]?.(arn) : undefined;
}
