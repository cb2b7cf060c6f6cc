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

/** Streams of events (SelectObjectContent, StartLiveTail) are framed in a way that is not spoken here: such operations cannot be served. */
export function hasEventStream({ input, output }: OperationModel): boolean {
  return [input, output].some((shape) =>
    shape?.members().some((member) => member.traits.streaming !== undefined && member.shape.kind === 'struct'),
  );
}
