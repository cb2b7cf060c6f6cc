/** A folder of files that a command reads. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Folder extends Disposable {
  readonly path: string;
  write(name: string, content: string | object): void;
}

export function folder(files: Readonly<Record<string, string | object>> = {}): Folder {
  const path = mkdtempSync(join(tmpdir(), 'lockstead-policies-'));
  const write = (name: string, content: string | object): void =>
    writeFileSync(join(path, name), typeof content === 'string' ? content : JSON.stringify(content));
  for (const [name, content] of Object.entries(files)) write(name, content);
  return { path, write, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

export function policy(...Statement: readonly object[]): object {
  return { Version: '2012-10-17', Statement };
}

export const allow = (
  Action: string | readonly string[],
  Resource: string | readonly string[] = '*',
  more: object = {},
): object => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
export const deny = (
  Action: string | readonly string[],
  Resource: string | readonly string[] = '*',
  more: object = {},
): object => ({
  ...allow(Action, Resource, more),
  Effect: 'Deny',
});
