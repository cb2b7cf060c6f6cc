import { type AdminCall, json } from './admin.ts';

/** What would have been sent by mail or telephone, newest first, with one-time passcodes in it. */
export type MessagesSent = () => Promise<readonly object[]>;

export function messages(sent: MessagesSent): AdminCall {
  return {
    method: 'GET',
    path: 'messages',
    action: 'GetMessages',
    handle: async () => json({ messages: await sent() }),
  };
}
