/** Abstract services: the customer calls endpoints, and sees neither machine nor software behind them. */
import { customer, notApplicable, notSettled, provider, shared } from '../cell.ts';
import type { Cells, ServiceProfile } from '../profile.ts';
import { awsGround } from './ground.ts';

/** What holds for every abstract service that has no answer of its own. */
const any: Cells = {
  ...awsGround,
  'virtual-network': shared(
    'endpoints',
    'AWS serves endpoints on the internet; you decide whether you reach them by a VPC endpoint and whom its policy lets through.',
    'Use VPC endpoints with a policy, and the condition keys aws:SourceVpce and aws:SourceIp where access is only from inside.',
  ),
  'guest-os': provider('model', 'AWS operates the systems behind an endpoint; you never see them.'),
  runtime: provider('model', 'AWS writes and runs the software behind an endpoint.'),
  'platform-patching': provider('model', 'AWS updates the software behind an endpoint, and you notice nothing.'),
  application: customer(
    'model',
    'The application that calls the endpoint is yours.',
    'Check what the application sends, and update its libraries and SDKs.',
  ),
  identity: shared(
    'iamPractices',
    'AWS checks each call against policies; you write the policies.',
    'Give roles the least permissions that work, use temporary credentials, and require MFA of people.',
  ),
  data: customer(
    'model',
    'AWS does not look at what you store, and does not know what it is worth.',
    'Classify your data, decide who may see it, and keep secrets out of names and tags.',
  ),
  'encryption-at-rest': shared(
    'model',
    'AWS encrypts what an abstract service stores in the way that this service offers; the options are yours to choose.',
    'Look up in the security chapter of the service what is encrypted by default, and with which key.',
  ),
  'key-custody': shared(
    'model',
    'AWS holds the keys; where a service takes a KMS key of yours, you decide who may use it.',
    'Use a key of your own where you must be able to withdraw access.',
  ),
  'encryption-in-transit': shared(
    'tls',
    'AWS offers TLS on its endpoints; your client must use it and check the certificate.',
    'Call endpoints by HTTPS only.',
  ),
  logging: shared(
    'trailHistory',
    'AWS records calls that manage the service for 90 days; you decide what is kept longer, and whether data events are recorded.',
    'Create a trail for all Regions, and turn on data events where you need them.',
  ),
  backup: notSettled(
    'model',
    'AWS’s pages on the model do not say who keeps copies: it differs from service to service.',
    'Look up the page on resilience in the security chapter of the service, and keep settings as code.',
  ),
  'client-side': customer(
    'model',
    'The computers and browsers that hold your credentials are yours.',
    'Protect them, and encrypt on them what AWS must not be able to read.',
  ),
};

const s3: Cells = {
  ...any,
  'virtual-network': shared(
    's3Public',
    'Buckets are reached by endpoints on the internet; AWS blocks public access by default, and you may lift that.',
    'Leave Block Public Access on for the account, and use a VPC endpoint with a policy.',
  ),
  application: customer(
    's3Security',
    'What puts and gets objects is your application, or your visitors.',
    'Check what is uploaded, and hand out presigned URLs that expire soon.',
  ),
  identity: shared(
    's3Practices',
    'AWS checks each request against IAM and bucket policies; you write them.',
    'Leave ACLs disabled, name principals in bucket policies, and ask Access Analyzer who else gets in.',
  ),
  data: customer(
    's3Security',
    'You own the objects, and classify them.',
    'Classify buckets, find personal data, for example with Amazon Macie, and delete what is out of date by lifecycle rules.',
  ),
  'encryption-at-rest': shared(
    's3Encryption',
    'AWS encrypts every new object, with keys of S3 unless you choose a KMS key.',
    'If a key policy must decide who can read the objects, create a KMS key of your own and set SSE-KMS with that key as the bucket’s default.',
  ),
  'key-custody': shared(
    's3Kms',
    'S3 holds the keys by default; with SSE-KMS you decide who may use the key, with SSE-C you hold it yourself.',
    'Write the key policy so that who may read the bucket may use the key, and nobody else.',
  ),
  'encryption-in-transit': shared(
    's3Practices',
    'S3 takes HTTP and HTTPS; a bucket policy of yours can refuse HTTP.',
    'Deny requests with aws:SecureTransport false in the bucket policy.',
  ),
  logging: shared(
    's3Logging',
    'AWS records calls about buckets; reads and writes of objects are recorded where you turn it on.',
    'Turn on data events in CloudTrail, or server access logging.',
  ),
  backup: shared(
    's3Versioning',
    'AWS keeps an object on several devices; an object that you overwrite or delete is lost unless you turned on versioning.',
    'Turn on versioning, lock what must not be deleted, and replicate what must survive a Region.',
  ),
  'client-side': customer(
    's3Security',
    'What you encrypt before you upload it, AWS cannot read.',
    'Use client-side encryption for what must stay secret from AWS, and keep its keys yourself.',
  ),
};

