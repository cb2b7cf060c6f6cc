import { expect, test } from 'vitest';
import { isProtected } from './well-known-paths.ts';

/** Roles of the identity centre come into an account by import alone: nobody may make one under their path, or change it. */
test.each([
  ['/aws-service-role/ecs.amazonaws.com/', true],
  ['/aws-reserved/sso.amazonaws.com/', true],
  ['/aws-reserved/', true],
  ['/aws-reservedx/', false],
  ['/a/aws-reserved/', false],
  ['/', false],
])('a role under %s is protected: %s', (path, wanted) => expect(isProtected({ path })).toBe(wanted));
