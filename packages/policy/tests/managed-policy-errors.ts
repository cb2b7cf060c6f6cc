/**
 * Errors that our validation finds in AWS's own managed policies, each looked at. `about` is part of the finding's message or note.
 * They fall into three kinds: what AWS removed, what its reference does not list, and what is written wrong in the policy itself.
 */
import type { Finding } from '../src/validate/index.ts';

export interface KnownError {
  readonly code: string;
  readonly about: string;
  readonly why: string;
}

const removed = 'the service is gone from the reference; its policies were left behind';
const unlisted = 'used by AWS itself, not in the public reference';
const mistaken = 'written wrong in the policy: no such resource could exist';
const unlistedArn = 'a form of ARN that the public reference does not list';

const every = (code: string, why: string, ...about: readonly string[]): readonly KnownError[] =>
  about.map((each) => ({ code, about: each, why }));

export const managedPolicyErrors: readonly KnownError[] = [
  ...every(
    'INVALID_SERVICE_IN_ACTION',
    removed,
    'service deepcomposer',
    'service deeplens',
    'service deepracer',
    'service elastic-inference',
    'service iot1click',
    'service iotroborunner',
    'service mobilehub',
    'service sagemaker-groundtruth-synthetic',
    'service zocalo',
  ),
  ...every('INVALID_SERVICE_IN_ACTION', unlisted, 'service builderid', 'service datazonecontrol'),
  ...every('INVALID_ACTION', 'actions of a former edition of the service', 'action cloudhsm:', 'action cloud9:'),
  ...every(
    'INVALID_ACTION',
    unlisted,
    'action budgets:',
    'action organizations:',
    'action payments:',
    'action securityagent:',
    'action memorydb:',
    'action qapps:',
    'action route53-recovery-control-config:',
  ),
  ...every(
    'INVALID_ARN_RESOURCE',
    mistaken,
    'of appflow',
    'of aps',
    'of autoscaling',
    'of config',
    'of ec2',
    'of elasticloadbalancing',
    'of grafana',
    'of kms',
    'of logs',
    'of organizations',
    'of profile',
    'of quicksight',
    'of robomaker',
    'of sagemaker',
    'of secretsmanager',
    'of states',
    'of cloudwatch',
  ),
  ...every(
    'INVALID_ARN_RESOURCE',
    unlistedArn,
    'of apigateway',
    'of backup',
    'of bedrock-agentcore',
    'of cloudformation',
    'of pricingplanmanager',
    'of redshift-serverless',
    'of securityagent',
    'of waf',
    'of waf-regional',
  ),
  { code: 'INVALID_GLOBAL_CONDITION_KEY', about: 'aws:PrincipalOrgMasterAccountId', why: unlisted },
  { code: 'INVALID_SERVICE_CONDITION_KEY', about: 'lakeformation:GlueARN', why: unlisted },
  {
    code: 'MISSING_QUALIFIER',
    about: 'events:detail-type',
    why: 'the reference types the key as a list; EventBridge also sends it as one value',
  },
  ...every(
    'UNSUPPORTED_ACTION_FOR_CONDITION_KEY',
    'the key comes with the request, but the reference does not tie it to the action',
    'key aws-marketplace:ProductId',
    'key aws-marketplace:PartyType',
    'key aws-marketplace:AgreementType',
    'key ecs:cluster',
    'key ecs:Cluster',
    'key deadline:',
    'key glue:LakeFormationPermissions',
    'key redshift',
    'key dms:task-tag/',
  ),
  ...every(
    'UNSUPPORTED_ACTION_FOR_CONDITION_KEY',
    'an action that lists things, under a condition on one thing: the statement never allows it',
    'key ec2:',
    'key ram:ResourceShareName',
    'key nimble:ownedBy',
    'key application-autoscaling:service-namespace',
  ),
  { code: 'MISSING_ARN_ACCOUNT', about: 'The resource * in', why: mistaken },
];

export function isExplained(finding: Finding): boolean {
  return managedPolicyErrors.some((known) => explains(known, finding));
}

export function explains({ code, about }: KnownError, finding: Finding): boolean {
  return code === finding.code && `${finding.message} ${finding.note ?? ''}`.includes(about);
}
