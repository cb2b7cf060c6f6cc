/** Which bodies are streams: known before a byte of them is read, so that nobody buffers five gigabytes. */
import type { OperationModel } from './service-model.ts';
import type { Member, StructShape } from './shape.ts';

/** The member that takes the request's body as a stream; hand `decode` the stream then. */
export function streamingInput({ input }: OperationModel): Member | undefined {
  return streamingMember(input);
}

/** The member whose value, a stream or bytes, becomes the answer's body. */
export function streamingOutput({ output }: OperationModel): Member | undefined {
  return streamingMember(output);
}

function streamingMember(shape: StructShape | undefined): Member | undefined {
  return shape?.members().find((member) => member.shape.kind === 'streamingBlob');
}

/** The member that is a stream of events: the handler answers something to iterate over, whose elements are `{Records: {…}}` and the like. */
export function eventStreamOutput({ output }: OperationModel): Member | undefined {
  return eventStreamMember(output);
}

/** Events that a client sends, each signed by itself, are not spoken here: such operations cannot be served. No service of the table has any. */
export function hasEventStreamInput({ input }: OperationModel): boolean {
  return eventStreamMember(input) !== undefined;
}

function eventStreamMember(shape: StructShape | undefined): Member | undefined {
  return shape?.members().find((member) => isEventStream(member));
}

export function isEventStream({ traits, shape }: Member): boolean {
  return traits.streaming !== undefined && shape.kind === 'struct';
}
