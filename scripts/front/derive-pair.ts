/**
 * The pair of an operation whose action has its name, derived from names alone: the variables of the resource type's ARN are
 * looked for among the input's members. What is not found makes the operation unknown; nothing is guessed into a `*`.
 */
import type { PairRow } from '../../packages/lockstead/src/front/tables/row.ts';
import type { Action, ResourceType } from './iam-data.ts';
import { type BotocoreService, isScalar } from './model.ts';

export interface Input {
  readonly service: BotocoreService;
  readonly operation: string;
  readonly shape: string | undefined;
}

/** The pair, or what is not known. */
export function derivePair(action: Action, input: Input): PairRow | { readonly why: string } {
  const name = `${action.prefix}:${action.name}`;
  if (action.types.length === 0) return { action: name, resources: ['*'], ...tagsOf(action, input) };
  const required = action.types.filter((type) => type.required);
  const found = action.types.flatMap((type) => {
    const template = templateFor(type, action, input);
    return template === undefined ? [] : [{ type, template }];
  });
  const direct = found.filter(({ template }) => template.whole);
  const missing = required.filter((type) => !found.some((each) => each.type === type));
  if (found.length === 0 || (missing.length > 0 && direct.length === 0)) {
    const [first = action.types[0]] = missing.length > 0 ? missing : required;
    return { why: `no member names the ${first?.key ?? 'resource'}` };
  }
  const texts = new Map<string, Found & { readonly required: boolean }>();
  for (const { type, template } of found) {
    const before = texts.get(template.text);
    texts.set(template.text, { ...template, required: (before?.required ?? false) || type.required });
  }
  const several = texts.size > 1;
  const resources = [...texts.values()].map(({ text, given, required: needed }) =>
    (several && !(given && needed)) || (!needed && !given) ? `?${text}` : text,
  );
  const otherwise = otherwiseOf(action, input, [...texts.values()]);
  // What stands in their place is asked for when all of them are left out, so that each may be.
  const optional =
    otherwise.otherwise === undefined ? resources : resources.map((text) => (text.startsWith('?') ? text : `?${text}`));
  return { action: name, resources: optional, ...otherwise, ...tagsOf(action, input) };
}

interface Found {
  readonly text: string;
  /** All members that it takes are required by the service. */
  readonly given: boolean;
  /** The ARN as a member gives it. */
  readonly whole: boolean;
  readonly members: readonly string[];
}

const contextVariables: Readonly<Record<string, string>> = {
  Partition: '{partition}',
  Region: '{region}',
  Account: '{account}',
  AccountId: '{account}',
};

function templateFor(type: ResourceType, action: Action, input: Input): Found | undefined {
  const members = membersOf(input);
  const parts = type.arn.split('${');
  let text = parts[0] ?? '';
  const used: Member[] = [];
  const variables = parts.slice(1).map((part) => part.slice(0, part.indexOf('}')));
  const own = variables.filter((variable) => contextVariables[variable] === undefined);
  for (const [place, part] of parts.slice(1).entries()) {
    const variable = variables[place] ?? '';
    const rest = part.slice(variable.length + 1);
    const context = contextVariables[variable];
    if (context !== undefined) {
      text += (context === '{account}' ? accountOf(members) : context) + rest;
      continue;
    }
    const last = variable === own.at(-1);
    const whole = last ? arnMember(type, variable, members, input) : undefined;
    const member = memberFor(type, variable, members, input, last);
    if (whole !== undefined && (member === undefined || own.length > used.length + 1 || member.name === whole.name)) {
      return { text: wholeText(type, whole), given: whole.required, whole: true, members: [whole.name] };
    }
    if (member === undefined) {
      if (last && rest === '' && isCreated(type, variable, action, input)) {
        return { text: `${text}*`, given: true, whole: false, members: [] };
      }
      const direct = own.length > 1 ? arnMember(type, own.at(-1) ?? '', members, input) : undefined;
      if (direct === undefined) return undefined;
      return { text: wholeText(type, direct), given: direct.required, whole: true, members: [direct.name] };
    }
    used.push(member);
    text += `{${path(member)}}${rest}`;
  }
  if (used.filter((member) => member.list).length > 1) return undefined;
  if (text.includes('*') && !type.arn.includes('*')) return undefined;
  return { text, given: used.every((member) => member.required), whole: false, members: used.map(({ name }) => name) };
}

/** ECR's registries are accounts, and a request may name another one's. */
function accountOf(members: readonly Member[]): string {
  return members.some(({ name }) => name === 'registryId') ? '{registryId ?? account}' : '{account}';
}

/** An ARN that a member gives whole; of any service, where the type's own says none. */
function wholeText(type: ResourceType, member: Member): string {
  const service = type.arn.split(':')[2] ?? '';
  return `{${path(member)}|arn${service.includes('$') ? '' : `:${service}`}}`;
}

interface Member {
  readonly name: string;
  readonly normal: string;
  readonly required: boolean;
  readonly list: boolean;
}

