import { type AdminCall, AdminError, json } from './admin.ts';

/** `--dev` only: back to the state of a first start, with the same account and credentials. */
export function reset(run: (() => Promise<void>) | undefined): AdminCall {
  return {
    method: 'POST',
    path: 'reset',
    action: 'Reset',
    async handle() {
      if (run === undefined) throw new AdminError('NotDev', 403, 'Reset is open with --dev only.');
      await run();
      return json({ status: 'reset' });
    },
  };
}
