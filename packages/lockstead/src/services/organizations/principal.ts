/** Organizations as a principal: whom its service-linked role trusts, and the source of its events. */
export const organizationsPrincipal = 'organizations.amazonaws.com';