function membersOf({ service, shape }: Input): readonly Member[] {
  const structure = shape === undefined ? undefined : service.shapes[shape];
  return Object.entries(structure?.members ?? {}).flatMap(([name, reference]) => {
    const target = service.shapes[reference.shape];
    const list = target?.type === 'list' && isScalar(service, target.member?.shape);
    if (!list && !isScalar(service, reference.shape)) return [];
    return [{ name, normal: normal(name), required: structure?.required?.includes(name) ?? false, list }];
  });
}

function normal(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

function path({ name, list }: Member): string {
  const root = name === 'partition' || name === 'region' || name === 'account' || name === 'each' || name === 'input';
  return `${root ? 'input.' : ''}${name}${list ? '[]' : ''}`;
}

const generic: ReadonlySet<string> = new Set([
  'id',
  'name',
  'identifier',
  'resourceid',
  'resourcename',
  'resource',
  'resourceidentifier',
]);
const compatible: Readonly<Record<string, readonly string[]>> = {
  name: ['name', 'identifier', ''],
  id: ['id', 'identifier', ''],
  identifier: ['identifier', 'id', 'name', ''],
  '': ['', 'name', 'id', 'identifier'],
};

function split(variable: string): { base: string; suffix: string } {
  const text = normal(variable);
  for (const suffix of ['identifier', 'name', 'id']) {
    if (text.endsWith(suffix) && text !== suffix) return { base: text.slice(0, -suffix.length), suffix };
  }
  return { base: text, suffix: '' };
}

/** The names that a member may have which holds the variable, the likeliest first. */
function candidates(type: ResourceType, variable: string): readonly string[] {
  const text = normal(variable);
  const key = normal(type.key);
  if (generic.has(text)) {
    const { suffix } = text.startsWith('resource') ? split(text) : { suffix: text };
    return [...(compatible[suffix] ?? ['']).map((each) => key + each), text];
  }
  const { base, suffix } = split(variable);
  const ends = compatible[suffix] ?? [''];
  const keyed = base === key || key.endsWith(base) || base.endsWith(key) ? ends.map((each) => key + each) : [];
  return [text, ...ends.map((each) => base + each), ...keyed];
}

function memberFor(
  type: ResourceType,
  variable: string,
  members: readonly Member[],
  input: Input,
  last: boolean,
): Member | undefined {
  const names = candidates(type, variable);
  for (const name of names) {
    const single = members.find((member) => member.normal === name && !member.list);
    if (single !== undefined) return single;
    const list = members.find((member) => member.list && isPlural(member.normal, name));
    if (list !== undefined) return list;
  }
  if (!last || !actsOn(type, variable, input)) return undefined;
  // `eks:CreateCluster` calls the cluster's name just `name`.
  const { suffix } = split(variable);
  const short = suffix === 'id' ? ['id', 'identifier'] : ['name', 'identifier', 'id'];
  return short.map((name) => members.find((member) => member.normal === name && !member.list)).find(Boolean);
}

function isPlural(text: string, name: string): boolean {
  return (
    name !== '' &&
    (text === `${name}s` ||
      text === `${name}es` ||
      text === `${name}list` ||
      (name.endsWith('y') && text === `${name.slice(0, -1)}ies`))
  );
}

function arnMember(type: ResourceType, variable: string, members: readonly Member[], input: Input): Member | undefined {
  const { base } = split(variable);
  const names = [`${base}arn`, `${normal(type.key)}arn`, ...(generic.has(base) ? [] : [])];
  const named = names
    .map((name) => members.find((member) => member.normal === name || isPlural(member.normal, name)))
    .find(Boolean);
  if (named !== undefined) return named;
  const direct = ['resourcearn', 'arn', 'resourcearnlist', 'resourcearns']
    .map((name) => members.find((member) => member.normal === name))
    .find(Boolean);
  if (direct === undefined) return undefined;
  return direct.normal.startsWith('resource') || actsOn(type, variable, input) ? direct : undefined;
}

/** Whether the operation is about a resource of this type: `DeleteCluster`, `ListClusters` and clusters. */
function actsOn(type: ResourceType, variable: string, { operation }: Input): boolean {
  const name = normal(operation.replace(/^[A-Z][a-z]+/, ''));
  const { base } = split(variable);
  const key = normal(type.key);
  return [base, key].some((word) => word.length > 2 && (name === word || name === `${word}s` || name === `${word}v2`));
}

/** AWS asks for `instance/*` where the id of what is made is not known yet. */
function isCreated(type: ResourceType, variable: string, action: Action, input: Input): boolean {
  const created = /^(Create|Allocate|Import|Purchase)/.test(input.operation) && action.accessLevel !== 'Read';
  const { base, suffix } = split(variable);
  return created && suffix !== 'name' && (actsOn(type, variable, input) || normal(input.operation).endsWith(base));
}

const paging: ReadonlySet<string> = new Set(
  'nexttoken marker maxresults maxitems maxrecords limit pagesize dryrun nextmarker pagetoken position sortorder sortby orderby includedeleted nextpagetoken'.split(
    ' ',
  ),
);

/** Which account is asked, and not which of its resources. */
const ofAccounts: ReadonlySet<string> = new Set(['accountid', 'awsaccountid', 'catalogid', 'ownerid', 'registryid']);

/** Texts of the input that could name a resource, beside those that a template takes. */
function namingMembers(input: Input, used: ReadonlySet<string>): readonly string[] {
  return membersOf(input)
    .filter(({ name, normal: text }) => {
      if (used.has(name) || paging.has(text) || ofAccounts.has(text)) return false;
      return /(name|id|ids|arn|arns|names|identifier|identifiers)$/.test(text);
    })
    .map(({ name }) => name);
}

/**
 * A list or a description that leaves its name out. Only where no other text of the input could be the name: else a resource that is named in
 * another way would pass as all, and a Deny on it would not be seen.
 */
function otherwiseOf(action: Action, input: Input, found: readonly Found[]): Pick<PairRow, 'otherwise'> {
  if (found.some(({ given }) => given)) return {};
  const used = new Set(found.flatMap(({ members }) => members));
  // Of a name in two parts the other part may be given.
  const all = found.every(({ members }) => members.length === 1) ? collectionOf(action, input, used) : undefined;
  if (all !== undefined) return { otherwise: all };
  if (action.types.some((type) => type.required) || !isReading(action, input)) return {};
  return namingMembers(input, used).length > 0 ? {} : { otherwise: '*' };
}

function isReading(action: Action, { operation }: Input): boolean {
  const isRead = action.accessLevel === 'List' || action.accessLevel === 'Read';
  return isRead && /^(List|Describe|Get|Search|Batch)/.test(operation);
}

/**
 * The whole collection, `db:*` or `repository/*`, as AWS's denials of such requests name it: of an operation that lists what one of its members
 * names (`DescribeRepositories` and `repositoryNames`). Other members that may be left out have defaults (a work group, an index), and then the
 * request is about that one and not about all.
 */
export function collectionOf(action: Action, input: Input, used: ReadonlySet<string>): string | undefined {
  if (!isReading(action, input) || withDefault.has(`${action.prefix}:${input.operation}`)) return undefined;
  if (![...used].some((member) => listsWhatIsNamed(input.operation, member))) return undefined;
  if (namingMembers(input, used).length > 0) return undefined;
  const [only, ...others] = action.types;
  const type = action.types.find((each) => each.required) ?? (others.length === 0 ? only : undefined);
  return type === undefined ? undefined : arnOfAny(type.arn, input);
}

/** A type's ARN of the caller's account and region, with `*` for whatever names one. */
export function arnOfAny(arn: string, input: Input): string {
  return arn.split('${').reduce((made, part) => {
    const close = part.indexOf('}');
    const context = contextVariables[part.slice(0, close)] ?? '*';
    return made + (context === '{account}' ? accountOf(membersOf(input)) : context) + part.slice(close + 1);
  });
}

/** Without a name they are about one, called `default`: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeClusters.html */
const withDefault: ReadonlySet<string> = new Set(['ecs:DescribeClusters']);

function listsWhatIsNamed(operation: string, member: string): boolean {
  const noun = normal(operation.replace(/^[A-Z][a-z]+/, ''));
  const one = split(member.replace(/s$/, '')).base;
  return [`${one}s`, `${one}es`, one.replace(/y$/, 'ies')].some((many) => many.endsWith('s') && noun.endsWith(many));
}

/** `CreateBackupVault`: `backupvault`. */
export function nounOf(operation: string): string {
  return operation.replace(/^[A-Z][a-z]+/, '').toLowerCase();
}

/** Where the request's tags are, for actions that know `aws:RequestTag`. */
export function tagsOf(action: Action, { service, shape, operation }: Input): Pick<PairRow, 'tags' | 'keys'> {
  if (!action.keys.some((key) => key.startsWith('aws:RequestTag') || key === 'aws:TagKeys')) return {};
  const members = Object.entries((shape === undefined ? undefined : service.shapes[shape])?.members ?? {});
  for (const [name, reference] of members) {
    const text = normal(name);
    const target = service.shapes[reference.shape];
    const isOwn = text.endsWith('tags') && text !== 'tags' && nounOf(operation).endsWith(text.slice(0, -'tags'.length));
    const isUsual = ['tags', 'taglist', 'tagstoadd', 'resourcetags'].includes(text);
    if ((isUsual || isOwn) && isTags(service, reference.shape)) return { tags: name };
    if (text === 'tagspecifications') return { tags: `${name}[].Tags` };
    if (
      ['tagkeys', 'tagkeylist', 'tagstoremove', 'tagskeylist'].includes(text) &&
      target?.type === 'list' &&
      isScalar(service, target.member?.shape)
    ) {
      return { keys: { 'aws:TagKeys': `{${name}[]}` } };
    }
  }
  return {};
}

function isTags(service: BotocoreService, name: string): boolean {
  const shape = service.shapes[name];
  if (shape?.type === 'map') return isScalar(service, shape.value?.shape);
  const element = service.shapes[shape?.member?.shape ?? ''];
  return (
    element?.type === 'structure' && Object.keys(element.members ?? {}).some((member) => /^(tag)?key$/i.test(member))
  );
}
