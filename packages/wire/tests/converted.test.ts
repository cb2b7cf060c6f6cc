/** Services that are in no npm package, and the proof that a converted model is the SDK's model: both of one service, compared whole. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import {
  decode,
  encode,
  loadModel,
  modelOfSchemas,
  resolveOperation,
  type ServiceModel,
  type Shape,
  serviceById,
  validate,
} from '../src/index.ts';
import { type BotocoreModel, schemasOfBotocore } from '../src/model/botocore-schemas.ts';
import { fixtureModel } from './fixture-models.ts';

async function modelById(id: string): Promise<ServiceModel> {
  const entry = serviceById(id);
  if (entry === undefined) throw new Error(`no service ${id}`);
  return loadModel(entry);
}

test('Artifact: a report is asked for and answered', async () => {
  const model = await modelById('artifact');
  const request = {
    method: 'GET',
    path: '/v1/report/get',
    query: 'reportId=report-jRVRFP8HxUN5zpPh&reportVersion=2&termToken=t&x=1',
    headers: {},
    rawHeaders: [],
  };
  const resolved = resolveOperation(model, request);
  if (!resolved.ok) throw new Error(resolved.error.code);
  expect(resolved).toMatchObject({ protocol: 'restJson1', operation: { name: 'GetReport' } });
  const decoded = decode(model, resolved.operation, resolved.protocol, request, new Uint8Array());
  const input = { reportId: 'report-jRVRFP8HxUN5zpPh', reportVersion: 2, termToken: 't' };
  expect(decoded).toEqual({ ok: true, input, ignored: ['x'] });
  expect(validate(model, resolved.operation, { ...input, reportId: 'x', reportVersion: 0 })?.message).toMatch(
    /^2 validation errors detected: /,
  );
  const response = encode(model, resolved.operation, resolved.protocol, { documentPresignedUrl: 'https://u' }, 'r');
  expect(response).toMatchObject({ status: 200, body: '{"documentPresignedUrl":"https://u"}' });
});

test('inspector-scan: a document goes through whole', async () => {
  const model = await modelById('inspector-scan');
  const request = { method: 'POST', path: '/scan/sbom', query: '', headers: {}, rawHeaders: [] };
  const resolved = resolveOperation(model, request);
  if (!resolved.ok) throw new Error(resolved.error.code);
  const sbom = { bomFormat: 'CycloneDX', components: [{ name: 'a', version: null }] };
  const body = Buffer.from(JSON.stringify({ sbom, outputFormat: 'INSPECTOR' }));
  const decoded = decode(model, resolved.operation, resolved.protocol, request, body);
  expect(decoded).toEqual({ ok: true, input: { sbom, outputFormat: 'INSPECTOR' }, ignored: [] });
});

const root = fileURLToPath(new URL('../../..', import.meta.url));
const python = process.env['LOCKSTEAD_PYTHON'] ?? join(root, '.venv/bin/python');
const hasBotocore = existsSync(python);
if (!hasBotocore)
  console.log('converted models are not compared with the SDK: no Python with botocore (see npm run generate)');

test.skipIf(!hasBotocore)('GuardDuty, converted, is what the SDK has', async () => {
  const out = mkdtempSync(join(tmpdir(), 'lockstead-converted-'));
  execFileSync(python, [join(root, 'scripts/generate-constraints.py'), out, '--model', 'guardduty=guardduty']);
  const botocore = JSON.parse(readFileSync(join(out, 'converted/guardduty.json'), 'utf8')) as BotocoreModel;
  rmSync(out, { recursive: true });
  const entry = serviceById('guardduty');
  if (entry === undefined) throw new Error('no GuardDuty');
  // The SDK's model last, so that it is the one that errors are said with.
  const converted = modelOfSchemas(entry, schemasOfBotocore(botocore, 'com.amazonaws.guardduty', 'jsonName'));
  const sdk = await fixtureModel(entry);
  let compared = 0;
  for (const [name, operation] of converted.operations) {
    const other = sdk.operations.get(name);
    expect(operation.http, name).toEqual(other?.http);
    expect(outline(operation.input), `${name} input`).toEqual(outline(other?.input));
    expect(outline(operation.output), `${name} output`).toEqual(outline(other?.output));
    compared += 1;
  }
  expect(compared).toBeGreaterThan(80);
});

/** A shape as plain values: what the codecs see of it, each structure once. */
function outline(shape: Shape | undefined): unknown {
  const seen: Map<string, unknown> = new Map();
  const visit = (inner: Shape): unknown => {
    switch (inner.kind) {
      case 'struct': {
        if (seen.has(inner.name)) return inner.name;
        const members: Record<string, unknown> = {};
        seen.set(inner.name, members);
        for (const { name, required, traits, shape: target } of inner.members()) {
          const { jsonName, httpLabel, httpQuery, httpHeader, httpPayload, sensitive } = traits;
          members[name] = {
            required,
            jsonName,
            httpLabel,
            httpQuery,
            httpHeader,
            httpPayload,
            sensitive,
            target: visit(target),
          };
        }
        return members;
      }
      case 'list':
        return [visit(inner.element().shape)];
      case 'map':
        return { value: visit(inner.value().shape) };
      default:
        return `${inner.kind} ${inner.format}`;
    }
  };
  return shape === undefined ? undefined : visit(shape);
}
