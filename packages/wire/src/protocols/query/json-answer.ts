/**
 * Answers of awsQuery in JSON, as its services have them: every member of a structure by the alphabet, `null` where it has no value, times
 * in seconds as Java writes a double. Known from answers that clients show, such as those of STS, SNS and SQS; no page of AWS has it.
 */
import type { ErrorModel, OperationModel } from '../../model/service-model.ts';
import type { Member } from '../../model/shape.ts';
import type { WireError, WireResponse } from '../../types.ts';
import { perOperation } from '../codec.ts';
import { isInBody } from '../http/bindings.ts';
import { awsJsonStyle, type JsonStyle, JsonWriter } from '../json/writer.ts';
import { toEpochSeconds } from '../timestamps.ts';
import type { TimePrecision } from '../xml/writer.ts';

const style = (time: JsonStyle['time']): JsonStyle => ({ ...awsJsonStyle, order: 'alphabet', absent: 'null', time });

/** AWS DIFFERS?: as precise as the same answer's XML; those that were seen had whole seconds. */
const writers: Readonly<Record<TimePrecision, JsonWriter>> = {
  seconds: new JsonWriter(style((date) => javaDouble(Math.floor(toEpochSeconds(date))))),
  milliseconds: new JsonWriter(style((date) => javaDouble(toEpochSeconds(date)))),
};

/** `1.514869445E9`. Clients that read digits alone break on it, so they should here too. */
export function javaDouble(value: number): string {
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-3 && size < 1e7)) return Number.isInteger(value) ? `${value}.0` : String(value);
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  return `${digits.includes('.') ? digits : `${digits}.0`}E${exponent.replace('+', '')}`;
}

const writeOutput = perOperation(({ output, service }) =>
  output === undefined ? undefined : writers[service.xmlTimePrecision].struct(output),
);

/**
 * AWS DIFFERS?: where a list or a map is empty and not absent, it is said to be so; SQS was seen to say `null` for both, and shows its
 * members by other names than those of its model.
 */
export function encodeQueryJson(
  operation: OperationModel,
  output: Readonly<Record<string, unknown>>,
  requestId: string,
): WireResponse {
  const { name } = operation;
  const write = writeOutput(operation);
  const result = write === undefined ? '' : `"${name}Result":${write(output)},`;
  return {
    status: 200,
    headers: { 'x-amzn-requestid': requestId, 'content-type': 'application/json' },
    body: `{"${name}Response":{${result}"ResponseMetadata":{"RequestId":${JSON.stringify(requestId)}}}}`,
  };
}

/** What `<Error>` has, by the alphabet. AWS DIFFERS?: where members of the error's own stand, since none was seen. */
export function encodeQueryJsonError(
  error: WireError,
  known: ErrorModel | undefined,
  headers: Readonly<Record<string, string>>,
  requestId: string,
): WireResponse {
  const said: [name: string, json: string][] = [
    ['Code', JSON.stringify(known?.code ?? error.code)],
    ['Message', JSON.stringify(error.message)],
    ['Type', error.fault === 'client' ? '"Sender"' : '"Receiver"'],
    ...ownMembers(error.members ?? {}, known),
  ];
  const members = said
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, json]) => `${JSON.stringify(name)}:${json}`);
  return {
    status: error.httpStatus,
    headers: { ...headers, 'content-type': 'application/json' },
    body: `{"Error":{${members.join(',')}},"RequestId":${JSON.stringify(requestId)}}`,
  };
}

/** Only what the model knows. */
function ownMembers(
  values: Readonly<Record<string, unknown>>,
  known: ErrorModel | undefined,
): readonly [name: string, json: string][] {
  const isOwn = (member: Member): boolean => member.name.toLowerCase() !== 'message' && isInBody(member);
  return (known?.shape.members() ?? [])
    .filter((member) => isOwn(member) && values[member.name] !== undefined)
    .map(({ name, shape }) => [name, writers.milliseconds.value(shape)(values[name])]);
}
