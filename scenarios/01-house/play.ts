import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLockstead } from 'lockstead';
import { lockstead } from '../lockstead.ts';
import type { Play, Stage } from '../stage.ts';

interface Answer {
  readonly layer: string;
  readonly label: string;
  readonly party: string;
  readonly why: string;
  readonly must?: string;
  readonly source: { readonly url: string };
}

interface Service {
  readonly title: string;
  readonly answers: readonly Answer[];
}

interface HostLine {
  readonly about: string;
  readonly layer: string;
  readonly state: 'inOrder' | 'notInOrder' | 'notSeen';
  readonly says: string;
  readonly advice?: string;
}

const whose: Readonly<Record<string, string>> = {
  inherited: 'the provider',
  provider: 'the provider',
  customer: 'you',
  shared: 'both',
  notApplicable: 'nobody: there is no such layer',
  notSettled: 'not settled by AWS’s pages',
};

export const play: Play = async (stage) => {
  const { cloud, step, say, check } = stage;

  step('Who answers for which layer?');
  const asked = await lockstead(cloud, ['responsibility', 'ec2', 'rds', 'saas', '--json']);
  const { services } = JSON.parse(asked.out) as { readonly services: readonly Service[] };
  check('a virtual machine, a database and a product are answered', services.length === 3, asked.out);
  for (const { title, answers } of services) {
    say(`${title}: ${answers.map(({ label, party }) => `${label.toLowerCase()} ${whose[party]}`).join(', ')}`);
    const named = answers.filter(
      ({ party, why, source }) => whose[party] !== undefined && why !== '' && source.url !== '',
    );
    check(
      `each of its 17 layers names somebody, with a reason and a page`,
      named.length === 17,
      JSON.stringify(answers),
    );
  }
  const partyOf = (i: number, layer: string): string | undefined =>
    services[i]?.answers.find((answer) => answer.layer === layer)?.party;
  check(
    'the building is never yours',
    [0, 1, 2].every((i) => partyOf(i, 'facility') === 'inherited'),
  );
  check(
    'the data always is',
    [0, 1, 2].every((i) => partyOf(i, 'data') === 'customer'),
  );

  step('Whoever runs Lockstead has taken over the other half');
  const folder = await mkdtemp(join(tmpdir(), 'lockstead-house-'));
  try {
    await hostPart(stage, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

async function hostPart({ cloud, step, say, check }: Stage, folder: string): Promise<void> {
  const data = join(folder, 'data');
  await (await startLockstead({ data })).stop();
  const look = async (): Promise<{ readonly code: number; readonly lines: readonly HostLine[] }> => {
    const { code, out } = await lockstead(cloud, ['responsibility', 'host', '--data', data, '--json']);
    return { code, lines: (JSON.parse(out) as { readonly lines: readonly HostLine[] }).lines };
  };
  const before = await look();
  for (const { about, state, says } of before.lines)
    say(`${{ inOrder: '✓', notInOrder: '✗', notSeen: '–' }[state]} ${about}: ${says}`);
  const layers = new Set(before.lines.map(({ layer }) => layer));
  for (const layer of ['facility', 'hardware', 'guest-os', 'encryption-at-rest', 'key-custody', 'backup'])
    check(`the layer ${layer} is now theirs, and is told`, layers.has(layer));
  check(
    'what cannot be seen is said, and not passed off as in order',
    before.lines.some(({ about, state }) => about === 'Building' && state === 'notSeen'),
  );
  check(
    'what is not in order says what mends it',
    before.lines.every(({ state, advice }) => state !== 'notInOrder' || advice !== undefined),
  );
  check('the command exits with 1', before.code === 1, String(before.code));

  step('They make a backup, and try to restore it');
  const stateOf = (lines: readonly HostLine[], about: string): string | undefined =>
    lines.find((line) => line.about === about)?.state;
  check('before, there is none', stateOf(before.lines, 'Backup') === 'notInOrder');
  const key = join(folder, 'key');
  await copyFile(join(data, 'root-key'), key);
  await lockstead(cloud, ['backup', join(folder, 'backup.tar'), '--data', data]);
  const made = await look();
  check('the backup is known', stateOf(made.lines, 'Backup') === 'inOrder');
  check('that none was ever restored, too', stateOf(made.lines, 'Restore') === 'notInOrder');
  const source = ['--backup-of', data, '--root-key', `file:${key}`];
  await lockstead(cloud, ['restore', join(folder, 'backup.tar'), '--data', join(folder, 'again'), ...source]);
  check('after a restore, its line is in order', stateOf((await look()).lines, 'Restore') === 'inOrder');
}
