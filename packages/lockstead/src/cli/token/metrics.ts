/** `lockstead token metrics`: the bearer token by which Prometheus reads the metrics. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { dataDirectoryOf } from '#client/server';
import { parseConfig } from '#config/config';
import { metricsToken } from '#config/metrics-token';
import { loadRootKey } from '#config/root-key';
import { systemEntropy } from '#kernel/entropy';
import { type ExitCode, Failure } from '#terminal/exit';
import type { Command } from '../command.ts';
import { dataFlag, noWords, parseWords } from '../words.ts';

const keyFlag = { name: 'root-key', value: 'file:PATH|env:NAME|prompt', help: 'the root key, if not in the directory' };

export const metrics: Command = {
  name: 'token metrics',
  summary: 'print the bearer token that reads /_lockstead/metrics, and nothing else',
  about: [
    'It is made from the root key, and is the same on every node that has that key. It is valid until the key changes. A server with --ephemeral has none.',
  ],
  examples: ['lockstead token metrics > metrics.token'],
  exits: { 0: 'printed', 2: 'there is no root key to make it from' },
  flags: [dataFlag, keyFlag],

  async run(argv, terminal): Promise<ExitCode> {
    const words = parseWords(metrics, argv);
    noWords(metrics, words);
    const directory = dataDirectoryOf(words, terminal);
    const { environment, ask } = terminal;
    const file = join(directory, 'root-key');
    const source = words.text(keyFlag.name) ?? environment['LOCKSTEAD_ROOT_KEY'] ?? `file:${file}`;
    if (source === `file:${file}` && !existsSync(file))
      throw new Failure(`There is no root key ${file}: name the server's --data directory, or its --root-key.`, 2);
    const config = parseConfig({ ephemeral: true, 'root-key': source });
    const rootKey = await loadRootKey(config, {
      environment,
      entropy: systemEntropy(),
      ...(ask === undefined ? {} : { ask }),
    });
    terminal.out(`${metricsToken(rootKey).reveal()}\n`);
    return 0;
  },
};
