/**
 * The forms in which denials name resources, held against how AWS's own denials were worded: by operation, from its events and from what clients
 * printed. The file is others' work and not part of the project: it is read where it lies, `LOCKSTEAD_CORPORA` or `../shared/corpora`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { namedInDenial } from '../support/denial-words.ts';

const corpora = process.env['LOCKSTEAD_CORPORA'] ?? join(import.meta.dirname, '../../../../../shared/corpora');
const file = join(corpora, 'cloudtrail-events/denials.json');

interface Worded {
  readonly eventSource: string;
  readonly eventName: string;
  readonly errorMessage: string;
}

/** What the sentence names after `on resource: `, and the action that it is about. */
function readSentence(sentence: string): { readonly action: string; readonly named: string } | undefined {
  const found = /perform: iam:(\w+) on resource: (.*?)(?: because .*| with an explicit deny.*)?$/.exec(sentence);
  const [, action, named] = found ?? [];
  return action === undefined || named === undefined ? undefined : { action, named };
}

test.skipIf(!existsSync(file))('each form that is known of AWS is ours', () => {
  const known = JSON.parse(readFileSync(file, 'utf8')) as readonly Worded[];
  const differing: string[] = [];
  let held = 0;
  for (const { eventSource, eventName, errorMessage } of known) {
    const read = readSentence(errorMessage);
    if (eventSource !== 'iam.amazonaws.com' || read === undefined) continue;
    const { action, named } = read;
    // A creation asks for the permission to tag on the ARN of what it makes.
    const operation = action === eventName ? eventName : `${eventName} with tags`;
    const ours = namedInDenial(operation, arnFor(named)).replace(/ version v\d$/, ' version VERSION');
    held += 1;
    if (ours !== named) differing.push(`${operation}: ${named} there, ${ours} here`);
  }
  expect(differing).toEqual([]);
  expect(held).toBeGreaterThan(70);
});

/** An ARN of which the sentence's name is the name. */
function arnFor(named: string): string {
  if (named === '*' || named.startsWith('arn:')) return named;
  const arn = /arn:\S+/.exec(named)?.[0];
  if (arn !== undefined) return arn;
  const [kind = '', name = ''] = /^(instance profile|\w+) (.*)$/.exec(named)?.slice(1) ?? [];
  return `arn:aws:iam::ACCOUNT:${kind.replace(' ', '-')}/${name}`;
}
