/** Platforms: AWS runs machine, operating system and most of the software; the customer brings data, schema or code. */
import { customer, provider, shared } from '../cell.ts';
import type { Cells, ServiceProfile } from '../profile.ts';
import { awsGround } from './ground.ts';

/** What holds for managed databases, caches and brokers that have no answers of their own here. */
const managed: Cells = {
  ...awsGround,
  'virtual-network': shared(
    'model',
    'AWS puts the managed servers into your VPC; you decide by subnets and security groups who reaches them.',
    'Place them in private subnets, and open the port only to the applications that use it.',
  ),
  'guest-os': provider('risk', 'AWS operates the servers of a managed service, operating system included.'),
  runtime: shared(
    'model',
    'AWS installs and runs the software of a managed service; you choose its version and settings.',
    'Choose a supported version, and read what each setting that you change opens.',
  ),
  'platform-patching': shared(
    'model',
    'AWS makes and installs updates of a managed service; you choose the time, and some upgrades you must start.',
    'Set a maintenance window, and upgrade before a version goes out of support.',
  ),
  application: customer(
    'model',
    'What uses a managed service is your application.',
    'Guard the application against injection, and keep its libraries up to date.',
  ),
  identity: shared(
    'model',
    'AWS checks calls that manage the service against IAM; users inside it are yours to manage.',
    'Give the application a user of its own with few rights, and rotate passwords.',
  ),
  data: customer(
    'classification',
    'AWS does not know what a managed service stores for you.',
    'Classify what you store, and delete what you no longer need.',
  ),
  'encryption-at-rest': shared(
    'model',
    'AWS encrypts the storage of a managed service; whether, and with which key, is for many of them chosen at creation.',
    'Choose encryption when you create it: later it often means to copy everything.',
  ),
  'key-custody': shared(
    'model',
    'KMS keeps the keys of a managed service; you choose between AWS’s key and one of your own.',
    'Use a key of your own where you must decide who can read copies.',
  ),
  'encryption-in-transit': shared(
    'tls',
    'Managed services offer TLS; whether clients must use it is a setting for many of them.',
    'Require TLS in the settings, and check certificates in the client.',
  ),
  logging: shared(
    'model',
    'CloudTrail records calls that manage the service; logs of what clients do inside it are yours to turn on.',
    'Turn on audit logs of the service, and send them to CloudWatch Logs.',
  ),
  backup: shared(
    'model',
    'Managed services make backups as you set them up.',
    'Set how long backups are kept, and try to restore one.',
  ),
  'client-side': customer(
    'model',
    'The tools and computers from which people reach a managed service are yours.',
    'Keep passwords out of scripts, and protect administrators’ computers.',
  ),
};

const rds: Cells = {
  ...managed,
  'virtual-network': shared(
    'rdsNetwork',
    'AWS puts the database into your VPC; you decide by security groups, and by the setting for public access, who reaches it.',
    'Turn public access off, and let only the security groups of your applications in.',
  ),
  'guest-os': provider(
    'rdsMaintenance',
    'AWS patches the operating system under the database: security updates are installed in your maintenance window. You cannot log in to it.',
  ),
  runtime: shared(
    'rdsWelcome',
    'AWS installs the database engine; you choose engine, version and parameters.',
    'Choose a supported version, and change parameters with care.',
  ),
  'platform-patching': shared(
    'rdsUpgrades',
    'AWS brings engine updates in your maintenance window; minor ones by themselves if you let it, major ones when you start them.',
    'Turn on automatic minor version upgrades, set a maintenance window, and start major upgrades in time.',
  ),
  application: customer(
    'rdsWelcome',
    'Schema, queries and their tuning are yours, and so is the application that sends them.',
    'Use parameters in queries, and give each application a database user of its own.',
  ),
  identity: shared(
    'rdsSecurity',
    'AWS checks calls to the RDS API against IAM; users and rights inside the database you manage yourself.',
    'Do not let applications use the master user, keep its password in Secrets Manager, and use IAM database authentication where it fits.',
  ),
  data: customer(
    'classification',
    'AWS does not know what your tables hold.',
    'Classify tables, and delete what you no longer need, snapshots included.',
  ),
  'encryption-at-rest': shared(
    'rdsEncryption',
    'AWS encrypts a database, its snapshots and its logs if that was chosen when it was created.',
    'Create databases encrypted. To encrypt an old one, copy its snapshot with encryption and restore that.',
  ),
  'key-custody': shared(
    'rdsEncryption',
    'KMS keeps the key of a database; you choose between the key aws/rds and one of your own, once.',
    'Use a key of your own for snapshots that go to other accounts, and never delete a key that a snapshot needs.',
  ),
  'encryption-in-transit': shared(
    'rdsTls',
    'AWS gives each database a certificate; whether clients must use TLS is a parameter.',
    'Require TLS by the engine’s parameter, such as rds.force_ssl, and check the certificate in the client.',
  ),
  logging: shared(
    'rdsLogs',
    'AWS keeps the engine’s logs for a short time; audit logs are yours to turn on and to keep.',
    'Publish the logs to CloudWatch Logs, and turn on auditing in the engine.',
  ),
  backup: shared(
    'rdsBackups',
    'AWS makes a backup every day and keeps it as long as you say, at most 35 days.',
    'Set the retention, keep some snapshots in another account, and try to restore one.',
  ),
  'client-side': customer(
    'model',
    'The tools and computers from which people reach the database are yours.',
    'Keep passwords out of scripts, and protect the computers of database administrators.',
  ),
};

