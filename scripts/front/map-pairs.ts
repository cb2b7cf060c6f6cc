/**
 * Rows of iam-dataset's map (MIT), as far as they hold: each template is turned into ours, and what cannot be turned, names no
 * member of the input or would be `*` on an action that knows resources is left out. Its faults are mended here, in one place.
 */
import type { PairRow } from '../../packages/lockstead/src/front/tables/row.ts';
import type { Input } from './derive-pair.ts';
import type { Action, IamData } from './iam-data.ts';
import { isScalar, shapeAt } from './model.ts';

interface MapTemplate {
  readonly template: string;
}
export interface MapRow {
  readonly action: string;
  readonly resource_mappings?: Readonly<Record<string, MapTemplate>>;
  readonly resourcearn_mappings?: Readonly<Record<string, string>>;
  readonly arn_override?: MapTemplate;
}

export interface Mapped {
  /** For the action of the operation's own name. */
  readonly own?: PairRow;
  /** PassRole and the like. */
  readonly further: readonly PairRow[];
}

export function mapPairs(rows: readonly MapRow[], own: Action, input: Input, iam: IamData, passedTo: string): Mapped {
  const further: PairRow[] = [];
  let ownPair: PairRow | undefined;
  for (const row of rows) {
    const [prefix = '', name = ''] = row.action.split(':');
    const action = iam.action(prefix, name);
    if (action === undefined) continue;
    if (action.prefix === own.prefix && action.name === own.name) ownPair ??= resourcesOf(row, action, input);
    else further.push(...furtherOf(row, action, own, input, passedTo));
  }
  return { ...(ownPair === undefined ? {} : { own: ownPair }), further: merged(further) };
}

function resourcesOf(row: MapRow, action: Action, input: Input): PairRow | undefined {
  const name = `${action.prefix}:${action.name}`;
  const resources: string[] = [];
  for (const type of action.types) {
    const direct = row.resourcearn_mappings?.[type.key];
    const whole = direct === undefined ? undefined : wholeArn(direct, type.arn.split(':')[2] ?? '', input);
    const text = whole ?? fromVariables(type.arn, row.resource_mappings ?? {}, input);
    if (text !== undefined && !resources.includes(text)) resources.push(text);
    else if (text === undefined && type.required) return undefined;
  }
  if (resources.length === 0) return undefined;
  const required = action.types.filter((type) => type.required).length;
  const several = resources.length > 1;
  return {
    action: name,
    resources: resources.map((text) => (several && required !== resources.length ? `?${text}` : text)),
  };
}

/** `%%iftemplatematch%${ResourceArn}%%`. */
function wholeArn(template: string, service: string, input: Input): string | undefined {
  const matched = /^%%iftemplatematch%\$\{([^}]+)\}%%$/.exec(template) ?? /^\$\{([^}]+)\}$/.exec(template);
  const path = matched === null ? undefined : memberPath(matched[1] ?? '', input);
  return path === undefined ? undefined : `{${path}|arn:${service}}`;
}

const context: Readonly<Record<string, string>> = {
  Partition: '{partition}',
  Region: '{region}',
  Account: '{account}',
};

function fromVariables(arn: string, mappings: Readonly<Record<string, MapTemplate>>, input: Input): string | undefined {
  const parts = arn.split('${');
  let text = parts[0] ?? '';
  let lists = 0;
  for (const part of parts.slice(1)) {
    const close = part.indexOf('}');
    const variable = part.slice(0, close);
    const known = context[variable];
    const found = known ?? (mappings[variable] === undefined ? undefined : value(mappings[variable].template, input));
    if (found === undefined) return undefined;
    if (found.includes('[')) lists += 1;
    text += found + part.slice(close + 1);
  }
  // Two lists would be paired each with each; which belong together, the map does not tell.
  return lists > 1 ? undefined : text;
}

/** The map's regular expressions, by the function that does the same. Others are left out. */
const regexes: Readonly<Record<string, string>> = {
  '/^(?:.+\\/)?(.+)$/g': 'lastAfter:/',
  '/^(?:.+?\\/)?(.+)$/g': 'lastAfter:/',
  '/^(?:.*\\/)?([0-9a-f-]+)$/g': 'lastAfter:/',
  '/^.+\\/(.+?)$/g': 'lastAfter:/',
  '/(?:arn.*:)?(.+)/g': 'lastAfter::',
  '/(?:arn.*/)?(.+)/g': 'lastAfter:/',
  '/^\\/(.+)$/g': 'withoutLeading:/',
  '/^(?:p-)?(.+)$/g': 'withoutLeading:p-',
  '/^(?:h-)?(.+)$/g': 'withoutLeading:h-',
  '/^(?:ou-)?(.+)$/g': 'withoutLeading:ou-',
};

