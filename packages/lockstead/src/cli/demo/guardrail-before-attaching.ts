/** The demo's second story: two weeks of logs, a guardrail that looks harmless, what it would have broken, and the one that does not. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parsePolicy } from '@lockstead/policy';
import { systemClock } from '#kernel/clock';
import { eventsIn, findEventFiles } from '#replay/read/event-files';
import { replay } from '#replay/replay';
import { writeSampleLogs } from '#replay/sample/sample-logs';
import type { Terminal } from '#terminal/terminal';
import { Progress } from '../progress.ts';
import { type Outcome, outcomeOf } from '../replay/outcome.ts';
import { textReport } from '../replay/report-text.ts';
import type { Teller } from './teller.ts';

const eventsOfSample = 20_000;
const regions = ['eu-central-1', 'eu-west-1'];
const globalServices = ['iam:*', 'organizations:*', 'sts:*', 'cloudfront:*', 'route53:*', 'support:*'];

const stayInEurope = (exempt: readonly string[], condition: object = {}): object => ({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'StayInEurope',
      Effect: 'Deny',
      NotAction: [...globalServices, ...exempt],
      Resource: '*',
      Condition: { StringNotEquals: { 'aws:RequestedRegion': regions }, ...condition },
    },
  ],
});

const first = stayInEurope([]);
const second = stayInEurope(['ecr-public:GetAuthorizationToken', 'acm:*'], {
  ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/backup' },
});

/** True when everything came out as it should. */
export async function guardrailBeforeAttaching(terminal: Terminal, tell: Teller): Promise<boolean> {
  const { paint } = tell;
  const folder = await mkdtemp(join(tmpdir(), 'lockstead-demo-'));
  try {
    tell.step('Two weeks of CloudTrail logs');
    const files = await writeSampleLogs(folder, eventsOfSample);
    tell.line(
      `${eventsOfSample.toLocaleString('en-US')} events of two accounts in ${files} files: an application, a release pipeline, nightly backups, people at the console.`,
    );

    tell.step('A guardrail that looks harmless: work stays in Europe, global services are exempt');
    tell.line(JSON.stringify(first, null, 2));

    tell.step('What it would have stopped');
    const broken = await tried(first, folder, terminal);
    tell.line(textReport(broken, paint, false));
    if (broken.counts.stops === 0) return fail(tell, 'The guardrail stops nothing, and should.');
    tell.line(
      'The pipeline signs in to the public image registry, which is in us-east-1 alone, and certificates of distributions must be there too. A copy of each backup goes to us-west-2.',
    );

    tell.step('The same guardrail, with these three exempt');
    const mended = await tried(second, folder, terminal);
    const { stops, depends, goesOn } = mended.counts;
    if (stops + depends > 0) return fail(tell, 'The second guardrail still stops something.');
    tell.line(`${paint.good('✓ nothing that was used would stop:')} ${goesOn.toLocaleString('en-US')} calls go on.`);
    return true;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function tried(policy: object, folder: string, terminal: Terminal): Promise<Outcome> {
  const parsed = parsePolicy(JSON.stringify(policy), 'serviceControl');
  if (!parsed.ok) throw new TypeError('the policy of the demo does not parse');
  const proposal = {
    kind: 'scp' as const,
    policies: [{ name: 'stay-in-europe.json', document: parsed.document }],
    replacesFullAccess: false,
  };
  const { files } = await findEventFiles([folder], folder);
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const progress = new Progress(terminal, systemClock(), total);
  const events = (async function* () {
    for (const file of files) yield* eventsIn(file, terminal.input, (bytes) => progress.add(bytes));
  })();
  try {
    const tallied = await replay(proposal, events);
    return outcomeOf({ proposal, files: ['stay-in-europe.json'], notes: [] }, tallied, files.length);
  } finally {
    progress.end();
  }
}

function fail(tell: Teller, what: string): false {
  tell.line(tell.paint.bad(`✗ ${what}`));
  return false;
}
