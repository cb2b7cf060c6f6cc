/** Problems found while reading, and the walk over members that every reader shares. */
import { problemsMax } from '../limits.ts';
import type { Span } from '../span.ts';
import { awsMessages } from './aws-messages.ts';
import type { Problem } from './document.ts';
import type { JsonMember } from './json.ts';

/** Where problems go. One for each document. */
export class Problems {
  readonly list: Problem[] = [];

  add(path: string, span: Span, code: string, message: string, awsMessage: string = awsMessages.syntax): void {
    if (this.list.length < problemsMax) this.list.push({ path, span, code, message, awsMessage });
  }
}

/** Members by key. A key that stands twice is a problem: readers differ in which one they take. */
export function membersOf(
  members: readonly JsonMember[],
  path: string,
  problems: Problems,
): ReadonlyMap<string, JsonMember> {
  const byKey = new Map<string, JsonMember>();
  for (const member of members) {
    if (byKey.has(member.key))
      problems.add(join(path, member.key), member.keySpan, 'JSON_SYNTAX_ERROR', `"${member.key}" stands twice`);
    else byKey.set(member.key, member);
  }
  return byKey;
}

export function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
