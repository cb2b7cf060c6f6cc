/** `lockstead env` where the AWS CLI on PATH is one that asks AWS itself for some services. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { emptyFolder } from './cli.ts';
import { shown } from './terminal.ts';

const folder = emptyFolder();
afterAll(() => folder.remove());
let count = 0;

/** A place where the AWS CLI is installed; answers its folder of programs. */
function installed(metadata: string | undefined, packages = 'lib/python3.11/site-packages'): string {
  count += 1;
  const prefix = join(folder.path, String(count));
  mkdirSync(join(prefix, 'bin'), { recursive: true });
  writeFileSync(join(prefix, 'bin/aws'), '#!/usr/bin/env python3\n');
  if (metadata !== undefined) mkdirSync(join(prefix, packages, metadata), { recursive: true });
  return join(prefix, 'bin');
}

async function warned(path: string | undefined): Promise<string> {
  const { code, err, out } = await shown(['env', '--dev'], {
    workingDirectory: folder.path,
    environment: path === undefined ? {} : { PATH: path },
  });
  expect(code).toBe(0);
  expect(out).toContain('AWS_ENDPOINT_URL');
  return err;
}

test.each([
  ['awscli-1.46.3.dist-info', 'lib/python3.11/site-packages'],
  ['awscli-1.22.34.egg-info', 'lib/python3/dist-packages'],
])('version 1 is named, with what it does: %s', async (metadata, packages) => {
  const version = metadata.slice('awscli-'.length, metadata.lastIndexOf('.'));
  const err = await warned(`/nowhere:${installed(metadata, packages)}`);
  expect(err).toContain(
    `version ${version}. Version 1 sends aws sqs, emr, rds, docdb, neptune and health to AWS itself`,
  );
});

test('through a link, as pipx makes it', async () => {
  const links = join(folder.path, 'links');
  mkdirSync(links);
  symlinkSync(join(installed('awscli-1.40.0.dist-info'), 'aws'), join(links, 'aws'));
  expect(await warned(links)).toContain('version 1.40.0');
});

test.each([
  ['version 2', () => installed('awscli-2.31.0.dist-info')],
  ['another package of the name', () => installed('awscli_local-1.0.0.dist-info')],
  ['nothing beside it', () => installed(undefined)],
  [
    'version 2 before version 1',
    () => `${installed('awscli-2.31.0.dist-info')}:${installed('awscli-1.46.3.dist-info')}`,
  ],
  ['none at all', () => '/nowhere'],
  ['no PATH', () => undefined],
])('%s: nothing is said', async (_, path) => {
  expect(await warned(path())).toBe('');
});
