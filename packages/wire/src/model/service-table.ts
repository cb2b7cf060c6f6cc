/**
 * Every AWS service that Lockstead knows by name: how its requests are told from others', and where its model comes from.
 * The facts are AWS's, as its SDKs carry them; a test compares them with those of the client packages that are installed.
 */
import type { ProtocolName } from '../types.ts';

/** One service: how it signs, what it speaks, and what its events and errors call it. */
export interface ServiceEntry {
  /** Unique here, and the name of the constraint table; the signing name, but where two services share that. */
  readonly id: string;
  /** The service of SigV4's credential scope. */
  readonly signingName: string;
  /** By which some of its requests are signed besides: those to directory buckets, access points of another kind. */
  readonly otherSigningNames: readonly string[];
  /** What it speaks, the SDKs' default first. */
  readonly protocols: readonly ProtocolName[];
  readonly apiVersion: string;
  /** Of answers in XML. */
  readonly xmlNamespace?: string;
  /** What stands before the dot of `X-Amz-Target`. Also the service's name in the path of rpcv2Cbor. */
  readonly targetPrefixes: readonly string[];
  /** `iam.amazonaws.com` */
  readonly eventSource: string;
  /** The first label of its endpoint's name: `iam` of `iam.amazonaws.com`, `api.ecr`. */
  readonly endpointPrefix: string;
  /** Its npm package, where there is one: `client-` and this name. */
  readonly clientPackage?: string;
  /** Its model is `model/stored/<id>.json`, made from the SDK's package, or from botocore where there is no package. */
  readonly model?: 'sdk' | 'botocore';
  /** Errors keep the codes they had under awsQuery in `x-amzn-query-error`. */
  readonly queryCompatible?: true;
  /** How the service says that a request breaks a constraint of its model. */
  readonly validationCode: string;
  /** `framework`: every violation, in the sentences of AWS's common framework. `parameters`: the first, in those of EC2. */
  readonly validationStyle: 'framework' | 'parameters';
  /** Whether validation messages list the values of an enumeration, and repeat the value that is none of them. */
  readonly namesEnumValues: boolean;
  /** Whether validation messages leave out the values that they are about. */
  readonly withholdsValues: boolean;
  /** Whether the sentence on a list's scalars leaves the list out and ends with `Member must not be null`. */
  readonly withholdsElements: boolean;
  /** `AWS DIFFERS?`: whether times in XML carry milliseconds, from recorded answers where there are some. */
  readonly xmlTimePrecision: 'seconds' | 'milliseconds';
}

interface Row {
  readonly protocols: readonly ProtocolName[];
  readonly apiVersion: string;
  readonly signingName?: string;
  readonly otherSigningNames?: readonly string[];
  readonly xmlNamespace?: string;
  readonly targetPrefixes?: readonly string[];
  readonly eventSource?: string;
  readonly endpointPrefix?: string;
  readonly clientPackage?: string;
  readonly model?: 'sdk' | 'botocore';
  readonly queryCompatible?: true;
  readonly validationCode?: string;
  readonly validationStyle?: 'parameters';
  readonly namesEnumValues?: false;
  readonly withholdsValues?: true;
  readonly withholdsElements?: true;
  readonly xmlTimePrecision?: 'milliseconds';
}

const json11: readonly ProtocolName[] = ['awsJson1_1'];
const cborThenJson: readonly ProtocolName[] = ['awsJson1_1', 'rpcv2Cbor'];
const query: readonly ProtocolName[] = ['awsQuery'];
const restJson: readonly ProtocolName[] = ['restJson1'];
const restXml: readonly ProtocolName[] = ['restXml'];

