/** The crypto process: the only place where key materials are open. It speaks with its parent alone, and ends with it. */
import { systemEntropy } from '#kernel/entropy';
import { serveParent } from '#processes/child';
import { CryptoServer } from './crypto-server.ts';

const server = new CryptoServer(systemEntropy());

serveParent({ request: (payload) => server.handle(payload) });
