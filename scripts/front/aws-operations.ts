/**
 * What AWS's tables of operations ask for, of services that nobody wrote rows for: read in the service authorization reference of 2026, each table
 * from its beginning up to `through`. An operation asks for the action of its own name, unless it stands in `other`; there `own` is that action.
 * Services were drawn by a seed, larger ones more often, and passed over where the table could not be had; the budgets were read besides.
 */
export interface AwsOperations {
  /** Botocore's name of the client. */
  readonly client: string;
  /** Of its actions. */
  readonly prefix: string;
  /** The last operation that was read, in the order of their names; absent: all. */
  readonly through?: string;
  /** Actions without the service's own prefix, by operations. */
  readonly other: Readonly<Record<string, readonly string[]>>;
}

const tag = 'TagResource';
const pass = 'iam:PassRole';

function each(names: string, ...actions: readonly string[]): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(names.split(' ').map((name) => [name, actions]));
}

const view = 'aws-portal:ViewBilling';
const modify = 'aws-portal:ModifyBilling';

export const awsOperations: readonly AwsOperations[] = [
  {
    client: 'budgets',
    prefix: 'budgets',
    other: {
      ...each('CreateBudget', 'ModifyBudget', tag, modify),
      ...each('CreateBudgetAction', 'own', tag, modify, pass),
      ...each('UpdateBudgetAction', 'own', modify, pass),
      ...each(
        `CreateNotification CreateSubscriber DeleteBudget DeleteNotification DeleteSubscriber UpdateBudget UpdateNotification UpdateSubscriber`,
        'ModifyBudget',
        modify,
      ),
      ...each('DeleteBudgetAction ExecuteBudgetAction TagResource UntagResource', 'own', modify),
      ...each(
        `DescribeBudgetAction DescribeBudgetActionHistories DescribeBudgetActionsForAccount DescribeBudgetActionsForBudget ListTagsForResource`,
        'own',
        view,
      ),
      ...each(
        `DescribeBudget DescribeBudgetNotificationsForAccount DescribeBudgetPerformanceHistory DescribeBudgets DescribeNotificationsForBudget DescribeSubscribersForNotification`,
        'ViewBudget',
        view,
      ),
    },
  },
  {
    client: 'transfer',
    prefix: 'transfer',
    through: 'TestConnection',
    other: {
      ...each('CreateAccess', 'own', pass),
      ...each('CreateAgreement CreateConnector CreateServer CreateUser CreateWebApp', 'own', tag, pass),
      ...each('CreateProfile CreateWorkflow ImportCertificate ImportHostKey', 'own', tag),
    },
  },
  {
    client: 'appsync',
    prefix: 'appsync',
    through: 'UntagResource',
    other: {
      ...each(
        'AssociateMergedGraphqlApi AssociateSourceGraphqlApi',
        'AssociateMergedGraphqlApi',
        'AssociateSourceGraphqlApi',
      ),
      ...each('CreateApi CreateGraphqlApi', 'own', tag, pass),
      ...each('CreateChannelNamespace CreateDomainName', 'own', tag),
      ...each('CreateDataSource', 'own', pass),
    },
  },
  {
    client: 'backup',
    prefix: 'backup',
    through: 'GetRestoreTestingInferredMetadata',
    other: {
      ...each('CreateBackupPlan', 'own', tag, pass),
      ...each('CreateBackupSelection CreateRestoreTestingSelection', 'own', pass),
      ...each(
        `CreateBackupAccessPoint CreateBackupVault CreateFramework CreateLegalHold CreateLogicallyAirGappedBackupVault CreateReportPlan CreateRestoreAccessBackupVault CreateRestoreTestingPlan CreateTieringConfiguration`,
        'own',
        tag,
      ),
    },
  },
  {
    client: 'comprehend',
    prefix: 'comprehend',
    through: 'ListKeyPhrasesDetectionJobs',
    other: {
      ...each('CreateDataset', 'own', tag),
      ...each('CreateDocumentClassifier CreateEndpoint CreateEntityRecognizer CreateFlywheel', 'own', tag, pass),
      ...each('ImportModel', 'own', pass),
    },
  },
  {
    client: 'iottwinmaker',
    prefix: 'iottwinmaker',
    other: {
      ...each('CreateComponentType CreateEntity CreateScene', 'own', tag),
      ...each('CreateSyncJob CreateWorkspace', 'own', tag, pass),
      ...each('UpdateWorkspace', 'own', pass),
    },
  },
  {
    client: 'elasticache',
    prefix: 'elasticache',
    through: 'DisassociateGlobalReplicationGroup',
    other: {
      ...each(
        `CopyServerlessCacheSnapshot CopySnapshot CreateCacheCluster CreateCacheParameterGroup CreateCacheSecurityGroup CreateCacheSubnetGroup CreateReplicationGroup CreateServerlessCache CreateServerlessCacheSnapshot CreateSnapshot CreateUser CreateUserGroup`,
        'own',
        'AddTagsToResource',
      ),
      ...each('DeleteCacheCluster DeleteReplicationGroup', 'own', 'CreateSnapshot'),
      ...each('DeleteServerlessCache', 'own', 'CreateServerlessCacheSnapshot'),
    },
  },
  {
    client: 'ivs',
    prefix: 'ivs',
    other: each(
      `CreateAdConfiguration CreateChannel CreatePlaybackRestrictionPolicy CreateRecordingConfiguration CreateStreamKey ImportPlaybackKeyPair`,
      'own',
      tag,
    ),
  },
  {
    client: 'ivs-realtime',
    prefix: 'ivs',
    through: 'DeleteStage',
    other: each(
      'CreateEncoderConfiguration CreateIngestConfiguration CreateStage CreateStorageConfiguration',
      'own',
      tag,
    ),
  },
];