function value(template: string, input: Input): string | undefined {
  const plain = /^\$\{([^}]+)\}$/.exec(template);
  if (plain !== null) {
    const path = memberPath(plain[1] ?? '', input);
    return path === undefined ? undefined : `{${path}}`;
  }
  const regex = /^%%regex%\$\{([^}]+)\}%(\/.*\/g?)%%$/.exec(template);
  if (regex === null) return undefined;
  const path = memberPath(regex[1] ?? '', input);
  const call = regexes[regex[2] ?? ''];
  return path === undefined || call === undefined ? undefined : `{${path}|${call}}`;
}

/** The map's path with botocore's capitals, when it ends at a text. */
function memberPath(text: string, { service, shape }: Input): string | undefined {
  const steps: string[] = [];
  let at = shape;
  for (const part of text.split('.')) {
    const list = part.endsWith('[]');
    const wanted = (list ? part.slice(0, -2) : part).toLowerCase();
    const members = Object.keys((at === undefined ? undefined : service.shapes[at])?.members ?? {});
    const member = members.find((name) => name.toLowerCase() === wanted);
    if (member === undefined) return undefined;
    at = shapeAt(service, at, list ? [member, 'elements'] : [member]);
    steps.push(list ? `${member}[]` : member);
  }
  if (!isScalar(service, at)) return undefined;
  const path = steps.join('.');
  return context[path] === undefined && !['partition', 'region', 'account', 'each', 'input'].includes(steps[0] ?? '')
    ? path
    : `input.${path}`;
}

function furtherOf(row: MapRow, action: Action, own: Action, input: Input, passedTo: string): readonly PairRow[] {
  const name = `${action.prefix}:${action.name}`;
  // Asked for only while the service has no such role yet: that is known where roles are, not here.
  if (name === 'iam:CreateServiceLinkedRole') return [];
  if (action.types.length === 0) return [{ action: name, resources: ['*'] }];
  const override = row.arn_override?.template;
  if (override === undefined) {
    const pair = resourcesOf(row, action, input);
    return pair === undefined ? [] : [optional(pair)];
  }
  if (name !== 'iam:PassRole')
    return action.prefix === own.prefix || !override.includes('*') ? overridden(name, override, input) : [];
  const keys = { 'iam:PassedToService': passedTo };
  return overridden(name, override, input).map((pair) => ({ ...pair, keys }));
}

/** Each `${…}` that is a member by itself; a name of a role is put into an ARN. */
function overridden(action: string, override: string, input: Input): readonly PairRow[] {
  const pairs: PairRow[] = [];
  for (const [, reference = ''] of override.matchAll(/\$\{([^}]+)\}/g)) {
    if (context[reference] !== undefined) continue;
    const path = memberPath(reference, input);
    if (path === undefined) continue;
    if (action === 'iam:PassRole') pairs.push(...passed(path));
    else pairs.push({ action, resources: [`{${path}|arn:${action.split(':')[0]}}`], when: [path] });
  }
  return pairs;
}

/**
 * The map also has members in the place of a role that name none, such as a launch template or `EnableIAMDatabaseAuthentication`: nobody passes a
 * role by those. An instance profile has the role that is passed.
 */
function passed(path: string): readonly PairRow[] {
  const action = 'iam:PassRole';
  const last = path.slice(path.lastIndexOf('.') + 1);
  if (/InstanceProfile\.Arn$/.test(path)) return [{ action, roleOf: `{${path}|arn:iam}`, when: [path] }];
  if (/InstanceProfile\.Name$/.test(path)) {
    return [{ action, roleOf: `arn:{partition}:iam::{account}:instance-profile/{${path}}`, when: [path] }];
  }
  return /role/i.test(last) ? [{ action, resources: [`{${path}|roleArn}`], when: [path] }] : [];
}

function optional(pair: PairRow): PairRow {
  const [first = ''] = pair.resources ?? [];
  const path = /\{([^}|]+)/g;
  const members = [...first.matchAll(path)]
    .map((match) => match[1] ?? '')
    .filter((text) => !/^(partition|region|account)$/.test(text));
  return members.length === 0 ? pair : { ...pair, when: members };
}

function merged(pairs: readonly PairRow[]): readonly PairRow[] {
  return [...new Map(pairs.map((pair) => [JSON.stringify(pair), pair])).values()];
}
