/** AWS's sentences, word for word. */
import { describe, expect, test } from 'vitest';
import { decide, denialMessage } from '../src/index.ts';
import { account, document, everything, layersOf, otherAccount, requestOf, root, session } from './case.ts';
import { deny, denyForAll, messageCases } from './cases/messages.ts';

describe('denialMessage', () => {
  test.each(messageCases)('$name', (given) => {
    const request = requestOf({ ...given, expect: '' });
    expect(denialMessage(request, decide(request, layersOf({ ...given, expect: '' }), given.rule))).toBe(given.says);
  });

  test('a deny from a session policy', () => {
    const request = requestOf({ name: '', rules: [118], principal: session, expect: '' });
    const layers = {
      identity: [{ name: 'p', document: document(everything, 'identity') }],
      session: [{ name: 's', document: document(deny, 'session') }],
    };
    expect(denialMessage(request, decide(request, layers))).toMatch(/ with an explicit deny in a session policy$/);
  });

  test('another account is not told the name of a resource control policy', () => {
    const request = requestOf({ name: '', rules: [119], resourceAccount: otherAccount, expect: '' });
    const arn = 'arn:aws:organizations::999999999999:policy/o-1/resource_control_policy/p-1';
    const rcp = { target: 'r', policies: [{ name: 'x', arn, document: document(denyForAll, 'resource') }] };
    expect(denialMessage(request, decide(request, { resourceControl: [rcp] }))).not.toContain(arn);
    const own = requestOf({ name: '', rules: [119], resourceAccount: account, expect: '' });
    expect(denialMessage(own, decide(own, { resourceControl: [rcp] }))).toContain(`: ${arn}`);
  });

  test('an allow has no sentence', () => {
    const request = requestOf({ name: '', rules: [], principal: root, expect: '' });
    expect(() => denialMessage(request, decide(request, {}))).toThrow(TypeError);
  });
});
