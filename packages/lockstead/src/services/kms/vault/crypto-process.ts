/** A crypto process: the only place where key materials are open. It speaks with its parent alone, and ends with it. */
import { constants, setPriority } from 'node:os';
import process from 'node:process';
import { systemEntropy } from '#kernel/entropy';
import { serveParent } from '#processes/child';
import { CryptoServer } from './crypto-server.ts';

// One that makes key pairs computes for seconds. Whoever only encrypts must not wait for it.
if (process.argv.includes('--low-priority')) setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

const server = new CryptoServer(systemEntropy());

serveParent({ request: (payload) => server.handle(payload) });
