/** `lockstead why`: what decided a request, by its id or by the message that a client printed. */

import { type AdminClient, adminClient, Refused } from '#client/admin-client';
import { type Advice, adviceOf } from '#explained/advice';
import type { ExplainedDecision } from '#explained/decision';
import { type DenialMessage, parseDenialMessage, requestIdIn } from '#explained/denial-message';
import { knownError } from '#explained/known-errors';
import { renderDecision } from '#explained/render';
import { type ExitCode, Failure, Usage } from '#terminal/exit';
import { harmlessValue, paintFor } from '#terminal/paint';
import type { Terminal } from '#terminal/terminal';
import type { Words } from '#terminal/words';
import type { Command } from './command.ts';
import { say } from './flow.ts';
import { readInput } from './read-input.ts';
import { jsonFlag, parseWords, serverFlags } from './words.ts';

const textBytesMax = 1024 * 1024;
const allFlag = { name: 'all', help: 'show all statements and all condition keys of the request' };
const requestIdForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const why: Command = {
  name: 'why',
  summary: 'say why a request was denied or allowed, and what would allow it',
  words: '[REQUEST_ID|MESSAGE|-]',
  about: [
    'Without an argument it explains the last denial of anybody. MESSAGE is an error message as a client printed it; - reads it from standard input. The newest denial with that message is explained. If no server knows it, the message is explained by itself.',
  ],
  examples: ['lockstead why', 'aws iam list-users 2>&1 | lockstead why -'],
  exits: {
    0: 'explained',
    1: 'nothing is known of that request, or nothing has been denied',
    2: 'neither a request id nor a denial was given, or no server answers',
  },
  flags: [...serverFlags, allFlag],

  async run(argv, terminal): Promise<ExitCode> {
    const words = parseWords(why, argv);
    const client = adminClient(words, terminal);
    if (words.words.length === 0) {
      show(await decisionOf({ last: 'denial' }, client), words, terminal);
      return 0;
    }
    const text = await textOf(words, terminal);
    if (requestIdForm.test(text)) {
      show(await decisionOf({ requestId: text }, client), words, terminal);
      return 0;
    }
    return await explainText(text, client, words, terminal);
  },
};

/** That nothing is known of a request is an answer. That the server cannot be asked is not. */
async function decisionOf(query: Readonly<Record<string, string>>, client: AdminClient): Promise<ExplainedDecision> {
  try {
    return (await client.get('decisions', query)) as ExplainedDecision;
  } catch (error) {
    if (error instanceof Refused && error.status === 404) throw new Failure(error.message, 1);
    throw error;
  }
}

async function textOf(words: Words, terminal: Terminal): Promise<string> {
  const given = words.words.join(' ');
  const text = given === '-' ? await readInput('-', terminal, textBytesMax) : given;
  if (text.trim() === '') throw new Usage('"lockstead why" wants a request id, or the message of a denial.');
  return text.trim();
}

async function explainText(text: string, client: AdminClient, words: Words, terminal: Terminal): Promise<ExitCode> {
  const denial = parseDenialMessage(text);
  const requestId = requestIdIn(text);
  const asked = await ask(client, denial, requestId);
  if (asked.decision !== undefined) {
    show(asked.decision, words, terminal);
    return 0;
  }
  const advice = denial === undefined ? knownError(text) : adviceOf(denial);
  if (advice === undefined) {
    if (asked.reason !== undefined) throw asked.reason;
    throw new Usage(
      'that is neither a request id nor a denial; a denial has a sentence such as "User: … is not authorized to perform: …".',
    );
  }
  showAdvice(advice, denial, asked.reason?.message, words, terminal);
  return 0;
}

interface Asked {
  readonly decision?: ExplainedDecision;
  /** Why no server's answer is there. */
  readonly reason?: Failure;
}

/** By the id if the text has one, then by what the sentence names. */
async function ask(
  client: AdminClient,
  denial: DenialMessage | undefined,
  requestId: string | undefined,
): Promise<Asked> {
  const queries: Readonly<Record<string, string>>[] = [];
  if (requestId !== undefined) queries.push({ requestId });
  if (denial !== undefined) {
    const { principal, action, resource } = denial;
    const anyPath = denial.isNamed === true ? { anyPath: '' } : {};
    queries.push({ principal, action, ...(resource === undefined ? {} : { resource }), ...anyPath });
  }
  let reason: Failure | undefined;
  for (const query of queries) {
    try {
      return { decision: (await client.get('decisions', query)) as ExplainedDecision };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      reason = error instanceof Refused && error.status === 404 ? new Failure(error.message, 1) : error;
    }
  }
  return reason === undefined ? {} : { reason };
}

function show(decision: ExplainedDecision, words: Words, terminal: Terminal): void {
  if (words.has(jsonFlag.name)) terminal.out(`${JSON.stringify({ from: 'decision', ...decision })}\n`);
  else
    say(terminal, renderDecision(harmlessValue(decision), { paint: paintFor(terminal), all: words.has(allFlag.name) }));
}

function showAdvice(
  { what, todo }: Advice,
  denial: DenialMessage | undefined,
  reason: string | undefined,
  words: Words,
  terminal: Terminal,
): void {
  if (words.has(jsonFlag.name)) {
    terminal.out(`${JSON.stringify({ from: 'message', ...denial, what, todo })}\n`);
    return;
  }
  const paint = paintFor(terminal);
  if (reason !== undefined) say(terminal, paint.dim(`From the message alone: ${harmlessValue(reason)}\n\n`));
  say(terminal, `${paint.bold(harmlessValue(what))}\n`);
  for (const line of todo) say(terminal, `  ${harmlessValue(line)}\n`);
}
