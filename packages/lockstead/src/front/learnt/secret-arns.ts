/** The ARN of a secret that a request names: it ends in six characters that the name does not tell, and policies name them. */
import { parseArn } from '#kernel/arn';
import type { Timers } from '#kernel/timers';
import { Kept } from './kept.ts';
import { json, type ReadBackend, textAt } from './readers.ts';

/** As the tables end the ARN of a secret by its name. */
const unknownEnd = '-??????';

export class SecretArns {
  readonly #kept: Kept<string>;

  constructor(timers: Pick<Timers, 'monotonicMs'>) {
    this.#kept = new Kept(timers);
  }

  /** The ARN itself where it is known already, or no backend knows more. */
  async of(arn: string, read: ReadBackend): Promise<string> {
    const name = nameOf(arn);
    if (name === undefined) return arn;
    return await this.#kept.of(
      arn,
      async () => {
        const answer = await read(arn, () => json('secretsmanager.DescribeSecret', '1.1', { SecretId: name }));
        const found = answer?.status === 200 ? arnIn(answer.body) : undefined;
        return found !== undefined && isOf(found, arn) ? found : arn;
      },
      // Not of one that is not there: it may be made at any moment.
      (found) => found !== arn,
    );
  }

  forget(arn: string): void {
    this.#kept.forget(arn);
  }
}

function nameOf(arn: string): string | undefined {
  const { service, resource = '' } = parseArn(arn) ?? {};
  if (service !== 'secretsmanager' || !resource.startsWith('secret:') || !resource.endsWith(unknownEnd))
    return undefined;
  return resource.slice('secret:'.length, -unknownEnd.length);
}

function arnIn(answer: string): string | undefined {
  try {
    return textAt(answer, 'ARN');
  } catch {
    return undefined;
  }
}

/** A backend may not make another secret of it. */
function isOf(found: string, asked: string): boolean {
  const start = asked.slice(0, -unknownEnd.length + 1);
  return found.length === asked.length && found.startsWith(start) && /^[A-Za-z0-9]{6}$/.test(found.slice(start.length));
}
