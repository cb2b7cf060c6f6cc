/** CloudTrail's door for other services and for main. */
export { trailControl } from './control.ts';
export { dataEventInterest } from './interest.ts';
