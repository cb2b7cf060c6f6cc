/** Keys with rules of their own: forged by the caller, known to few services, or meaning less than they seem to. */
import { actionsMatching } from '../../reference/reference.ts';
import { type CheckContext, hasWildcard, type StatementCheck } from '../check.ts';
import type { ConditionNode, StatementNode } from '../syntax.ts';

export const checkKnownKeys: StatementCheck = (statement, context) => {
  const { report } = context;
  const seen = new Set<string>();
  for (const condition of statement.conditions) {
    const key = condition.key.toLowerCase();
    if (forgeable.has(key)) report('UNTRUSTWORTHY_CONDITION_KEY', condition, { key: condition.key });
    if (key === 's3:prefix') checkPrefix(statement, condition, context);
    if (kmsKeyKeys.has(key)) checkKmsKey(condition, context);
    // What is about the whole statement is said once.
    if (seen.has(key)) continue;
    seen.add(key);
    if (key === 'dynamodb:attributes') checkAttributes(statement, condition, context);
    const services = servicesByKey[key];
    if (services !== undefined && !isScoped(statement, services))
      report('USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES', condition, { key: condition.key });
  }
};

/** Headers that any client writes as it likes. */
const forgeable: ReadonlySet<string> = new Set(['aws:referer', 'aws:useragent']);

/** A shorter prefix lists the same objects and does not match. */
function checkPrefix({ effect }: StatementNode, { name, ...place }: ConditionNode, { report }: CheckContext): void {
  if (name?.operator.family !== 'String' || effect === undefined) return;
  if ((effect === 'Deny') !== name.operator.negated) report('S3_PREFIX_IN_NEGATIVE_CONTEXT', place);
}

const reads: ReadonlySet<string> = new Set(['getitem', 'batchgetitem', 'query', 'scan', 'partiqlselect']);

/** A request that names no attributes has none to be refused, and is answered with all of them. */
function checkAttributes(
  { effect, action, conditions }: StatementNode,
  condition: ConditionNode,
  { report }: CheckContext,
): void {
  if (effect !== 'Allow' || action === undefined || condition.name?.operator.family === 'Null') return;
  const reading = action.texts.some(
    ({ text }) =>
      text.toLowerCase().startsWith('dynamodb:') &&
      actionsMatching(text).some(({ action: each }) => reads.has(each.name.toLowerCase())),
  );
  if (action.name === 'Action' && !reading && !action.texts.some(({ text }) => text === '*')) return;
  const selected = conditions.some(
    ({ key, name, values }) =>
      key.toLowerCase() === 'dynamodb:select' &&
      name?.operator.family === 'String' &&
      !name.operator.negated &&
      values.length > 0 &&
      values.every(({ text }) => text === 'SPECIFIC_ATTRIBUTES'),
  );
  if (!selected) report('DYNAMODB_ATTRIBUTES_WITHOUT_SELECT', condition);
}

/** Keys whose value is the ARN of a key. AWS DIFFERS? In which: here those that its reference types as ARNs and names after a KMS key. */
const kmsKeyKeys: ReadonlySet<string> = new Set([
  's3:x-amz-server-side-encryption-aws-kms-key-id',
  's3express:x-amz-server-side-encryption-aws-kms-key-id',
  's3tables:kmskeyarn',
  's3vectors:kmskeyarn',
  'secretsmanager:kmskeyarn',
]);

function checkKmsKey({ key, name, values }: ConditionNode, { report }: CheckContext): void {
  const family = name?.operator.family;
  if (family !== 'String' && family !== 'Arn') return;
  for (const value of values) {
    const { text } = value;
    if (text.includes('${') || (name?.operator.wildcards === true && hasWildcard(text))) continue;
    const [arn, partition = '', service, region = '', account = '', resource = '', ...more] = text.split(':');
    const valid =
      arn === 'arn' &&
      partition.startsWith('aws') &&
      service === 'kms' &&
      region !== '' &&
      /^\d{12}$/.test(account) &&
      resource.startsWith('key/') &&
      resource.length > 'key/'.length &&
      more.length === 0;
    if (!valid) report('INVALID_KMS_KEY_VALUE', value, { key });
  }
}

const prefixes = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter((each) => each !== ''));

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-vpceaccount and the two after it. */
const everyVpceKey = `
  acm-pca apprunner applicationinsights athena cloudformation comprehendmedical compute-optimizer datasync discovery dynamodb ebs ecr ecs
  firehose gamelift healthlake iam iotfleetwise iotwireless kinesisanalytics kms lambda medical-imaging omics payment-cryptography polly rbin
  rekognition route53 s3 scheduler servicediscovery servicequotas shield ssm-contacts storagegateway textract transcribe transfer`;
const servicesByKey: Readonly<Record<string, ReadonlySet<string>>> = {
  'aws:vpceaccount': prefixes(everyVpceKey),
  'aws:vpceorgpaths': prefixes(everyVpceKey),
  'aws:vpceorgid': prefixes(`${everyVpceKey}
    b2bi cassandra cognito-identity dms ds-data identitystore iottwinmaker network-firewall pricing ses sms-voice sqs workmail`),
};

/** Every action is of a service that knows the key. Handing a role to a service is decided elsewhere, without it. */
function isScoped({ action }: StatementNode, services: ReadonlySet<string>): boolean {
  if (action === undefined || action.name === 'NotAction') return false;
  return action.texts.every(({ text }) => {
    const lower = text.toLowerCase();
    return services.has(lower.slice(0, Math.max(0, lower.indexOf(':')))) && lower !== 'iam:passrole';
  });
}
