/** Stored models against what they were made from, as the codecs see both. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  loadModel,
  modelOfSchemas,
  type ServiceEntry,
  type ServiceModel,
  type Shape,
  serviceById,
  serviceTable,
} from '../../packages/wire/src/index.ts';
import { findPython } from '../generate-constraints.ts';
import { type BotocoreModel, schemasOfBotocore } from './botocore-schemas.ts';

async function modelOfPackage(entry: ServiceEntry): Promise<ServiceModel> {
  const module = (await import(`@aws-sdk/client-${entry.clientPackage}`)) as object;
  return modelOfSchemas(entry, Object.values(module));
}

const stored = serviceTable.filter(({ model }) => model === 'sdk').map(({ id }) => id);

test.each(stored)('the stored model of %s is that of its package', async (id) => {
  const entry = serviceById(id) as ServiceEntry;
  // The stored one last, so that it is the one that errors are said with.
  const sdk = everything(await modelOfPackage(entry));
  const own = everything(await loadModel(entry));
  // An error of the package's own, which AWS does not know.
  for (const name of sdk.keys())
    if (/^(error|shape) \w+ServiceException$/.test(name) && !own.has(name)) sdk.delete(name);
  expect(own).toEqual(sdk);
  expect(own.size).toBeGreaterThan(20);
});

const python = await findPython();
if (python === undefined)
  console.log('models of botocore are not compared with the SDK: no Python with botocore (see npm run generate)');

test.skipIf(python === undefined)('GuardDuty from botocore is GuardDuty from its package', async () => {
  const out = mkdtempSync(join(tmpdir(), 'lockstead-converted-'));
  const script = join(import.meta.dirname, '../generate-constraints.py');
  execFileSync(python as string, [script, out, '--model', 'guardduty=guardduty']);
  const botocore = JSON.parse(readFileSync(join(out, 'converted/guardduty.json'), 'utf8')) as BotocoreModel;
  rmSync(out, { recursive: true });
  const entry = serviceById('guardduty') as ServiceEntry;
  const converted = modelOfSchemas(entry, schemasOfBotocore(botocore, 'com.amazonaws.guardduty', 'jsonName'));
  const sdk = everything(await loadModel(entry));
  let compared = 0;
  for (const [name, outline] of everything(converted)) {
    if (!name.startsWith('operation ')) continue;
    expect(sdk.get(name), name).toEqual(outline);
    compared += 1;
  }
  expect(compared).toBeGreaterThan(80);
});

/** All that a model says, by name: operations, errors, shapes with their members and traits. */
function everything(model: ServiceModel): Map<string, unknown> {
  const all = new Map<string, unknown>();
  const visit = (shape: Shape): unknown => {
    switch (shape.kind) {
      case 'struct': {
        const name = `shape ${shape.name}`;
        if (all.has(name)) return name;
        const members: unknown[] = [];
        all.set(name, { traits: shape.traits, union: shape.union, members });
        for (const member of shape.members())
          members.push([member.name, member.required, member.traits, visit(member.shape)]);
        return name;
      }
      case 'list': {
        const name = `list ${shape.name}`;
        if (shape.name !== '' && all.has(name)) return name;
        all.set(name, undefined);
        const { traits, shape: element } = shape.element();
        const outline = { traits: shape.traits, of: traits, element: visit(element) };
        if (shape.name === '') return outline;
        all.set(name, outline);
        return name;
      }
      case 'map': {
        const name = `map ${shape.name}`;
        if (shape.name !== '' && all.has(name)) return name;
        all.set(name, undefined);
        const [key, value] = [shape.key(), shape.value()];
        const outline = [shape.traits, key.traits, visit(key.shape), value.traits, visit(value.shape)];
        if (shape.name === '') return outline;
        all.set(name, outline);
        return name;
      }
      default:
        return [shape.kind, shape.format, shape.name, shape.traits];
    }
  };
  for (const { name, http, input, output } of model.operations.values())
    all.set(`operation ${name}`, [http, input && visit(input), output && visit(output)]);
  for (const { name, code, httpStatus, fault, shape } of model.errors.values())
    all.set(`error ${name}`, [code, httpStatus, fault, visit(shape)]);
  return all;
}