const dynamodb: Cells = {
  ...any,
  data: customer(
    'dynamoAtRest',
    'AWS does not know what your items hold; some sort keys stand in the metadata of the table, unencrypted.',
    'Put nothing secret into primary keys, and classify tables.',
  ),
  'encryption-at-rest': provider(
    'dynamoUsage',
    'AWS encrypts all tables, indexes, streams and backups; it cannot be turned off.',
  ),
  'key-custody': shared(
    'dynamoAtRest',
    'The key is AWS’s own unless you choose the key aws/dynamodb or one of yours.',
    'Choose a key of your own where you must see and limit its use.',
  ),
  backup: shared(
    'dynamoBackup',
    'AWS keeps several copies of a table; a mistake reaches all of them. Point-in-time recovery and backups are yours to turn on.',
    'Turn on point-in-time recovery and deletion protection, and try to restore a table.',
  ),
};

const kms: Cells = {
  ...any,
  hardware: {
    ...awsGround.hardware,
    source: 'kmsData',
    why: 'AWS runs the hardware security modules that hold the keys; nobody can take a key out of them in plain text.',
  },
  identity: shared(
    'kmsPolicies',
    'AWS checks each use of a key against its key policy, IAM policies and grants; you write them.',
    'Separate those who manage a key from those who use it, and leave no key without a manager.',
  ),
  data: customer(
    'kmsData',
    'KMS stores no data of yours: you choose what is encrypted under which key.',
    'Use a key for each class of data, and put nothing secret into an encryption context or an alias.',
  ),
  'encryption-at-rest': provider(
    'kmsData',
    'AWS stores key material only encrypted, and decrypts it only inside the modules.',
  ),
  'key-custody': shared(
    'kmsData',
    'AWS keeps the key material; you decide whether it is made by KMS, imported, or kept in a store of your own.',
    'Turn on rotation, and keep a copy of imported key material: AWS has none that you could get back.',
  ),
  'encryption-in-transit': provider('kmsNetwork', 'KMS answers over TLS only.'),
  logging: shared(
    'kmsLogging',
    'AWS records each use of a key; you keep the records and look at them.',
    'Keep a trail, and raise an alarm when a key is disabled or scheduled for deletion.',
  ),
  backup: shared(
    'kmsDeleting',
    'AWS keeps keys durable until you delete them; what was encrypted under a deleted key is lost.',
    'Disable keys instead of deleting them, and leave the waiting period long.',
  ),
};

const sqs: Cells = {
  ...any,
  identity: shared(
    'sqsPractices',
    'AWS checks each call against IAM and the policy of the queue; you write them.',
    'Name principals in queue policies, and never let everybody send or receive.',
  ),
  'encryption-at-rest': shared(
    'sqsAtRest',
    'AWS encrypts the bodies of messages, with keys of SQS by default; you can turn that off or choose a KMS key.',
    'Leave encryption on, and put nothing secret into message attributes.',
  ),
  'key-custody': shared(
    'sqsAtRest',
    'SQS holds the keys by default; with SSE-KMS you decide who may use the key.',
    'Choose a key of your own where senders and receivers in other accounts must be limited by its policy.',
  ),
  'encryption-in-transit': shared(
    'sqsPractices',
    'SQS offers HTTPS; a queue policy of yours can refuse everything else.',
    'Deny calls with aws:SecureTransport false in the queue policy.',
  ),
  backup: customer(
    'sqsRetention',
    'AWS deletes messages after the time that you set, at most 14 days; there is no copy.',
    'Set a dead-letter queue, and keep elsewhere what must not be lost.',
  ),
};

