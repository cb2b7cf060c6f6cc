/** Compiled resource policies, by text: the same text compiles once, and a resource whose policy changes has another text. */
import { type AttachedPolicy, type Document, parsePolicy } from '@lockstead/policy';
import { invariant } from '#kernel/invariant';

/** Texts of up to 32 KB each. */
const compiledMax = 1_000;

export class CompiledPolicies {
  /** The one that was used longest ago first. */
  readonly #compiled = new Map<string, Document>();

  /** `name` is what traces call the policy: the ARN of its resource. `text` was checked when it was taken. */
  attached(name: string, text: string): AttachedPolicy {
    let document = this.#compiled.get(text);
    if (document === undefined) {
      document = compileResourcePolicy(text);
      if (this.#compiled.size >= compiledMax) {
        for (const oldest of this.#compiled.keys()) {
          this.#compiled.delete(oldest);
          break;
        }
      }
    } else this.#compiled.delete(text);
    this.#compiled.set(text, document);
    return { name, document };
  }
}

/** `text` was checked, as one that a resource keeps. */
export function compileResourcePolicy(text: string): Document {
  const outcome = parsePolicy(text, 'resource', { stored: true });
  invariant(outcome.ok, 'a stored resource policy parses');
  return outcome.document;
}
