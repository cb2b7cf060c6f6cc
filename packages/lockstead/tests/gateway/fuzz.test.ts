/** A small draw of what tests/long/fuzz.long.test.ts draws ten thousand of. */
import { test } from 'vitest';
import { fuzzBodies, fuzzForms, fuzzSockets } from '../support/fuzz.ts';

test('bytes that are nearly a request', () => fuzzSockets(100));
test('bodies under a good signature', () => fuzzBodies(200));
test('forms to the services that there are', () => fuzzForms(200));