const rows: Readonly<Record<string, Row>> = {
  iam: {
    protocols: query,
    apiVersion: '2010-05-08',
    xmlNamespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
    targetPrefixes: ['AWSIdentityManagementV20100508'],
    clientPackage: 'iam',
    model: 'sdk',
    // Recorded: UpdateServiceSpecificCredential says neither the value nor the set.
    namesEnumValues: false,
    // Recorded of the same operation, and quoted in public of names and paths that are too long.
    withholdsValues: true,
    // AWS DIFFERS?: so UntagUser was seen to answer; services that say both or neither were seen too.
    withholdsElements: true,
  },
  sts: {
    protocols: query,
    apiVersion: '2011-06-15',
    xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    targetPrefixes: ['AWSSecurityTokenServiceV20110615'],
    clientPackage: 'sts',
    model: 'sdk',
  },
  organizations: {
    protocols: json11,
    apiVersion: '2016-11-28',
    targetPrefixes: ['AWSOrganizationsV20161128'],
    clientPackage: 'organizations',
    model: 'sdk',
    validationCode: 'InvalidInputException',
  },
  kms: {
    protocols: json11,
    apiVersion: '2014-11-01',
    targetPrefixes: ['TrentService'],
    clientPackage: 'kms',
    model: 'sdk',
  },
  s3: {
    protocols: restXml,
    apiVersion: '2006-03-01',
    xmlNamespace: 'http://s3.amazonaws.com/doc/2006-03-01/',
    targetPrefixes: ['AmazonS3'],
    clientPackage: 's3',
    model: 'sdk',
    otherSigningNames: ['s3express', 's3-object-lambda', 's3-outposts'],
    validationCode: 'InvalidArgument',
    xmlTimePrecision: 'milliseconds',
  },
  s3control: {
    protocols: restXml,
    apiVersion: '2018-08-20',
    signingName: 's3',
    otherSigningNames: ['s3express', 's3-outposts'],
    endpointPrefix: 's3-control',
    clientPackage: 's3-control',
    model: 'sdk',
    xmlNamespace: 'http://awss3control.amazonaws.com/doc/2018-08-20/',
    eventSource: 's3.amazonaws.com',
    validationCode: 'InvalidRequest',
    xmlTimePrecision: 'milliseconds',
  },
  cloudtrail: {
    protocols: json11,
    apiVersion: '2013-11-01',
    // The JavaScript SDK sends the short one, botocore the long one.
    targetPrefixes: ['CloudTrail_20131101', 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101'],
    clientPackage: 'cloudtrail',
    model: 'sdk',
  },
  'cloudtrail-data': { protocols: restJson, apiVersion: '2021-08-11' },
  config: {
    protocols: json11,
    apiVersion: '2014-11-12',
    targetPrefixes: ['StarlingDoveService'],
    clientPackage: 'config-service',
  },
  wafv2: { protocols: json11, apiVersion: '2019-07-29', targetPrefixes: ['AWSWAF_20190729'], clientPackage: 'wafv2' },
  waf: { protocols: json11, apiVersion: '2015-08-24', targetPrefixes: ['AWSWAF_20150824'] },
  'waf-regional': { protocols: json11, apiVersion: '2016-11-28', targetPrefixes: ['AWSWAF_Regional_20161128'] },
  shield: {
    protocols: cborThenJson,
    apiVersion: '2016-06-02',
    targetPrefixes: ['AWSShield_20160616'],
    clientPackage: 'shield',
  },
  guardduty: {
    protocols: restJson,
    apiVersion: '2017-11-28',
    clientPackage: 'guardduty',
    model: 'sdk',
    validationCode: 'BadRequestException',
  },
  inspector2: { protocols: restJson, apiVersion: '2020-06-08', clientPackage: 'inspector2' },
  'inspector-scan': { protocols: restJson, apiVersion: '2023-08-08', model: 'botocore' },
  'access-analyzer': { protocols: restJson, apiVersion: '2019-11-01', clientPackage: 'accessanalyzer' },
  artifact: { protocols: restJson, apiVersion: '2018-05-10', model: 'botocore' },
  ec2: {
    protocols: ['ec2Query'],
    apiVersion: '2016-11-15',
    xmlNamespace: 'http://ec2.amazonaws.com/doc/2016-11-15/',
    targetPrefixes: ['AmazonEC2'],
    clientPackage: 'ec2',
    validationCode: 'InvalidParameterValue',
    validationStyle: 'parameters',
    xmlTimePrecision: 'milliseconds',
  },
  elasticloadbalancing: {
    protocols: query,
    apiVersion: '2012-06-01',
    xmlNamespace: 'http://elasticloadbalancing.amazonaws.com/doc/2012-06-01/',
    targetPrefixes: ['ElasticLoadBalancing_v7'],
    xmlTimePrecision: 'milliseconds',
  },
  elasticloadbalancingv2: {
    protocols: query,
    apiVersion: '2015-12-01',
    signingName: 'elasticloadbalancing',
    endpointPrefix: 'elasticloadbalancing',
    eventSource: 'elasticloadbalancing.amazonaws.com',
    xmlNamespace: 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/',
    targetPrefixes: ['ElasticLoadBalancing_v10'],
    clientPackage: 'elastic-load-balancing-v2',
    xmlTimePrecision: 'milliseconds',
  },
  cloudfront: {
    protocols: restXml,
    apiVersion: '2020-05-31',
    xmlNamespace: 'http://cloudfront.amazonaws.com/doc/2020-05-31/',
    targetPrefixes: ['Cloudfront2020_05_31'],
    clientPackage: 'cloudfront',
    validationCode: 'InvalidArgument',
    xmlTimePrecision: 'milliseconds',
  },
  route53: {
    protocols: restXml,
    apiVersion: '2013-04-01',
    xmlNamespace: 'https://route53.amazonaws.com/doc/2013-04-01/',
    targetPrefixes: ['AWSDnsV20130401'],
    clientPackage: 'route-53',
    validationCode: 'InvalidInput',
    xmlTimePrecision: 'milliseconds',
  },
  route53resolver: { protocols: json11, apiVersion: '2018-04-01', targetPrefixes: ['Route53Resolver'] },
  sns: {
    protocols: query,
    apiVersion: '2010-03-31',
    xmlNamespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
    targetPrefixes: ['AmazonSimpleNotificationService'],
    clientPackage: 'sns',
    validationCode: 'InvalidParameter',
    xmlTimePrecision: 'milliseconds',
  },
  sqs: {
    protocols: ['awsJson1_0', 'awsQuery'],
    apiVersion: '2012-11-05',
    xmlNamespace: 'http://queue.amazonaws.com/doc/2012-11-05/',
    targetPrefixes: ['AmazonSQS'],
    clientPackage: 'sqs',
    queryCompatible: true,
    validationCode: 'InvalidParameterValue',
    validationStyle: 'parameters',
  },
  logs: {
    protocols: json11,
    apiVersion: '2014-03-28',
    targetPrefixes: ['Logs_20140328'],
    clientPackage: 'cloudwatch-logs',
    validationCode: 'InvalidParameterException',
  },
  monitoring: {
    protocols: ['awsJson1_0', 'rpcv2Cbor', 'awsQuery'],
    apiVersion: '2010-08-01',
    xmlNamespace: 'http://monitoring.amazonaws.com/doc/2010-08-01/',
    targetPrefixes: ['GraniteServiceVersion20100801'],
    clientPackage: 'cloudwatch',
    queryCompatible: true,
    validationCode: 'ValidationError',
  },
  events: { protocols: json11, apiVersion: '2015-10-07', targetPrefixes: ['AWSEvents'] },
  securityhub: { protocols: restJson, apiVersion: '2018-10-26', validationCode: 'InvalidInputException' },
  sso: { protocols: json11, apiVersion: '2020-07-20', targetPrefixes: ['SWBExternalService'] },
  awsssoportal: {
    protocols: restJson,
    apiVersion: '2019-06-10',
    endpointPrefix: 'portal.sso',
    eventSource: 'sso.amazonaws.com',
    validationCode: 'InvalidRequestException',
  },
  'sso-oauth': {
    protocols: restJson,
    apiVersion: '2019-06-10',
    endpointPrefix: 'oidc',
    eventSource: 'sso.amazonaws.com',
    validationCode: 'InvalidRequestException',
  },
  identitystore: { protocols: json11, apiVersion: '2020-06-15', targetPrefixes: ['AWSIdentityStore'] },
  signin: { protocols: restJson, apiVersion: '2023-01-01' },
  account: { protocols: restJson, apiVersion: '2021-02-01', clientPackage: 'account', model: 'sdk' },
  secretsmanager: { protocols: json11, apiVersion: '2017-10-17', targetPrefixes: ['secretsmanager'] },
  acm: { protocols: json11, apiVersion: '2015-12-08', targetPrefixes: ['CertificateManager'] },
  'acm-pca': { protocols: cborThenJson, apiVersion: '2017-08-22', targetPrefixes: ['ACMPrivateCA'] },
  cloudhsm: {
    protocols: cborThenJson,
    apiVersion: '2017-04-28',
    endpointPrefix: 'cloudhsmv2',
    targetPrefixes: ['BaldrApiService'],
  },
  dynamodb: { protocols: ['awsJson1_0'], apiVersion: '2012-08-10', targetPrefixes: ['DynamoDB_20120810'] },
  ram: { protocols: restJson, apiVersion: '2018-01-04' },
  macie2: { protocols: restJson, apiVersion: '2020-01-01' },
  detective: { protocols: restJson, apiVersion: '2018-10-26', endpointPrefix: 'api.detective' },
  lambda: { protocols: restJson, apiVersion: '2015-03-31' },
  ecr: {
    protocols: json11,
    apiVersion: '2015-09-21',
    endpointPrefix: 'api.ecr',
    targetPrefixes: ['AmazonEC2ContainerRegistry_V20150921'],
  },
  ebs: { protocols: restJson, apiVersion: '2019-11-02' },
  rds: {
    protocols: query,
    apiVersion: '2014-10-31',
    xmlNamespace: 'http://rds.amazonaws.com/doc/2014-10-31/',
    targetPrefixes: ['AmazonRDSv19'],
    xmlTimePrecision: 'milliseconds',
  },
  elasticbeanstalk: {
    protocols: query,
    apiVersion: '2010-12-01',
    xmlNamespace: 'http://elasticbeanstalk.amazonaws.com/docs/2010-12-01/',
    targetPrefixes: ['AWSElasticBeanstalkService'],
    xmlTimePrecision: 'milliseconds',
  },
  ssm: { protocols: json11, apiVersion: '2014-11-06', targetPrefixes: ['AmazonSSM'] },
  'resource-groups': { protocols: restJson, apiVersion: '2017-11-27' },
  tagging: {
    protocols: cborThenJson,
    apiVersion: '2017-01-26',
    targetPrefixes: ['ResourceGroupsTaggingAPI_20170126'],
    clientPackage: 'resource-groups-tagging-api',
    model: 'sdk',
  },
  backup: { protocols: restJson, apiVersion: '2018-11-15' },
  auditmanager: { protocols: restJson, apiVersion: '2017-07-25' },
  verifiedpermissions: { protocols: ['awsJson1_0'], apiVersion: '2021-12-01', targetPrefixes: ['VerifiedPermissions'] },
  'cognito-idp': { protocols: json11, apiVersion: '2016-04-18', targetPrefixes: ['AWSCognitoIdentityProviderService'] },
  'cognito-identity': { protocols: json11, apiVersion: '2014-06-30', targetPrefixes: ['AWSCognitoIdentityService'] },
  'network-firewall': {
    protocols: ['awsJson1_0', 'rpcv2Cbor'],
    apiVersion: '2020-11-12',
    targetPrefixes: ['NetworkFirewall_20201112'],
  },
  fms: { protocols: cborThenJson, apiVersion: '2018-01-01', targetPrefixes: ['AWSFMS_20180101'] },
  cloudformation: {
    protocols: query,
    apiVersion: '2010-05-15',
    xmlNamespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
    targetPrefixes: ['CloudFormation'],
    xmlTimePrecision: 'milliseconds',
  },
  autoscaling: {
    protocols: query,
    apiVersion: '2011-01-01',
    xmlNamespace: 'http://autoscaling.amazonaws.com/doc/2011-01-01/',
    targetPrefixes: ['AutoScaling_2011_01_01'],
    xmlTimePrecision: 'milliseconds',
  },
  servicequotas: { protocols: json11, apiVersion: '2019-06-24', targetPrefixes: ['ServiceQuotasV20190624'] },
  health: { protocols: cborThenJson, apiVersion: '2016-08-04', targetPrefixes: ['AWSHealth_20160804'] },
  support: { protocols: json11, apiVersion: '2013-04-15', targetPrefixes: ['AWSSupport_20130415'] },
  trustedadvisor: { protocols: restJson, apiVersion: '2022-09-15' },
  rolesanywhere: { protocols: restJson, apiVersion: '2018-05-10' },
  budgets: { protocols: json11, apiVersion: '2016-10-20', targetPrefixes: ['AWSBudgetServiceGateway'] },
  ce: { protocols: json11, apiVersion: '2017-10-25', targetPrefixes: ['AWSInsightsIndexService'], model: 'botocore' },
};

/** Every service of which a model is stored. `serviceById` finds one. */
export const serviceTable: readonly ServiceEntry[] = Object.entries(rows).map(([id, row]) => ({
  id,
  signingName: row.signingName ?? id,
  otherSigningNames: row.otherSigningNames ?? [],
  protocols: row.protocols,
  apiVersion: row.apiVersion,
  ...(row.xmlNamespace === undefined ? {} : { xmlNamespace: row.xmlNamespace }),
  targetPrefixes: row.targetPrefixes ?? [],
  eventSource: row.eventSource ?? `${row.endpointPrefix ?? id}.amazonaws.com`,
  endpointPrefix: row.endpointPrefix ?? id,
  ...(row.clientPackage === undefined ? {} : { clientPackage: row.clientPackage }),
  ...(row.model === undefined ? {} : { model: row.model }),
  ...(row.queryCompatible === undefined ? {} : { queryCompatible: row.queryCompatible }),
  validationCode:
    row.validationCode ?? (row.protocols.includes('awsQuery') ? 'ValidationError' : 'ValidationException'),
  validationStyle: row.validationStyle ?? 'framework',
  namesEnumValues: row.namesEnumValues ?? true,
  withholdsValues: row.withholdsValues ?? false,
  withholdsElements: row.withholdsElements ?? false,
  xmlTimePrecision: row.xmlTimePrecision ?? 'seconds',
}));

const bySigningName: ReadonlyMap<string, readonly ServiceEntry[]> = Map.groupBy(
  serviceTable,
  (entry) => entry.signingName,
);
const byOtherSigningName: ReadonlyMap<string, readonly ServiceEntry[]> = new Map(
  [...new Set(serviceTable.flatMap((entry) => entry.otherSigningNames))].map((name) => [
    name,
    serviceTable.filter((entry) => entry.otherSigningNames.includes(name)),
  ]),
);
const byId: ReadonlyMap<string, ServiceEntry> = new Map(serviceTable.map((entry) => [entry.id, entry]));
const byTarget: ReadonlyMap<string, ServiceEntry> = new Map(
  serviceTable.flatMap((entry) => entry.targetPrefixes.map((prefix) => [prefix, entry] as const)),
);

/** All that sign by that name; empty where none does. */
export function servicesOfSigningName(signingName: string): readonly ServiceEntry[] {
  return bySigningName.get(signingName) ?? byOtherSigningName.get(signingName) ?? [];
}

/** By the credential scope's service. Where several share it, `apiVersion` (the form's `Version`) decides, else the first. */
export function findService(signingName: string, apiVersion?: string): ServiceEntry | undefined {
  const entries = servicesOfSigningName(signingName);
  return entries.find((entry) => entry.apiVersion === apiVersion) ?? entries[0];
}

/** By the table's own id, which is unique. */
export function serviceById(id: string): ServiceEntry | undefined {
  return byId.get(id);
}

/** By what stands before the dot of `X-Amz-Target`, or in the path of rpcv2Cbor. */
export function serviceByTarget(prefix: string): ServiceEntry | undefined {
  return byTarget.get(prefix);
}

/** By the first label of a host name: `iam` of `iam.amazonaws.com`, for requests without a signature. */
export function serviceByEndpoint(prefix: string): ServiceEntry | undefined {
  return serviceTable.find((entry) => entry.endpointPrefix === prefix);
}
