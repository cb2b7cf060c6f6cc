/**
 * Templates of ARNs and condition values: text with expressions in braces (expression.ts).
 *
 * Where an ARN is given for a name (`TableName: "arn:aws:dynamodb:…"`), AWS's services take it, and so do templates: the last
 * variable's ARN is the resource; that of an earlier one gives region, account and, of its last part, the name.
 */
import { resourceLengthMax } from '../limits.ts';
import { type Expression, evaluateExpression, isGiven, parseExpression, type Scope } from './expression.ts';
import { isArn } from './functions.ts';

export interface Template {
  readonly text: string;
  /** Begins with `?`: nothing, where a member has no value. */
  readonly optional: boolean;
  readonly parts: readonly (string | Expression)[];
  /** Those of its parts that the request must give. */
  readonly variables: readonly Expression[];
  /** The service and the fixed beginning of the resource, of a template that begins with `arn:`. */
  readonly arn?: { readonly service: string; readonly resourcePrefix: string };
}

/** Every value there is, or the text of the expression that has none, and why. */
export type Filled =
  | { readonly values: readonly string[] }
  | { readonly missing: string; readonly reason: 'absent' | 'form' };

const parsed: Map<string, Template> = new Map();

/** Parsed once; the texts are those of the tables, so they are bounded. @throws TypeError for what is no template. */
export function templateOf(text: string): Template {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const template = parse(text);
  parsed.set(text, template);
  return template;
}

function parse(text: string): Template {
  const optional = text.startsWith('?');
  const body = optional ? text.slice(1) : text;
  const parts: (string | Expression)[] = [];
  let at = 0;
  while (at < body.length) {
    const open = body.indexOf('{', at);
    if (open < 0) break;
    const close = body.indexOf('}', open);
    if (close < 0) throw new TypeError(`"${text}" leaves a brace open`);
    if (open > at) parts.push(body.slice(at, open));
    parts.push(parseExpression(body.slice(open + 1, close)));
    at = close + 1;
  }
  if (at < body.length) parts.push(body.slice(at));
  const variables = parts.filter(
    (part): part is Expression => typeof part !== 'string' && !contextFields.includes(part.text),
  );
  return { text, optional, parts, variables, ...arnOf(body) };
}

function arnOf(body: string): Pick<Template, 'arn'> {
  if (!body.startsWith('arn:')) return {};
  const fields = body.split(':');
  const resource = fields.slice(5).join(':');
  const brace = resource.indexOf('{');
  return { arn: { service: fields[2] ?? '', resourcePrefix: brace < 0 ? resource : resource.slice(0, brace) } };
}

const contextFields: readonly string[] = ['partition', 'region', 'account'];

/** More values than `valuesMax` are one too many: the caller counts. */
export function fill(template: Template, scope: Scope, valuesMax: number): Filled {
  const { names, whole, values, missing } = variablesOf(template, scope);
  if (missing !== undefined) return missing;
  if (whole !== undefined) return { values: whole };
  let texts: readonly string[] = [''];
  for (const part of template.parts) {
    const next = typeof part === 'string' ? [part] : (values.get(part) ?? [fieldOf(part, names)]);
    const [text, value] = [texts[0], next[0]];
    // Nearly always there is one of each.
    if (texts.length === 1 && next.length === 1) texts = [`${text}${value}`];
    else if (texts.length * next.length > valuesMax) {
      texts = texts
        .flatMap((text) => next.map((value) => text + value).slice(0, valuesMax + 1))
        .slice(0, valuesMax + 1);
    } else {
      texts = texts.flatMap((text) => next.map((value) => text + value));
    }
  }
  if (texts.some((text) => text.length > resourceLengthMax)) return { missing: template.text, reason: 'form' };
  return { values: texts };
}

function fieldOf(part: Expression, names: Scope['names']): string {
  return names[part.text as keyof Scope['names']];
}

interface Variables {
  /** Those of the request, or of an ARN that was given for a name. */
  readonly names: Scope['names'];
  readonly values: ReadonlyMap<Expression, readonly string[]>;
  /** The ARNs that were given for the last variable. */
  readonly whole?: readonly string[];
  readonly missing?: Filled;
}

function variablesOf(template: Template, scope: Scope): Variables {
  const { variables } = template;
  const values = new Map<Expression, readonly string[]>();
  let names = scope.names;
  let owner: string | undefined;
  for (const [place, variable] of variables.entries()) {
    const found = evaluateExpression(variable, scope);
    if (found.length === 0) {
      return { names, values, missing: { missing: variable.text, reason: reasonOf(variable, scope) } };
    }
    const { arn } = template;
    if (arn === undefined || !found.some(isArn) || template.parts[0] === variable) {
      values.set(variable, found);
      continue;
    }
    const fields = found.map((value) => value.split(':'));
    const formed = found.every((value) => isArn(value)) && fields.every((field) => field[2] === arn.service);
    const last = place === variables.length - 1 && template.parts.at(-1) === variable;
    if (formed && last && fields.every((field) => field.slice(5).join(':').startsWith(arn.resourcePrefix))) {
      return { names, values, whole: found };
    }
    const [first] = fields;
    const named = first?.slice(1, 5).join(':');
    if (!formed || last || found.length > 1 || first === undefined || (owner !== undefined && owner !== named)) {
      return { names, values, missing: { missing: variable.text, reason: 'form' } };
    }
    owner = named;
    names = { partition: first[1] ?? '', region: first[3] ?? '', account: first[4] ?? '' };
    const resource = first.slice(5).join(':');
    values.set(variable, [resource.slice(Math.max(resource.lastIndexOf('/'), resource.lastIndexOf(':')) + 1)]);
  }
  return { names, values };
}

/** Whether no member is there at all, or one whose value is of no use. */
function reasonOf({ choices }: Expression, scope: Scope): 'absent' | 'form' {
  return choices.some(({ source }) => isGiven(source, scope)) ? 'form' : 'absent';
}
