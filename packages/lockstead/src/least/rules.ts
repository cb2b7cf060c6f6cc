/** The only rules by which a least policy says more than what was used. Each is shown with what it made. */

export const rules = {
  ids: 'an id or a time that a service or a test makes anew in each run stands as *',
  secret: 'the six characters that AWS puts behind the name of a secret stand as ??????',
  many: 'many resources of one kind stand as what their names begin with',
  asked: 'the request itself asks for any resource of this kind, because the service names it later',
  noResource: 'the request is about no resource that has a name: the action knows none, or asks for all',
} as const;

export type Rule = keyof typeof rules;
