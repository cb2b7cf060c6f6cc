/** AWS's sentences, word for word. */
import { describe, expect, test } from 'vitest';
import { type AttachedPolicy, decide, denialMessage, type Layers, type PolicyKind } from '../src/index.ts';
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

  const named = (arn: string, kind: PolicyKind = 'identity', policy = deny): AttachedPolicy => ({
    name: 'stop',
    arn,
    document: document(policy, kind),
  });
  const free = { name: 'free', document: document(everything, 'identity') };
  const managed = 'arn:aws:iam::aws:policy/stop';
  const scp = 'arn:aws:organizations::999999999999:policy/o-1/service_control_policy/p-1';

  test.each<[string, Layers, string]>([
    ['identity', { identity: [named(managed)] }, `an identity-based policy: ${managed}`],
    ['boundary', { identity: [free], permissionsBoundary: named(managed) }, `a permissions boundary: ${managed}`],
    ['session', { identity: [free], session: [named(managed)] }, `a session policy: ${managed}`],
    [
      'service control',
      { identity: [free], serviceControl: [{ target: 'r', policies: [named(scp)] }] },
      `a service control policy: ${scp}`,
    ],
    ['resource', { identity: [free], resource: named(managed, 'resource', denyForAll) }, 'a resource-based policy'],
    ['endpoint', { identity: [free], vpcEndpoint: named(managed, 'resource', denyForAll) }, 'a VPC endpoint policy'],
  ])('a deny names its policy, but for those that live with a resource: %s', (_, layers, what) => {
    const request = requestOf({ name: '', rules: [119], principal: session, expect: '' });
    const message = denialMessage(request, decide(request, layers));
    expect(message.slice(message.indexOf(' with '))).toBe(` with an explicit deny in ${what}`);
  });

  test('an allow has no sentence', () => {
    const request = requestOf({ name: '', rules: [], principal: root, expect: '' });
    expect(() => denialMessage(request, decide(request, {}))).toThrow(TypeError);
  });
});
