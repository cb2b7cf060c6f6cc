/** Services that are in no npm package: their models come from botocore. */
import { expect, test } from 'vitest';
import { decode, encode, loadModel, resolveOperation, type ServiceModel, serviceById, validate } from '../src/index.ts';

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
