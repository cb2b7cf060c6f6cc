/** `lockstead can`: whether somebody may do something, by the policies that the server has now. */

import { adminClient } from '#client/admin-client';
import type { ExplainedPair } from '#explained/decision';
import { pairLines } from '#explained/render';
import { type ExitCode, Usage } from '#terminal/exit';
import { harmlessValue, paintFor } from '#terminal/paint';
import type { Command } from './command.ts';
import { say } from './flow.ts';
import {
  contextFlag,
  contextOfPairs,
  contextPairs,
  ownerFlag,
  principalArn,
  refuseUnknownAction,
} from './what-if/question.ts';
import { jsonFlag, parseWords, serverFlags } from './words.ts';

interface Answer extends ExplainedPair {
  readonly allowed: boolean;
  /** Of a question about `*`: what the answer is about. */
  readonly on: 'one' | 'every' | 'some' | 'none';
  readonly pattern?: string;
}

export const can: Command = {
  name: 'can',
  summary: 'say whether somebody may do something, why, and what would allow it',
  words: 'PRINCIPAL ACTION RESOURCE',
  about: [
    'PRINCIPAL is the ARN of a user, role, session of a role or root user; user/NAME, role/NAME or root of the server’s account; the name of a service (lambda.amazonaws.com); or anonymous. A user or role that has a path is found without it. It only decides; it does not do the action.',
    'RESOURCE is an ARN, or * for any resource. Then the answer says which resources.',
    'The request is taken to be made now, over TLS, in the home region of the server. Give addresses, tags and all other facts with --context.',
  ],
  examples: [
    'lockstead can user/alice iam:ListUsers "*"',
    'lockstead can role/app s3:GetObject "*" --context aws:SourceIp=10.0.0.9',
  ],
  exits: {
    0: 'yes',
    1: 'no',
    2: 'it cannot be asked: no such action or principal, no server, no permission',
  },
  flags: [
    contextFlag,
    ownerFlag,
    ...serverFlags,
    { name: 'all', help: 'show all statements and all condition keys of the request' },
  ],

  async run(argv, terminal): Promise<ExitCode> {
    const words = parseWords(can, argv);
    const [principal, action, resource, ...more] = words.words;
    if (principal === undefined || action === undefined || resource === undefined || more.length > 0)
      throw new Usage('"lockstead can" takes a PRINCIPAL, an ACTION and a RESOURCE.');
    refuseUnknownAction(action);
    const context = contextOfPairs(contextPairs(words));
    const owner = words.text(ownerFlag.name);
    const client = adminClient(words, terminal);
    const answer = (await client.post('decide', {
      principal: await principalArn(principal, client),
      action,
      resource,
      context,
      ...(owner === undefined ? {} : { resourceAccount: owner }),
    })) as Answer;
    if (words.has(jsonFlag.name)) terminal.out(`${JSON.stringify(answer)}\n`);
    else {
      const paint = paintFor(terminal);
      const harmless = harmlessValue(answer);
      const verdict = answer.allowed ? paint.good('Yes') : paint.bad('No');
      const lines = [`${verdict}${scopeOf(harmless)}.`, ...pairLines(harmless, { paint, all: words.has('all') }), ''];
      say(terminal, lines.join('\n'));
    }
    return answer.allowed ? 0 : 1;
  },
};

function scopeOf({ on, pattern = '' }: Answer): string {
  switch (on) {
    case 'one':
      return '';
    case 'every':
      return ', on every resource that no policy denies';
    case 'some':
      return `, on some resources: ${pattern}`;
    case 'none':
      return ', on no resource';
  }
}
