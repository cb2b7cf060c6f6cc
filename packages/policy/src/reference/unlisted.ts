/**
 * Names that AWS's reference does not list and that are not mistakes all the same: AWS's own managed policies have them, and ValidatePolicy finds
 * nothing wrong with these. Services that were retired, and actions that were renamed, removed or never published. In lower case.
 */

export const unlistedServices: ReadonlySet<string> = new Set([
  'builderid',
  'datazonecontrol',
  'deepcomposer',
  'deeplens',
  'deepracer',
  'elastic-inference',
  'gamesparks',
  'iot1click',
  'iotroborunner',
  'macie',
  'mobilehub',
  'sagemaker-groundtruth-synthetic',
  'zocalo',
]);

const names = (prefix: string, all: string): readonly string[] => all.split(/\s+/).map((name) => `${prefix}:${name}`);

const unlistedActions: ReadonlySet<string> = new Set(
  [
    'account:GetChallengeQuestions cloud9:ValidateEnvironmentName memorydb:ReplicateMultiRegionClusterData',
    'organizations:CreateBuilderIdOwnedAccount route53-recovery-control-config:DescribeRoutingControlByName',
    'sso:DescribePermissionsPolicies',
    ...names('aws-marketplace', 'DescribeTask ListTasks'),
    ...names('budgets', 'CreateBudget DeleteBudget DescribeBudget DescribeBudgets UpdateBudget'),
    ...names(
      'cloudhsm',
      'CreateLunaClient DeleteLunaClient DescribeHapg DescribeLunaClient GetConfig ModifyHapg ModifyLunaClient',
    ),
    ...names(
      'payments',
      `AcceptTermsAndConditionsForProgramByAccountId BatchGetPaymentProfiles CreatePaymentAttempt CreatePaymentProfile Get
      GetAcceptedTermsAndConditionsForProgramByAccountId GetAccountBalance GetDefaultPaymentProfile GetEligibleCurrencies GetPaymentAttempt
      GetPaymentPreferences GetPreferredCurrency GetRecommendedTermsAndConditionsForProgram ListPaymentProfiles SearchFinancialRecords
      SetPreferredCurrency UpdatePaymentProfile`,
    ),
    ...names('qapps', 'ImportDocumentToQApp ImportDocumentToQAppSession'),
    ...names(
      'securityagent',
      `BatchGetAgentInstances BatchGetSecurityTestContentMetadata BatchGetTasks CreateDocumentReview DeleteDocumentReview GetCodeReviewTask
      GetDocReviewTask GetDocumentReview GetDocumentReviewArtifact ListAgentInstances ListControls ListDocumentReviewComments
      ListDocumentReviews ListTasks StartPentestExecution StopPentestExecution`,
    ),
  ].flatMap((each) => each.toLowerCase().split(' ')),
);

/** `service:Name` in any capitals. A pattern of a service that is not listed counts too. */
export function isUnlisted(action: string): boolean {
  const lower = action.toLowerCase();
  return unlistedServices.has(lower.slice(0, lower.indexOf(':'))) || unlistedActions.has(lower);
}

/** Keys that AWS documents elsewhere, and their types. In lower case. */
export const unlistedKeys: ReadonlyMap<string, string> = new Map([
  // https://docs.aws.amazon.com/signin/latest/userguide/command-line-sign-in.html
  ['aws:signinsessionarn', 'ARN'],
  // https://docs.aws.amazon.com/codebuild/latest/userguide/auth-and-access-control-iam-identity-based-access-control.html
  ['codebuild:projectarn', 'ARN'],
  // The name of `aws:PrincipalOrgMasterAccountId` in AWS's own policies.
  ['aws:principalorgmasteraccountid', 'String'],
  ['lakeformation:gluearn', 'ARN'],
]);
