/** Probes of every operation, run against decoder and checks: what the model forbids is refused, what it allows passes, each as it was meant. */
import { expect, test } from 'vitest';
import {
  decode,
  generateProbes,
  type Probe,
  requestOfProbe,
  resolveOperation,
  type ServiceModel,
  serviceById,
  validate,
  type WireRequest,
} from '../src/index.ts';
import { fixtureModel } from './fixture-models.ts';

/** `least` probes there must be, so that a generator gone quiet is seen; they may only rise. */
const services: readonly { readonly id: string; readonly least: number; readonly leastOperations: number }[] = [
  { id: 'iam', least: 2610, leastOperations: 180 },
  { id: 'sts', least: 300, leastOperations: 11 },
  { id: 'cloudtrail', least: 1050, leastOperations: 60 },
  { id: 'kms', least: 1117, leastOperations: 56 },
  { id: 'guardduty', least: 1527, leastOperations: 103 },
  { id: 'inspector-scan', least: 7, leastOperations: 1 },
  { id: 'artifact', least: 178, leastOperations: 17 },
  { id: 'route53', least: 975, leastOperations: 74 },
  { id: 'cloudfront', least: 2081, leastOperations: 167 },
  { id: 'monitoring', least: 1558, leastOperations: 55 },
  { id: 'sqs', least: 130, leastOperations: 23 },
  { id: 'ec2', least: 10733, leastOperations: 823 },
  { id: 's3', least: 1452, leastOperations: 112 },
];

test.each(services)('$id', async ({ id, least, leastOperations }) => {
  const entry = serviceById(id);
  if (entry === undefined) throw new Error(`no service ${id}`);
  const model = await fixtureModel(entry);
  const wrong: string[] = [];
  let probes = 0;
  let operations = 0;
  for (const operation of model.operations.values()) {
    const made = generateProbes(model, operation);
    operations += made === undefined ? 0 : 1;
    for (const probe of made ?? []) {
      probes += 1;
      const complaint = complaintOf(model, probe);
      if (complaint !== undefined) wrong.push(`${probe.name}: ${complaint}`);
    }
  }
  console.log(`${id}: ${probes} probes of ${operations} of ${model.operations.size} operations`);
  expect(wrong).toEqual([]);
  expect(probes).toBeGreaterThanOrEqual(least);
  expect(operations).toBeGreaterThanOrEqual(leastOperations);
});

function complaintOf(model: ServiceModel, probe: Probe): string | undefined {
  const operation = model.operations.get(probe.operation);
  if (operation === undefined) return 'no such operation';
  const { body: content, ...sent } = requestOfProbe(model, operation, probe);
  const request: WireRequest = { ...sent, rawHeaders: [] };
  const body = Buffer.from(content);
  const resolved = resolveOperation(model, request, body);
  if (!resolved.ok) return `is not found: ${resolved.error.code}`;
  if (resolved.operation !== operation) return `is taken for ${resolved.operation.name}`;
  const decoded = decode(model, operation, resolved.protocol, request, body);
  if (!decoded.ok) return probe.expect === 'invalid' ? undefined : `is not read: ${decoded.error.message}`;
  const error = validate(model, operation, decoded.input);
  if (probe.expect === 'invalid') {
    if (error === undefined) return 'is let through';
    // S3 does not say what is wrong in a document.
    if (model.entry.signingName === 's3' && error.code === 'MalformedXML') return undefined;
    return names(error.message, probe.path ?? '') ? undefined : `says otherwise: ${error.message.slice(0, 300)}`;
  }
  if (error !== undefined) return `is refused: ${error.message.slice(0, 200)}`;
  const ignored = decoded.ignored.length > 0;
  return ignored === (probe.expect === 'ignored') ? undefined : `ignored: ${decoded.ignored.join(', ')}`;
}

/** In the words of AWS's framework, or in EC2's. */
function names(message: string, path: string): boolean {
  return [` at '${path}' failed`, `for parameter ${path} is invalid.`, `must contain the parameter ${path}`].some(
    (part) => message.includes(part),
  );
}
