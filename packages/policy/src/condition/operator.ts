/**
 * What a condition operator is.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
import type { Template } from '../match/template.ts';
import type { RequestContext } from '../request.ts';

type Family = 'String' | 'Numeric' | 'Date' | 'Bool' | 'Binary' | 'IpAddress' | 'Arn' | 'Null';

/** Compares one value of the request with one of the policy. Nothing is equal to or like a variable without a value. */
export type ValueTest = (actual: string, context: RequestContext) => boolean;

export interface Operator {
  /** AWS's name, capitals included; policies may write it in any case. */
  readonly name: string;
  readonly family: Family;
  /** `StringNotEquals`: true when no value of the policy matches. `compile` gives the positive comparison. */
  readonly negated: boolean;
  /** Policy variables mean something only to strings and ARNs. */
  readonly variables: boolean;
  readonly wildcards: boolean;
  /** Compares texts for equality and does nothing else: the engine may do so itself. */
  readonly literal?: boolean;
  compile(value: Template): ValueTest;
}

export const never: ValueTest = () => false;

/** Remembers the last parse: a request's address or date is compared many times and parsed once. */
export function parsedOnce<Parsed>(parse: (text: string) => Parsed | undefined): (text: string) => Parsed | undefined {
  let lastText: string | undefined;
  let lastParsed: Parsed | undefined;
  return (text) => {
    if (text !== lastText) {
      lastParsed = parse(text);
      lastText = text;
    }
    return lastParsed;
  };
}