const elasticBeanstalk: Cells = {
  ...managed,
  'virtual-network': shared(
    'beanstalkSecurity',
    'Elastic Beanstalk makes load balancers, instances and security groups in your VPC; you decide what they let in.',
    'Put the instances into private subnets, behind the load balancer.',
  ),
  'guest-os': shared(
    'beanstalkModel',
    'AWS releases platform versions with a patched operating system, and installs them if you turn on managed updates.',
    'Turn on managed platform updates, look after updates that failed, and leave retired platforms.',
  ),
  runtime: shared(
    'beanstalkModel',
    'A platform version brings language, web server and application server; you choose it and its settings.',
    'Choose a supported platform branch, and look after all that you add by configuration files.',
  ),
  'platform-patching': shared(
    'beanstalkUpdates',
    'AWS publishes patch and minor versions of the platform; managed updates install them in your window, without them you do.',
    'Turn on managed platform updates for minor versions.',
  ),
  application: customer(
    'beanstalkModel',
    'Your application and all components that you downloaded for it are yours.',
    'Review your code, and update its libraries.',
  ),
  identity: shared(
    'beanstalkSecurity',
    'AWS checks calls against IAM; you write the roles of the service and of the instances.',
    'Narrow the permissions of the instance profile to what the application needs.',
  ),
  data: customer(
    'classification',
    'AWS does not know what your application processes.',
    'Keep secrets out of environment properties: take them from Secrets Manager.',
  ),
  'encryption-at-rest': shared(
    'beanstalkStorage',
    'The bucket with your versions is encrypted by S3’s default; volumes of the instances are encrypted where you ask for it.',
    'Turn on EBS encryption by default.',
  ),
  'key-custody': shared(
    'beanstalkStorage',
    'The bucket and the volumes use keys of AWS unless you set others.',
    'Set a key of your own for the bucket and the volumes where rules ask for it.',
  ),
  'encryption-in-transit': shared(
    'beanstalkHttps',
    'The load balancer can end TLS; a new environment serves plain HTTP until you add a certificate.',
    'Add a certificate from ACM, and send HTTP to HTTPS.',
  ),
  logging: shared(
    'beanstalkLogs',
    'Logs stay on the instances and go with them unless you have them sent elsewhere.',
    'Turn on log streaming to CloudWatch Logs.',
  ),
  backup: customer(
    'beanstalkSecurity',
    'Versions of your code are kept; data on the instances is not.',
    'Keep data in a database outside the environment, with backups of its own.',
  ),
  'client-side': customer(
    'model',
    'The computers from which you deploy are yours.',
    'Protect the keys that may deploy, or deploy from a pipeline with a role.',
  ),
};

const lambda: Cells = {
  ...managed,
  'virtual-network': shared(
    'lambdaVpc',
    'AWS runs functions in a network of its own; you decide whether a function joins your VPC, and who may call its URL.',
    'Attach functions to the VPC only if they need something there, and require IAM for function URLs.',
  ),
  'guest-os': provider('lambdaModel', 'AWS manages the operating system under functions.'),
  runtime: shared(
    'lambdaRuntimes',
    'AWS provides managed runtimes; you choose the runtime, or bring your own in an image or a layer.',
    'Move functions away from runtimes that are deprecated.',
  ),
  'platform-patching': shared(
    'lambdaRuntimes',
    'AWS patches managed runtimes, and applies that at once in the mode Auto; images and the other modes wait for you.',
    'Leave the update mode at Auto, and rebuild images from the newest base image regularly.',
  ),
  application: customer(
    'lambdaModel',
    'Code, libraries and layers of a function are yours.',
    'Check input, and update libraries and layers.',
  ),
  identity: shared(
    'lambdaPermissions',
    'AWS checks who may call and change a function; you write the execution role and the function’s policy.',
    'Give each function a role of its own, and name accounts and ARNs in its policy.',
  ),
  data: customer(
    'classification',
    'AWS does not know what a function processes.',
    'Keep secrets in Secrets Manager, and leave nothing secret in /tmp or in logs.',
  ),
  'encryption-at-rest': shared(
    'lambdaAtRest',
    'AWS always encrypts code and environment variables.',
    'Name a key of your own where rules ask for it.',
  ),
  'key-custody': shared(
    'lambdaAtRest',
    'The keys are AWS’s, unless you name your own for environment variables and packages.',
    'Use a key of your own where people may see a function, but not its environment variables.',
  ),
  'encryption-in-transit': shared(
    'lambdaInTransit',
    'AWS takes calls over TLS only; what a function calls is up to its code.',
    'Call everything over TLS, and check certificates.',
  ),
  logging: shared(
    'lambdaLogs',
    'AWS sends what a function prints to CloudWatch Logs if its role allows it; recording calls as data events is yours to turn on.',
    'Give the role the permission to write logs, set how long they are kept, and turn on data events where you need them.',
  ),
  backup: customer(
    'lambdaVersions',
    'AWS keeps versions that you publish until they are deleted; it keeps no other copy for you.',
    'Keep code and settings as code, in a repository.',
  ),
  'client-side': customer(
    'model',
    'What calls a function from outside runs on computers that are not AWS’s.',
    'Protect the credentials of callers, and the pipeline that deploys.',
  ),
};

export const platform: readonly ServiceProfile[] = [
  { service: 'rds', title: 'Amazon RDS', serviceClass: 'platform', provider: 'AWS', cells: rds },
  {
    service: 'elasticbeanstalk',
    title: 'AWS Elastic Beanstalk',
    serviceClass: 'platform',
    provider: 'AWS',
    cells: elasticBeanstalk,
  },
  { service: 'lambda', title: 'AWS Lambda', serviceClass: 'platform', provider: 'AWS', cells: lambda },
  {
    service: 'managed',
    title: 'Other managed databases, caches and brokers',
    serviceClass: 'platform',
    provider: 'AWS',
    cells: managed,
  },
];
