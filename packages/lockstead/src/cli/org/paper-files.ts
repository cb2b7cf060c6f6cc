/** An organization in files: a description, or what the AWS CLI printed of a real one. */
import { lstatSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Flag } from '#config/flags';
import {
  BadCollected,
  type CollectedFile,
  collectedBytesMax,
  readCollected,
} from '#organization/collected/read-collected';
import {
  BadDescription,
  type Description,
  descriptionBytesMax,
  readDescription,
} from '#organization/description/read-description';
import type { PaperOrganization } from '#organization/paper';
import { Usage } from '#terminal/exit';
import type { Terminal } from '#terminal/terminal';
import { policyBytesMax } from '../policy/document.ts';
import { readInput } from '../read-input.ts';

/** Of commands that ask about an organization without a server. */
export const organizationFilesFlag: Flag = {
  name: 'organization',
  value: 'FILES',
  help: 'the organization: the file of "org apply", or what "import org" reads',
  many: true,
};

/** Files of one folder that are read. */
const filesMax = 20_000;

/** Throws Usage with file, line and reason. `base`: the folder that the name is relative to. */
export async function descriptionIn(
  file: string,
  terminal: Terminal,
  base = terminal.workingDirectory,
): Promise<Description> {
  const path = file === '-' ? file : resolve(base, file);
  const folder = file === '-' ? base : dirname(path);
  const text = await readInput(path, terminal, descriptionBytesMax).catch((error: unknown) => {
    throw error instanceof Usage ? new Usage(error.message.replace(path, file)) : error;
  });
  try {
    return await readDescription(text, file === '-' ? 'the standard input' : file, (name) =>
      readInput(resolve(folder, name), terminal, policyBytesMax),
    );
  } catch (error) {
    if (error instanceof BadDescription) throw new Usage(error.message, { cause: error });
    throw error;
  }
}

/** What the AWS CLI printed, in files and folders. Throws Usage with file and reason. */
export async function collectedIn(
  names: readonly string[],
  terminal: Terminal,
  base = terminal.workingDirectory,
): Promise<PaperOrganization> {
  const files: CollectedFile[] = [];
  let rest = collectedBytesMax;
  for (const name of names.flatMap((each) => filesOf(each, base))) {
    const text = await readInput(resolve(base, name), terminal, rest);
    rest -= Buffer.byteLength(text);
    files.push({ name, text });
  }
  try {
    return readCollected(files);
  } catch (error) {
    if (error instanceof BadCollected) throw new Usage(error.message, { cause: error });
    throw error;
  }
}

/** A folder (or several files) is what the AWS CLI printed; one file that is YAML or has a root is a description. */
export async function organizationIn(
  names: readonly string[],
  terminal: Terminal,
  base = terminal.workingDirectory,
): Promise<PaperOrganization> {
  const [only = '', ...more] = names;
  const isOne = more.length === 0 && !isFolder(resolve(base, only));
  return isOne ? await descriptionIn(only, terminal, base) : await collectedIn(names, terminal, base);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** The JSON files of a folder; links out of it are not followed. */
function filesOf(name: string, base: string): readonly string[] {
  const path = resolve(base, name);
  if (!isFolder(path)) return [name];
  const files = readdirSync(path)
    .filter((file) => file.endsWith('.json') && lstatSync(join(path, file)).isFile())
    .sort();
  if (files.length === 0) throw new Usage(`${name} has no files that end in .json.`);
  if (files.length > filesMax) throw new Usage(`${name} has more than ${filesMax} files.`);
  return files.map((file) => join(name, file));
}
