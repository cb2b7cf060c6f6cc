/** Ten thousand hostile requests of each kind: an answer to each, never a hang, a crash or a 500. */
import { test } from 'vitest';
import { fuzzBodies, fuzzForms, fuzzSockets } from '../support/fuzz.ts';

const cases = 10_000;

test('bytes that are nearly a request', () => fuzzSockets(cases));
test('bodies under a good signature', () => fuzzBodies(cases));
test('forms to the services that there are', () => fuzzForms(cases));
