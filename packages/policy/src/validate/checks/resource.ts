/** Resource ARNs: their parts, and whether the service knows such a resource. */
import { tokenize } from '../../match/pattern.ts';
import { type ServiceReference, servicePrefixes, serviceReference } from '../../reference/reference.ts';
import { intersects, shapeOf } from '../arn-shapes.ts';
import { type CheckContext, hasWildcard, isIdentity, type StatementCheck } from '../check.ts';
import { isRegion, isUnknownRegion, knownRegions } from '../regions.ts';
import type { TextNode } from '../syntax.ts';
import { listed } from '../wording.ts';
import { digitsNote } from './account-digits.ts';
import { redundantAmong } from './redundant.ts';

export const checkResources: StatementCheck = ({ resource }, context) => {
  for (const node of resource?.texts ?? []) if (node.text !== '*') checkArn(node, context);
};

const partitions: ReadonlySet<string> = new Set([
  'aws',
  'aws-cn',
  'aws-us-gov',
  'aws-iso',
  'aws-iso-b',
  'aws-iso-e',
  'aws-iso-f',
  'aws-eusc',
]);

/** ARN prefixes that differ from the prefix of the service's actions. */
const serviceByArn: Readonly<Record<string, readonly string[]>> = {
  'application-autoscaling': ['application-autoscaling'],
  apigateway: ['apigateway', 'apigateway-rest'],
  'execute-api': ['execute-api'],
  aps: ['aps'],
};

function checkArn(node: TextNode, context: CheckContext): void {
  const { report, nearest } = context;
  const { text } = node;
  // A variable may stand for any part: what it hides cannot be judged.
  const shape = text.includes('${') ? withoutVariables(text) : text;
  const parts = shape.split(':');
  if (parts[0] !== 'arn') {
    report('INVALID_ARN_PREFIX', node);
    return;
  }
  if (parts.length < 6) {
    // A star at the end of a part stands for the parts after it, but an account is an account.
    const [, , service = '', , account = '*'] = parts;
    const cutShort = shape.endsWith('*') && parts.length > 3 && /^(\*|aws|[\d*?]*)$/.test(account);
    if (!cutShort) report('MISSING_ARN_FIELD', node, { fields: 6 }, { fix: withColon(text, service, parts) });
    return;
  }
  const [, partition = '', service = '', region = '', account = ''] = parts;
  const resource = parts.slice(5).join(':');
  if (!hasWildcard(partition) && !partitions.has(partition))
    report('INVALID_PARTITION', node, { service, partition, partitions: listed([...partitions]) }, { fix: 'aws' });
  checkService(node, service, context);
  if (region !== '' && !hasWildcard(region)) {
    if (!isRegion(region)) report('INVALID_ARN_REGION', node, { region });
    else if (isUnknownRegion(region)) {
      const near = nearest(region, knownRegions);
      report('lockstead-region-unknown', node, { region }, { fix: near && text.replace(region, near) });
    }
  }
  if (account !== '' && account !== 'aws' && !hasWildcard(account) && !/^\d{12}$/.test(account)) {
    report('INVALID_ARN_ACCOUNT', node, { account }, { note: digitsNote(account) });
  }
  const known = templatesFor(service);
  const cost = resource.length * (known ?? []).reduce((sum, { length }) => sum + length, 0);
  if (known !== undefined && context.spend(cost))
    checkTemplates(node, known, { region, account, resource, service }, context);
}

/** What was meant where a colon is missing: `arn:aws:s3::box/*` names the bucket where the account would stand. */
function withColon(text: string, service: string, parts: readonly string[]): string | undefined {
  if (service !== 's3' || parts.length !== 5 || parts[3] !== '') return undefined;
  return text.replace(/^(arn:[^:]*:s3):+/, '$1:::');
}

function withoutVariables(text: string): string {
  return tokenize(text, true, false)
    .tokens.map((token) => (token.kind === 'text' ? token.text : '*'))
    .join('');
}

