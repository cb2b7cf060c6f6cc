/**
 * AWS Systems Manager: parameters, documents, commands, sessions, automations, maintenance windows, patches and settings. Operations of
 * which the input does not name what AWS's reference asks for (associations by document and instance) are left to the other tiers.
 */
import type { PairRow } from '../../../packages/lockstead/src/front/tables/row.ts';
import { type HandService, on, passRole, same } from './hand-service.ts';

const head = 'arn:{partition}:ssm:{region}:{account}:';
const parameter = '{Name|parameterArn}';
const parameters = '{Names[]|parameterArn}';
const document = '{Name|documentArn}';
const window = `${head}maintenancewindow/{WindowId}`;
const baseline = '{BaselineId|arnOr:ssm:patchbaseline/}';
const setting = '{SettingId|arnOr:ssm:servicesetting/}';
const sync = `${head}resource-data-sync/{SyncName}`;
const automation = `${head}automation-execution/{AutomationExecutionId}`;
const session = `${head}session/{SessionId}`;
const association = `${head}association/{AssociationId}`;
const opsItem = `${head}opsitem/{OpsItemId}`;
const metadata = '{OpsMetadataArn|arn:ssm}';
const node = '{InstanceId|nodeArn}';
const ssmPrincipal = 'ssm.amazonaws.com';

/** The kinds of a resource that tags are put on, and what its id is in an ARN. */
const kinds: Readonly<Record<string, string>> = {
  Association: `${head}association/{ResourceId}`,
  Automation: `${head}automation-execution/{ResourceId}`,
  Document: '{ResourceId|documentArn}',
  MaintenanceWindow: `${head}maintenancewindow/{ResourceId}`,
  ManagedInstance: '{ResourceId|nodeArn}',
  OpsItem: `${head}opsitem/{ResourceId}`,
  OpsMetadata: '{ResourceId|arn:ssm}',
  Parameter: '{ResourceId|parameterArn}',
  PatchBaseline: '{ResourceId|arnOr:ssm:patchbaseline/}',
};

/** By the kind that the request names; of another kind, nothing is known. */
function ofKind(action: string, more: Partial<PairRow>): readonly PairRow[] {
  return Object.entries(kinds).map(([kind, text]) => ({
    action: `ssm:${action}`,
    resources: [text],
    when: [`ResourceType == ${kind}`],
    ...more,
  }));
}

function tagging(resource: string): PairRow {
  return { action: 'ssm:AddTagsToResource', resources: [resource], tags: 'Tags', when: ['Tags'] };
}

