/** Resource ARNs: their parts, and whether the service knows such a resource. */
import { tokenize } from '../../match/pattern.ts';
import { type ServiceReference, servicePrefixes, serviceReference } from '../../reference/reference.ts';
import { type CheckContext, hasWildcard, type StatementCheck } from '../check.ts';
import { isRegion } from '../regions.ts';
import type { TextNode } from '../syntax.ts';
import { reportRedundant } from './action.ts';

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
  const { report } = context;
  const { text } = node;
  // A variable may stand for any part: what it hides cannot be judged.
  const shape = text.includes('${') ? withoutVariables(text) : text;
  const parts = shape.split(':');
  if (parts[0] !== 'arn') {
    report('INVALID_ARN_PREFIX', node, 'a resource is "*" or begins with "arn:"', `arn:aws:${text}`);
    return;
  }
  if (parts.length < 6) {
    // A star at the end of a part stands for the parts after it.
    if (!(shape.endsWith('*') && parts.length > 3))
      report('MISSING_ARN_FIELD', node, `an ARN has six parts, this one ${parts.length}`);
    return;
  }
  const [, partition = '', service = '', region = '', account = ''] = parts;
  const resource = parts.slice(5).join(':');
  if (!hasWildcard(partition) && !partitions.has(partition))
    report('INVALID_PARTITION', node, `"${partition}" is no partition of AWS`, 'aws');
  checkService(node, service, context);
  if (region !== '' && !hasWildcard(region) && !isRegion(region))
    report('INVALID_ARN_REGION', node, `"${region}" is no region`);
  if (account !== '' && account !== 'aws' && !hasWildcard(account) && !/^\d{12}$/.test(account)) {
    report('INVALID_ARN_ACCOUNT', node, `"${account}" is no account id: twelve digits`);
  }
  const known = templatesFor(service);
  if (known !== undefined) checkTemplates(node, known, { region, account, resource, service }, context);
}

function withoutVariables(text: string): string {
  return tokenize(text, true, false)
    .tokens.map((token) => (token.kind === 'text' ? token.text : '*'))
    .join('');
}

function checkService(node: TextNode, service: string, { report }: CheckContext): void {
  if (service === '' || hasWildcard(service)) {
    report('INVALID_SERVICE', node, 'the service of an ARN is a name, without wildcards');
    return;
  }
  if (service !== service.toLowerCase())
    report(
      'INVALID_ARN_SERVICE_CASE',
      node,
      `the service is written "${service.toLowerCase()}"`,
      service.toLowerCase(),
    );
  else if (arnServices().size > 0 && !arnServices().has(service))
    report('INVALID_SERVICE', node, `no service has ARNs with "${service}"`);
}

let arnServicesMade: ReadonlyMap<string, readonly string[]> | undefined;

/** ARN templates by the service that stands in them; any service may have resources of another (`elasticloadbalancing`). */
function arnServices(): ReadonlyMap<string, readonly string[]> {
  if (arnServicesMade !== undefined) return arnServicesMade;
  const made = new Map<string, string[]>();
  for (const prefix of servicePrefixes) {
    const reference = serviceReference(prefix) as ServiceReference;
    if (!made.has(prefix)) made.set(prefix, []);
    for (const { arn } of reference.resourceTypes) {
      const service = arn.replaceAll(/\$\{[^}]*\}/g, '*').split(':')[2] ?? '';
      const list = made.get(service);
      if (list === undefined) made.set(service, [arn]);
      else list.push(arn);
    }
  }
  for (const name of Object.keys(serviceByArn)) if (!made.has(name)) made.set(name, []);
  arnServicesMade = made;
  return made;
}

function templatesFor(service: string): readonly string[] | undefined {
  const templates = arnServices().get(service);
  return templates === undefined || templates.length === 0 ? undefined : templates;
}

interface Parts {
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/** Some resource of the service must be able to have this ARN; if none, the part that rules all of them out is named. */
function checkTemplates(node: TextNode, templates: readonly string[], parts: Parts, { report }: CheckContext): void {
  const shaped = templates.map((template) => {
    const pieces = template.replaceAll(/\$\{[^}]*\}/g, '*').split(':');
    return { region: pieces[3] ?? '', account: pieces[4] ?? '', resource: pieces.slice(5).join(':') };
  });
  const fitting = shaped.filter((template) => intersects(template.resource, parts.resource));
  if (fitting.length === 0) {
    report('INVALID_ARN_RESOURCE', node, `"${parts.resource}" fits no kind of resource of ${parts.service}`);
    return;
  }
  const regionFits = fitting.filter((template) => partFits(template.region, parts.region));
  if (regionFits.length === 0) {
    if (parts.region === '')
      report('MISSING_ARN_REGION', node, `resources of ${parts.service} have a region in their ARN`, '*');
    else report('ARN_REGION_NOT_ALLOWED', node, `resources of ${parts.service} have no region in their ARN`, '');
    return;
  }
  if (parts.account !== '' && parts.account !== '*' && regionFits.every((template) => template.account === '')) {
    report('ARN_ACCOUNT_NOT_ALLOWED', node, `resources of ${parts.service} have no account in their ARN`, '');
  }
}

function partFits(template: string, given: string): boolean {
  // A star can stand for nothing, and for anything.
  if (given === '*') return true;
  return template === '' ? given === '' : given !== '' && intersects(template, given);
}

/** Whether some text fits both patterns. Work is the product of their lengths, which the caller keeps short. */
function intersects(left: string, right: string): boolean {
  if (left.length * right.length > 1_000_000) return true;
  let row: boolean[] = [];
  for (let i = left.length; i >= 0; i--) {
    const next: boolean[] = [];
    for (let k = right.length; k >= 0; k--) {
      const [a, b] = [left[i], right[k]];
      if (a === undefined && b === undefined) next[k] = true;
      else if (a === '*') next[k] = row[k] === true || (b !== undefined && next[k + 1] === true);
      else if (b === '*') next[k] = next[k + 1] === true || (a !== undefined && row[k] === true);
      else next[k] = a !== undefined && b !== undefined && (a === b || a === '?' || b === '?') && row[k + 1] === true;
    }
    row = next;
  }
  return row[0] === true;
}

export const checkRedundantResources: StatementCheck = ({ resource }, { report }) => {
  reportRedundant(
    resource?.texts ?? [],
    (text) => text,
    (node, by) => report('REDUNDANT_RESOURCE', node, `"${by}" already covers "${node.text}"`),
  );
};
