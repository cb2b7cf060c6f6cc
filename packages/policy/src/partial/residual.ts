/** What is left of one statement when all that is known of a request has been looked at. */
import type { CompiledStatement } from '../compile/compiled-statement.ts';
import type { Condition } from '../condition/condition.ts';
import { matchesGlob } from '../match/glob.ts';
import { matchesTemplate, type Template } from '../match/template.ts';
import { canOverlap } from './overlap.ts';
import type { PartialContext, PartialRequest, ResourceShape } from './partial-request.ts';

/** Something that holds or not, and is not known. */
export type Atom =
  | { readonly kind: 'condition'; readonly condition: Condition }
  | { readonly kind: 'resource' | 'principal'; readonly statement: CompiledStatement };

/** `open`: it matches where all these atoms hold. */
export type Residual = 'matches' | 'fails' | { readonly open: readonly Atom[] };

/** Everything but the action. */
export function residualOf(statement: CompiledStatement, request: PartialRequest): Residual {
  const open: Atom[] = [];
  const { principal } = statement.statement;
  // Control policies name everyone or nobody; whether other names mean the caller is not looked at here.
  if (principal !== undefined && (principal.negated || !principal.anyone)) open.push({ kind: 'principal', statement });
  const onResource = resourceMatches(statement, request);
  if (onResource === false) return 'fails';
  if (onResource === undefined) open.push({ kind: 'resource', statement });
  for (const condition of statement.conditions) {
    const holds = conditionHolds(condition, request.context);
    if (holds === false) return 'fails';
    if (holds === undefined) open.push({ kind: 'condition', condition });
  }
  return open.length === 0 ? 'matches' : { open };
}

/** Undefined: that depends. */
function conditionHolds(condition: Condition, context: PartialContext): boolean | undefined {
  const certainty = context.certainty(condition.key);
  if (certainty === 'unknown') return undefined;
  if (certainty === 'known' && context.get(condition.key) === undefined) return condition.matches(context);
  if (condition.templates.some((template) => hasUnknownVariable(template, context))) return undefined;
  const holds = condition.matches(context);
  if (certainty === 'known' || condition.operator.family === 'Null') return holds;
  // With more values, one that fits stays one, and one that does not fit stays one.
  const { qualifier } = condition.element;
  if (qualifier === 'ForAnyValue' && holds) return true;
  return qualifier === 'ForAllValues' && !holds ? false : undefined;
}

/** Keys of the variables that an atom names. */
export function variableKeysOf(atom: Atom): readonly string[] {
  return templatesOf(atom).flatMap(variablesOf);
}

/** The values that an atom compares with. */
export function templatesOf(atom: Atom): readonly Template[] {
  if (atom.kind === 'principal') return [];
  return atom.kind === 'condition' ? atom.condition.templates : (atom.statement.resources ?? []);
}

function variablesOf({ glob, tokens }: Template): readonly string[] {
  if (glob !== undefined) return [];
  return tokens.flatMap((token) => (token.kind === 'variable' ? [token.variable.key] : []));
}

function hasUnknownVariable(template: Template, context: PartialContext): boolean {
  return variablesOf(template).some((key) => context.certainty(key) !== 'known');
}

function resourceMatches(statement: CompiledStatement, request: PartialRequest): boolean | undefined {
  const { resources, notResource } = statement;
  if (resources === undefined) return true;
  let answer: boolean | undefined;
  for (const [i, shape] of request.resources.entries()) {
    const listed = listedIn(resources, shape, request.context);
    if (listed === undefined) return undefined;
    if (i > 0 && listed !== answer) return undefined;
    answer = listed;
  }
  return answer === undefined ? undefined : answer !== notResource;
}

function listedIn(templates: readonly Template[], shape: ResourceShape, context: PartialContext): boolean | undefined {
  let answer: boolean | undefined = false;
  for (const template of templates) {
    const fits = templateFits(template, shape, context);
    if (fits === true) return true;
    if (fits === undefined) answer = undefined;
  }
  return answer;
}

function templateFits(template: Template, shape: ResourceShape, context: PartialContext): boolean | undefined {
  if (hasUnknownVariable(template, context)) {
    // The text before the first variable may already say that it cannot be.
    return mayBegin(template.head, shape) ? undefined : false;
  }
  if (shape.exact) return matchesTemplate(template, shape.text, context);
  if (template.glob === undefined) return mayBegin(template.head, shape) ? undefined : false;
  if (template.glob.kind === 'any') return true;
  if (!mayBegin(template.head, shape) || !canOverlap(template.tokens, shape)) return false;
  // A shape read as text: what fits it as text fits all that it stands for, as long as no `?` meets a star.
  const hasQuestion = template.tokens.some((token) => token.kind === 'question');
  return !hasQuestion && matchesGlob(template.glob, shape.text) ? true : undefined;
}

/** Whether a text of the shape can begin with this head. */
function mayBegin(head: string, { text, exact }: ResourceShape): boolean {
  const star = exact ? -1 : text.indexOf('*');
  const known = star < 0 ? text : text.slice(0, star);
  const length = star < 0 ? head.length : Math.min(head.length, known.length);
  return known.slice(0, length) === head.slice(0, length) && (star >= 0 || known.length >= head.length);
}
