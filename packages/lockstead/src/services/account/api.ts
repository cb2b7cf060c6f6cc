/** The Account API's door for main. */

export { messagesSent } from './messages.ts';
export { openRegions } from './open-regions.ts';
