/**
 * AWS Lambda. A function is named by name, by account and name, or by ARN, each with a qualifier or without; a qualifier that stands
 * in a member of its own is the last part of the resource.
 */
import type { PairRow } from '../../../packages/lockstead/src/front/tables/row.ts';
import { type HandService, on, passRole, same } from './hand-service.ts';

const head = 'arn:{partition}:lambda:{region}:{account}:';
const fn = '{FunctionName|functionArn}';
const layerVersion = '{LayerName|layerArn}:{VersionNumber}';
const configuration = '{CodeSigningConfigArn|arn:lambda}';
const mapping = `${head}event-source-mapping:{UUID}`;
const provider = '{CapacityProviderName|arnOr:lambda:capacity-provider:}';
const execution = '{DurableExecutionArn|arn:lambda}';
const resource = '{Resource|arn:lambda}';
const principal = 'lambda.amazonaws.com';

/** On the function, or on its version or alias when the request names one beside it. */
function qualified(action: string, keys: Readonly<Record<string, string>> = {}): readonly PairRow[] {
  return [
    { action: `lambda:${action}`, resources: [fn], keys, when: ['!Qualifier'] },
    { action: `lambda:${action}`, resources: [`${fn}:{Qualifier}`], keys, when: ['Qualifier'] },
  ];
}

function qualifieds(names: string): Readonly<Record<string, readonly PairRow[]>> {
  return Object.fromEntries(names.split(/\s+/).map((name) => [name, qualified(name)]));
}

const network = {
  'lambda:SubnetIds': '{VpcConfig.SubnetIds[]}',
  'lambda:SecurityGroupIds': '{VpcConfig.SecurityGroupIds[]}',
  'lambda:Layer': '{Layers[]}',
};

/** A layer is read in the caller's name, and a capacity provider passed. */
const attached: readonly PairRow[] = [
  { action: 'lambda:GetLayerVersion', resources: ['{Layers[]|arn:lambda}'], when: ['Layers'] },
  {
    action: 'lambda:PassCapacityProvider',
    resources: ['{CapacityProviderConfig.LambdaManagedInstancesCapacityProviderConfig.CapacityProviderArn|arn:lambda}'],
    when: ['CapacityProviderConfig.LambdaManagedInstancesCapacityProviderConfig.CapacityProviderArn'],
  },
  passRole('Role', principal),
];

function created(action: string, made: string): readonly PairRow[] {
  return [
    { action: `lambda:${action}`, resources: [made], tags: 'Tags' },
    { action: 'lambda:TagResource', resources: [made], tags: 'Tags', when: ['Tags'] },
  ];
}

const url = { 'lambda:FunctionUrlAuthType': '{AuthType}' };

