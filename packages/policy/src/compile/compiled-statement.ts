/** A statement ready to be asked: does it match this request, and how closely does it name the caller? */
import { Condition } from '../condition/condition.ts';
import { type Glob, globOf, matchesGlob } from '../match/glob.ts';
import { tokenize } from '../match/pattern.ts';
import { PrincipalMatcher, type Reach, reachCaller, reachNone } from '../match/principal.ts';
import { matchesTemplate, type Template, templateOf } from '../match/template.ts';
import type { Request, RequestContext } from '../request.ts';
import type { Statement, Version } from '../statement.ts';

export class CompiledStatement {
  readonly statement: Statement;
  readonly denies: boolean;
  /** Lower case: actions ignore case. */
  readonly actions: readonly Glob[];
  readonly notAction: boolean;
  /** Undefined where the statement has no such element (trust policies): every resource. */
  readonly resources: readonly Template[] | undefined;
  readonly notResource: boolean;
  readonly conditions: readonly Condition[];
  readonly principal: PrincipalMatcher | undefined;

  constructor(statement: Statement, version: Version) {
    const { resource, principal } = statement;
    this.statement = statement;
    this.denies = statement.effect === 'Deny';
    this.actions = statement.action.patterns.map((pattern) =>
      globOf(tokenize(pattern.toLowerCase(), false, true).tokens),
    );
    this.notAction = statement.action.negated;
    this.resources = resource?.patterns.map((pattern) =>
      templateOf(pattern, tokenize(pattern, version === '2012-10-17', true).tokens),
    );
    this.notResource = resource?.negated ?? false;
    this.conditions = statement.conditions.map((condition) => new Condition(condition, version));
    this.principal = principal === undefined ? undefined : new PrincipalMatcher(principal);
  }

  matchesAction(lowerAction: string): boolean {
    return this.actions.some((glob) => matchesGlob(glob, lowerAction)) !== this.notAction;
  }

  /**
   * AWS DIFFERS? A pattern is compared with the whole ARN: its wildcards cross colons, as AWS documents for a `*` that ends a segment.
   * A pattern with a variable that has no value matches no resource; in NotResource it therefore leaves none out.
   */
  matchesResource(resource: string, context: RequestContext): boolean {
    const { resources } = this;
    if (resources === undefined) return true;
    for (let i = 0; i < resources.length; i++) {
      const template = resources[i] as Template;
      const matches =
        template.glob === undefined
          ? matchesTemplate(template, resource, context)
          : matchesGlob(template.glob, resource);
      if (matches) return !this.notResource;
    }
    return this.notResource;
  }

  /** `reach` finds everybody. */
  get reachesAll(): boolean {
    return this.conditions.length === 0 && this.principal?.isEverybody !== false;
  }

  /** Everything but action and resource. `bounded`: the caller has a permissions boundary. */
  reach(request: Request, bounded: boolean): Reach {
    const reach =
      this.principal === undefined ? reachCaller : this.principal.reach(request.principal, this.denies, bounded);
    if (reach === reachNone) return reachNone;
    const { conditions } = this;
    for (let i = 0; i < conditions.length; i++)
      if (!(conditions[i] as Condition).matches(request.context)) return reachNone;
    return reach;
  }
}
