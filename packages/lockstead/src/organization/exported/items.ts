/** Users, groups, roles and policies of an export, member by member. What the export has besides, such as when a role was last used, is known and left out. */
import { type PolicyKind, parsePolicy } from '@lockstead/policy';
import { parseArn } from '#kernel/arn';
import { parseInstant } from '#kernel/clock';
import type { Part } from '../description/members.ts';
import type {
  PaperGroup,
  PaperInline,
  PaperManagedPolicy,
  PaperNamed,
  PaperRole,
  PaperTag,
  PaperUser,
  PaperVersion,
} from './paper-account.ts';

/** AWS's quotas of what one entity has, with room: an export is not refused because AWS raised one of them. */
const [inlineMax, attachedMax, groupsMax, tagsMax, versionsMax] = [1_000, 100, 100, 100, 10];

const forms = {
  name: { like: /^[\w+=,.@-]{1,128}$/, what: 'a name of IAM' },
  path: { like: /^\/([!-~]{1,510}\/)?$/, what: 'a path such as /team/' },
  id: { like: /^A[A-Z]{3}[A-Z0-9]{12,124}$/, what: 'a unique id of IAM' },
  policyArn: { like: /^arn:aws:iam::(\d{12}|aws):policy\/[!-~]{1,600}$/, what: 'the ARN of a managed policy' },
  version: { like: /^v[1-9]\d{0,8}$/, what: 'a version such as v1' },
  text: { like: /^[\s\S]{0,1000}$/, what: 'a text of at most 1,000 characters' },
  tagKey: { like: /^[\s\S]{1,128}$/, what: 'a tag key' },
  tagValue: { like: /^[\s\S]{0,256}$/, what: 'a tag value' },
} as const;
type Form = { readonly like: RegExp; readonly what: string };

function needed(part: Part, form: Form): string {
  if (part.isAbsent) part.fault('it is missing');
  return part.text(form) ?? '';
}

function few(part: Part, max: number): readonly Part[] {
  const list = part.list();
  if (list.length > max) part.fault(`at most ${max} of these are read`);
  return list.slice(0, max);
}

function time(part: Part): string {
  const text = part.required('it');
  if (text !== '' && parseInstant(isoOf(text)) === undefined) part.fault(`"${text.slice(0, 40)}" is not a time`);
  return isoOf(text);
}

/** The AWS CLI writes `+00:00`, SDKs write `Z`. */
function isoOf(text: string): string {
  return text.replace(/\+00:00$/, 'Z');
}

/** An object, as the AWS CLI prints it, or the text that the API answers, with its percent signs. */
function documentText(part: Part, kind: PolicyKind): string {
  if (part.isAbsent) part.fault('the policy document is missing');
  const text = typeof part.value === 'string' ? decoded(part.value) : JSON.stringify(part.value ?? {});
  const outcome = parsePolicy(text, kind);
  const [problem] = outcome.ok ? [] : outcome.problems;
  if (problem !== undefined) {
    const place = problem.path === '' ? '' : ` at ${problem.path}`;
    part.fault(`the policy document cannot be used${place}: ${problem.message.replace(/\.$/, '')}`);
  }
  return text;
}

function decoded(text: string): string {
  if (!text.startsWith('%7B')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function named(part: Part, [nameMember, idMember]: readonly [string, string]): PaperNamed {
  return {
    name: needed(part.at(nameMember), forms.name),
    path: needed(part.at('Path'), forms.path),
    id: needed(part.at(idMember), forms.id),
    createdAt: time(part.at('CreateDate')),
  };
}

function inline(part: Part): readonly PaperInline[] {
  return few(part, inlineMax).map((one) => ({
    name: needed(one.at('PolicyName'), forms.name),
    text: documentText(one.at('PolicyDocument'), 'identity'),
  }));
}

function attached(part: Part): readonly string[] {
  return few(part, attachedMax).map((one) => needed(one.at('PolicyArn'), forms.policyArn));
}

function boundary(part: Part): { readonly boundary?: string } {
  const arn = part.at('PermissionsBoundaryArn').text(forms.policyArn);
  return arn === undefined ? {} : { boundary: arn };
}

function tags(part: Part): readonly PaperTag[] {
  return few(part, tagsMax).map((tag) => ({
    Key: needed(tag.at('Key'), forms.tagKey),
    Value: needed(tag.at('Value'), forms.tagValue),
  }));
}

export function groupIn(part: Part): PaperGroup {
  return {
    ...named(part, ['GroupName', 'GroupId']),
    inline: inline(part.at('GroupPolicyList')),
    attached: attached(part.at('AttachedManagedPolicies')),
  };
}

export function userIn(part: Part): PaperUser {
  return {
    ...named(part, ['UserName', 'UserId']),
    inline: inline(part.at('UserPolicyList')),
    attached: attached(part.at('AttachedManagedPolicies')),
    groups: few(part.at('GroupList'), groupsMax).map((one) => needed(one, forms.name)),
    ...boundary(part.at('PermissionsBoundary')),
    tags: tags(part.at('Tags')),
  };
}

export function roleIn(part: Part): PaperRole {
  return {
    ...named(part, ['RoleName', 'RoleId']),
    inline: inline(part.at('RolePolicyList')),
    attached: attached(part.at('AttachedManagedPolicies')),
    trust: documentText(part.at('AssumeRolePolicyDocument'), 'trust'),
    ...boundary(part.at('PermissionsBoundary')),
    tags: tags(part.at('Tags')),
    profiles: few(part.at('InstanceProfileList'), attachedMax).map((one) =>
      named(one, ['InstanceProfileName', 'InstanceProfileId']),
    ),
  };
}

export function policyIn(part: Part): PaperManagedPolicy {
  const description = part.at('Description').text(forms.text);
  const versions = few(part.at('PolicyVersionList'), versionsMax).map(versionIn);
  const defaultVersion = needed(part.at('DefaultVersionId'), forms.version);
  if (!versions.some(({ id }) => id === defaultVersion))
    part.fault(`its default version ${defaultVersion} is not there`);
  return {
    ...named(part, ['PolicyName', 'PolicyId']),
    ...(description === undefined ? {} : { description }),
    updatedAt: time(part.at('UpdateDate')),
    defaultVersion,
    versions,
    tags: tags(part.at('Tags')),
  };
}

function versionIn(part: Part): PaperVersion {
  return {
    id: needed(part.at('VersionId'), forms.version),
    text: documentText(part.at('Document'), 'identity'),
    createdAt: time(part.at('CreateDate')),
  };
}

/** Of its ARN; a fault, and nothing, where it has none. */
export function accountOf(item: Part): string {
  const part = item.at('Arn');
  const arn = parseArn(part.required('it'));
  if (arn?.partition === 'aws' && arn.service === 'iam' && /^\d{12}$/.test(arn.account)) return arn.account;
  part.fault('it is no ARN of IAM in the partition aws');
  return '';
}