function checkService(node: TextNode, service: string, { report }: CheckContext): void {
  if (service === '' || hasWildcard(service)) {
    // AWS's own example of the suggestion is an ARN of arn:aws:*code*.
    if (service === '') report('INVALID_SERVICE', node, { service });
    else report('WILDCARD_IN_SERVICE_NAME', node);
    return;
  }
  if (service !== service.toLowerCase())
    report('INVALID_ARN_SERVICE_CASE', node, { service }, { fix: service.toLowerCase() });
  else if (arnServices().size > 0 && !arnServices().has(service)) report('INVALID_SERVICE', node, { service });
}

/** ARNs that AWS's guides and sample policies have, and its reference has not. */
const unlisted: readonly string[] = ['arn:*:cloudformation:*:aws:transform/*'];

let arnServicesMade: ReadonlyMap<string, readonly string[]> | undefined;

/** ARN templates by the service that stands in them; any service may have resources of another (`elasticloadbalancing`). */
function arnServices(): ReadonlyMap<string, readonly string[]> {
  if (arnServicesMade !== undefined) return arnServicesMade;
  const made = new Map<string, string[]>();
  for (const prefix of servicePrefixes) {
    const reference = serviceReference(prefix) as ServiceReference;
    if (!made.has(prefix)) made.set(prefix, []);
    for (const { arn } of reference.resourceTypes) {
      const service = shapeOf(arn).split(':')[2] ?? '';
      const list = made.get(service);
      if (list === undefined) made.set(service, [arn]);
      else list.push(arn);
    }
  }
  for (const name of Object.keys(serviceByArn)) if (!made.has(name)) made.set(name, []);
  for (const arn of unlisted) made.get(arn.split(':')[2] ?? '')?.push(arn);
  arnServicesMade = made;
  return made;
}

function templatesFor(service: string): readonly string[] | undefined {
  const templates = arnServices().get(service);
  return templates === undefined || templates.length === 0 ? undefined : templates;
}

/** AWS's own resources have no account in these: public documents, parameters and views. */
const publicServices: ReadonlySet<string> = new Set(['ssm', 'resource-explorer-2']);

interface Parts {
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/** Some resource of the service must be able to have this ARN; if none, the part that rules all of them out is named. */
function checkTemplates(
  node: TextNode,
  templates: readonly string[],
  parts: Parts,
  { report, kind }: CheckContext,
): void {
  const shaped = templates.map((template) => {
    const pieces = shapeOf(template).split(':');
    return { region: pieces[3] ?? '', account: pieces[4] ?? '', resource: pieces.slice(5).join(':') };
  });
  const fitting = shaped.filter((template) => intersects(template.resource, parts.resource));
  if (fitting.length === 0) {
    const note = `"${parts.resource}" fits no kind of resource of ${parts.service}`;
    // Of identity policies AWS never tells it: it is a finding of ours there.
    if (isIdentity(kind)) report('lockstead-resource-unknown', node, { service: parts.service }, { note });
    else report('INVALID_ARN_RESOURCE', node, {}, { note });
    return;
  }
  const regionFits = fitting.filter((template) => partFits(template.region, parts.region));
  if (regionFits.length === 0) {
    const { service } = parts;
    report(parts.region === '' ? 'MISSING_ARN_REGION' : 'ARN_REGION_NOT_ALLOWED', node, { service });
    return;
  }
  if (parts.account !== '' && parts.account !== '*' && regionFits.every((template) => template.account === ''))
    report('ARN_ACCOUNT_NOT_ALLOWED', node, { service: parts.service });
  if (
    parts.account === '' &&
    parts.resource !== '*' &&
    !publicServices.has(parts.service) &&
    regionFits.every((template) => template.account !== '')
  )
    report('MISSING_ARN_ACCOUNT', node, { resourceName: parts.resource });
}

function partFits(template: string, given: string): boolean {
  // A star can stand for nothing, and for anything.
  if (given === '*') return true;
  return template === '' ? given === '' : given !== '' && intersects(template, given);
}

export const checkRedundantResources: StatementCheck = ({ resource }, { report }) => {
  for (const { places, covered, by } of redundantAmong(resource?.texts ?? [], (text) => text)) {
    const [first, ...also] = places;
    report(
      'REDUNDANT_RESOURCE',
      first,
      { redundantResourceCount: covered.length },
      { also, note: `"${by.text}" already covers "${covered[0]?.text}"` },
    );
  }
};