export const lambda: HandService = {
  client: 'lambda',
  page: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_lambda.html',
  operations: {
    ...same(
      'lambda',
      'GetAccountSettings ListCapacityProviders ListCodeSigningConfigs ListFunctions ListLayers ListLayerVersions',
      '*',
    ),
    ...same(
      'lambda',
      `CreateAlias DeleteAlias DeleteFunctionCodeSigningConfig DeleteFunctionConcurrency GetAlias GetFunctionCodeSigningConfig
       GetFunctionConcurrency GetFunctionRecursionConfig InvokeAsync ListAliases ListFunctionEventInvokeConfigs ListFunctionUrlConfigs
       ListProvisionedConcurrencyConfigs ListVersionsByFunction PublishVersion PutFunctionConcurrency PutFunctionRecursionConfig
       UpdateAlias UpdateFunctionCode`,
      fn,
    ),
    ...qualifieds(
      `DeleteFunction DeleteFunctionEventInvokeConfig DeleteFunctionUrlConfig GetFunctionConfiguration GetFunctionEventInvokeConfig
       GetFunctionScalingConfig GetFunctionUrlConfig GetPolicy GetRuntimeManagementConfig ListDurableExecutionsByFunction
       PutFunctionEventInvokeConfig PutFunctionScalingConfig PutRuntimeManagementConfig UpdateFunctionEventInvokeConfig
       RemovePermission`,
    ),
    ...same(
      'lambda',
      'DeleteProvisionedConcurrencyConfig GetProvisionedConcurrencyConfig PutProvisionedConcurrencyConfig',
      `${fn}:{Qualifier}`,
    ),
    ...same(
      'lambda',
      'AddLayerVersionPermission DeleteLayerVersion GetLayerVersion GetLayerVersionPolicy RemoveLayerVersionPermission',
      layerVersion,
    ),
    ...same(
      'lambda',
      'DeleteCodeSigningConfig GetCodeSigningConfig ListFunctionsByCodeSigningConfig UpdateCodeSigningConfig',
      configuration,
    ),
    ...same(
      'lambda',
      'DeleteCapacityProvider GetCapacityProvider ListFunctionVersionsByCapacityProvider UpdateCapacityProvider',
      provider,
    ),
    ...same('lambda', 'GetEventSourceMapping DeleteEventSourceMapping', mapping),
    ...same(
      'lambda',
      `CheckpointDurableExecution GetDurableExecution GetDurableExecutionHistory GetDurableExecutionState StopDurableExecution`,
      execution,
    ),
    ...same('lambda', 'ListTags', resource),
    Invoke: qualified('InvokeFunction'),
    InvokeWithResponseStream: qualified('InvokeFunction'),
    GetLayerVersionByArn: on('lambda:GetLayerVersion', '{Arn|arn:lambda}'),
    PublishLayerVersion: on('lambda:PublishLayerVersion', '{LayerName|layerArn}'),
    GetFunction: [...qualified('GetFunction'), ...on('lambda:ListTags', fn)],
    AddPermission: qualified('AddPermission', {
      'lambda:Principal': '{Principal}',
      'lambda:FunctionUrlAuthType': '{FunctionUrlAuthType}',
    }),
    CreateFunctionUrlConfig: qualified('CreateFunctionUrlConfig', url),
    UpdateFunctionUrlConfig: qualified('UpdateFunctionUrlConfig', url),
    ListEventSourceMappings: on('lambda:ListEventSourceMappings', '*'),
    CreateEventSourceMapping: [
      {
        action: 'lambda:CreateEventSourceMapping',
        resources: ['*'],
        tags: 'Tags',
        keys: { 'lambda:FunctionArn': fn },
      },
      { action: 'lambda:TagResource', resources: [`${head}event-source-mapping:*`], tags: 'Tags', when: ['Tags'] },
    ],
    UpdateEventSourceMapping: [
      { action: 'lambda:UpdateEventSourceMapping', resources: [mapping], keys: { 'lambda:FunctionArn': fn } },
    ],
    CreateFunction: [
      {
        action: 'lambda:CreateFunction',
        resources: [fn],
        tags: 'Tags',
        keys: { ...network, 'lambda:CodeSigningConfigArn': '{CodeSigningConfigArn}' },
      },
      { action: 'lambda:TagResource', resources: [fn], tags: 'Tags', when: ['Tags'] },
      ...attached,
    ],
    UpdateFunctionConfiguration: [
      { action: 'lambda:UpdateFunctionConfiguration', resources: [fn], keys: network },
      ...attached,
    ],
    PutFunctionCodeSigningConfig: [
      {
        action: 'lambda:PutFunctionCodeSigningConfig',
        resources: [fn, configuration],
        keys: { 'lambda:CodeSigningConfigArn': '{CodeSigningConfigArn}' },
      },
    ],
    CreateCodeSigningConfig: [
      { action: 'lambda:CreateCodeSigningConfig', resources: ['*'], tags: 'Tags' },
      { action: 'lambda:TagResource', resources: [`${head}code-signing-config:*`], tags: 'Tags', when: ['Tags'] },
    ],
    CreateCapacityProvider: [
      ...created('CreateCapacityProvider', provider),
      passRole('PermissionsConfig.CapacityProviderOperatorRoleArn', principal),
    ],
    TagResource: [{ action: 'lambda:TagResource', resources: [resource], tags: 'Tags' }],
    UntagResource: [{ action: 'lambda:UntagResource', resources: [resource], keys: { 'aws:TagKeys': '{TagKeys[]}' } }],
    GetResourcePolicy: ['GetPolicy', 'GetResourcePolicy'].flatMap((name) =>
      on(`lambda:${name}`, '{ResourceArn|arn:lambda}'),
    ),
    DeleteResourcePolicy: ['DeleteResourcePolicy', 'RemovePermission'].flatMap((name) =>
      on(`lambda:${name}`, '{ResourceArn|arn:lambda}'),
    ),
    PutResourcePolicy: ['PutResourcePolicy', 'AddPermission', 'RemovePermission'].flatMap((name) =>
      on(`lambda:${name}`, '{ResourceArn|arn:lambda}'),
    ),
  },
};
