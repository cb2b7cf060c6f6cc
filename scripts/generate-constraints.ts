/** The tables of packages/wire that come from botocore: constraints, and the models of services that are in no npm package. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { serviceTable } from '../packages/wire/src/index.ts';
import type { Generator } from './generator.ts';
import { type BotocoreModel, schemasOfBotocore } from './models/botocore-schemas.ts';
import { storedOfSchemas, textOfStored } from './models/stored-of-schemas.ts';

const run = promisify(execFile);

/** Other versions make other tables, so no other will do. */
export const botocoreVersion = '1.44.5';

/** Names by which botocore knows services, where they are not the table's. */
const botocoreNames: Readonly<Record<string, string>> = {
  'access-analyzer': 'accessanalyzer',
  elasticloadbalancingv2: 'elbv2',
  monitoring: 'cloudwatch',
  tagging: 'resourcegroupstaggingapi',
};

/** In no npm package: their whole model comes from botocore. */
const withoutPackage = serviceTable.filter((entry) => entry.model === 'botocore').map((entry) => entry.id);

const scripts = dirname(fileURLToPath(import.meta.url));
const modelFolder = 'packages/wire/src/model';

export const constraints: Generator = {
  name: 'constraints',
  async outputs() {
    const python = await findPython();
    if (python === undefined) {
      const how = `python3 -m venv .venv && .venv/bin/pip install botocore==${botocoreVersion}`;
      return { unavailable: `no Python here has botocore ${botocoreVersion} (${how})` };
    }
    const out = await mkdtemp(join(tmpdir(), 'lockstead-constraints-'));
    try {
      const pair = (id: string): string => `${id}=${botocoreNames[id] ?? id}`;
      const packaged = serviceTable.filter((entry) => entry.clientPackage !== undefined).map((entry) => entry.id);
      const services = [...packaged, ...withoutPackage].map(pair);
      const script = join(scripts, 'generate-constraints.py');
      await run(python, [script, out, ...services, '--model', ...withoutPackage.map(pair)]);
      return { files: await filesOf(out) };
    } finally {
      await rm(out, { recursive: true, force: true });
    }
  },
};

async function filesOf(out: string): Promise<Map<string, string>> {
  const files: Map<string, string> = new Map();
  for (const name of (await readdir(join(out, 'constraints'))).sort()) {
    files.set(`${modelFolder}/constraints/${name}`, await readFile(join(out, 'constraints', name), 'utf8'));
  }
  for (const name of (await readdir(join(out, 'converted'))).sort()) {
    const model = JSON.parse(await readFile(join(out, 'converted', name), 'utf8')) as BotocoreModel;
    files.set(`${modelFolder}/stored/${name}`, storedOf(model, name.replace('.json', '')));
  }
  return files;
}

/** Those without a package speak JSON, all of them. */
function storedOf(model: BotocoreModel, id: string): string {
  const namespace = `com.amazonaws.${id.replaceAll('-', '')}`;
  const source = `botocore ${model.botocore}, ${model.source}, SHA-256 ${model.sha256}`;
  return textOfStored(storedOfSchemas(schemasOfBotocore(model, namespace, 'jsonName'), source, namespace));
}

/** `LOCKSTEAD_PYTHON`, the repository's own environment, or what is on the path: the first that has exactly that botocore. */
export async function findPython(): Promise<string | undefined> {
  const named = process.env['LOCKSTEAD_PYTHON'];
  const candidates = [...(named === undefined ? [] : [named]), join(dirname(scripts), '.venv/bin/python'), 'python3'];
  for (const python of candidates) {
    const asked = await run(python, ['-c', 'import botocore; print(botocore.__version__)']).catch(() => undefined);
    if (asked?.stdout.trim() === botocoreVersion) return python;
  }
  return undefined;
}
