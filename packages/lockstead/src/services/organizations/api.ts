/** Organizations' door for other services and for main. */

export { organizationGuardrails } from './guardrails.ts';
