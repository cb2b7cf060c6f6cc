/** What an input breaks, in the sentences of AWS's own framework. */
import { echoedValueMax, violationsMax } from '../limits.ts';
import type { ServiceEntry } from '../model/service-table.ts';
import type { WireError } from '../types.ts';

export class Violations {
  readonly #sentences: string[] = [];
  #count = 0;
  /** For services that tell of one problem alone. */
  #first: { readonly path: string; readonly shown: string | undefined; readonly isNull: boolean } | undefined;
  /** A number with a fraction where the model has an integer: told as the deserialiser would. */
  notAnInteger: string | undefined;

  /** `shown` is the value as text; `undefined` where it is sensitive or has no text. */
  add(path: string, shown: string | undefined, constraint: string): void {
    this.#count += 1;
    this.#first ??= { path, shown, isNull: false };
    if (this.#sentences.length >= violationsMax) return;
    const value = shown === undefined ? 'Value' : `Value '${shown.slice(0, echoedValueMax)}'`;
    this.#sentences.push(`${value} at '${path}' failed to satisfy constraint: ${constraint}`);
  }

  /**
   * `Value null at`: without quotes, as Java prints it.
   * AWS DIFFERS?: that services which withhold values withhold this one too is not documented.
   */
  addNull(path: string, withheld: boolean): void {
    this.#count += 1;
    this.#first ??= { path, shown: undefined, isNull: true };
    if (this.#sentences.length >= violationsMax) return;
    this.#sentences.push(
      `Value${withheld ? '' : ' null'} at '${path}' failed to satisfy constraint: Member must not be null`,
    );
  }

  /** The member of the input in which the first problem was found, as paths name it. */
  get firstMember(): string | undefined {
    return this.#first?.path.split(/[.[]/, 1)[0];
  }

  toError({ validationCode: code, validationStyle }: ServiceEntry): WireError | undefined {
    if (this.#first === undefined) return undefined;
    if (validationStyle === 'parameters') return parameterError(this.#first, code);
    const count = this.#count === 1 ? '1 validation error' : `${this.#count} validation errors`;
    return clientError(code, `${count} detected: ${this.#sentences.join('; ')}`);
  }
}

/** As EC2 and SQS say it. AWS: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html */
function parameterError(
  { path, shown, isNull }: { readonly path: string; readonly shown: string | undefined; readonly isNull: boolean },
  code: string,
): WireError {
  if (isNull) return clientError('MissingParameter', `The request must contain the parameter ${path}`);
  const value = shown === undefined ? 'Value' : `Value (${shown.slice(0, echoedValueMax)})`;
  return clientError(code, `${value} for parameter ${path} is invalid.`);
}

function clientError(code: string, message: string): WireError {
  return { code, httpStatus: 400, fault: 'client', message };
}