export const ssm: HandService = {
  client: 'ssm',
  page: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_ssm.html',
  operations: {
    ...same(
      'ssm',
      `CancelCommand DeleteActivation DeleteInventory DescribeActivations DescribeAutomationExecutions DescribeAvailablePatches
       DescribeInstanceInformation DescribeInstancePatchStatesForPatchGroup DescribeInstanceProperties DescribeInventoryDeletions
       DescribeMaintenanceWindowExecutionTaskInvocations DescribeMaintenanceWindowExecutionTasks DescribeMaintenanceWindowSchedule
       DescribeMaintenanceWindows DescribeMaintenanceWindowsForTarget DescribeOpsItems DescribeParameters DescribePatchBaselines
       DescribePatchGroupState DescribePatchGroups DescribePatchProperties DescribeSessions GetCommandInvocation
       GetDeployablePatchSnapshotForInstance GetExecutionPreview GetInventory GetInventorySchema GetMaintenanceWindowExecution
       GetMaintenanceWindowExecutionTask GetMaintenanceWindowExecutionTaskInvocation GetPatchBaselineForPatchGroup ListAssociations
       ListCloudConnectors ListCommandInvocations ListCommands ListComplianceItems ListComplianceSummaries ListDocuments
       ListInventoryEntries ListOpsItemEvents ListOpsItemRelatedItems ListOpsMetadata ListResourceComplianceSummaries`,
      '*',
    ),
    ...same(
      'ssm',
      'DeleteParameter GetParameter GetParameterHistory LabelParameterVersion UnlabelParameterVersion',
      parameter,
    ),
    ...same('ssm', 'DeleteParameters GetParameters', parameters),
    ...same(
      'ssm',
      `DeleteDocument DescribeDocument DescribeDocumentPermission GetDocument ListDocumentMetadataHistory ListDocumentVersions
       ModifyDocumentPermission UpdateDocument UpdateDocumentDefaultVersion UpdateDocumentMetadata`,
      document,
    ),
    ...same(
      'ssm',
      `DeleteMaintenanceWindow DescribeMaintenanceWindowExecutions DescribeMaintenanceWindowTargets DescribeMaintenanceWindowTasks
       GetMaintenanceWindow GetMaintenanceWindowTask RegisterTargetWithMaintenanceWindow UpdateMaintenanceWindow`,
      window,
    ),
    ...same(
      'ssm',
      'DeregisterTargetFromMaintenanceWindow UpdateMaintenanceWindowTarget',
      window,
      `${head}windowtarget/{WindowTargetId}`,
    ),
    DeregisterTaskFromMaintenanceWindow: on(
      'ssm:DeregisterTaskFromMaintenanceWindow',
      window,
      `${head}windowtask/{WindowTaskId}`,
    ),
    UpdateMaintenanceWindowTask: [
      ...on('ssm:UpdateMaintenanceWindowTask', window, `${head}windowtask/{WindowTaskId}`),
      passRole('ServiceRoleArn', ssmPrincipal),
    ],
    RegisterTaskWithMaintenanceWindow: [
      ...on('ssm:RegisterTaskWithMaintenanceWindow', window),
      passRole('ServiceRoleArn', ssmPrincipal),
    ],
    ...same(
      'ssm',
      `DeletePatchBaseline DeregisterPatchBaselineForPatchGroup DescribeEffectivePatchesForPatchBaseline GetPatchBaseline
       RegisterDefaultPatchBaseline RegisterPatchBaselineForPatchGroup UpdatePatchBaseline`,
      baseline,
    ),
    // AWS's own baselines have ids that no request names.
    GetDefaultPatchBaseline: on('ssm:GetDefaultPatchBaseline', `${head}patchbaseline/*`),
    ...same('ssm', 'GetServiceSetting ResetServiceSetting UpdateServiceSetting', setting),
    ...Object.fromEntries(
      ['CreateResourceDataSync', 'DeleteResourceDataSync', 'UpdateResourceDataSync'].map((name) => [
        name,
        [{ action: `ssm:${name}`, resources: [sync], keys: { 'ssm:SyncType': '{SyncType}' } }],
      ]),
    ),
    ...same(
      'ssm',
      'DescribeAutomationStepExecutions GetAutomationExecution SendAutomationSignal StopAutomationExecution',
      automation,
    ),
    ...same('ssm', 'ResumeSession TerminateSession', session),
    ...same(
      'ssm',
      'DescribeAssociationExecutionTargets DescribeAssociationExecutions ListAssociationVersions',
      association,
    ),
    StartAssociationsOnce: on('ssm:StartAssociationsOnce', `${head}association/{AssociationIds[]}`),
    ...same(
      'ssm',
      'AssociateOpsItemRelatedItem DeleteOpsItem DisassociateOpsItemRelatedItem GetOpsItem UpdateOpsItem',
      opsItem,
    ),
    ...same('ssm', 'DeleteOpsMetadata GetOpsMetadata UpdateOpsMetadata', metadata),
    ...same('ssm', 'DeleteResourcePolicy GetResourcePolicies PutResourcePolicy', '{ResourceArn|arn:ssm}'),
    ...same(
      'ssm',
      'DescribeEffectiveInstanceAssociations DescribeInstanceAssociationsStatus DescribeInstancePatches',
      node,
    ),
    DescribeInstancePatchStates: on('ssm:DescribeInstancePatchStates', '{InstanceIds[]|nodeArn}'),
    DeregisterManagedInstance: on('ssm:DeregisterManagedInstance', `${head}managed-instance/{InstanceId}`),
    UpdateManagedInstanceRole: on(
      'ssm:UpdateManagedInstanceRole',
      `${head}managed-instance/{InstanceId}`,
      '{IamRole|roleArn}',
    ),
    GetCalendarState: on('ssm:GetCalendarState', '{CalendarNames[]|documentArn}'),
    GetConnectionStatus: on('ssm:GetConnectionStatus', '{Target|nodeArn}'),
    // A path names every parameter under it: AWS asks on the path itself, and `Recursive` is a condition key.
    GetParametersByPath: [
      {
        action: 'ssm:GetParametersByPath',
        resources: ['{Path|parameterArn}'],
        keys: { 'ssm:Recursive': '{Recursive}' },
      },
    ],
    PutParameter: [
      {
        action: 'ssm:PutParameter',
        resources: [parameter],
        tags: 'Tags',
        keys: { 'ssm:Overwrite': '{Overwrite}', 'ssm:Policies': '{Policies}' },
      },
      tagging(parameter),
    ],
    CreateDocument: [
      {
        action: 'ssm:CreateDocument',
        resources: [document],
        tags: 'Tags',
        keys: { 'ssm:DocumentType': '{DocumentType}' },
      },
      tagging(document),
    ],
    CreateMaintenanceWindow: [
      { action: 'ssm:CreateMaintenanceWindow', resources: ['*'], tags: 'Tags' },
      tagging(`${head}maintenancewindow/*`),
    ],
    CreatePatchBaseline: [
      { action: 'ssm:CreatePatchBaseline', resources: ['*'], tags: 'Tags' },
      tagging(`${head}patchbaseline/*`),
    ],
    CreateOpsItem: [{ action: 'ssm:CreateOpsItem', resources: ['*'], tags: 'Tags' }, tagging(`${head}opsitem/*`)],
    CreateActivation: [
      { action: 'ssm:CreateActivation', resources: ['*'], tags: 'Tags' },
      tagging(`${head}managed-instance/*`),
      passRole('IamRole', ssmPrincipal),
    ],
    AddTagsToResource: ofKind('AddTagsToResource', { tags: 'Tags' }),
    RemoveTagsFromResource: ofKind('RemoveTagsFromResource', { keys: { 'aws:TagKeys': '{TagKeys[]}' } }),
    // Tags of EC2's own instances are EC2's: here they are of registered ones alone.
    ListTagsForResource: ofKind('ListTagsForResource', {}).map((pair) =>
      pair.when?.includes('ResourceType == ManagedInstance') === true
        ? { ...pair, resources: [`${head}managed-instance/{ResourceId}`] }
        : pair,
    ),
    // The document and each instance; targets by tag are any instance, and AWS then asks on all of them.
    SendCommand: [
      ...on('ssm:SendCommand', '{DocumentName|documentArn}'),
      { action: 'ssm:SendCommand', resources: ['{InstanceIds[]|nodeArn}'], when: ['InstanceIds'] },
      {
        action: 'ssm:SendCommand',
        resources: ['arn:{partition}:ec2:{region}:{account}:instance/*', `${head}managed-instance/*`],
        when: ['Targets'],
      },
      passRole('ServiceRoleArn', ssmPrincipal),
    ],
    StartSession: [
      ...on('ssm:StartSession', '{Target|nodeArn}'),
      { action: 'ssm:StartSession', resources: ['{DocumentName|documentArn}'], when: ['DocumentName'] },
    ],
    // AWS DIFFERS?: older policies name `automation-definition`; the reference of 2026 asks for the document and the execution.
    StartAutomationExecution: [
      {
        action: 'ssm:StartAutomationExecution',
        resources: ['{DocumentName|documentArn}', `${head}automation-execution/*`],
        tags: 'Tags',
      },
      tagging(`${head}automation-execution/*`),
    ],
  },
};
