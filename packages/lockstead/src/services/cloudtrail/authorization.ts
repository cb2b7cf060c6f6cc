/**
 * What each CloudTrail operation asks for: a table by operation.
 * AWS: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudtrail.html
 */
import { AwsError } from '#kernel/aws-error';
import type { AccessPair } from '#service/authorization';
import type { RequestContext } from '#service/request-context';
import type { Reader } from '#store/port';
import { type ConditionKeys, requestTagKeys, resourceTagKeys } from '../tags/condition-keys.ts';
import type { CloudTrailAuthorization } from './operation.ts';
import { cloudTrailState, trailKey } from './state.ts';
import { tagsOf } from './tags.ts';
import { type NamedTrail, namedTrail, trailArn } from './trail-name.ts';

/** An action that has no resource of its own: only a grant on all passes. */
function onAll(action: string, { account }: RequestContext): AccessPair {
  return { action, resource: '*', owner: account };
}

/**
 * An action on a trail, whether or not it is there. An organization trail is the organization's, and a member sees its own shadow of it: so the
 * caller's own policies decide.
 */
async function onTrail(
  action: string,
  text: string | undefined,
  reader: Reader,
  context: RequestContext,
  keys: ConditionKeys = {},
): Promise<AccessPair> {
  const named = nameOf(text ?? '', context);
  // A text that names no trail can only be refused; whoever has the action for all trails is told why.
  if (named === undefined)
    return { action, resource: trailArn({ ...context, name: '*' }), owner: context.account, context: keys };
  const key = trailKey({ homeRegion: named.region, name: named.name });
  const trail = await cloudTrailState(reader, named.account).trails.get(key);
  const isOwn = named.account === context.account;
  const tags = trail !== undefined && isOwn ? resourceTagKeys(trail.tags) : {};
  return { action, resource: trailArn(named), owner: context.account, context: { ...tags, ...keys } };
}

function nameOf(text: string, context: RequestContext): NamedTrail | undefined {
  try {
    return namedTrail(text, context);
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}

export const cloudTrailAuthorization = {
  LookupEvents: async (_input, _reader, context) => [onAll('cloudtrail:LookupEvents', context)],
  DescribeTrails: async (_input, _reader, context) => [onAll('cloudtrail:DescribeTrails', context)],
  ListTrails: async (_input, _reader, context) => [onAll('cloudtrail:ListTrails', context)],
  ListPublicKeys: async (_input, _reader, context) => [onAll('cloudtrail:ListPublicKeys', context)],
  CreateTrail: async ({ Name, TagsList }, reader, context) => [
    await onTrail('cloudtrail:CreateTrail', Name, reader, context, requestTagKeys(tagsOf(TagsList))),
  ],
  UpdateTrail: async ({ Name }, reader, context) => [await onTrail('cloudtrail:UpdateTrail', Name, reader, context)],
  DeleteTrail: async ({ Name }, reader, context) => [await onTrail('cloudtrail:DeleteTrail', Name, reader, context)],
  GetTrail: async ({ Name }, reader, context) => [await onTrail('cloudtrail:GetTrail', Name, reader, context)],
  GetTrailStatus: async ({ Name }, reader, context) => [
    await onTrail('cloudtrail:GetTrailStatus', Name, reader, context),
  ],
  StartLogging: async ({ Name }, reader, context) => [await onTrail('cloudtrail:StartLogging', Name, reader, context)],
  StopLogging: async ({ Name }, reader, context) => [await onTrail('cloudtrail:StopLogging', Name, reader, context)],
  PutEventSelectors: async ({ TrailName }, reader, context) => [
    await onTrail('cloudtrail:PutEventSelectors', TrailName, reader, context),
  ],
  GetEventSelectors: async ({ TrailName }, reader, context) => [
    await onTrail('cloudtrail:GetEventSelectors', TrailName, reader, context),
  ],
  PutInsightSelectors: async ({ TrailName }, reader, context) => [
    await onTrail('cloudtrail:PutInsightSelectors', TrailName, reader, context),
  ],
  GetInsightSelectors: async ({ TrailName }, reader, context) => [
    await onTrail('cloudtrail:GetInsightSelectors', TrailName, reader, context),
  ],
  AddTags: async ({ ResourceId, TagsList }, reader, context) => [
    await onTrail('cloudtrail:AddTags', ResourceId, reader, context, requestTagKeys(tagsOf(TagsList))),
  ],
  RemoveTags: async ({ ResourceId, TagsList }, reader, context) => [
    await onTrail('cloudtrail:RemoveTags', ResourceId, reader, context, {
      'aws:TagKeys': TagsList.map(({ Key }) => Key),
    }),
  ],
  ListTags: async ({ ResourceIdList }, reader, context) => {
    const pairs: AccessPair[] = [];
    for (const id of ResourceIdList) pairs.push(await onTrail('cloudtrail:ListTags', id, reader, context));
    return pairs;
  },
} satisfies CloudTrailAuthorization;
