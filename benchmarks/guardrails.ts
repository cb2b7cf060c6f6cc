/**
 * What guardrails cost a decision (guardrails/decisions.ts), and what a dry run of one costs: `lockstead replay` over sample logs of 10,000, 100,000 and 1,000,000 events, compressed as CloudTrail
 * delivers them. Each in a fresh process; memory is that process's highest.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { writeSampleLogs } from '../packages/lockstead/src/replay/sample/sample-logs.ts';
import { measureDecisions } from './guardrails/decisions.ts';

type Figures = Record<string, number | string>;

const counts: Readonly<Record<string, number>> = { '10k': 10_000, '100k': 100_000, '1M': 1_000_000 };

/** One that looks at every call, and one that asks what a record does not tell. */
const policy = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'StayInEurope',
      Effect: 'Deny',
      NotAction: ['iam:*', 'organizations:*', 'sts:*', 'cloudfront:*', 'route53:*', 'support:*'],
      Resource: '*',
      Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-central-1', 'eu-west-1'] } },
    },
    {
      Sid: 'KeepBackups',
      Effect: 'Deny',
      Action: ['ec2:DeleteSnapshot', 'backup:Delete*'],
      Resource: '*',
      Condition: { StringNotEquals: { 'aws:PrincipalTag/job': 'backup' } },
    },
    { Sid: 'KeepTrails', Effect: 'Deny', Action: ['cloudtrail:StopLogging', 'cloudtrail:DeleteTrail'], Resource: '*' },
  ],
};

export async function run(progress: (line: string) => void): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), 'lockstead-bench-'));
  try {
    writeFileSync(join(folder, 'policy.json'), JSON.stringify(policy));
    progress('decisions in an organization of 2,000 accounts');
    const figures: Figures = await measureDecisions();
    for (const [name, count] of Object.entries(counts)) {
      progress(`${count.toLocaleString('en-US')} events: writing them`);
      const logs = join(folder, name);
      await writeSampleLogs(logs, count);
      progress(`${count.toLocaleString('en-US')} events: replaying them`);
      const { seconds, rssMb, events } = replayed(folder, logs);
      if (events !== count) throw new Error(`${events} of ${count} events were read`);
      figures[`replayRssMb${name}`] = rssMb;
      if (name !== '1M') continue;
      figures['replaySeconds'] = seconds;
      figures['replayEventsPerSecond'] = Math.round(count / seconds);
      figures['replayRssMb'] = rssMb;
    }
    return figures;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Measured {
  readonly seconds: number;
  readonly rssMb: number;
  readonly events: number;
}

/** The command itself, whole: from the policy's text to the JSON that it prints. */
function replayed(folder: string, logs: string): Measured {
  const cli = new URL('../packages/lockstead/src/cli/run.ts', import.meta.url).href;
  const typed = new URL('../packages/lockstead/src/terminal/typed.ts', import.meta.url).href;
  const code = `
    import process from 'node:process';
    import { runCommand } from ${JSON.stringify(cli)};
    import { plainly } from ${JSON.stringify(typed)};
    let out = '';
    const terminal = {
      out: (text) => { out += text; }, err: (text) => process.stderr.write(text), input: process.stdin, isTerminal: false,
      environment: {}, workingDirectory: ${JSON.stringify(folder)}, typed: plainly,
    };
    const start = performance.now();
    await runCommand(['replay', '--scp', 'policy.json', '--events', ${JSON.stringify(logs)}, '--json'], terminal);
    const seconds = (performance.now() - start) / 1000;
    console.log(JSON.stringify({ seconds, rssMb: Math.round(process.resourceUsage().maxRSS / 1024), events: JSON.parse(out).counts.events }));`;
  const flags = ['--input-type=module', '--eval', code];
  const { seconds, ...rest } = JSON.parse(execFileSync(process.execPath, flags, { encoding: 'utf8' })) as Measured;
  return { seconds: Math.round(seconds * 10) / 10, ...rest };
}
