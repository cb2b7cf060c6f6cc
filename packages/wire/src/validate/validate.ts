/** Whether an input keeps to the constraints of AWS's model. */
import type { OperationModel, ServiceModel } from '../model/service-model.ts';
import { isInBody } from '../protocols/http/bindings.ts';
import { isDocumentPayload } from '../protocols/http/payload.ts';
import { malformedXml } from '../protocols/xml/malformed.ts';
import type { WireError } from '../types.ts';
import { type Check, CheckCompiler, segmentOf } from './checks.ts';
import { Violations } from './violations.ts';

/** The service's own validation error with AWS's sentences, or `undefined` where there is nothing to say. */
export function validate(
  model: ServiceModel,
  operation: OperationModel,
  input: Readonly<Record<string, unknown>>,
): WireError | undefined {
  const check = checkOf(model, operation);
  if (check === undefined) return undefined;
  const violations = new Violations();
  check(input, '', violations);
  return notAnInteger(model, violations) ?? malformedDocument(operation, violations) ?? violations.toError(model.entry);
}

const compilers: WeakMap<ServiceModel, CheckCompiler> = new WeakMap();
const checks: WeakMap<OperationModel, Check> = new WeakMap();

function checkOf(model: ServiceModel, operation: OperationModel): Check | undefined {
  if (operation.input === undefined) return undefined;
  const known = checks.get(operation);
  if (known !== undefined) return known;
  const compiler = compilers.get(model) ?? new CheckCompiler(model.constraints, model.entry);
  compilers.set(model, compiler);
  const check = compiler.input(operation.name, operation.input);
  checks.set(operation, check);
  return check;
}

/** AWS DIFFERS?: some of its deserialisers cut the fraction; here nobody guesses. */
function notAnInteger(model: ServiceModel, { notAnInteger: path }: Violations): WireError | undefined {
  if (path === undefined) return undefined;
  const isForm = model.entry.protocols.some((protocol) => protocol === 'awsQuery' || protocol === 'ec2Query');
  const code = isForm ? 'MalformedInput' : 'SerializationException';
  return { code, httpStatus: 400, fault: 'client', message: `The value at '${path}' is not an integer` };
}

/** S3 tells of a document that breaks the schema, and not of what in it; what stands in path, query and headers is told otherwise. */
function malformedDocument({ service, input }: OperationModel, { firstMember }: Violations): WireError | undefined {
  if (service.signingName !== 's3' || firstMember === undefined) return undefined;
  const member = input?.members().find(({ name }) => segmentOf(name) === firstMember);
  if (member === undefined || !(isInBody(member) || isDocumentPayload(member))) return undefined;
  return malformedXml;
}
