import type { AnswerForm, ProtocolName, ServiceEntry } from '@lockstead/wire';
import type { RequestId } from '#kernel/ids';
import type { Session } from '#service/session';
import type { Route } from './route-operation.ts';

/** What is known of a request so far, for whoever has to refuse it. */
export interface Progress {
  readonly requestId: RequestId;
  entry: ServiceEntry | undefined;
  /** The one that its client will understand. */
  protocol: ProtocolName;
  /** As which its client wants the answer. */
  readonly form: AnswerForm;
  route?: Route;
  session?: Session;
  /** Members that the model does not know. */
  ignored?: readonly string[];
}