const iam: Cells = {
  ...any,
  'virtual-network': notApplicable(
    'iamSecurity',
    'IAM decides about calls to other services, and stands in no network of yours.',
  ),
  application: customer(
    'iamSecurity',
    'Applications that use the credentials of IAM are yours.',
    'Keep keys out of code and repositories: let applications assume roles.',
  ),
  identity: shared(
    'iamPractices',
    'AWS checks credentials and policies; who exists, and what each may do, you decide alone.',
    'Lock away the root user with MFA, give people roles by federation, and remove what was not used.',
  ),
  data: customer(
    'iamData',
    'Names, paths, tags and policies are data of yours, and others can see them.',
    'Put nothing secret or personal into names and tags.',
  ),
  'encryption-at-rest': provider('iamData', 'AWS encrypts what IAM stores.'),
  'key-custody': provider('iamData', 'AWS holds the keys with which IAM encrypts; you cannot choose another.'),
  logging: shared(
    'trailHistory',
    'AWS records calls to IAM in the event history for 90 days; a trail for longer is yours.',
    'Create a trail for all Regions, and watch for the root user and for new keys.',
  ),
  backup: customer(
    'iamResilience',
    'AWS keeps IAM available; what you delete is gone, and only managed policies keep five versions.',
    'Keep users, roles and policies as code.',
  ),
  'client-side': customer(
    'iamPractices',
    'Passwords, access keys and MFA devices lie in the hands of your people.',
    'Use passkeys or security keys, rotate access keys, and protect the computers that hold them.',
  ),
};

const sts: Cells = {
  ...iam,
  identity: shared(
    'stsTokens',
    'AWS hands out temporary credentials; who may assume a role, and for how long, your trust policies decide.',
    'Name principals in trust policies, ask third parties for an external ID, and keep sessions short.',
  ),
  data: customer(
    'iamData',
    'Session names and session tags appear in logs.',
    'Put nothing secret into session names and tags.',
  ),
  backup: notApplicable('stsTokens', 'STS keeps nothing that could be restored: temporary credentials expire.'),
  'client-side': customer(
    'stsTokens',
    'Who holds temporary credentials can use them until they expire.',
    'Protect them like passwords, and revoke the sessions of a role when they leak.',
  ),
};

const cloudtrail: Cells = {
  ...any,
  identity: shared(
    'trailPractices',
    'AWS checks who may change trails and read logs; you write those policies.',
    'Let few people stop a trail, keep logs in an account of their own, and forbid StopLogging by a service control policy.',
  ),
  data: customer(
    'trailData',
    'Logs tell who did what, and parameters of calls may be sensitive.',
    'Limit who may read the logs, and put nothing secret into names and tags.',
  ),
  'encryption-at-rest': shared(
    'trailData',
    'AWS encrypts log files with keys of S3 by default; you can choose a KMS key.',
    'Choose a KMS key of your own, so that reading logs needs two permissions.',
  ),
  'key-custody': shared(
    'trailKms',
    'S3 holds the keys of log files by default; with a KMS key you decide who can read them.',
    'Write the key policy so that CloudTrail can encrypt and only auditors can decrypt.',
  ),
  logging: shared(
    'trailPractices',
    'AWS writes events down; which of them are kept, and for how long, you choose by trails and event data stores.',
    'Create a trail for all Regions and all accounts, with log file validation.',
  ),
  backup: shared(
    'trailHistory',
    'AWS keeps management events for 90 days; beyond that they exist where your trails and event data stores put them.',
    'Keep log files in a bucket with versioning and object lock.',
  ),
};

const guardduty: Cells = {
  ...any,
  'encryption-at-rest': provider('guardDutyData', 'AWS encrypts everything that GuardDuty stores, findings included.'),
  'key-custody': provider('guardDutyData', 'AWS holds the key with which GuardDuty encrypts; it is AWS’s own.'),
};

const profile = (service: string, title: string, cells: Cells = any): ServiceProfile => ({
  service,
  title,
  serviceClass: 'abstract',
  provider: 'AWS',
  cells,
});

export const abstract: readonly ServiceProfile[] = [
  profile('s3', 'Amazon S3', s3),
  profile('dynamodb', 'Amazon DynamoDB', dynamodb),
  profile('kms', 'AWS KMS', kms),
  profile('sqs', 'Amazon SQS', sqs),
  profile('iam', 'AWS IAM', iam),
  profile('sts', 'AWS STS', sts),
  profile('cloudtrail', 'AWS CloudTrail', cloudtrail),
  profile('guardduty', 'Amazon GuardDuty', guardduty),
  profile('abstract', 'Other abstract services'),
];
